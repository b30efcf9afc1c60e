//! Writes the style page and its assets to a folder, to look at and to scan:
//! `cargo run -p ui --example style -- FOLDER`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ui::Extra;
use ui::diagram::{Editor, editor};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("Say where to write to: cargo run -p ui --example style -- FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.join("assets"))?;
    std::fs::write(folder.join("style.html"), ui::style_page().into_string())?;
    std::fs::write(folder.join("sign-in.html"), ui::style::bare_sample().into_string())?;
    std::fs::write(folder.join("editor.html"), editor_page().into_string())?;
    for asset in ui::asset::all() {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    println!("{}", folder.join("style.html").display());
    Ok(())
}

fn editor_page() -> ui::Markup {
    let frame = ui::Frame { title: "Edit the diagram", extras: &[Extra::Editor], ..ui::Frame::default() };
    let edited = Editor {
        title: "Incident management",
        src: "/sample.bpmn",
        save: "/save",
        revision: 1,
        findings: "",
        detail: "/activity/{element}",
        layout: "/layout",
        standing_target: "",
    };
    let shown = editor(&edited, ui::html! { p { "Choose something in the diagram." } }, ui::finding(&[]));
    ui::page(&frame, shown)
}
