//! A form of a process: the questions that are answered at an activity, each with its kind and what makes an answer valid.
//!
//! Absent: the answers, which belong to whatever tool or page the form is filled in with. Sources: the field types of HTML forms, as
//! ticketing tools offer them; JSON Schema 2020-12 for the answers as a program sends them.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::config::limits;

/// Which JSON Schema it is that a form is told in.
const SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";

/// What is filled in at an activity.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Form {
    pub title: String,
    /// What it is for, and who fills it in.
    pub purpose: String,
    /// In the order in which they are asked.
    pub fields: Vec<FormField>,
}

impl Form {
    /// What valid answers are, by the keys of the fields, as JSON Schema.
    #[must_use]
    pub fn schema(&self) -> Value {
        let fields = self.fields.iter().map(|field| (field.key.as_str(), field.schema(), field.required));
        schema_of(&self.title, &self.purpose, fields)
    }
}

/// JSON Schema of an object with these fields: the key, what is valid, and whether it has to be answered. A key that comes twice counts once.
#[must_use]
pub fn schema_of<'a>(title: &str, about: &str, fields: impl Iterator<Item = (&'a str, Value, bool)>) -> Value {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for (key, schema, needed) in fields {
        if properties.contains_key(key) {
            continue;
        }
        if needed {
            required.push(key.to_owned());
        }
        properties.insert(key.to_owned(), schema);
    }
    let mut whole = json!({
        "$schema": SCHEMA, "title": title, "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    });
    if !about.trim().is_empty() {
        whole["description"] = json!(about);
    }
    whole
}

/// One question of a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormField {
    /// Short and stable, once in a form: "since".
    pub key: String,
    /// The question as it is read.
    pub label: String,
    pub kind: FieldKind,
    pub required: bool,
    /// What helps to answer it.
    pub help: String,
    /// What can be chosen, where the kind is a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The least number, or the fewest characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// The greatest number, or the most characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// What else makes an answer valid, in words: "Not in the future".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rule: String,
}

impl FormField {
    /// What a valid answer is, as JSON Schema. A person is named by their id; what need not be answered is left out.
    #[must_use]
    pub fn schema(&self) -> Value {
        let help: Vec<&str> =
            [self.help.trim(), self.rule.trim()].into_iter().filter(|words| !words.is_empty()).collect();
        let mut schema = match self.kind {
            FieldKind::Text => self.text(limits::LINE_CHARS),
            FieldKind::LongText => self.text(limits::TEXT_CHARS),
            FieldKind::Number => Self::bounds("number", ("minimum", self.least), ("maximum", self.most)),
            FieldKind::Date => json!({ "type": "string", "format": "date" }),
            FieldKind::Choice => json!({ "enum": self.choices }),
            FieldKind::YesNo => json!({ "type": "boolean" }),
            FieldKind::Person => json!({ "type": "string", "minLength": 1 }),
        };
        schema["title"] = json!(if self.label.trim().is_empty() { &self.key } else { &self.label });
        if !help.is_empty() {
            schema["description"] = json!(help.join(" "));
        }
        schema
    }

    fn text(&self, ceiling: usize) -> Value {
        let ceiling = u32::try_from(ceiling).unwrap_or(u32::MAX);
        let least = self.least.unwrap_or_default().max(u32::from(self.required));
        let most = self.most.map_or(ceiling, |most| most.min(ceiling));
        Self::bounds("string", ("minLength", (least > 0).then_some(least)), ("maxLength", Some(most)))
    }

    fn bounds(kind: &str, least: (&str, Option<u32>), most: (&str, Option<u32>)) -> Value {
        let mut schema = json!({ "type": kind });
        for (name, bound) in [least, most] {
            if let Some(bound) = bound {
                schema[name] = json!(bound);
            }
        }
        schema
    }

    /// What makes an answer valid, in words: "at least 3 characters".
    #[must_use]
    pub fn validity(&self) -> Vec<String> {
        let unit = if matches!(self.kind, FieldKind::Text | FieldKind::LongText) { " characters" } else { "" };
        let bounds = [
            self.least.map(|least| format!("at least {least}{unit}")),
            self.most.map(|most| format!("at most {most}{unit}")),
            (!self.rule.is_empty()).then(|| self.rule.clone()),
        ];
        bounds.into_iter().flatten().collect()
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// Several lines.
    LongText,
    Number,
    Date,
    /// One of a few.
    Choice,
    YesNo,
    /// Somebody of the office.
    Person,
}

impl FieldKind {
    /// Every kind with the word that is stored and the word that is read.
    pub const ALL: [(FieldKind, &str, &str); 7] = [
        (FieldKind::Text, "text", "Text"),
        (FieldKind::LongText, "long_text", "Long text"),
        (FieldKind::Number, "number", "Number"),
        (FieldKind::Date, "date", "Date"),
        (FieldKind::Choice, "choice", "Choice"),
        (FieldKind::YesNo, "yes_no", "Yes or no"),
        (FieldKind::Person, "person", "Person"),
    ];

    /// The kind in a word that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        FieldKind::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, label)| label)
    }
}
