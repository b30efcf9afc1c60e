//! The JSON that a program sends, under the same rules as a form: what cannot be read is told, control characters are refused.
//!
//! Absent: what the fields mean. Source: RFC 8259.

use axum::body::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::Failure;

/// Reads a body; an empty one is an empty object.
///
/// # Errors
/// [`Failure::Unreadable`] with what is wrong and where; [`Failure::Refused`] when a text holds control characters.
pub fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Failure> {
    let text: &[u8] = if body.is_empty() { b"{}" } else { body };
    let unreadable = |error| Failure::Unreadable { sentence: format!("The body cannot be read: {error}.") };
    let read = serde_json::from_slice(text).map_err(unreadable)?;
    if has_controls(&serde_json::from_slice(text).map_err(unreadable)?) {
        return Err(Failure::refused("A text of the body contains control characters. Please remove them."));
    }
    Ok(read)
}

/// Whether a text within, or the name of a field, holds a control character other than a line end or a tab.
fn has_controls(value: &Value) -> bool {
    let wild = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    match value {
        Value::String(text) => wild(text),
        Value::Array(all) => all.iter().any(has_controls),
        Value::Object(fields) => fields.iter().any(|(name, value)| wild(name) || has_controls(value)),
        _ => false,
    }
}
