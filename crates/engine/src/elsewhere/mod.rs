//! A diagram made ready for another engine: the same flow, with what Camunda 8 or Operaton (Camunda 7) want to be said beside it.
//!
//! The text of the diagram is patched, so that everything else in it stays as it was. What is said in the words of one vendor is said
//! again in those of the other; what nobody said and the engine cannot do without is filled in, and told as something to do; what does
//! not carry over is told at its element. Absent: deploying, and what the engine's workers do. Source: BPMN 2.0.2; the extension elements
//! documented for Camunda 8.6 (`zeebe`, namespace `http://camunda.org/schema/zeebe/1.0`) and for Camunda 7 (`camunda`, namespace
//! `http://camunda.org/schema/1.0/bpmn`, which Operaton reads).

mod condition;
mod decision;
mod form;
mod juel;
mod message;
mod patch;
mod repeat;
mod task;
mod walk;
mod working;

use std::collections::BTreeMap;

/// The engine that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Camunda8,
    Operaton,
}

impl Target {
    pub const ALL: [Target; 2] = [Target::Camunda8, Target::Operaton];

    /// The word of addresses and of the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Target::Camunda8 => "camunda8",
            Target::Operaton => "operaton",
        }
    }

    /// Reads [`Target::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Target> {
        Target::ALL.into_iter().find(|one| one.key() == key)
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Target::Camunda8 => "Camunda 8",
            Target::Operaton => "Operaton",
        }
    }
}

/// What is known of an activity beside the diagram.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hint {
    /// Who may do it.
    pub groups: Vec<String>,
    /// What is filled in.
    pub form: Option<Form>,
    /// The id of the decision that is made there, where its model is taken along.
    pub decision: Option<String>,
}

/// A form to be filled in at a task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    pub key: String,
    pub title: String,
    pub fields: Vec<Field>,
}

/// One question of a form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    pub key: String,
    pub label: String,
    pub help: String,
    pub kind: FieldKind,
    pub required: bool,
    /// The least number, or the fewest characters.
    pub least: Option<u32>,
    /// The greatest number, or the most characters.
    pub most: Option<u32>,
}

/// How a question is answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum FieldKind {
    #[default]
    Text,
    LongText,
    Number,
    Date,
    YesNo,
    Choice(Vec<String>),
}

/// What is to be known of an element in the other engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The engine refuses it or does something else.
    Lost,
    /// It is deployed, and something has to be done before it runs.
    ToDo,
    /// It is said in other words.
    Said,
}

impl Weight {
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Weight::Lost => "lost",
            Weight::ToDo => "to_do",
            Weight::Said => "said",
        }
    }
}

/// A sentence about one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The id of the element.
    pub element: String,
    /// Its name; its id where it has none.
    pub name: String,
    pub weight: Weight,
    pub sentence: String,
}

/// A diagram for another engine.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// The diagram as XML, in UTF-8.
    pub text: String,
    /// Forms to be deployed with it: name of the file and its content.
    pub forms: Vec<(String, String)>,
    /// Models of decisions to be deployed with it: name of the file and its content.
    pub decisions: Vec<(String, String)>,
    /// What is to be known, the gravest first.
    pub notes: Vec<Note>,
}

/// Makes a diagram ready for another engine; `hints` say of activities, by their ids, what the diagram does not.
///
/// # Errors
/// When the text cannot be read again, which a diagram that was read never shows.
pub fn carry(diagram: &bpmn::Diagram, target: Target, hints: &BTreeMap<String, Hint>) -> Result<Carried, String> {
    walk::carry(diagram.text(), target, hints)
}

/// Makes a model of decisions ready for another engine.
///
/// # Errors
/// When the text cannot be read again, which a model that was read never shows.
pub fn carry_decision(model: &str, target: Target) -> Result<String, String> {
    decision::carry(model, target)
}

#[cfg(test)]
mod tests;
