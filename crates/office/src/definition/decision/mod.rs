//! A decision of a process: the question, the DMN model that answers it, and examples that show what must come out.
//!
//! The text of the model is kept as its author's tool wrote it. Absent: FEEL and DMN themselves (crate `feel`), who makes the decision
//! (the activities), and models that import others. Source: DMN 1.5 §5 (scope and uses of DMN).

mod example;
mod slot;
mod task;
pub mod words;

use std::sync::Arc;

use feel::{Limits, Logic, Made, Model, Sheet, TableReport};
use serde::{Deserialize, Serialize};

use super::memo;
use super::model::Definition;

pub use example::{Example, Outcome};
pub use slot::{Slot, Slots};
pub use task::{Task, tasks};

/// What one look through the tables of a model may use.
const ANALYSIS: Limits = Limits { steps: 500_000, ..Limits::STANDARD };
/// What one evaluation may use.
pub const EVALUATION: Limits = Limits { steps: 500_000, depth: 300, bytes: 32 * 1024 * 1024 };

/// A rule of the process that can be computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Decision {
    pub name: String,
    /// What is decided, as a question: "How soon must we act?"
    pub question: String,
    /// The model as DMN XML, as its author's tool wrote it.
    pub dmn: String,
    /// What must come out, case by case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Example>,
}

/// The decisions of a process, by key.
pub type Decisions = std::collections::BTreeMap<String, Decision>;

impl Decision {
    /// A decision whose model is one table.
    #[must_use]
    pub fn of_sheet(key: &str, name: &str, question: &str, sheet: &Sheet) -> Self {
        let dmn = sheet.document(key, name, question);
        Self { name: name.to_owned(), question: question.to_owned(), dmn, examples: Vec::new() }
    }

    /// What it is called; its key where it has no name.
    #[must_use]
    pub fn title<'a>(&'a self, key: &'a str) -> &'a str {
        if self.name.trim().is_empty() { key } else { &self.name }
    }

    /// The model, compiled.
    ///
    /// # Errors
    /// The text is no DMN: where and why.
    pub fn model(&self) -> Result<Arc<Model>, String> {
        memo::model(&self.dmn)
    }

    /// The decisions within the model, each with what it is made by.
    #[must_use]
    pub fn made(&self) -> Arc<Vec<Made>> {
        memo::made(&self.dmn)
    }

    /// The decision for whose sake the model is there, by its id, with its table where it is made by one.
    #[must_use]
    pub fn table(&self) -> Option<(String, Sheet)> {
        let model = self.model().ok()?;
        let top = &model.decisions()[model.top()?];
        match self.made().iter().find(|one| one.id == top.id)? {
            Made { id, logic: Logic::Table(sheet), .. } => Some((id.clone(), sheet.clone())),
            _ => None,
        }
    }

    /// What there is to say about the tables: gaps, overlaps, rules that are never reached; nothing where the model cannot be read.
    #[must_use]
    pub fn reports(&self) -> Arc<Vec<TableReport>> {
        memo::reports(&self.dmn, |text| match memo::model(text) {
            Err(_) => Vec::new(),
            Ok(model) => model.analyse(ANALYSIS).unwrap_or_else(|stopped| {
                let unclear = vec![format!("The tables were not looked through: {stopped}.")];
                vec![TableReport { unclear, ..TableReport::default() }]
            }),
        })
    }
}

/// The decisions of a definition, ready for the tasks of its diagram: each by its key, and by the ids and names within its model. What
/// cannot be read is left out; the check of the definition says so.
#[must_use]
pub fn compiled(definition: &Definition) -> engine::Decisions {
    let mut decisions = engine::Decisions::new();
    for (key, decision) in &definition.decisions {
        if let Ok(model) = decision.model() {
            decisions.share(key, &model);
        }
    }
    decisions
}

#[cfg(test)]
mod tests;
