//! Writes a page that shows our picture of every model of a folder beside the reference picture of the same name, with how long
//! drawing took: `cargo run --release -p bpmn --example beside -- FOLDER OUT.html`.
//!
//! Absent: a verdict; whether two pictures say the same is for a person to see. Source: the BPMN Model Interchange Working Group
//! publishes each of its reference models with a picture.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use bpmn::{Diagram, Overlay, svg};

/// Each picture is drawn so often; the median counts.
const ROUNDS: usize = 21;

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
                    <style>figure{display:inline-block;vertical-align:top;margin:8px}figure>*{max-width:1200px;height:auto}</style>"
        .to_owned();
    for model in models {
        let bytes = std::fs::read(&model).map_err(told)?;
        let began = Instant::now();
        let diagram = Diagram::read(&bytes).map_err(|error| format!("{}: {error}", model.display()))?;
        let reading = began.elapsed().as_secs_f64() * 1e3;
        let name = model.file_stem().unwrap_or_default().to_string_lossy();
        let _ = write!(page, "<h2 id=\"{name}\">{name}</h2>");
        for (at, plane) in diagram.planes().iter().enumerate() {
            let overlay = Overlay { plane: Some(at), ..Overlay::default() };
            let (drawing, picture) = median(|| svg(&diagram, &overlay));
            let picture = picture.unwrap_or_else(|error| format!("<p>{error}</p>"));
            let shapes = plane.shapes.len() + plane.edges.len();
            let told = format!(
                "{name} {}: {shapes} shapes and lines, read in {reading:.2} ms, drawn in {drawing:.3} ms, {} kB",
                plane.name,
                picture.len() / 1000
            );
            println!("{told}");
            let _ = write!(page, "<figure><figcaption>ours, {told}</figcaption>{picture}</figure>");
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

/// Does something several times: the median time, milliseconds, and what came of it.
fn median<T>(mut act: impl FnMut() -> T) -> (f64, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        last = Some(act());
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    (times[ROUNDS / 2], last.expect("there is at least one round"))
}
