//! A definition as a folder of open files, and back without loss: `process.toml`, `diagram.bpmn`, `raci.csv`, one Markdown file
//! for each activity, one TOML file for each form, and one DMN file with one TOML file for each decision.
//!
//! What is written is canonical: fields in the order of the model, what is empty left out, the matrix in the order of the diagram and
//! of the roles, so that a canonical folder that is read and written again is the same to the byte. Absent: the file system; a folder
//! is a map from path to bytes. Errors name the file, the line where it is known, what is wrong
//! and what to do. A folder whose line ends were turned into those of Windows on the way (as git may) reads the same. Formats: TOML
//! 1.0, RFC 4180 (CSV), `CommonMark` with a TOML front matter between lines of `+++`.

mod activity;
mod decision;
mod form;
mod name;
mod raci;

use std::collections::BTreeMap;
use std::fmt;

use super::decision::Decision;
use super::limits;
use super::model::{Definition, Matrix};

/// The manifest.
const MANIFEST: &str = "process.toml";
const DIAGRAM: &str = "diagram.bpmn";
const RACI: &str = "raci.csv";
const ACTIVITIES: &str = "activities/";
const FORMS: &str = "forms/";
const DECISIONS: &str = "decisions/";
/// The fields of the document that have files of their own, and where.
const APART: [(&str, &str); 5] = [
    ("diagram", "diagram.bpmn"),
    ("activities", "one file each in the folder activities"),
    ("raci", "raci.csv"),
    ("forms", "one file each in the folder forms"),
    ("decisions", "two files each in the folder decisions"),
];

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
    let manifest = Definition {
        diagram: String::new(),
        activities: BTreeMap::new(),
        raci: Matrix::new(),
        forms: BTreeMap::new(),
        decisions: BTreeMap::new(),
        ..definition.clone()
    };
    let mut table = toml::Table::try_from(&manifest).expect("a definition is a table of texts, numbers and lists");
    for (field, _) in APART {
        table.remove(field);
    }
    leave_out_empty(&mut table);
    let text = toml::to_string_pretty(&table).expect("a table can be written");
    folder.insert(MANIFEST.to_owned(), text.into_bytes());
    folder.insert(DIAGRAM.to_owned(), definition.diagram.clone().into_bytes());
    folder.insert(RACI.to_owned(), raci::write(definition).into_bytes());
    for (id, activity) in &definition.activities {
        folder.insert(activity_file(id), activity::write(activity).into_bytes());
    }
    for (key, form) in &definition.forms {
        folder.insert(form_file(key), form::write(form).into_bytes());
    }
    for (key, decision) in &definition.decisions {
        folder.insert(decision_file(key), decision.dmn.clone().into_bytes());
        folder.insert(format!("{DECISIONS}{}.toml", name::write(key)), decision::write(decision).into_bytes());
    }
    folder
}

/// Takes out the texts and lists that say nothing; whoever reads the folder puts them back.
fn leave_out_empty(table: &mut toml::Table) {
    fn is_said(value: &toml::Value) -> bool {
        match value {
            toml::Value::String(text) => !text.is_empty(),
            toml::Value::Array(items) => !items.is_empty(),
            _ => true,
        }
    }
    table.retain(|_, value| is_said(value));
    for (_, value) in table.iter_mut() {
        match value {
            toml::Value::Table(inner) => leave_out_empty(inner),
            toml::Value::Array(items) => {
                items.iter_mut().filter_map(toml::Value::as_table_mut).for_each(leave_out_empty);
            }
            _ => {}
        }
    }
}

/// The path of an activity's file in the folder, by the activity's id.
#[must_use]
pub fn activity_file(id: &str) -> String {
    format!("{ACTIVITIES}{}.md", name::write(id))
}

/// The path of a form's file in the folder, by the form's key.
#[must_use]
pub fn form_file(key: &str) -> String {
    format!("{FORMS}{}.toml", name::write(key))
}

/// The path of a decision's model in the folder, by the decision's key; its name and examples lie beside it.
#[must_use]
pub fn decision_file(key: &str) -> String {
    format!("{DECISIONS}{}.dmn", name::write(key))
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
        _ => part(definition, path, text).map_err(|error| vec![error]),
    }
}

/// A file of which there are several: an activity's, a form's or a decision's.
fn part(definition: &mut Definition, path: &str, text: &str) -> Result<(), FileError> {
    let named = |stem: &str, remedy| {
        let problem = || format!("“{stem}” cannot be the name of a file here.");
        name::read(stem).ok_or_else(|| wrong(path, None, problem(), remedy))
    };
    if let Some(stem) = path.strip_prefix(ACTIVITIES).and_then(|file| file.strip_suffix(".md")) {
        let id = named(stem, "Name the file by the id of the activity in the diagram.")?;
        definition.activities.insert(id, activity::read(path, unmarked(text))?);
        return Ok(());
    }
    if let Some(stem) = path.strip_prefix(FORMS).and_then(|file| file.strip_suffix(".toml")) {
        let key = named(stem, "Name the file by the key of the form, in letters, digits, hyphens and underscores.")?;
        definition.forms.insert(key, form::read(path, unmarked(text))?);
        return Ok(());
    }
    if let Some((stem, is_model)) = path.strip_prefix(DECISIONS).and_then(decision::stem) {
        let remedy = "Name the file by the key of the decision, in letters, digits, hyphens and underscores.";
        let decision = definition.decisions.entry(named(stem, remedy)?).or_default();
        if is_model {
            text.clone_into(&mut decision.dmn);
        } else {
            let dmn = std::mem::take(&mut decision.dmn);
            *decision = Decision { dmn, ..decision::read(path, unmarked(text))? };
        }
        return Ok(());
    }
    let problem = "This file is not part of a definition.".to_owned();
    Err(wrong(path, None, problem, "Remove it from the folder."))
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
