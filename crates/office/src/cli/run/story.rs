//! How a case went, told for people and for programs.
//!
//! Absent: the picture. Source: none.

use engine::memory::{Host, Told as Fact};
use engine::state::{On, Outcome, Status};
use engine::{Case, Event, Offer, Program};
use serde_json::json;

use super::Told;

/// Tells all that happened in a host, and how its cases stand.
pub(super) fn tell(host: &mut Host, trace: bool) -> Told {
    let facts = host.told();
    let mut sentences = Vec::new();
    let mut documents = Vec::new();
    let mut passed = true;
    for (index, entry) in host.cases().iter().enumerate() {
        let own: Vec<&Fact> = facts.iter().filter(|fact| fact.case == index).collect();
        let offers: Vec<&Offer> = host.offers().filter(|(case, _)| *case == index).map(|(_, offer)| offer).collect();
        let (state, well) = state(&entry.case);
        passed &= well;
        sentences.push(format!("{}: {}.", entry.program.name_of(entry.case.process()), sentence(&entry.case)));
        let way: Vec<String> = own.iter().filter_map(|fact| entered(&entry.program, &fact.event)).collect();
        if trace {
            sentences.extend(
                own.iter().filter_map(|fact| line(&entry.program, &fact.event)).map(|line| format!("  {line}")),
            );
        } else if !way.is_empty() {
            sentences.push(format!("  way: {}", way.join(" → ")));
        }
        sentences.extend(standing(&entry.program, &entry.case, &offers));
        documents.push(document(&entry.case, state, &own, &offers));
    }
    Told {
        sentences: sentences.join("\n"),
        json: format!(r#"{{"passed":{passed},"cases":[{}]}}"#, documents.join(",")),
        passed,
    }
}

/// How a case stands, and whether that is well.
fn state(case: &Case) -> (&'static str, bool) {
    match case.status() {
        Status::Ended(Outcome::Completed) => ("completed", true),
        Status::Ended(Outcome::Cancelled { .. }) => ("cancelled", true),
        Status::Ended(Outcome::Error { .. }) => ("error", false),
        _ if case.incidents().count() > 0 => ("incident", false),
        _ => ("waiting", true),
    }
}

fn sentence(case: &Case) -> String {
    match case.status() {
        Status::Ended(Outcome::Completed) => "completed".to_owned(),
        Status::Ended(Outcome::Cancelled { reason }) => format!("cancelled, {reason}"),
        Status::Ended(Outcome::Error { code, .. }) => format!("ended with the error {code}"),
        _ if case.incidents().count() > 0 => "stopped".to_owned(),
        _ => "waits".to_owned(),
    }
}

fn entered(program: &Program, event: &Event) -> Option<String> {
    match event {
        Event::Entered { element, .. } => Some(program.name_of(element)),
        _ => None,
    }
}

/// One fact as a line; none for what another line says already.
fn line(program: &Program, event: &Event) -> Option<String> {
    let name = |element: &str| {
        let name = program.name_of(element);
        if name == element { name } else { format!("{name} ({element})") }
    };
    Some(match event {
        Event::Started { process } => format!("begins {process}"),
        Event::Entered { element, .. } => format!("enters {}", name(element)),
        Event::Completed { element, .. } => format!("leaves {}", name(element)),
        Event::Cancelled { element, .. } => format!("breaks off {}", name(element)),
        Event::Took { flow, .. } => format!("takes {flow}"),
        Event::JobOffered { element, kind, .. } => format!("offers work at {} ({kind:?})", name(element)),
        Event::JobCompleted { element, .. } => format!("work is done at {}", name(element)),
        Event::JobFailed { element, message, .. } => format!("work fails at {}: {message}", name(element)),
        Event::Set { name, .. } => format!("sets {name}"),
        Event::TimerSet { element, due } => format!("sets the timer of {} to {due}", name(element)),
        Event::TimerFired { element, missed: 0 } => format!("the timer of {} fires", name(element)),
        Event::TimerFired { element, missed } => {
            format!("the timer of {} fires, after {missed} times were missed", name(element))
        }
        Event::TimerSkipped { element, missed } => format!("the timer of {} passes over {missed} times", name(element)),
        Event::MessageReceived { element, name: message, .. } => {
            format!("the message {message} comes to {}", name(element))
        }
        Event::SignalReceived { element, name: signal } => format!("the signal {signal} comes to {}", name(element)),
        Event::ConditionMet { element } => format!("the condition of {} is met", name(element)),
        Event::MessageSent { element, name: message } => format!("{} sends the message {message}", name(element)),
        Event::SignalSent { element, name: signal } => format!("{} tells the signal {signal}", name(element)),
        Event::ErrorThrown { element, code, caught } => {
            format!("the error {code} of {} is caught by {}", name(element), by(caught.as_deref(), name))
        }
        Event::Escalated { element, code, caught } => {
            format!("the escalation {code} of {} is caught by {}", name(element), by(caught.as_deref(), name))
        }
        Event::Undone { element } => format!("undoes {}", name(element)),
        Event::Decided { element, decision } => format!("decides {decision} at {}", name(element)),
        Event::IncidentRaised { element, message, .. } => format!("stops at {}: {message}", name(element)),
        Event::IncidentResolved { element, how, .. } => format!("goes on at {}: {how}", name(element)),
        Event::Ended { .. } => "ends".to_owned(),
    })
}

fn by(caught: Option<&str>, name: impl Fn(&str) -> String) -> String {
    caught.map_or_else(|| "nothing".to_owned(), name)
}

/// What a case has and waits for, one line each.
fn standing(program: &Program, case: &Case, offers: &[&Offer]) -> Vec<String> {
    let mut lines = Vec::new();
    for offer in offers {
        let who = match (&offer.assignee, offer.groups.as_slice()) {
            (Some(assignee), _) => format!(" for {assignee}"),
            (None, []) if !offer.topic.is_empty() => format!(" for workers of {}", offer.topic),
            (None, groups) if !groups.is_empty() => format!(" for {}", groups.join(", ")),
            _ => String::new(),
        };
        let due = match (&offer.due, &offer.calendar) {
            (Some(due), Some(key)) => format!(", due {due} in the working time of {key}"),
            (Some(due), None) => format!(", due {due}"),
            (None, _) => String::new(),
        };
        lines.push(format!("  work: {} ({}){who}{due}", program.name_of(&offer.element), offer.element));
    }
    lines.extend(
        case.waits().map(|wait| {
            format!("  waits: {} ({}) for {}", program.name_of(&wait.element), wait.element, what(&wait.on))
        }),
    );
    lines.extend(case.incidents().map(|incident| {
        format!("  incident: {} ({}): {}", program.name_of(&incident.element), incident.element, incident.message)
    }));
    lines.extend(case.variables().map(|(name, value)| format!("  {name} = {value}")));
    lines
}

fn what(on: &On) -> String {
    match on {
        On::Message { name, key: Some(key) } => format!("the message {name} with the key {key}"),
        On::Message { name, key: None } => format!("the message {name}"),
        On::Signal { name } => format!("the signal {name}"),
        On::Timer { due } => due.at.to_string(),
        On::Condition { .. } => "its condition".to_owned(),
    }
}

fn document(case: &Case, state: &str, facts: &[&Fact], offers: &[&Offer]) -> String {
    let trace: Vec<&Event> = facts.iter().map(|fact| &fact.event).collect();
    let work: Vec<serde_json::Value> = offers
        .iter()
        .map(|offer| {
            let (element, name, topic) = (&*offer.element, &*offer.name, &*offer.topic);
            let assignee = offer.assignee.as_deref();
            json!({ "element": element, "name": name, "kind": offer.kind, "topic": topic, "assignee": assignee })
        })
        .collect();
    let waits: Vec<serde_json::Value> =
        case.waits().map(|wait| json!({ "element": &*wait.element, "for": what(&wait.on) })).collect();
    let incidents: Vec<serde_json::Value> = case
        .incidents()
        .map(
            |incident| json!({ "element": &*incident.element, "cause": incident.cause, "message": &*incident.message }),
        )
        .collect();
    let variables: Vec<String> =
        case.variables().map(|(name, value)| format!("{}:{}", json!(name), value.to_json())).collect();
    format!(
        r#"{{"process":{},"state":{},"trace":{},"work":{},"waits":{},"incidents":{},"variables":{{{}}}}}"#,
        json!(case.process()),
        json!(state),
        json!(trace),
        json!(work),
        json!(waits),
        json!(incidents),
        variables.join(",")
    )
}
