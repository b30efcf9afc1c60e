//! What a path of the command line holds: the folder of a definition, or a BPMN file.
//!
//! Absent: any judgement about it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::definition::limits::{DOCUMENT_BYTES, LIST_ENTRIES};
use crate::definition::{Definition, FileError, from_bpmn, from_files};

/// Folders inside a definition's folder that are followed, counted from the folder itself.
const DEPTH: usize = 4;
/// Files in one definition's folder: one for each activity and each form, and room for the others.
const FILES: usize = 3 * LIST_ENTRIES;

/// What was found at a path, unread.
pub enum Found {
    Folder(BTreeMap<String, Vec<u8>>),
    Diagram(Vec<u8>),
}

/// What is at the path.
///
/// # Errors
/// A sentence when nothing is there, or it cannot be read.
pub fn at(path: &Path) -> Result<Found, String> {
    if path.is_dir() {
        let mut files = BTreeMap::new();
        gather(path, "", DEPTH, &mut files)?;
        return Ok(Found::Folder(files));
    }
    if is_diagram(path) && path.is_file() {
        return read(path).map(Found::Diagram);
    }
    let path = path.display();
    Err(format!("{path} is no folder and no .bpmn file. Name the folder that holds process.toml, or a diagram."))
}

/// Whether the name says that it is a BPMN file.
#[must_use]
pub fn is_diagram(path: &Path) -> bool {
    path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("bpmn") || kind.eq_ignore_ascii_case("bpmn2"))
}

/// The definition at the path, and what there is to say about where it came from.
///
/// # Errors
/// Sentences, one a line: nothing there, or what is wrong with each file.
pub fn definition(path: &Path) -> Result<(Definition, Vec<String>), String> {
    let told = |errors: Vec<FileError>| {
        let lines: Vec<String> = errors.iter().map(|error| format!("{}: {error}", path.display())).collect();
        lines.join("\n")
    };
    match at(path)? {
        Found::Folder(files) => from_files(&files).map(|definition| (definition, Vec::new())).map_err(told),
        Found::Diagram(bytes) => {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let imported = from_bpmn(&file, &bytes, &name).map_err(|error| told(vec![error]))?;
            Ok((imported.definition, imported.notes))
        }
    }
}

/// The diagram at the path: of a file, or of a definition's folder.
///
/// # Errors
/// A sentence with line and remedy.
pub fn diagram(path: &Path) -> Result<bpmn::Diagram, String> {
    let bytes = match at(path)? {
        Found::Diagram(bytes) => bytes,
        Found::Folder(files) => {
            let bytes = files.get("diagram.bpmn").cloned().unwrap_or_default();
            if bytes.iter().all(u8::is_ascii_whitespace) {
                return Err(format!("{} holds no diagram.bpmn. Draw the diagram first.", path.display()));
            }
            bytes
        }
    };
    bpmn::Diagram::read(&bytes).map_err(|error| format!("{}: {error}.", path.display()))
}

/// The bytes of a file, one more than a definition may have at most, so that its reader can tell.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let told = |error: std::io::Error| format!("{} cannot be read: {error}.", path.display());
    let mut bytes = Vec::new();
    let most = DOCUMENT_BYTES as u64 + 1;
    File::open(path).map_err(told)?.take(most).read_to_end(&mut bytes).map_err(told)?;
    Ok(bytes)
}

/// What begins with a point (git's, an editor's) is left out.
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
        files.insert(inside, read(&path)?);
    }
    Ok(())
}
