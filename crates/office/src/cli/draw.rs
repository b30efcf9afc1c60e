//! `mandate draw`: the picture of a diagram as SVG, the same that readers see in the browser.
//!
//! Absent: overlays, which need an office. A diagram without drawing is laid out first. Source: the picture is that of the crate
//! `bpmn`.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::folder;

/// Draws a BPMN file or the diagram of a definition's folder, without an office.
#[derive(Args, Clone, Debug)]
pub struct Draw {
    /// A .bpmn file or the folder of a definition.
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The .svg file to write; one that exists is replaced.
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// Which of several drawings in the file, from 1; otherwise the first that shows something.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    drawing: Option<u32>,
}

/// Draws, and says what was drawn.
///
/// # Errors
/// A sentence when the input cannot be read, has nothing to draw, or the output cannot be written.
pub fn run(arguments: &Draw) -> Result<(String, Value), String> {
    if !arguments.to.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("svg")) {
        return Err(format!("{} does not end in .svg. Pictures are written as SVG.", arguments.to.display()));
    }
    let mut diagram = folder::diagram(&arguments.from)?;
    let mut notes = Vec::new();
    let drawings = diagram.planes().iter().filter(|plane| !plane.shapes.is_empty()).count();
    if drawings == 0 {
        diagram = bpmn::with_layout(&diagram)
            .map_err(|error| format!("{} cannot be laid out: {error}.", arguments.from.display()))?;
        notes.push("The file has no drawing, so it was laid out.".to_owned());
    } else if drawings > 1 && arguments.drawing.is_none() {
        notes.push(format!("The file has {drawings} drawings; this is the first. Choose with --drawing."));
    }
    let plane = arguments.drawing.map(|number| number as usize - 1);
    let overlay = bpmn::Overlay { plane, ..bpmn::Overlay::default() };
    let picture = bpmn::svg(&diagram, &overlay).map_err(|error| {
        let count = diagram.planes().len();
        format!("{} cannot be drawn: {error}. Drawings in the file: {count}.", arguments.from.display())
    })?;
    let kept = diagram.kept().iter().filter(|kept| kept.claims_bpmn).map(|kept| kept.name.clone());
    let kept: Vec<String> = kept.collect();
    if !kept.is_empty() {
        notes.push(format!("Kept in the file and not drawn: {}.", kept.join(", ")));
    }
    fs::write(&arguments.to, picture)
        .map_err(|error| format!("{} cannot be written: {error}.", arguments.to.display()))?;
    let mut lines = vec![format!("{} is written.", arguments.to.display())];
    lines.extend(notes.iter().cloned());
    Ok((lines.join("\n"), json!({ "written": arguments.to, "notes": notes })))
}

#[cfg(test)]
mod tests;
