//! Alarms: when a new log shows that a measure left its usual variation or keeps missing its target, the owner is asked what is
//! done about it.
//!
//! The rule is that of the run chart, so that noise raises nothing: a signal in the newest whole week, on the bad side, or four
//! whole weeks in a row beside the target. An alarm ends by an answer, by an improvement, or by itself when the next log is well
//! again. Absent: the signals themselves (crate `mining`). Source: W. Shewhart (individuals chart); ISO 9001:2015 9.1.3.

pub mod commands;
pub mod jobs;
mod rule;
pub mod store;

pub use rule::{Alarm, WEEKS_BESIDE, alarm};

use crate::clock::Time;

/// Journal: an alarm was raised; the payload names `process_id`, `measure` and `week`.
pub const RAISED: &str = "measure.alarm_raised";

/// An alarm as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    pub id: String,
    pub process_id: String,
    pub measure_key: String,
    pub measure_name: String,
    pub log_id: String,
    /// The beginning of the week that raised it.
    pub week_at: Time,
    pub sentence: String,
    pub raised_at: Time,
    /// Who ended it, when, and how; none while it stands.
    pub end: Option<End>,
}

/// How an alarm ended.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    pub at: Time,
    /// Empty where it ended by itself.
    pub by: String,
    pub outcome: Outcome,
    /// What is done about it.
    pub answer: String,
    /// The improvement that it became; empty where there is none.
    pub improvement_id: String,
}

/// The three ways in which an alarm ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    Improvement,
    /// The next log was well again.
    Settled,
}

impl Outcome {
    /// The word stored in the database and sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::Improvement => "improvement",
            Outcome::Settled => "settled",
        }
    }

    /// Reads [`Outcome::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Outcome> {
        [Outcome::Answered, Outcome::Improvement, Outcome::Settled].into_iter().find(|one| one.key() == key)
    }
}

#[cfg(test)]
mod tests;
