//! The seal: the SHA-256 of the canonical JSON, which names the content and nothing else.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::model::{Definition, limits};
use crate::journal::chain::hex;

/// The document as canonical JSON: object keys sorted by code point, no blanks (after RFC 8785).
#[must_use]
pub fn canonical(definition: &Definition) -> String {
    let value = serde_json::to_value(definition).unwrap_or(Value::Null);
    let mut out = String::new();
    write(&value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
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
        other => out.push_str(&other.to_string()),
    }
}

/// Hex of the SHA-256 of the canonical JSON.
#[must_use]
pub fn seal(definition: &Definition) -> String {
    hex(&Sha256::digest(canonical(definition).as_bytes()))
}

/// Reads a document; unknown fields are an error, because what is not understood cannot be sealed.
///
/// # Errors
/// A sentence that says where the text is wrong.
pub fn read(text: &str) -> Result<Definition, String> {
    if text.len() > limits::DOCUMENT_BYTES {
        let (size, limit) = (text.len() / 1024, limits::DOCUMENT_BYTES / 1024);
        return Err(format!("The definition is too large: {size} KiB, at most {limit} KiB."));
    }
    serde_json::from_str(text).map_err(|error| format!("This is no definition of a process: {error}."))
}
