//! A definition as a folder of open files, and back without loss: `process.toml`, `diagram.bpmn`, `raci.csv`, and one Markdown
//! file for each activity.
//!
//! Absent: the file system; a folder is a map from path to bytes. Errors name the file, the line where it is known, what is wrong
//! and what to do. A folder whose line ends were turned into those of Windows on the way (as git may) reads the same. Formats: TOML
//! 1.0, RFC 4180 (CSV), `CommonMark` with a TOML front matter between lines of `+++`.

mod activity;
mod name;
mod raci;

use std::collections::BTreeMap;
use std::fmt;

use super::limits;
use super::model::{Definition, Matrix};

/// The manifest.
const MANIFEST: &str = "process.toml";
const DIAGRAM: &str = "diagram.bpmn";
const RACI: &str = "raci.csv";
const ACTIVITIES: &str = "activities/";
/// The fields of the document that have files of their own, and where.
const APART: [(&str, &str); 3] =
    [("diagram", "diagram.bpmn"), ("activities", "one file each in the folder activities"), ("raci", "raci.csv")];

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    pub file: String,
    /// Line from 1, where it is known.
    pub line: Option<usize>,
    pub problem: String,
    pub remedy: &'static str,
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(out, ", line {line}")?;
        }
        write!(out, ": {} {}", self.problem, self.remedy)
    }
}

/// The folder of a definition.
#[must_use]
pub fn files(definition: &Definition) -> BTreeMap<String, Vec<u8>> {
    let mut folder = BTreeMap::new();
    let manifest =
        Definition { diagram: String::new(), activities: BTreeMap::new(), raci: Matrix::new(), ..definition.clone() };
    let mut table = toml::Table::try_from(&manifest).expect("a definition is a table of texts, numbers and lists");
    for (field, _) in APART {
        table.remove(field);
    }
    let text = toml::to_string_pretty(&table).expect("a table can be written");
    folder.insert(MANIFEST.to_owned(), text.into_bytes());
    folder.insert(DIAGRAM.to_owned(), definition.diagram.clone().into_bytes());
    folder.insert(RACI.to_owned(), raci::write(&definition.raci).into_bytes());
    for (id, activity) in &definition.activities {
        folder.insert(activity_file(id), activity::write(activity).into_bytes());
    }
    folder
}

/// The path of an activity's file in the folder, by the activity's id.
#[must_use]
pub fn activity_file(id: &str) -> String {
    format!("{ACTIVITIES}{}.md", name::write(id))
}

/// The definition of a folder.
///
/// # Errors
/// Everything that is wrong, file by file.
pub fn from_files(folder: &BTreeMap<String, Vec<u8>>) -> Result<Definition, Vec<FileError>> {
    let mut errors = Vec::new();
    let mut definition = Definition::default();
    if !folder.contains_key(MANIFEST) {
        errors.push(wrong(
            MANIFEST,
            None,
            "The manifest is missing.".to_owned(),
            "Add process.toml with at least a name.",
        ));
    }
    let mut sorted: Vec<(&String, &Vec<u8>)> = folder.iter().collect();
    sorted.sort_by_key(|(path, _)| *path != MANIFEST);
    for (path, bytes) in sorted {
        match text(path, bytes).and_then(|text| take(&mut definition, path, text)) {
            Ok(()) => {}
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() {
        let remedy = "Shorten it, or keep the details in a document of their own.";
        errors.extend(limits::exceeded(&definition).into_iter().map(|told| wrong(MANIFEST, None, told, remedy)));
    }
    if errors.is_empty() { Ok(definition) } else { Err(errors) }
}

fn wrong(file: &str, line: Option<usize>, problem: String, remedy: &'static str) -> FileError {
    FileError { file: file.to_owned(), line, problem, remedy }
}

fn text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, Vec<FileError>> {
    if bytes.len() > limits::DOCUMENT_BYTES {
        let problem = format!("The file is larger than {} KiB.", limits::DOCUMENT_BYTES / 1024);
        return Err(vec![wrong(path, None, problem, "Shorten it, or leave it out of the folder.")]);
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        vec![wrong(path, Some(line), "The file is not UTF-8 text.".to_owned(), "Save it as UTF-8.")]
    })
}

fn take(definition: &mut Definition, path: &str, text: &str) -> Result<(), Vec<FileError>> {
    match path {
        MANIFEST => {
            *definition = manifest(path, unmarked(text)).map_err(|error| vec![error])?;
            Ok(())
        }
        DIAGRAM => {
            text.clone_into(&mut definition.diagram);
            if text.trim().is_empty() {
                return Ok(());
            }
            bpmn::Diagram::parse(text).map(drop).map_err(|error| {
                let problem = format!("This is no BPMN: {}; {}.", error.problem, error.remedy);
                vec![wrong(path, Some(error.line), problem, "Or export it again from the modeller.")]
            })
        }
        RACI => {
            definition.raci = raci::read(path, unmarked(text))?;
            Ok(())
        }
        _ => {
            let stranger = || {
                vec![wrong(
                    path,
                    None,
                    "This file is not part of a definition.".to_owned(),
                    "Remove it from the folder.",
                )]
            };
            let stem = path.strip_prefix(ACTIVITIES).and_then(|file| file.strip_suffix(".md")).ok_or_else(stranger)?;
            let Some(id) = name::read(stem) else {
                let problem = format!("“{stem}” cannot be the name of an activity's file.");
                return Err(vec![wrong(
                    path,
                    None,
                    problem,
                    "Name the file by the id of the activity in the diagram.",
                )]);
            };
            let activity = activity::read(path, unmarked(text)).map_err(|error| vec![error])?;
            definition.activities.insert(id, activity);
            Ok(())
        }
    }
}

fn manifest(path: &str, text: &str) -> Result<Definition, FileError> {
    let table: toml::Table = toml::from_str(text).map_err(|error| toml_error(path, text, 0, &error))?;
    if let Some((field, place)) = APART.iter().find(|(field, _)| table.contains_key(*field)) {
        let problem = format!("The field {field} does not stand here but in a file of its own: {place}.");
        return Err(wrong(path, None, problem, "Move it there."));
    }
    toml::from_str(text).map_err(|error| toml_error(path, text, 0, &error))
}

/// The text without the byte order mark that some editors put in front.
fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

fn toml_error(path: &str, text: &str, lines_before: usize, error: &toml::de::Error) -> FileError {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1 + lines_before);
    let problem = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    wrong(path, line, format!("{problem}."), "Write it as in the files of the starter library.")
}

#[cfg(test)]
mod tests;
