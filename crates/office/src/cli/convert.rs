//! `mandate convert`: a BPMN file into the folder of a definition and back, or checked and copied byte for byte.
//!
//! Absent: formats other than BPMN 2.0 and the folder. Nothing that exists is overwritten unless asked for. Source: the folder is that
//! of `definition::files`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::folder::{self, Found};
use crate::definition::{Definition, files};

/// Converts between a BPMN file and the folder of a definition, without an office.
#[derive(Args, Clone, Debug)]
pub struct Convert {
    /// A .bpmn file or the folder of a definition.
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The .bpmn file or the folder to write.
    #[arg(value_name = "OUT")]
    to: PathBuf,
    /// Replace a file that exists. A folder that holds anything is never replaced.
    #[arg(long)]
    replace: bool,
}

/// Converts, and says what was written and what has no place there.
///
/// # Errors
/// A sentence when the input cannot be read or the output stands in the way; then nothing was written.
pub fn run(arguments: &Convert) -> Result<(String, Value), String> {
    let notes = if folder::is_diagram(&arguments.to) {
        to_diagram(&arguments.from, &arguments.to, arguments.replace)?
    } else {
        to_folder(&arguments.from, &arguments.to)?
    };
    let mut lines = vec![format!("{} is written.", arguments.to.display())];
    lines.extend(notes.iter().cloned());
    Ok((lines.join("\n"), json!({ "written": arguments.to, "notes": notes })))
}

fn to_diagram(from: &Path, to: &Path, replace: bool) -> Result<Vec<String>, String> {
    if to.exists() && !replace {
        return Err(format!("{} exists. Name another file, or add --replace.", to.display()));
    }
    let diagram = folder::diagram(from)?;
    let notes = match folder::at(from)? {
        Found::Diagram(_) => Vec::new(),
        Found::Folder(_) => left_behind(&folder::definition(from)?.0),
    };
    write(to, &diagram.bytes())?;
    Ok(notes)
}

/// What a BPMN file has no place for.
fn left_behind(definition: &Definition) -> Vec<String> {
    let counts = [
        (definition.activities.len(), "descriptions of activities"),
        (definition.roles.len(), "roles"),
        (definition.raci.len(), "rows of the RACI"),
        (definition.policies.len(), "policies"),
        (definition.controls.len(), "controls"),
        (definition.measures.len(), "measures"),
        (definition.interfaces.len(), "interfaces"),
    ];
    let kept: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if kept.is_empty() {
        return Vec::new();
    }
    vec![format!("A BPMN file holds the diagram alone. The folder keeps {}.", kept.join(", "))]
}

fn to_folder(from: &Path, to: &Path) -> Result<Vec<String>, String> {
    let told = |error: std::io::Error| format!("{} cannot be written: {error}.", to.display());
    let in_the_way = match fs::read_dir(to) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => to.exists(),
    };
    if in_the_way {
        return Err(format!("{} exists and is not an empty folder. Name another.", to.display()));
    }
    let (definition, notes) = folder::definition(from)?;
    fs::create_dir_all(to).map_err(told)?;
    for (path, bytes) in files(&definition) {
        let file = to.join(&path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(told)?;
        }
        write(&file, &bytes)?;
    }
    Ok(notes)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(path, bytes).map_err(|error| format!("{} cannot be written: {error}.", path.display()))
}

#[cfg(test)]
mod tests;
