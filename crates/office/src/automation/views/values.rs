//! Values of a case as people read them.

use feel::Value;

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
