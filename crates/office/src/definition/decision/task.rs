//! The tasks of a diagram that name a decision to be made.
//!
//! Absent: tasks that name none; people or programs decide there by what they know. Source: BPMN 2.0.2 §10.3.3 (business rule task), with
//! the attributes by which Camunda, Operaton and Zeebe name a decision.

use std::collections::BTreeSet;

use crate::definition::model::Definition;

/// A task that names a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The id of its element.
    pub element: String,
    /// The decision as the task names it: a key, or an id or name within a model.
    pub decision: String,
    /// The key of that decision of the process, where it is one.
    pub key: Option<String>,
}

/// Every task of the diagram that names a decision, in its order.
#[must_use]
pub fn tasks(definition: &Definition) -> Vec<Task> {
    let Some(diagram) = definition.flow() else { return Vec::new() };
    let rules = diagram.nodes().iter().filter(|node| matches!(node.kind, bpmn::Kind::Task(bpmn::Task::BusinessRule)));
    let mut found = Vec::new();
    for node in rules {
        let names = |path: &str| path == "@decisionRef" || path.ends_with("calledDecision/@decisionId");
        let Some((_, decision)) = node.properties.iter().find(|(path, _)| names(path)) else { continue };
        let decision = decision.trim_start_matches('=').trim().trim_matches('"').to_owned();
        let key = definition.decisions.keys().find(|key| **key == decision).cloned();
        let key = key.or_else(|| {
            let within = definition.decisions.iter().find(|(_, one)| named(&one.made()).contains(&decision));
            within.map(|(key, _)| key.clone())
        });
        found.push(Task { element: node.id.clone(), decision, key });
    }
    found
}

fn named(made: &[feel::Made]) -> BTreeSet<String> {
    made.iter().flat_map(|one| [one.id.clone(), one.name.clone()]).collect()
}
