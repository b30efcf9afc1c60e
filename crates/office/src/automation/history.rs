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
use super::{case, task};
use crate::clock::Time;
use crate::failure::Failure;

/// One line of the log: an activity of a case that ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The code of the case.
    pub case: String,
    pub activity: String,
    /// When the work was taken on, or began by itself.
    pub start: Time,
    pub end: Time,
    /// Who did it; empty where nobody did.
    pub resource: String,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: Time,
    pub who: String,
    pub what: String,
    pub tone: Tone,
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
            Kept::Noted { noted } => Some((format!("{}.", noted.text), Tone::Neutral)),
        });
        told.extend(lines.map(|(what, tone)| Told { at: step.at, who: step.actor_name.clone(), what, tone }));
    }
    told
}

/// An event in words; none where other words say it already.
fn said(loaded: &Loaded, event: &Event) -> Option<(String, Tone)> {
    let name = |element: &str| loaded.program.name_of(element);
    let calm = |text: String| Some((text, Tone::Neutral));
    match event {
        Event::Started { .. } => calm("began the case.".to_owned()),
        Event::JobOffered { element, .. } => calm(format!("brought the case to “{}”.", name(element))),
        Event::JobCompleted { element, .. } => Some((format!("did “{}”.", name(element)), Tone::Good)),
        Event::JobFailed { element, message, .. } => {
            Some((format!("found that “{}” failed: {message}", name(element)), Tone::Bad))
        }
        Event::TimerFired { element, .. } => calm(format!("saw that the time of “{}” had come.", name(element))),
        Event::MessageReceived { element, name: message, .. } => {
            calm(format!("brought “{message}” to “{}”.", name(element)))
        }
        Event::SignalReceived { element, name: signal } => calm(format!("told “{signal}” at “{}”.", name(element))),
        Event::ConditionMet { element } => calm(format!("saw that the condition of “{}” holds.", name(element))),
        Event::MessageSent { name: message, .. } => calm(format!("sent “{message}”.")),
        Event::SignalSent { name: signal, .. } => calm(format!("told everybody “{signal}”.")),
        Event::ErrorThrown { element, code, .. } => {
            Some((format!("met the error “{code}” at “{}”.", name(element)), Tone::Warning))
        }
        Event::Escalated { element, code, .. } => {
            Some((format!("escalated “{code}” at “{}”.", name(element)), Tone::Warning))
        }
        Event::Undone { element } => Some((format!("undid “{}”.", name(element)), Tone::Warning)),
        Event::Decided { decision, .. } => calm(format!("decided “{decision}”.")),
        Event::IncidentRaised { element, message, .. } => {
            Some((format!("had to stop at “{}”: {message}", name(element)), Tone::Bad))
        }
        Event::IncidentResolved { element, how, .. } => {
            Some((format!("mended “{}” ({how}).", name(element)), Tone::Good))
        }
        Event::Ended { outcome } => Some(match outcome {
            Outcome::Completed => ("completed the case.".to_owned(), Tone::Good),
            Outcome::Error { code, message } => {
                (format!("ended the case with the error “{code}”. {message}"), Tone::Bad)
            }
            Outcome::Cancelled { reason } => (format!("cancelled the case: {reason}"), Tone::Warning),
        }),
        Event::Entered { .. }
        | Event::Completed { .. }
        | Event::Cancelled { .. }
        | Event::Took { .. }
        | Event::Set { .. }
        | Event::TimerSet { .. } => None,
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
    for (code, task) in task::store::of_process(tx, process_id, limit)? {
        let Some(end) = task.done_at else { continue };
        lines.push(Line {
            case: code,
            activity: if task.name.is_empty() { task.element } else { task.name },
            start: task.claimed_at.unwrap_or(task.offered_at),
            end,
            resource: people.get(&task.done_by).cloned().unwrap_or_default(),
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
