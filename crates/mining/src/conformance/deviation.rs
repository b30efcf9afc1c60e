//! Where tickets leave the process: each deviation with its number of cases and a sentence.
//!
//! Absent: causes. Source: A. Adriansyah, "Aligning Observed and Modeled Behavior" (2014), ch. 7 (diagnostics from
//! alignments).

use super::align::Move;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a case departs from the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviationKind {
    /// An activity that the process demands did not happen.
    Skipped,
    /// An activity happened, but not at the place the process has it.
    OutOfPlace,
    /// An activity happened again where the process has it no more.
    Repeated,
    /// An activity of the process happened on a way that does not have it.
    Unexpected,
    /// A state that the process does not know.
    Unmodelled,
}

/// One deviation over all cases.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deviation {
    /// What kind.
    pub kind: DeviationKind,
    /// Identifier of the activity; for [`DeviationKind::Unmodelled`] the state as the log calls it.
    pub element: String,
    /// The name to show.
    pub name: String,
    /// Cases in which it happened.
    pub cases: u64,
    /// Cases that were compared.
    pub of: u64,
    /// How often it happened in all.
    pub occurrences: u64,
    /// Median duration (first to last event) of these cases less that of the conforming ones, in hours; `None` without
    /// conforming cases.
    pub extra_hours: Option<f64>,
    /// Identifiers of some of the cases, at most [`super::MAX_EXAMPLES`], in the order of the log.
    pub examples: Vec<String>,
    /// All of the cases, by their number in the log, in its order.
    #[serde(skip)]
    pub case_numbers: Vec<u32>,
}

impl Deviation {
    /// Share of the compared cases, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.cases as f64 / self.of.max(1) as f64
    }

    /// The deviation in plain English.
    #[must_use]
    pub fn sentence(&self) -> String {
        let name = &self.name;
        let what = match self.kind {
            DeviationKind::Skipped => format!("“{name}” was skipped"),
            DeviationKind::OutOfPlace => format!("“{name}” happened out of its place"),
            DeviationKind::Repeated => format!("“{name}” was repeated where the process has it no more"),
            DeviationKind::Unexpected => format!("“{name}” happened on a way that does not have it"),
            DeviationKind::Unmodelled => format!("“{name}”, a step the process does not have, happened"),
        };
        format!("{what} in {} of {} cases ({}).", thousands(self.cases), thousands(self.of), percent(self.share()))
    }
}

/// A number with thousands separated by commas.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share with one decimal; a share that would show as 0.0 % says "under 0.1 %".
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.000_5 { "under 0.1 %".to_owned() } else { format!("{:.1} %", share * 100.0) }
}

/// What one alignment says: each deviation once per time it happened, as (kind, code of the activity).
pub(super) fn judge(moves: &[Move], trace: &[u32], labels: &[Option<u32>]) -> Vec<(DeviationKind, u32)> {
    if !moves.iter().any(|step| step.costs()) {
        return Vec::new();
    }
    let mut inserted: Vec<u32> = Vec::new();
    let mut skipped: Vec<u32> = Vec::new();
    let mut fitting: BTreeSet<u32> = BTreeSet::new();
    for step in moves {
        match step {
            Move::Log(position) => inserted.push(trace[*position as usize]),
            Move::Both(position, _) => {
                fitting.insert(trace[*position as usize]);
            }
            Move::Model(transition) => skipped.extend(labels[*transition as usize]),
            Move::Silent(_) => {}
        }
    }
    let mut found = Vec::new();
    for activity in inserted {
        let kind = if let Some(index) = skipped.iter().position(|other| *other == activity) {
            skipped.swap_remove(index);
            DeviationKind::OutOfPlace
        } else if fitting.contains(&activity) {
            DeviationKind::Repeated
        } else {
            DeviationKind::Unexpected
        };
        found.push((kind, activity));
    }
    found.extend(skipped.into_iter().map(|activity| (DeviationKind::Skipped, activity)));
    found.sort_unstable();
    found
}
