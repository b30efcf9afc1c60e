//! Values of a case as people read and write them.

use feel::{Date, Value};

use super::super::plan::Plan;

/// A value in words; the answer to a question in those of its choices.
#[must_use]
pub fn words(plan: &Plan, name: &str, value: &Value) -> String {
    if let Some(way) = plan.way_of(name) {
        let label = |flow: &Value| match flow {
            Value::String(flow) => way
                .choices
                .iter()
                .find(|choice| choice.flow == **flow)
                .map_or_else(|| flow.to_string(), |choice| choice.label.clone()),
            _ => String::new(),
        };
        return match value {
            Value::List(all) => all.iter().map(label).collect::<Vec<_>>().join(", "),
            one => label(one),
        };
    }
    plain(value)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::Boolean(true) => "Yes".to_owned(),
        Value::Boolean(false) => "No".to_owned(),
        Value::String(text) => text.to_string(),
        Value::List(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Context(entries) => match entries.get("name") {
            Some(Value::String(name)) => name.to_string(),
            _ => entries.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect::<Vec<_>>().join("; "),
        },
        other => other.to_string(),
    }
}

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
