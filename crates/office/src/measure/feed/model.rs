//! What a feed is, and when it is due.

use chrono::{DateTime, Utc};
use croner::Cron;

use super::super::Reading;
use crate::clock::Time;
use crate::connector::{Cursor, State};
use crate::failure::Refusal;

/// The schedules that are offered: the pattern and the words.
pub const SCHEDULES: [(&str, &str); 4] = [
    ("*/15 * * * *", "Every quarter of an hour"),
    ("5 * * * *", "Every hour"),
    ("0 5 * * *", "Every day at 5:00 UTC"),
    ("0 5 * * 1", "Every Monday at 5:00 UTC"),
];
/// The least time between two pulls, seconds.
pub const LEAST_S: i64 = 5 * 60;
/// Characters of a pattern.
const PATTERN_CHARS: usize = 60;
/// Failures in a row after which somebody is asked.
pub const ASKS_AFTER: i64 = 2;

/// A history that is brought by the clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub id: String,
    pub process_id: String,
    pub connector_id: String,
    /// The key of the place in the tool, and what people call it.
    pub place: String,
    pub place_label: String,
    /// Nothing older is brought.
    pub since: Time,
    /// A pattern of cron, in UTC.
    pub schedule: String,
    /// What the states mean; none until somebody said.
    pub reading: Option<Reading>,
    pub cursor: Cursor,
    pub events: i64,
    pub cases: i64,
    /// When it is due next; none while it is paused.
    pub next_at: Option<Time>,
    /// When it was brought up to date last.
    pub brought_at: Option<Time>,
    pub tried_at: Option<Time>,
    /// Failures since the last success.
    pub failures: i64,
    /// The last trouble; empty after a success.
    pub trouble: String,
    pub notes: Vec<String>,
    /// The log that was made of it last; empty before.
    pub log_id: String,
    /// Who answers for it, and with whose permission the log is kept.
    pub keeper_id: String,
    pub paused_at: Option<Time>,
    pub created_at: Time,
    pub revision: i64,
}

impl Feed {
    /// Whether the history is here and waits for somebody to say what its states mean.
    #[must_use]
    pub fn waits_for_reading(&self) -> bool {
        self.reading.is_none() && self.brought_at.is_some() && self.events > 0
    }
}

/// The schedule in words.
#[must_use]
pub fn schedule_in_words(pattern: &str) -> String {
    let known = SCHEDULES.iter().find(|(known, _)| *known == pattern);
    known.map_or_else(|| format!("By the pattern {pattern} in UTC"), |(_, words)| (*words).to_owned())
}

/// When a schedule is due next after `now`.
///
/// # Errors
/// A sentence when the pattern cannot be read, never comes, or comes more often than every [`LEAST_S`].
pub fn next_after(pattern: &str, now: Time) -> Result<Time, Refusal> {
    let no = |sentence: String| Refusal::at("schedule", sentence);
    let unreadable = || {
        no(format!("“{pattern}” is no pattern of five fields. For example 0 5 * * 1-5: at 5:00 from Monday to Friday."))
    };
    if pattern.chars().count() > PATTERN_CHARS || pattern.split_whitespace().count() != 5 {
        return Err(unreadable());
    }
    let cron: Cron = pattern.parse().map_err(|_| unreadable())?;
    let after = |at: Time| {
        let from = DateTime::<Utc>::from_timestamp_micros(at.0).unwrap_or_default();
        let next = cron.find_next_occurrence(&from, false);
        next.map(|next| Time(next.timestamp_micros())).map_err(|_| no(format!("“{pattern}” never comes.")))
    };
    let first = after(now)?;
    let mut before = first;
    for _ in 0..12 {
        let next = after(before)?;
        if next.0 - before.0 < LEAST_S * 1_000_000 {
            return Err(no("A tool is asked at most every five minutes. Choose a rarer schedule.".to_owned()));
        }
        before = next;
    }
    Ok(first)
}

/// A reading to start from: states by their names, with those that the tool itself says end work; acts are left out, but for an
/// assignment where the process has such a step.
#[must_use]
pub fn suggested(states: &[String], acts: &[String], ends: &[State], steps: &[(String, String)]) -> Reading {
    let mut reading = Reading::suggested(states, steps);
    for state in ends.iter().filter(|state| state.ends && states.contains(&state.label)) {
        if !reading.closed.contains(&state.label) {
            reading.closed.push(state.label.clone());
        }
    }
    for act in acts {
        let word = act.trim_matches(['(', ')']).to_owned();
        let like = Reading::suggested(std::slice::from_ref(&word), steps);
        let target = match like.states.get(&word) {
            Some(mining::Target::Activity(id)) if word == "assigned" => mining::Target::Activity(id.clone()),
            _ => mining::Target::Ignored,
        };
        reading.states.insert(act.clone(), target);
    }
    reading
}
