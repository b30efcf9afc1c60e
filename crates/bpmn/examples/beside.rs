//! Writes a page that shows our picture of every model of a folder beside the reference picture of the same name:
//! `cargo run -p bpmn --example beside -- FOLDER OUT.html`.
//!
//! Absent: a verdict; whether two pictures say the same is for a person to see. Source: the BPMN Model Interchange Working Group
//! publishes each of its reference models with a picture.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use bpmn::{Diagram, Overlay, svg};

fn main() -> ExitCode {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [folder, out] = arguments.as_slice() else {
        eprintln!("beside: name the folder with the models and the page to write");
        return ExitCode::from(2);
    };
    match page(folder).and_then(|page| std::fs::write(out, page).map_err(|error| format!("{}: {error}", out.display())))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("beside: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn page(folder: &Path) -> Result<String, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let folder = folder.canonicalize().map_err(told)?;
    let entries = std::fs::read_dir(&folder).map_err(told)?.flatten().map(|entry| entry.path());
    let mut models: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|kind| kind == "bpmn")).collect();
    models.sort();
    let mut page = "<!doctype html><meta charset=utf-8><title>Beside the reference</title>\
                    <style>figure{display:inline-block;vertical-align:top;margin:8px}</style>"
        .to_owned();
    for model in models {
        let bytes = std::fs::read(&model).map_err(told)?;
        let diagram = Diagram::read(&bytes).map_err(|error| format!("{}: {error}", model.display()))?;
        let name = model.file_stem().unwrap_or_default().to_string_lossy();
        let _ = write!(page, "<h2 id=\"{name}\">{name}</h2>");
        for (at, plane) in diagram.planes().iter().enumerate() {
            let picture = svg(&diagram, &Overlay { plane: Some(at), ..Overlay::default() });
            let picture = picture.unwrap_or_else(|error| format!("<p>{error}</p>"));
            let _ = write!(page, "<figure><figcaption>ours {}</figcaption>{picture}</figure>", plane.name);
        }
        let reference = model.with_extension("png");
        if reference.exists() {
            let _ = write!(
                page,
                "<figure><figcaption>reference</figcaption><img src=\"file://{}\" alt=\"\"></figure>",
                reference.display()
            );
        }
    }
    Ok(page)
}
