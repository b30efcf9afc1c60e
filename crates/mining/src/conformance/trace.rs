//! The states of a log in the words of the process: which state stands for which activity, which is left out, which has
//! no place.
//!
//! Absent: states that stand for several activities. Source: the abstraction step before conformance checking; W. van
//! der Aalst, "Process Mining" (2nd ed., 2016), §8.3.

use crate::log::{Case, EventLog};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a state of the log stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An activity of the process, by its identifier.
    Activity(String),
    /// Left out on purpose; said in the result.
    Ignored,
    /// A step that the process does not know; it counts as a deviation.
    Unmodelled,
}

/// For each state of the log what it stands for; a state that is not named is unmodelled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActivityMap {
    /// State → target.
    pub states: BTreeMap<String, Target>,
}

impl ActivityMap {
    /// A map that takes each state for the activity of the same name; `activities` are (identifier, name) pairs. Case,
    /// spaces and punctuation do not matter.
    #[must_use]
    pub fn by_name<'a>(log: &EventLog, activities: impl IntoIterator<Item = (&'a str, &'a str)>) -> ActivityMap {
        let plain =
            |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let mut known = BTreeMap::new();
        for (id, name) in activities {
            known.entry(plain(name)).or_insert(id);
            known.entry(plain(id)).or_insert(id);
        }
        let target = |state: &str| match known.get(&plain(state)) {
            Some(id) => Target::Activity((*id).to_owned()),
            None => Target::Unmodelled,
        };
        ActivityMap { states: log.activities().iter().map(|state| (state.to_owned(), target(state))).collect() }
    }
}

/// A step of a case in the words of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// Code of an activity.
    Known(u32),
    /// Code of the state in the log.
    Unmodelled(u32),
}

/// The map made ready for one log and one net.
pub(super) struct Reading {
    /// Identifiers of the activities that the log can show; the codes of [`Step::Known`] are positions here.
    pub(super) activities: Vec<String>,
    steps: Vec<Option<Step>>,
    closing: Vec<bool>,
    /// Whether it was said which states end a case; the log may have none of them.
    knows_ends: bool,
    collapse: bool,
}

/// A case as it is compared with the process.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Trace {
    pub(super) steps: Vec<Step>,
    pub(super) open: bool,
}

impl Trace {
    /// The steps that the process knows.
    pub(super) fn known(&self, into: &mut Vec<u32>) {
        into.clear();
        into.extend(self.steps.iter().filter_map(|step| match step {
            Step::Known(code) => Some(*code),
            Step::Unmodelled(_) => None,
        }));
    }
}

impl Reading {
    /// # Errors
    /// A sentence when the map names an activity the net does not have.
    pub(super) fn new(
        log: &EventLog,
        activities: &BTreeSet<&str>,
        map: &ActivityMap,
        closing: &[String],
        collapse: bool,
    ) -> Result<Reading, String> {
        let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
        let mut known = Vec::new();
        let mut steps = Vec::new();
        for (code, state) in log.activities().iter().enumerate() {
            steps.push(match map.states.get(state) {
                Some(Target::Ignored) => None,
                Some(Target::Activity(id)) if activities.contains(id.as_str()) => {
                    let step = *codes.entry(id).or_insert_with(|| {
                        known.push(id.clone());
                        known.len() as u32 - 1
                    });
                    Some(Step::Known(step))
                }
                Some(Target::Activity(id)) => {
                    return Err(format!(
                        "The state \"{state}\" is mapped to \"{id}\", which is no activity of the process. Map it to another one."
                    ));
                }
                Some(Target::Unmodelled) | None => Some(Step::Unmodelled(code as u32)),
            });
        }
        let knows_ends = !closing.is_empty();
        let closing = log.activities().iter().map(|state| closing.iter().any(|name| name == state)).collect();
        Ok(Reading { activities: known, steps, closing, knows_ends, collapse })
    }

    /// The trace of a case, and how many repeated rows were drawn together.
    pub(super) fn trace(&self, case: &Case<'_>) -> (Trace, u64) {
        let mut collapsed = 0;
        let mut steps: Vec<Step> = Vec::with_capacity(case.activity_codes().len());
        for code in case.activity_codes() {
            let Some(step) = self.steps[*code as usize] else { continue };
            if self.collapse && steps.last() == Some(&step) {
                collapsed += 1;
            } else {
                steps.push(step);
            }
        }
        let ends = case.activity_codes().last().is_some_and(|code| self.closing[*code as usize]);
        let open = !ends && self.knows_ends;
        (Trace { steps, open }, collapsed)
    }

    /// First and last instant of each step of a case, as [`Reading::trace`] has them.
    pub(super) fn spans(&self, case: &Case<'_>) -> Vec<(i64, i64)> {
        let mut last: Option<Step> = None;
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for (code, time) in case.activity_codes().iter().zip(case.times()) {
            let Some(step) = self.steps[*code as usize] else { continue };
            match spans.last_mut() {
                Some(span) if self.collapse && last == Some(step) => span.1 = *time,
                _ => spans.push((*time, *time)),
            }
            last = Some(step);
        }
        spans
    }

    /// The places in a trace of the steps that the process knows, each with the code of its activity.
    pub(super) fn known(trace: &Trace) -> Vec<(usize, u32)> {
        let known = |(place, step): (usize, &Step)| match step {
            Step::Known(activity) => Some((place, *activity)),
            Step::Unmodelled(_) => None,
        };
        trace.steps.iter().enumerate().filter_map(known).collect()
    }

    /// Whether a state is left out on purpose.
    pub(super) fn ignores(&self, state: u32) -> bool {
        self.steps[state as usize].is_none()
    }

    /// Whether a state has no place in the process.
    pub(super) fn unmodelled(&self, state: u32) -> bool {
        matches!(self.steps[state as usize], Some(Step::Unmodelled(_)))
    }
}
