//! What is filled in with a task: the fields of its forms, and which way the case goes on.
//!
//! Absent: how it looks. Answers are variables of the case, named by the keys of the fields, so that a later form begins with what an
//! earlier one was told. Source: `definition::form`.

use std::collections::BTreeMap;
use std::sync::Arc;

use feel::{Date, Value};
use serde_json::json;

use super::super::deployment::Loaded;
use super::super::plan::Way;
use crate::config::limits;
use crate::definition::{FieldKind, FormField, schema_of};

/// One question of the form of a task.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The variable that holds the answer.
    pub key: String,
    pub label: String,
    pub help: String,
    pub kind: Kind,
    pub required: bool,
    /// What can be chosen: the value that is sent, and its words.
    pub choices: Vec<(String, String)>,
    pub least: Option<u32>,
    pub most: Option<u32>,
    /// It is asked only where one of these was chosen before: the variable and the value.
    pub only_after: Vec<(String, String)>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Field(FieldKind),
    /// One way to go.
    Way,
    /// Several ways to go.
    Ways,
}

/// Somebody who can be named in an answer: id and name.
pub type Named = (String, String);

/// The questions of the task at an element, those of its forms first.
#[must_use]
pub fn questions(loaded: &Loaded, element: &str) -> Vec<Question> {
    let definition = &loaded.definition;
    let keys = definition.activities.get(element).map(|activity| activity.forms.as_slice()).unwrap_or_default();
    let fields = keys.iter().filter_map(|key| definition.forms.get(key)).flat_map(|form| &form.fields);
    let mut questions: Vec<Question> = Vec::new();
    for field in fields.map(of_field) {
        if !questions.iter().any(|one| one.key == field.key) {
            questions.push(field);
        }
    }
    let plan = &loaded.deployment.plan;
    let ways = plan.ways.get(element).map(Vec::as_slice).unwrap_or_default();
    questions.extend(ways.iter().map(|way| of_way(way, ways)));
    questions
}

fn of_field(field: &FormField) -> Question {
    let words = [field.help.as_str(), field.rule.as_str()];
    let help = words.into_iter().filter(|words| !words.trim().is_empty()).collect::<Vec<_>>().join(" ");
    let choices = match field.kind {
        FieldKind::YesNo => vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())],
        _ => field.choices.iter().map(|choice| (choice.clone(), choice.clone())).collect(),
    };
    Question {
        key: field.key.clone(),
        label: if field.label.trim().is_empty() { field.key.clone() } else { field.label.clone() },
        help,
        kind: Kind::Field(field.kind),
        required: field.required,
        choices,
        least: field.least,
        most: field.most,
        only_after: Vec::new(),
    }
}

fn of_way(way: &Way, all: &[Way]) -> Question {
    let after = |(gateway, flow): &(String, String)| {
        let before = all.iter().find(|other| other.gateway == *gateway)?;
        Some((before, flow.clone()))
    };
    let before: Vec<(&Way, String)> = way.only_after.iter().filter_map(after).collect();
    let said: Vec<String> = before
        .iter()
        .map(|(other, flow)| {
            let label = other.choices.iter().find(|choice| choice.flow == *flow).map_or("", |choice| &choice.label);
            format!("“{}” is answered with “{label}”", other.question)
        })
        .collect();
    let help = if said.is_empty() { String::new() } else { format!("Only where {}.", said.join(", or where ")) };
    Question {
        key: way.variable.clone(),
        label: way.question.clone(),
        help,
        kind: if way.many { Kind::Ways } else { Kind::Way },
        required: before.is_empty(),
        choices: way.choices.iter().map(|choice| (choice.flow.clone(), choice.label.clone())).collect(),
        least: None,
        most: None,
        only_after: before.into_iter().map(|(other, flow)| (other.variable.clone(), flow)).collect(),
    }
}

/// What valid answers are, as JSON Schema; `title` is the name of the task. A way is chosen by the id of its flow.
#[must_use]
pub fn schema(title: &str, questions: &[Question]) -> serde_json::Value {
    let field = |question: &Question| {
        let choices: Vec<serde_json::Value> =
            question.choices.iter().map(|(value, label)| json!({ "const": value, "title": label })).collect();
        let mut schema = match question.kind {
            Kind::Field(kind) => FormField {
                kind,
                required: question.required,
                choices: question.choices.iter().map(|(value, _)| value.clone()).collect(),
                least: question.least,
                most: question.most,
                ..FormField::default()
            }
            .schema(),
            Kind::Way => json!({ "oneOf": choices }),
            Kind::Ways => json!({ "type": "array", "items": { "oneOf": choices }, "minItems": 1 }),
        };
        schema["title"] = json!(question.label);
        if !question.help.is_empty() {
            schema["description"] = json!(question.help);
        }
        schema
    };
    schema_of(title, "", questions.iter().map(|question| (question.key.as_str(), field(question), question.required)))
}

/// Variables by name.
pub type Answers = Vec<(Arc<str>, Value)>;

/// The answers as variables.
///
/// # Errors
/// Every answer that is missing or not valid: the place of its question, and why.
pub fn answers(
    questions: &[Question],
    sent: impl Fn(usize, &Question) -> Vec<String>,
    people: &[Named],
) -> Result<Answers, Vec<(usize, String)>> {
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    let mut chosen: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (at, question) in questions.iter().enumerate() {
        let texts: Vec<String> = sent(at, question)
            .into_iter()
            .map(|text| text.replace("\r\n", "\n").trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        let applies = question.only_after.is_empty()
            || question
                .only_after
                .iter()
                .any(|(variable, value)| chosen.get(variable.as_str()).is_some_and(|values| values.contains(value)));
        let is_needed = question.required || (applies && matches!(question.kind, Kind::Way | Kind::Ways));
        let value = match texts.first() {
            _ if !applies => Ok(Value::Null),
            None if is_needed => Err(missing(question)),
            None => Ok(Value::Null),
            Some(first) => value(question, first, &texts, people),
        };
        if applies {
            chosen.insert(&question.key, texts);
        }
        match value {
            Ok(value) => values.push((Arc::from(question.key.as_str()), value)),
            Err(sentence) => wrong.push((at, sentence)),
        }
    }
    if wrong.is_empty() { Ok(values) } else { Err(wrong) }
}

fn missing(question: &Question) -> String {
    match question.kind {
        Kind::Way | Kind::Ways => format!("Say which way it goes on: “{}”", question.label),
        Kind::Field(_) => format!("“{}” needs an answer.", question.label),
    }
}

fn value(question: &Question, first: &str, all: &[String], people: &[Named]) -> Result<Value, String> {
    let label = &question.label;
    let known = |value: &str| question.choices.iter().any(|(choice, _)| choice == value);
    match question.kind {
        Kind::Ways if all.iter().all(|value| known(value)) => {
            Ok(Value::list(all.iter().map(|value| Value::from(value.clone())).collect()))
        }
        Kind::Way if known(first) => Ok(Value::from(first.to_owned())),
        Kind::Way | Kind::Ways => Err(format!("“{label}”: choose one of the ways that are shown.")),
        Kind::Field(FieldKind::Text | FieldKind::LongText) => text(question, first),
        Kind::Field(FieldKind::Number) => number(question, first),
        Kind::Field(FieldKind::Date) => Date::parse(first)
            .map(Value::Date)
            .ok_or_else(|| format!("“{label}” needs a day, written as year-month-day: 2026-11-25.")),
        Kind::Field(FieldKind::Choice) if known(first) => Ok(Value::from(first.to_owned())),
        Kind::Field(FieldKind::Choice) => Err(format!("“{label}”: choose one of the list.")),
        Kind::Field(FieldKind::YesNo) => match first {
            "yes" | "true" => Ok(Value::Boolean(true)),
            "no" | "false" => Ok(Value::Boolean(false)),
            _ => Err(format!("“{label}”: answer yes or no.")),
        },
        Kind::Field(FieldKind::Person) => match people.iter().find(|(id, _)| id == first) {
            Some((id, name)) => {
                let entries = [("id", id), ("name", name)];
                let entries = entries.map(|(key, value)| (Arc::from(key), Value::from(value.clone())));
                Ok(Value::context(entries.into_iter().collect()))
            }
            None => Err(format!("“{label}”: choose a person of the list.")),
        },
    }
}

fn text(question: &Question, text: &str) -> Result<Value, String> {
    let label = &question.label;
    let is_line = question.kind == Kind::Field(FieldKind::Text);
    if text.chars().any(|sign| sign.is_control() && (is_line || !matches!(sign, '\n' | '\t'))) {
        return Err(format!("“{label}” contains control characters. Please remove them."));
    }
    let count = text.chars().count();
    let ceiling = if is_line { limits::LINE_CHARS } else { limits::TEXT_CHARS };
    let most = question.most.map_or(ceiling, |most| ceiling.min(most as usize));
    if count > most {
        return Err(format!("“{label}” has {count} characters; {most} are possible."));
    }
    if let Some(least) = question.least.filter(|least| count < *least as usize) {
        return Err(format!("“{label}” has {count} characters; it needs at least {least}."));
    }
    Ok(Value::from(text.to_owned()))
}

fn number(question: &Question, text: &str) -> Result<Value, String> {
    let label = &question.label;
    let plain = text.replace(',', ".");
    let figure = plain.parse::<f64>().ok().filter(|figure| figure.is_finite());
    let number = match engine::value::from_text(&plain) {
        Ok(number @ Value::Number(_)) => Some(number),
        _ => None,
    };
    let (Some(figure), Some(number)) = (figure, number) else {
        return Err(format!("“{label}” needs a number; “{text}” is not one."));
    };
    if let Some(least) = question.least.filter(|least| figure < f64::from(*least)) {
        return Err(format!("“{label}” must be at least {least}."));
    }
    if let Some(most) = question.most.filter(|most| figure > f64::from(*most)) {
        return Err(format!("“{label}” must be at most {most}."));
    }
    Ok(number)
}

/// What a field shows for a value that is there already.
#[must_use]
pub fn shown(question: &Question, value: &Value) -> Vec<String> {
    match (question.kind, value) {
        (_, Value::Null) => Vec::new(),
        (Kind::Field(FieldKind::YesNo), Value::Boolean(yes)) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        (Kind::Field(FieldKind::Person), Value::Context(entries)) => match entries.get("id") {
            Some(Value::String(id)) => vec![id.to_string()],
            _ => Vec::new(),
        },
        // A way is chosen anew each time.
        (Kind::Way | Kind::Ways, _) => Vec::new(),
        (_, Value::String(text)) => vec![text.to_string()],
        (_, other) => vec![other.to_string()],
    }
}

#[cfg(test)]
mod tests;
