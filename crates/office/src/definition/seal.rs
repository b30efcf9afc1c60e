//! The seal: the SHA-256 of the canonical JSON, which names the content and nothing else.
//!
//! Absent: who sealed it and when (`approval`). Source: RFC 8785 (JSON Canonicalization Scheme): keys in the order of their UTF-16
//! units, no blanks, numbers as ECMAScript writes them, so that any other program can compute the same seal.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::limits;
use super::model::Definition;
use crate::journal::chain::hex;

/// The document as canonical JSON.
#[must_use]
pub fn canonical(definition: &Definition) -> String {
    let value = serde_json::to_value(definition).expect("a definition has text keys and finite numbers");
    let mut out = String::new();
    write(&value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => out.push_str(&number.as_f64().map_or_else(|| number.to_string(), digits)),
        other => out.push_str(&other.to_string()),
    }
}

/// A finite number as ECMAScript writes it: the shortest digits that read back the same, `24` and not `24.0`.
pub(super) fn digits(value: f64) -> String {
    /// From here on ECMAScript writes an exponent.
    const LARGE: f64 = 1e21;
    /// Below this ECMAScript writes an exponent.
    const SMALL: f64 = 1e-6;
    if value == 0.0 {
        return "0".to_owned();
    }
    if (SMALL..LARGE).contains(&value.abs()) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((head, tail)) if !tail.starts_with('-') => format!("{head}e+{tail}"),
        _ => text,
    }
}

/// Hex of the SHA-256 of the canonical JSON.
#[must_use]
pub fn seal(definition: &Definition) -> String {
    hex(&Sha256::digest(canonical(definition).as_bytes()))
}

/// Reads a document; unknown fields are an error, because what is not understood cannot be sealed. Texts and lists that are too long
/// are no error here but a finding: what was saved must always open again.
///
/// # Errors
/// A sentence that says where the text is wrong.
pub fn read(text: &str) -> Result<Definition, String> {
    if text.len() > limits::DOCUMENT_BYTES {
        let (size, limit) = (text.len().div_ceil(1024), limits::DOCUMENT_BYTES / 1024);
        return Err(format!("The definition is too large: {size} KiB, at most {limit} KiB."));
    }
    if !text.trim_start().starts_with('{') {
        return Err("This is no definition of a process: it does not begin with {.".to_owned());
    }
    serde_json::from_str(text).map_err(|error| format!("This is no definition of a process: {error}."))
}
