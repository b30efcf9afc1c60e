//! The decisions of a process: which there are, and what each answers.
//!
//! Absent: their tables and examples (`table`), and the activities that make them, whose own page says so.

use super::Row;
use super::forms::free;
use super::lists::Answers;
use crate::definition::{Decision, Decisions, Definition};

pub(super) fn read(definition: &Definition) -> Vec<Row> {
    definition.decisions.iter().map(|(key, one)| vec![key.clone(), one.name.clone(), one.question.clone()]).collect()
}

/// Writes names and questions; a new decision begins with an empty table, and one that is gone is gone at the activities too.
pub(super) fn write(definition: &mut Definition, rows: &[&Row]) {
    let mut decisions = Decisions::new();
    for row in rows.iter().map(|row| Answers(row)) {
        let (name, question) = (row.at(1), row.at(2));
        let known = definition.decisions.get(&row.at(0)).filter(|_| !decisions.contains_key(&row.at(0)));
        let (key, decision) = match known {
            Some(known) => (row.at(0), Decision { name, question, ..known.clone() }),
            None => {
                let taken = |key: &str| definition.decisions.contains_key(key) || decisions.contains_key(key);
                let key = free(&name, "decision", taken);
                let decision = Decision::of_sheet(&key, &name, &question, &feel::Sheet::first("input", "result"));
                (key, decision)
            }
        };
        decisions.insert(key, decision);
    }
    for activity in definition.activities.values_mut() {
        activity.decisions.retain(|key| !definition.decisions.contains_key(key) || decisions.contains_key(key));
    }
    definition.decisions = decisions;
}
