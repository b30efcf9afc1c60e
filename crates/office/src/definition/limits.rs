//! How large a definition may grow, so that one document can never fill the memory or the patience of others.
//!
//! Absent: the limits of the diagram's structure (crate `bpmn`).

use serde_json::Value;

use super::model::Definition;

/// The whole document as canonical JSON, bytes.
pub const DOCUMENT_BYTES: usize = 4 * 1024 * 1024;
/// Entries of one list or rows of one table.
pub const LIST_ENTRIES: usize = 500;
/// One text other than the diagram, bytes.
pub const TEXT_BYTES: usize = 64 * 1024;
/// The model of one decision as XML, bytes.
pub const MODEL_BYTES: usize = 512 * 1024;

/// What is too large, as sentences that name the place and the limit; empty where all is well.
#[must_use]
pub fn exceeded(definition: &Definition) -> Vec<String> {
    let mut sentences = Vec::new();
    let size = super::canonical(definition).len();
    if size > DOCUMENT_BYTES {
        let (size, limit) = (size.div_ceil(1024), DOCUMENT_BYTES / 1024);
        sentences.push(format!("The definition is too large: {size} KiB, at most {limit} KiB."));
    }
    if let Ok(Value::Object(fields)) = serde_json::to_value(definition) {
        for (field, value) in fields.iter().filter(|(field, _)| *field != "diagram") {
            walk(field, value, &mut sentences);
        }
    }
    sentences
}

fn walk(path: &str, value: &Value, sentences: &mut Vec<String>) {
    match value {
        Value::String(text) if text.len() > most(path) => {
            let (size, limit) = (text.len().div_ceil(1024), most(path) / 1024);
            sentences.push(format!("The text at {path} is too long: {size} KiB, at most {limit} KiB."));
        }
        Value::Array(items) => {
            count(path, items.len(), sentences);
            for (at, item) in items.iter().enumerate() {
                walk(&format!("{path}/{}", at + 1), item, sentences);
            }
        }
        Value::Object(rows) => {
            count(path, rows.len(), sentences);
            for (name, row) in rows {
                walk(&format!("{path}/{name}"), row, sentences);
            }
        }
        _ => {}
    }
}

/// How long the text at a place may be.
fn most(path: &str) -> usize {
    if path.starts_with("decisions/") && path.ends_with("/dmn") { MODEL_BYTES } else { TEXT_BYTES }
}

fn count(path: &str, entries: usize, sentences: &mut Vec<String>) {
    if entries > LIST_ENTRIES {
        sentences.push(format!("There are too many entries at {path}: {entries}, at most {LIST_ENTRIES}."));
    }
}
