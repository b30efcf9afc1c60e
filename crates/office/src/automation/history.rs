//! What happened in a case, as a story that people read and as an event log that Insight reads.
//!
//! Absent: storage; the steps of a case stand in its history, a task with who did it. Source: IEEE 1849 (case, activity, time, resource).

use std::collections::BTreeMap;

use db::Tx;
use engine::Event;
use engine::state::Outcome;
use serde::Deserialize;
use ui::Tone;

use super::case::store::Step;
use super::deployment::{Loaded, loaded};
use super::plan::sentence;
use super::{case, task};
use crate::clock::Time;
use crate::failure::Failure;

/// One line of the log: an activity of a case that ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The code of the case.
    pub case: String,
    pub activity: String,
    /// The element of the diagram.
    pub element: String,
    /// When the work was taken on, or began by itself.
    pub start: Time,
    pub end: Time,
    /// Who did it; empty where nobody did.
    pub resource: String,
    /// When its case began, and when it ended.
    pub opened: Time,
    pub ended: Option<Time>,
    /// Whether the case came to its end, and was not cancelled.
    pub is_complete: bool,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: Time,
    pub who: String,
    pub what: String,
    pub tone: Tone,
    /// It came of itself, of what somebody did.
    pub by_itself: bool,
}

/// What a step holds.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Event(Box<Event>),
    Noted {
        #[serde(rename = "Noted")]
        noted: Note,
    },
}

#[derive(Deserialize)]
struct Note {
    text: String,
}

fn read(step: &Step) -> Vec<Kept> {
    serde_json::from_str(&step.events).unwrap_or_default()
}

/// The story of a case from its steps, in the order in which they are given; what happened in one step stays together.
#[must_use]
pub fn story(loaded: &Loaded, steps: &[Step]) -> Vec<Told> {
    let mut told = Vec::new();
    for step in steps {
        let all = read(step);
        let lines = all.iter().filter_map(|kept| match kept {
            Kept::Event(event) => said(loaded, event),
            Kept::Noted { noted } => Some((format!("{}.", noted.text), Tone::Neutral, false)),
        });
        told.extend(lines.map(|(what, tone, by_itself)| {
            let who = if by_itself { "The case".to_owned() } else { step.actor_name.clone() };
            Told { at: step.at, who, what, tone, by_itself }
        }));
    }
    told
}

/// An event in words, how it is to be seen, and whether it came of itself; none where other words say it already.
fn said(loaded: &Loaded, event: &Event) -> Option<(String, Tone, bool)> {
    let name = |element: &str| loaded.program.name_of(element);
    let itself = |text: String| Some((text, Tone::Neutral, true));
    let warned = |text: String| Some((text, Tone::Warning, true));
    match event {
        Event::Started { .. } => Some(("began the case.".to_owned(), Tone::Neutral, false)),
        Event::JobOffered { element, .. } => itself(format!("came to “{}”.", name(element))),
        Event::JobCompleted { element, .. } => Some((format!("did “{}”.", name(element)), Tone::Good, false)),
        Event::JobFailed { element, message, .. } => {
            Some((format!("heard that “{}” failed: {}", name(element), sentence(message)), Tone::Bad, true))
        }
        Event::TimerFired { element, .. } => itself(format!("went on: the time of “{}” had come.", name(element))),
        Event::MessageReceived { element, name: message, .. } => {
            itself(format!("got “{message}” at “{}”.", name(element)))
        }
        Event::SignalReceived { element, name: signal } => itself(format!("heard “{signal}” at “{}”.", name(element))),
        Event::ConditionMet { element } => itself(format!("went on: the condition of “{}” holds.", name(element))),
        Event::MessageSent { name: message, .. } => itself(format!("sent “{message}”.")),
        Event::SignalSent { name: signal, .. } => itself(format!("told everybody “{signal}”.")),
        Event::ErrorThrown { element, code, .. } => warned(format!("met the error “{code}” at “{}”.", name(element))),
        Event::Escalated { element, code, .. } => warned(format!("escalated “{code}” at “{}”.", name(element))),
        Event::Undone { element } => warned(format!("undid “{}”.", name(element))),
        Event::Decided { decision, .. } => itself(format!("decided “{decision}”.")),
        Event::IncidentRaised { element, message, .. } => {
            Some((format!("stopped at “{}”: {}", name(element), sentence(message)), Tone::Bad, true))
        }
        Event::IncidentResolved { element, how, .. } => {
            Some((format!("mended “{}” ({how}).", name(element)), Tone::Good, false))
        }
        Event::Ended { outcome } => Some(match outcome {
            Outcome::Completed => ("came to its end.".to_owned(), Tone::Good, true),
            Outcome::Error { code, message } => (format!("ended with the error “{code}”. {message}"), Tone::Bad, true),
            Outcome::Cancelled { reason } => (format!("cancelled the case: {reason}"), Tone::Warning, false),
        }),
        Event::Entered { .. }
        | Event::Completed { .. }
        | Event::Cancelled { .. }
        | Event::Took { .. }
        | Event::Set { .. }
        | Event::TimerSet { .. } => None,
        Event::TimerSkipped { element, missed } => {
            itself(format!("passed over {missed} missed times of “{}”, as the diagram says.", name(element)))
        }
    }
}

/// How often each element was gone through, by its id in the diagram.
#[must_use]
pub fn passed(loaded: &Loaded, steps: &[Step]) -> BTreeMap<String, u32> {
    let mut passed = BTreeMap::new();
    for kept in steps.iter().flat_map(read) {
        if let Kept::Event(event) = kept
            && let Event::Completed { element, .. } = &*event
        {
            *passed.entry(loaded.deployment.plan.drawn(element).to_owned()).or_insert(0) += 1;
        }
    }
    passed
}

/// The log of the cases of a process, the newest ones first, at most so many tasks: what people and programs did.
///
/// # Errors
/// The database's.
pub fn log_of(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    let people: BTreeMap<String, String> =
        crate::people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect();
    for done in task::store::done_of_process(tx, process_id, limit)? {
        let task = done.task;
        let Some(end) = task.done_at else { continue };
        let element = loaded(tx, &done.deployment_id)?.deployment.plan.drawn(&task.element).to_owned();
        lines.push(Line {
            case: done.code,
            activity: if task.name.is_empty() { element.clone() } else { task.name },
            element,
            start: task.claimed_at.unwrap_or(task.offered_at),
            end,
            resource: people.get(&task.done_by).cloned().unwrap_or_default(),
            opened: done.started_at,
            ended: done.ended_at,
            is_complete: done.is_complete,
        });
    }
    Ok(lines)
}

/// Everything that happened in a case, the newest first.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut Tx, one: &super::Case, limit: i64) -> Result<(Vec<Told>, BTreeMap<String, u32>), Failure> {
    let loaded = loaded(tx, &one.deployment_id)?;
    let steps = case::store::steps(tx, &one.id, limit)?;
    let passed = passed(&loaded, &steps);
    let mut told = Vec::new();
    for step in &steps {
        let mut lines = story(&loaded, std::slice::from_ref(step));
        lines.reverse();
        told.extend(lines);
    }
    Ok((told, passed))
}
