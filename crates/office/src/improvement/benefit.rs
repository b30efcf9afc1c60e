//! What an improvement was expected to bring and what was measured, read together.
//!
//! Absent: the statistics (`mining` compares before and after) and the verdict, which a person gives.

use serde::{Deserialize, Serialize};

use super::model::Stage;
use crate::clock::Time;

/// A value measured after an improvement was completed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// In the unit of the measure.
    pub value: f64,
    /// Cases behind it.
    pub n: i64,
    /// The 95 % confidence interval, where it can be told.
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub at: Time,
}

/// How far a value moved towards the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The target is reached.
    Reached,
    /// It moved towards the target and did not reach it.
    Partly,
    /// It is where it was.
    Not,
    /// It moved away from the target.
    Worse,
}

impl Moved {
    /// The reading in a word or two.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Moved::Reached => "target reached",
            Moved::Partly => "partly there",
            Moved::Not => "no change",
            Moved::Worse => "worse than before",
        }
    }
}

/// A measurement read against baseline and target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub moved: Moved,
    /// The measured change as a share of the expected change; 1.0 is the target, negative is away from it.
    pub share: f64,
    /// Whether the confidence interval leaves the baseline out; none without an interval.
    pub beyond_chance: Option<bool>,
}

impl Reading {
    /// Reads a measurement. `baseline` and `target` differ; a plan is refused otherwise.
    #[must_use]
    pub fn of(baseline: f64, target: f64, measured: &Measurement) -> Reading {
        let share = (measured.value - baseline) / (target - baseline);
        let moved = match share {
            share if share >= 1.0 => Moved::Reached,
            share if share > 0.0 => Moved::Partly,
            share if share < 0.0 => Moved::Worse,
            _ => Moved::Not,
        };
        let beyond_chance = match (measured.low, measured.high) {
            (Some(low), Some(high)) => Some(baseline < low || baseline > high),
            _ => None,
        };
        Reading { moved, share, beyond_chance }
    }

    /// Whether somebody should look again: there is no verdict yet, or the verdict that stands no longer fits.
    #[must_use]
    pub fn calls_for_a_verdict(&self, stage: Stage) -> bool {
        match stage {
            Stage::Completed => true,
            Stage::Verified => matches!(self.moved, Moved::Not | Moved::Worse),
            Stage::NotVerified => self.moved == Moved::Reached,
            Stage::Proposed | Stage::Accepted | Stage::InProgress | Stage::Declined | Stage::Withdrawn => false,
        }
    }

    /// The reading as sentences.
    #[must_use]
    pub fn in_words(&self) -> String {
        let share = (self.share * 100.0).round();
        let change = match self.moved {
            Moved::Worse => "The value moved away from the target.".to_owned(),
            Moved::Not => "The value did not move.".to_owned(),
            Moved::Reached | Moved::Partly => format!("That is {share} % of the expected change."),
        };
        let chance = match self.beyond_chance {
            Some(true) => " The interval leaves the baseline out, so chance alone hardly explains it.",
            Some(false) => " The interval includes the baseline, so it may be chance; more cases will tell.",
            None => "",
        };
        format!("{change}{chance}")
    }
}

/// A figure as people read it: at most two decimals, none that say nothing, with its unit.
#[must_use]
pub fn figure(value: f64, unit: &str) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = if text == "-0" { "0" } else { text };
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}
