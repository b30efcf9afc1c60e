//! `mandate check`: reads the folder of a process definition and says what is wrong or missing, for people and for pipelines.
//!
//! Absent: an office; what only it knows (who holds a role, what was approved) is not looked at. Source: the checks are those of
//! `definition`, and the same that a draft shows in the browser.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use crate::definition::limits::{DOCUMENT_BYTES, LIST_ENTRIES};
use crate::definition::{Definition, Place, Severity, activity_file, from_files, lint};

/// Folders inside a definition's folder that are followed, counted from the folder itself.
const DEPTH: usize = 4;
/// Files in one definition's folder: one for each activity, and room for the others.
const FILES: usize = 2 * LIST_ENTRIES;

/// Checks the folders of process definitions, without an office.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// Folders that each hold a definition: process.toml, diagram.bpmn, raci.csv and the folder activities.
    #[arg(required = true, value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Fail on warnings too.
    #[arg(long)]
    strict: bool,
}

/// What the check of all folders says.
#[derive(Debug)]
pub struct Checked {
    pub sentences: String,
    pub value: Value,
    /// No errors, and with `--strict` no warnings.
    pub passed: bool,
}

/// One thing to look at, in a file of the folder.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Remark {
    severity: Severity,
    rule: &'static str,
    file: String,
    /// Line from 1, where it is known.
    line: Option<usize>,
    /// What it is about, in words; empty where the file says it all.
    place: String,
    message: String,
    why: String,
    remedy: String,
}

/// Checks every folder and answers in sentences and JSON.
///
/// # Errors
/// A sentence when a folder cannot be read at all; then nothing was checked.
pub fn run(arguments: &Check) -> Result<Checked, String> {
    let mut paragraphs = Vec::new();
    let mut reports = Vec::new();
    let mut passed = true;
    for folder in &arguments.folders {
        let remarks = check(&files_of(folder)?);
        let (errors, warnings) = (count(&remarks, Severity::Error), count(&remarks, Severity::Warning));
        let hints = count(&remarks, Severity::Info);
        let ok = errors == 0 && !(arguments.strict && warnings > 0);
        passed &= ok;
        paragraphs.extend(remarks.iter().map(|remark| told(folder, remark)));
        paragraphs.push(format!(
            "{}: {}, {}, {}.",
            folder.display(),
            number(errors, "error"),
            number(warnings, "warning"),
            number(hints, "hint")
        ));
        reports.push(json!({
            "folder": folder, "passed": ok, "errors": errors, "warnings": warnings, "hints": hints, "findings": remarks
        }));
    }
    let value = json!({ "passed": passed, "folders": reports });
    Ok(Checked { sentences: paragraphs.join("\n"), value, passed })
}

fn count(remarks: &[Remark], severity: Severity) -> usize {
    remarks.iter().filter(|remark| remark.severity == severity).count()
}

fn number(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// A remark as a paragraph: the first line as compilers write it, then the reason and the remedy.
fn told(folder: &Path, remark: &Remark) -> String {
    let mut text = folder.join(&remark.file).display().to_string();
    if let Some(line) = remark.line {
        text.push_str(&format!(":{line}"));
    }
    let word = match remark.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "hint",
    };
    text.push_str(&format!(": {word}: {} [{}]\n", remark.message, remark.rule));
    for (word, said) in [("where", &remark.place), ("why", &remark.why), ("what to do", &remark.remedy)] {
        if !said.is_empty() {
            text.push_str(&format!("    {word}: {said}\n"));
        }
    }
    text
}

/// Everything to say about a folder, errors first.
fn check(folder: &BTreeMap<String, Vec<u8>>) -> Vec<Remark> {
    let definition = match from_files(folder) {
        Ok(definition) => definition,
        Err(errors) => {
            let remark = |error: crate::definition::FileError| Remark {
                severity: Severity::Error,
                rule: "file",
                file: error.file,
                line: error.line,
                place: String::new(),
                message: error.problem,
                why: String::new(),
                remedy: error.remedy.to_owned(),
            };
            return errors.into_iter().map(remark).collect();
        }
    };
    let drawn: BTreeSet<&str> =
        definition.flow().map(|diagram| bpmn::lint(&diagram)).into_iter().flatten().map(|one| one.rule).collect();
    let remark = |finding: crate::definition::Finding| {
        let (file, line, place) = locate(&definition, &finding.target, finding.rule, &drawn);
        Remark {
            severity: finding.severity,
            rule: finding.rule,
            file,
            line,
            place,
            message: finding.message,
            why: finding.why.to_owned(),
            remedy: finding.remedy.to_owned(),
        }
    };
    lint(&definition).into_iter().map(remark).collect()
}

/// The file, the line where it is known, and the words for a place in the definition.
fn locate(
    definition: &Definition,
    place: &Place,
    rule: &str,
    drawn: &BTreeSet<&str>,
) -> (String, Option<usize>, String) {
    let diagram = |id: &str, words: String| ("diagram.bpmn".to_owned(), line_of(&definition.diagram, id), words);
    let manifest = |words: String| ("process.toml".to_owned(), None, words);
    let activity = |id: &str| match definition.steps().into_iter().find(|(step, _)| step == id) {
        Some((_, name)) => format!("activity “{name}” ({id})"),
        None => format!("activity {id}"),
    };
    match place {
        Place::Field("diagram") => ("diagram.bpmn".to_owned(), None, String::new()),
        Place::Field("raci") => ("raci.csv".to_owned(), None, String::new()),
        Place::Field(field) => manifest(format!("field {field}")),
        Place::Activity(id) if drawn.contains(rule) => diagram(id, activity(id)),
        Place::Activity(id) if rule.starts_with("raci-") => ("raci.csv".to_owned(), None, activity(id)),
        Place::Activity(id) => (activity_file(id), None, activity(id)),
        Place::Element(id) => diagram(id, format!("element {id}")),
        Place::Cell { activity: id, role } => ("raci.csv".to_owned(), None, format!("{}, role {role}", activity(id))),
        Place::Role(key) => manifest(format!("role {key}")),
        Place::Control(key) => manifest(format!("control {key}")),
        Place::Measure(key) => manifest(format!("measure {key}")),
    }
}

/// The line of the diagram on which the element of this id begins.
fn line_of(diagram: &str, id: &str) -> Option<usize> {
    let marks = [format!(" id=\"{id}\""), format!(" id='{id}'")];
    diagram.lines().position(|line| marks.iter().any(|mark| line.contains(mark))).map(|at| at + 1)
}

/// The files of a folder; what begins with a point (git's, an editor's) is left out.
fn files_of(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, String> {
    if !folder.is_dir() {
        return Err(format!("{} is no folder. Name the folder that holds process.toml.", folder.display()));
    }
    let mut files = BTreeMap::new();
    gather(folder, "", DEPTH, &mut files)?;
    Ok(files)
}

fn gather(folder: &Path, prefix: &str, depth: usize, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    let told = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}.", path.display());
    for entry in fs::read_dir(folder).map_err(|error| told(folder, error))? {
        let entry = entry.map_err(|error| told(folder, error))?;
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let inside = format!("{prefix}{name}");
        if entry.file_type().map_err(|error| told(&path, error))?.is_dir() {
            if depth == 0 {
                return Err(format!("{} lies too deep for a definition's folder.", path.display()));
            }
            gather(&path, &format!("{inside}/"), depth - 1, files)?;
            continue;
        }
        if files.len() == FILES {
            let folder = folder.display();
            return Err(format!("{folder} holds more than {FILES} files; a definition's folder never does."));
        }
        let mut bytes = Vec::new();
        // One byte more than a file may have tells the reader of the definition that it is too large.
        let most = DOCUMENT_BYTES as u64 + 1;
        let file = File::open(&path).map_err(|error| told(&path, error))?;
        file.take(most).read_to_end(&mut bytes).map_err(|error| told(&path, error))?;
        files.insert(inside, bytes);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
