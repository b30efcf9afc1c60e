//! `mandate diff`: what changed between two definitions or two diagrams, in plain words, each change minor or major by rule.
//!
//! Absent: an office and its versions; the pages of a process compare those. Source: the changes are those of `definition` and of
//! the crate `bpmn`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::folder;
use crate::definition::{Class, Definition, class, diff, impact};

/// Compares two definitions or diagrams, without an office.
#[derive(Args, Clone, Debug)]
pub struct Diff {
    /// The older one: the folder of a definition, or a .bpmn file.
    #[arg(value_name = "A")]
    old: PathBuf,
    /// The newer one.
    #[arg(value_name = "B")]
    new: PathBuf,
}

/// What changed, in sentences and as JSON.
///
/// # Errors
/// A sentence when one of the two cannot be read.
pub fn run(arguments: &Diff) -> Result<(String, Value), String> {
    if folder::is_diagram(&arguments.old) || folder::is_diagram(&arguments.new) {
        return diagrams(&arguments.old, &arguments.new);
    }
    let (old, _) = folder::definition(&arguments.old)?;
    let (new, _) = folder::definition(&arguments.new)?;
    Ok(definitions(&old, &new))
}

fn definitions(old: &Definition, new: &Definition) -> (String, Value) {
    let changes = diff(old, new);
    let touched = impact(new, &changes);
    let mut lines: Vec<String> =
        changes.iter().map(|change| format!("{}: {}", word(change.class), change.sentence)).collect();
    lines.push(summary(changes.len(), class(&changes)));
    if !touched.roles.is_empty() {
        let roles: Vec<&str> = touched.roles.iter().map(String::as_str).collect();
        lines.push(format!("Roles to be told: {}.", roles.join(", ")));
    }
    let class = (!changes.is_empty()).then(|| class(&changes));
    (lines.join("\n"), json!({ "class": class, "changes": changes, "impact": touched }))
}

fn diagrams(old: &Path, new: &Path) -> Result<(String, Value), String> {
    let changes = bpmn::compare(&folder::diagram(old)?, &folder::diagram(new)?);
    let class = |material: bool| if material { Class::Major } else { Class::Minor };
    let mut lines: Vec<String> =
        changes.iter().map(|change| format!("{}: {}", word(class(change.material)), change.sentence)).collect();
    let whole = class(changes.iter().any(|change| change.material));
    lines.push(summary(changes.len(), whole));
    let whole = (!changes.is_empty()).then_some(whole);
    Ok((lines.join("\n"), json!({ "class": whole, "changes": changes })))
}

fn word(class: Class) -> &'static str {
    match class {
        Class::Minor => "minor",
        Class::Major => "major",
    }
}

fn summary(count: usize, class: Class) -> String {
    match count {
        0 => "Nothing changed.".to_owned(),
        1 => format!("1 change, {}.", word(class)),
        _ => format!("{count} changes, together {}.", word(class)),
    }
}

#[cfg(test)]
mod tests;
