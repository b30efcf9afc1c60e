//! A form of a process: the questions that are answered at an activity, each with its kind and what makes an answer valid.
//!
//! Absent: the answers, which belong to whatever tool or page the form is filled in with. Source: the field types of HTML forms, as
//! ticketing tools offer them.

use serde::{Deserialize, Serialize};

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
