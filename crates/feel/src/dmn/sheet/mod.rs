//! A decision table as texts to edit: its columns, its rules and its hit policy, read out of a model and written back into it.
//!
//! The text of the model stays the record: what a sheet does not change stays to the byte. Absent: boxed expressions, functions and
//! services, which are told apart but not edited ([`Logic`]); the drawing. Source: DMN 1.5 §8, §7.3.5; DMN 1.3 for what is written anew.

mod plain;
mod read;
mod write;

use super::table::{Aggregation, HitPolicy};

pub use plain::{quoted, unquoted};
pub use write::WriteError;

/// What a decision of a model is made by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logic {
    /// One decision table that can be edited.
    Table(Sheet),
    /// One expression.
    Expression(String),
    /// Something that is shown nowhere but in the file: what it is, in words, with its article.
    Other(String),
    /// Nothing yet.
    Nothing,
}

/// A decision of a model with the logic behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub id: String,
    pub name: String,
    /// The question that it answers, where the model says so.
    pub question: String,
    /// Names of the inputs and decisions that it requires.
    pub requires: Vec<String>,
    pub logic: Logic,
}

/// A decision table as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub hit_policy: HitPolicy,
    /// How the results are put together, where the hit policy collects.
    pub aggregation: Option<Aggregation>,
    pub inputs: Vec<SheetInput>,
    pub outputs: Vec<SheetOutput>,
    pub rules: Vec<SheetRule>,
}

/// What a table asks about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetInput {
    /// Names the column across edits; empty for a new one.
    pub id: String,
    /// What people read; may be empty, then they read the expression.
    pub label: String,
    /// The name of an input, or an expression of FEEL.
    pub expression: String,
    /// The name of a type; empty for any.
    pub kind: String,
    /// The values that may be given, as tests; empty for all.
    pub allowed: String,
}

/// What a table answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetOutput {
    /// Names the column across edits; empty for a new one.
    pub id: String,
    pub label: String,
    /// What the result is called where there are several.
    pub name: String,
    /// The name of a type; empty for any.
    pub kind: String,
    /// The values that may result, in the order of their priority; empty for all.
    pub allowed: String,
    /// What results when no rule matches; empty for nothing.
    pub default: String,
}

/// One rule of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRule {
    /// Names the rule across edits; empty for a new one.
    pub id: String,
    /// One cell for each input; empty or `-` for any value.
    pub inputs: Vec<String>,
    /// One cell for each output.
    pub outputs: Vec<String>,
    /// What a person should know about the rule.
    pub note: String,
}

impl SheetInput {
    /// The heading: the label, or the expression.
    #[must_use]
    pub fn heading(&self) -> &str {
        if self.label.trim().is_empty() { self.expression.trim() } else { self.label.trim() }
    }
}

impl SheetOutput {
    /// The heading: the label, or the name.
    #[must_use]
    pub fn heading(&self) -> &str {
        if self.label.trim().is_empty() { self.name.trim() } else { self.label.trim() }
    }
}

impl Sheet {
    /// A table with one input, one output and one empty rule.
    #[must_use]
    pub fn first(input: &str, output: &str) -> Self {
        let text = || "string".to_owned();
        Self {
            hit_policy: HitPolicy::Unique,
            aggregation: None,
            inputs: vec![SheetInput { expression: input.to_owned(), kind: text(), ..SheetInput::default() }],
            outputs: vec![SheetOutput { name: output.to_owned(), kind: text(), ..SheetOutput::default() }],
            rules: vec![SheetRule {
                inputs: vec![String::new()],
                outputs: vec![String::new()],
                ..SheetRule::default()
            }],
        }
    }

    /// Whether at most one rule gives the result.
    #[must_use]
    pub fn is_single(&self) -> bool {
        matches!(self.hit_policy, HitPolicy::Unique | HitPolicy::Any | HitPolicy::Priority | HitPolicy::First)
    }
}

#[cfg(test)]
mod tests;
