//! A definition as a folder of open files, and back without loss: `process.toml`, `diagram.bpmn`, `raci.csv`, and one Markdown
//! file for each activity.
//!
//! Absent: the file system; a folder is a map from path to bytes. Errors name the file, the line where it is known, what is wrong
//! and what to do. Formats: TOML 1.0, RFC 4180 (CSV), CommonMark with a TOML front matter between lines of `+++`.

use std::collections::BTreeMap;
use std::fmt;

use super::model::{Activity, Definition};

/// The manifest.
const MANIFEST: &str = "process.toml";
const DIAGRAM: &str = "diagram.bpmn";
const RACI: &str = "raci.csv";
const ACTIVITIES: &str = "activities/";

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
        Definition { diagram: String::new(), activities: BTreeMap::new(), raci: BTreeMap::new(), ..definition.clone() };
    let mut value = toml::Table::try_from(&manifest).unwrap_or_default();
    for apart in ["diagram", "activities", "raci"] {
        value.remove(apart);
    }
    let text = toml::to_string_pretty(&value).unwrap_or_default();
    folder.insert(MANIFEST.to_owned(), text.into_bytes());
    folder.insert(DIAGRAM.to_owned(), definition.diagram.clone().into_bytes());
    folder.insert(RACI.to_owned(), raci_text(definition).into_bytes());
    for (id, activity) in &definition.activities {
        folder.insert(format!("{ACTIVITIES}{id}.md"), activity_text(activity).into_bytes());
    }
    folder
}

fn raci_text(definition: &Definition) -> String {
    let mut out = String::from("activity,role,letters\n");
    for (activity, row) in &definition.raci {
        for (role, letters) in row {
            let cells = [activity, role, letters].map(|cell| crate::web::csv::quoted(cell));
            out.push_str(&cells.join(","));
            out.push('\n');
        }
    }
    out
}

fn activity_text(activity: &Activity) -> String {
    let front = Activity { steps: String::new(), ..activity.clone() };
    let mut value = toml::Table::try_from(&front).unwrap_or_default();
    value.remove("steps");
    let front = toml::to_string_pretty(&value).unwrap_or_default();
    format!("+++\n{front}+++\n{}", activity.steps)
}

/// The definition of a folder.
///
/// # Errors
/// Everything that is wrong, file by file.
pub fn from_files(folder: &BTreeMap<String, Vec<u8>>) -> Result<Definition, Vec<FileError>> {
    let mut errors = Vec::new();
    let mut definition = Definition::default();
    if !folder.contains_key(MANIFEST) {
        errors.push(FileError {
            file: MANIFEST.to_owned(),
            line: None,
            problem: "The manifest is missing.".to_owned(),
            remedy: "Add process.toml with at least a name.",
        });
    }
    let mut sorted: Vec<(&String, &Vec<u8>)> = folder.iter().collect();
    sorted.sort_by_key(|(path, _)| *path != MANIFEST);
    for (path, bytes) in sorted {
        let outcome = std::str::from_utf8(bytes)
            .map_err(|error| {
                let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
                wrong(path, Some(line), "The file is not UTF-8 text.".to_owned(), "Save it as UTF-8.")
            })
            .and_then(|text| take(&mut definition, path, text));
        if let Err(error) = outcome {
            errors.push(error);
        }
    }
    if errors.is_empty() { Ok(definition) } else { Err(errors) }
}

fn wrong(file: &str, line: Option<usize>, problem: String, remedy: &'static str) -> FileError {
    FileError { file: file.to_owned(), line, problem, remedy }
}

fn take(definition: &mut Definition, path: &str, text: &str) -> Result<(), FileError> {
    match path {
        MANIFEST => {
            *definition = toml::from_str(text).map_err(|error| toml_error(path, text, 0, &error))?;
            Ok(())
        }
        DIAGRAM => {
            definition.diagram = text.to_owned();
            if text.trim().is_empty() {
                return Ok(());
            }
            bpmn::Diagram::parse(text).map(drop).map_err(|error| {
                wrong(path, None, format!("This is no BPMN: {error}"), "Export it again from the modeller.")
            })
        }
        RACI => raci(definition, path, text),
        _ => match path.strip_prefix(ACTIVITIES).and_then(|name| name.strip_suffix(".md")) {
            Some(id) => {
                let activity = activity(path, text)?;
                definition.activities.insert(id.to_owned(), activity);
                Ok(())
            }
            None => Err(wrong(
                path,
                None,
                "This file is not part of a definition.".to_owned(),
                "Remove it from the folder.",
            )),
        },
    }
}

fn raci(definition: &mut Definition, path: &str, text: &str) -> Result<(), FileError> {
    for (number, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let cells = crate::web::csv::cells(line);
        let [activity, role, letters] = cells.as_slice() else {
            let problem = format!("Three cells are expected, {} found.", cells.len());
            return Err(wrong(path, Some(number + 1), problem, "Write activity,role,letters."));
        };
        definition.raci.entry(activity.clone()).or_default().insert(role.clone(), letters.clone());
    }
    Ok(())
}

fn activity(path: &str, text: &str) -> Result<Activity, FileError> {
    let parts = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.strip_prefix("+++\n").map(|steps| ("", steps)).or_else(|| rest.split_once("\n+++\n")));
    let Some((front, steps)) = parts else {
        let problem = "The front matter between two lines of +++ is missing.".to_owned();
        return Err(wrong(
            path,
            Some(1),
            problem,
            "Begin the file with a line +++ and end the front matter with another.",
        ));
    };
    let mut activity: Activity = toml::from_str(front).map_err(|error| toml_error(path, front, 1, &error))?;
    activity.steps = steps.to_owned();
    Ok(activity)
}

fn toml_error(path: &str, text: &str, lines_before: usize, error: &toml::de::Error) -> FileError {
    let line = error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1 + lines_before);
    wrong(path, line, format!("{}.", error.message()), "See docs/user/process.md for the fields.")
}
