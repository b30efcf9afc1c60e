//! One act over many cases: each of them its own transaction point, each its own outcome.
//!
//! Whoever runs the processes chooses the cases; what cannot be done with one of them is told and keeps no other. Absent: choosing by itself;
//! a filter only shows which cases there are. Source: batch operations of Camunda 7 and 8.

use db::Tx;
use serde::Serialize;

use super::case::store as cases;
use super::model::{Case, TaskState};
use super::{pause, stop, task};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// Cases of one act, at most.
pub const MOST: usize = 500;
/// Letters of an unknown case that are shown as its code.
const CODE_CHARS: usize = 40;

/// What is done with each case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Every stopped step is tried again.
    Retry,
    /// Every stopped step is skipped.
    Skip {
        reason: String,
    },
    Cancel {
        reason: String,
    },
    Pause {
        reason: String,
    },
    Resume,
    /// What one person has, or is asked to do, is handed to another.
    Hand {
        from: String,
        to: String,
        reason: String,
    },
}

/// The words of an act: what is sent, and what is shown.
pub const ACTS: [(&str, &str); 6] = [
    ("retry", "Try stopped steps again"),
    ("skip", "Skip stopped steps"),
    ("cancel", "Cancel the cases"),
    ("pause", "Pause the cases"),
    ("resume", "Resume the cases"),
    ("hand", "Hand the work of one person to another"),
];

impl Act {
    /// The act of these words.
    ///
    /// # Errors
    /// What is missing.
    pub fn of(word: &str, reason: &str, from: &str, to: &str) -> Result<Act, Vec<Refusal>> {
        let mut missing = Vec::new();
        let reason = reason.trim().to_owned();
        if reason.is_empty() && matches!(word, "skip" | "cancel" | "pause") {
            missing.push(Refusal::at("reason", "Say why; whoever reads the cases later has to know."));
        }
        let act = match word {
            "retry" => Act::Retry,
            "skip" => Act::Skip { reason },
            "cancel" => Act::Cancel { reason },
            "pause" => Act::Pause { reason },
            "resume" => Act::Resume,
            "hand" => {
                for (field, person) in [("from", from), ("to", to)] {
                    if person.trim().is_empty() {
                        missing.push(Refusal::at(field, "Choose a person from the list."));
                    }
                }
                if !from.trim().is_empty() && from.trim() == to.trim() {
                    missing.push(Refusal::at("to", "Choose somebody else than the one who has the work."));
                }
                Act::Hand { from: from.trim().to_owned(), to: to.trim().to_owned(), reason }
            }
            _ => return Err(vec![Refusal::at("act", "Choose what is to be done with the cases.")]),
        };
        if missing.is_empty() { Ok(act) } else { Err(missing) }
    }
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub case_id: String,
    pub code: String,
    pub title: String,
    pub done: bool,
    pub sentence: String,
}

/// Refuses a choice of no case, or of too many.
///
/// # Errors
/// As it says.
pub fn within(chosen: &[String]) -> Result<(), Failure> {
    match chosen.len() {
        0 => Err(Refusal::at("case", "Choose at least one case.").into()),
        more if more > MOST => {
            Err(Refusal::at("case", format!("At most {MOST} cases at a time; {more} were chosen.")).into())
        }
        _ => Ok(()),
    }
}

/// Does an act with these cases, by id; each of them is done whole or left as it is.
///
/// # Errors
/// The database's.
pub fn run(tx: &mut Tx, actor: &Actor, now: Time, chosen: &[String], act: &Act) -> Result<Vec<Outcome>, Failure> {
    let mut outcomes = Vec::new();
    for case_id in chosen {
        let unknown = "There is no such case, or you may not see it.";
        let seen = |_: &Case| true;
        outcomes.push(outcome(tx, actor, case_id, (&seen, unknown), |tx, _| one(tx, actor, now, case_id, act))?);
    }
    Ok(outcomes)
}

/// What comes of an act with one of many cases: what cannot be done with it is undone and told, and keeps no other. `meant` are the cases
/// that may be chosen, with what is said of any other.
///
/// # Errors
/// The database's.
pub fn outcome(
    tx: &mut Tx,
    actor: &Actor,
    case_id: &str,
    (meant, unknown): (&dyn Fn(&Case) -> bool, &str),
    act: impl FnOnce(&mut Tx, &Case) -> Result<String, Failure>,
) -> Result<Outcome, Failure> {
    let case = match cases::by_id(tx, case_id) {
        Ok(case) if meant(&case) && task::may_see(tx, actor, &case)? => case,
        Ok(_) | Err(db::Error::NotFound) => {
            let (case_id, code) = (case_id.to_owned(), case_id.chars().take(CODE_CHARS).collect());
            return Ok(Outcome { case_id, code, title: String::new(), done: false, sentence: unknown.to_owned() });
        }
        Err(error) => return Err(error.into()),
    };
    let (done, sentence) = match tx.attempt(|tx| act(tx, &case)) {
        Ok(sentence) => (true, sentence),
        Err(
            failure @ (Failure::Refused(_) | Failure::Forbidden { .. } | Failure::NotFound | Failure::Stale { .. }),
        ) => (false, failure.sentence()),
        Err(failure) => return Err(failure),
    };
    Ok(Outcome { case_id: case.id, code: case.code, title: case.title, done, sentence })
}

/// Does it with one case, and says what was done.
fn one(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, act: &Act) -> Result<String, Failure> {
    match act {
        Act::Retry => stops(tx, case_id, "tried again", |tx, stop| stop::retry(tx, actor, now, case_id, stop)),
        Act::Skip { reason } => {
            stops(tx, case_id, "skipped", |tx, stop| stop::skip(tx, actor, now, case_id, stop, (reason, "")))
        }
        Act::Cancel { reason } => stop::cancel(tx, actor, now, case_id, reason).map(|()| "Cancelled.".to_owned()),
        Act::Pause { reason } => pause::pause(tx, actor, now, case_id, reason).map(|()| "Paused.".to_owned()),
        Act::Resume => pause::resume(tx, actor, now, case_id).map(|()| "Resumed.".to_owned()),
        Act::Hand { from, to, reason } => hand(tx, actor, now, case_id, (from, to, reason)),
    }
}

/// Does it with every stopped step of a case.
fn stops(
    tx: &mut Tx,
    case_id: &str,
    done: &str,
    mut act: impl FnMut(&mut Tx, u64) -> Result<(), Failure>,
) -> Result<String, Failure> {
    let all = stop::store::of_case(tx, case_id)?;
    for (incident, _) in &all {
        act(tx, incident.id)?;
    }
    let left = cases::by_id(tx, case_id)?.stops;
    match (all.len(), left) {
        (0, _) => Err(Failure::refused("No step of it is stopped.")),
        (1, 0) => Ok(format!("One step {done}.")),
        (many, 0) => Ok(format!("{many} steps {done}.")),
        (many, left) => Ok(format!("{many} {done}; {left} stopped again.")),
    }
}

/// Hands what a person has in a case, or alone is asked to do, to another.
fn hand(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case_id: &str,
    (from, to, reason): (&str, &str, &str),
) -> Result<String, Failure> {
    let case = cases::by_id(tx, case_id)?;
    actor.needs_on(Permission::RunProcess, &case.process_id)?;
    let mut handed = Vec::new();
    for task in task::store::of_case(tx, case_id)? {
        if task.state != TaskState::Open || !task.is_for_people() {
            continue;
        }
        let has = task.claimed_by == from;
        let is_asked = task.claimed_by.is_empty() && task::store::candidates(tx, case_id, task.id)? == [from];
        if has || is_asked {
            task::delegate(tx, actor, now, case_id, task.id, (to, reason))?;
            handed.push(task.name);
        }
    }
    if handed.is_empty() {
        return Err(Failure::refused("They have no work in it."));
    }
    Ok(format!("Handed over: {}.", handed.join(", ")))
}
