//! `mandate convert`: a BPMN file into the folder of a definition and back, checked and copied byte for byte, or for another engine.
//!
//! Absent: formats other than BPMN 2.0 and the folder. Nothing that exists is overwritten unless asked for. Source: the folder is that
//! of `definition::files`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use engine::elsewhere::{Note, Target, Weight};
use serde_json::{Value, json};

use super::folder::{self, Found};
use crate::definition::{Definition, elsewhere, files};

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
    /// Write the diagram as another engine runs it, with who does what and what is filled in. Decisions, and forms for Camunda 8, are
    /// written beside it.
    #[arg(long = "for", value_name = "ENGINE")]
    engine: Option<Engine>,
}

/// An engine that runs BPMN.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Engine {
    Camunda8,
    Operaton,
}

impl From<Engine> for Target {
    fn from(engine: Engine) -> Target {
        match engine {
            Engine::Camunda8 => Target::Camunda8,
            Engine::Operaton => Target::Operaton,
        }
    }
}

/// Converts, and says what was written and what has no place there.
///
/// # Errors
/// A sentence when the input cannot be read or the output stands in the way; then nothing was written.
pub fn run(arguments: &Convert) -> Result<(String, Value), String> {
    if let Some(engine) = arguments.engine {
        return for_engine(arguments, engine.into());
    }
    let notes = if folder::is_diagram(&arguments.to) {
        to_diagram(&arguments.from, &arguments.to, arguments.replace)?
    } else {
        to_folder(&arguments.from, &arguments.to)?
    };
    let mut lines = vec![format!("{} is written.", arguments.to.display())];
    lines.extend(notes.iter().cloned());
    Ok((lines.join("\n"), json!({ "written": arguments.to, "notes": notes })))
}

/// The diagram for another engine, its forms beside it, and the report.
fn for_engine(arguments: &Convert, target: Target) -> Result<(String, Value), String> {
    let to = &arguments.to;
    if !folder::is_diagram(to) {
        return Err(format!(
            "{} is no .bpmn file. A diagram for {} is one file; name it so.",
            to.display(),
            target.label()
        ));
    }
    let (definition, mut lines) = folder::definition(&arguments.from)?;
    let carried = elsewhere(&definition, target)?;
    let beside = |name: &str| to.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name));
    let mut written: Vec<(PathBuf, &str)> = vec![(to.clone(), carried.text.as_str())];
    written
        .extend(carried.decisions.iter().chain(&carried.forms).map(|(name, content)| (beside(name), content.as_str())));
    if let Some((path, _)) = written.iter().find(|(path, _)| path.exists()).filter(|_| !arguments.replace) {
        return Err(format!("{} exists. Name another file, or add --replace.", path.display()));
    }
    for (path, content) in &written {
        write(path, content.as_bytes())?;
    }
    let paths: Vec<&PathBuf> = written.iter().map(|(path, _)| path).collect();
    let report: Vec<Value> = carried.notes.iter().map(noted).collect();
    let value = json!({ "written": paths, "engine": target.key(), "notes": report });
    let mut all: Vec<String> = paths.iter().map(|path| format!("{} is written.", path.display())).collect();
    all.append(&mut lines);
    all.extend(carried.notes.iter().map(told));
    Ok((all.join("\n"), value))
}

/// A note as a sentence.
pub(super) fn told(note: &Note) -> String {
    format!("{} {}: {}", word(note.weight), note.name, note.sentence)
}

/// A note for programs.
pub(super) fn noted(note: &Note) -> Value {
    json!({ "element": note.element, "name": note.name, "weight": note.weight.key(), "sentence": note.sentence })
}

fn word(weight: Weight) -> &'static str {
    match weight {
        Weight::Lost => "lost:",
        Weight::ToDo => "to do:",
        Weight::Said => "note:",
    }
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
