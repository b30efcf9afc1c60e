//! A value of a case as a person corrects it.
//!
//! Absent: values as people read them (`views`). Pure.

use feel::{Date, Value};

/// A corrected value, of the same kind as the one before where there was one.
///
/// # Errors
/// A sentence, when the text is nothing of that kind.
pub fn reading(before: Option<&Value>, text: &str) -> Result<Value, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match before {
        Some(Value::Boolean(_)) => match text.to_lowercase().as_str() {
            "yes" | "true" => Ok(Value::Boolean(true)),
            "no" | "false" => Ok(Value::Boolean(false)),
            _ => Err("Write yes or no.".to_owned()),
        },
        Some(Value::Number(_)) => match engine::value::from_text(&text.replace(',', ".")) {
            Ok(number @ Value::Number(_)) => Ok(number),
            _ => Err(format!("“{text}” is no number.")),
        },
        Some(Value::Date(_)) => {
            Date::parse(text).map(Value::Date).ok_or_else(|| "Write the day as year-month-day: 2026-11-25.".to_owned())
        }
        Some(Value::String(_)) => Ok(Value::from(text.to_owned())),
        Some(Value::List(_) | Value::Context(_)) => {
            engine::value::from_text(text).map_err(|_| "Write the value as JSON.".to_owned())
        }
        _ => Ok(match engine::value::from_text(text) {
            Ok(value @ (Value::Number(_) | Value::Boolean(_))) => value,
            _ => Value::from(text.to_owned()),
        }),
    }
}
