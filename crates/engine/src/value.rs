//! Values of variables as text that gives the same values back.
//!
//! Absent: functions, which no variable can hold. The text is JSON; what JSON lacks is an object with the key `@`
//! (`{"@":"date","v":"2024-02-29"}`). Source: RFC 8259; DMN 1.5 §10.3.2.

use std::fmt::Write as _;
use std::sync::Arc;

use feel::{Context, Date, DateTime, DaysDuration, MonthsDuration, Range, Time, Value};
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

/// The key that marks what JSON lacks.
const MARK: &str = "@";
/// The key of what is marked.
const MARKED: &str = "v";

/// Writes a value; a function becomes null.
#[must_use]
pub fn to_text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// Reads what [`to_text`] wrote; plain JSON too.
///
/// # Errors
/// The text is not JSON.
pub fn from_text(text: &str) -> Result<Value, feel::JsonError> {
    Value::from_json(text).map(read)
}

fn write(value: &Value, out: &mut String) {
    let marked = |kind: &str, text: String, out: &mut String| {
        let _ = write!(out, r#"{{"@":"{kind}","v":{}}}"#, Value::from(text).to_json());
    };
    match value {
        Value::Date(date) => marked("date", date.to_string(), out),
        Value::Time(time) => marked("time", time.to_string(), out),
        Value::DateTime(moment) => marked("date and time", moment.to_string(), out),
        Value::Days(days) => marked("days", days.to_string(), out),
        Value::Months(months) => marked("months", months.to_string(), out),
        Value::Range(range) => {
            let _ = write!(out, r#"{{"@":"range","v":[{},"#, range.start_included);
            write(range.start.as_ref().unwrap_or(&Value::Null), out);
            out.push(',');
            write(range.end.as_ref().unwrap_or(&Value::Null), out);
            let _ = write!(out, ",{}]}}", range.end_included);
        }
        Value::List(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                write(value, out);
            }
            out.push(']');
        }
        Value::Context(context) => {
            let hides = context.get(MARK).is_some();
            out.push_str(if hides { r#"{"@":"context","v":{"# } else { "{" });
            for (at, (name, value)) in context.iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "," });
                out.push_str(&Value::String(name.clone()).to_json());
                out.push(':');
                write(value, out);
            }
            out.push_str(if hides { "}}" } else { "}" });
        }
        plain => out.push_str(&plain.to_json()),
    }
}

fn read(value: Value) -> Value {
    match value {
        Value::List(values) => Value::list(values.iter().cloned().map(read).collect()),
        Value::Context(context) => match (context.get(MARK), context.get(MARKED)) {
            (Some(Value::String(kind)), Some(marked)) if context.len() == 2 => {
                unmarked(kind, marked).unwrap_or_else(|| entries(&context))
            }
            _ => entries(&context),
        },
        plain => plain,
    }
}

fn entries(context: &Context) -> Value {
    Value::context(context.iter().map(|(name, value)| (name.clone(), read(value.clone()))).collect())
}

fn unmarked(kind: &str, marked: &Value) -> Option<Value> {
    match (kind, marked) {
        ("date", Value::String(text)) => Date::parse(text).map(Value::Date),
        ("time", Value::String(text)) => Time::parse(text).map(|time| Value::Time(Arc::new(time))),
        ("date and time", Value::String(text)) => DateTime::parse(text).map(|moment| Value::DateTime(Arc::new(moment))),
        ("days", Value::String(text)) => DaysDuration::parse(text).map(Value::Days),
        ("months", Value::String(text)) => MonthsDuration::parse(text).map(Value::Months),
        ("context", Value::Context(inner)) => Some(entries(inner)),
        ("range", Value::List(parts)) => {
            let [Value::Boolean(start_included), start, end, Value::Boolean(end_included)] = &parts[..] else {
                return None;
            };
            let bound = |value: &Value| (!matches!(value, Value::Null)).then(|| read(value.clone()));
            let (start_included, end_included) = (*start_included, *end_included);
            let range = Range { start: bound(start), start_included, end: bound(end), end_included };
            Some(Value::Range(Arc::new(range)))
        }
        _ => None,
    }
}

/// About how many bytes a value has when written, but no more than `most`: counting ends there.
#[must_use]
pub fn bytes_up_to(value: &Value, most: usize) -> usize {
    let mut bytes = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        bytes += match value {
            Value::String(text) => text.len() + 2,
            Value::List(values) => {
                open.extend(values.iter().take(most));
                2
            }
            Value::Context(context) => {
                open.extend(context.iter().map(|(_, value)| value));
                context.iter().map(|(name, _)| name.len() + 4).sum::<usize>() + 2
            }
            _ => 8,
        };
        if bytes > most {
            return most.saturating_add(1);
        }
    }
    bytes
}

pub(crate) fn serialize<S: Serializer>(value: &Value, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&to_text(value))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    from_text(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests;
