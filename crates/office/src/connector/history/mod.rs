//! Ticket histories as they are kept: every change once, in one shape for all tools, in the order in which it happened.
//!
//! The same history may be brought again without harm. Only tickets whose beginning is known are told, because half a history would
//! look like a short one. Absent: what the states mean for a process (`measure`).

pub mod store;

use std::collections::BTreeMap;

use super::model::{Action, Case, Event};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::App;

/// One step of a ticket: when, what, and who had it then; the last two are numbers into [`Told::labels`] and [`Told::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub at: Time,
    pub label: u32,
    pub who: Option<u32>,
}

/// A ticket with its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub case: Case,
    pub steps: Vec<Step>,
}

/// A label of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    /// Whether it is a state of the ticket; others are acts on it.
    pub is_state: bool,
    pub steps: u64,
}

/// All tickets of a source.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub tickets: Vec<Ticket>,
    pub labels: Vec<Label>,
    pub people: Vec<String>,
    /// Tickets that were left out, because their beginning is not known.
    pub headless: u64,
}

/// The state that a ticket had in the beginning: what its first change of state left, or what it still has.
fn first_state(events: &[Event], case: Option<&Case>) -> String {
    let left = events.iter().find(|event| event.action == Action::Status).map(|event| event.old.label.clone());
    left.or_else(|| case.map(|case| case.state.clone()))
        .filter(|state| !state.is_empty())
        .unwrap_or_else(|| "new".to_owned())
}

/// Tickets that are read at once.
const AT_ONCE: i64 = 1_000;

/// Everything that a source brought, read a part at a time, so that a long history does not stand in memory twice.
///
/// # Errors
/// The database's.
pub async fn read(app: &App, source: &str) -> Result<Told, Failure> {
    let (mut teller, mut after) = (Teller::default(), String::new());
    loop {
        let (source, from) = (source.to_owned(), after.clone());
        let part = app.read(move |tx| Ok(store::part(tx, &source, &from, AT_ONCE)?)).await?;
        let Some(last) = part.last else { return Ok(teller.told) };
        teller.add(&part.events, &part.cases);
        after = last;
    }
}

/// Puts events in order, ticket by ticket.
#[derive(Default)]
pub struct Teller {
    told: Told,
    labels: BTreeMap<String, u32>,
    people: BTreeMap<String, u32>,
}

impl Teller {
    /// Adds whole tickets; `events` come ordered by ticket, time and sequence.
    pub fn add(&mut self, events: &[Event], cases: &BTreeMap<String, Case>) {
        for chunk in events.chunk_by(|a, b| a.case_id == b.case_id) {
            self.add_ticket(chunk, cases.get(&chunk[0].case_id));
        }
    }

    /// What was added.
    #[must_use]
    pub fn told(self) -> Told {
        self.told
    }

    fn add_ticket(&mut self, events: &[Event], case: Option<&Case>) {
        let Some(begins) = events.iter().position(|event| event.action == Action::Create) else {
            self.told.headless += 1;
            return;
        };
        let (mut group, mut holder) = (String::new(), String::new());
        let mut steps = Vec::with_capacity(events.len());
        for (at, event) in events.iter().enumerate() {
            match event.action {
                Action::Group if !event.group.is_empty() => group.clone_from(&event.group),
                Action::Assign if event.new.label == "Nobody" => holder.clear(),
                Action::Assign => holder.clone_from(&event.new.label),
                _ => {}
            }
            let (name, is_state) = match event.action {
                Action::Create if at == begins => (first_state(events, case), true),
                Action::Status => (event.new.label.clone(), true),
                action => (action.label().to_owned(), false),
            };
            let who = [&group, &holder, &event.actor].into_iter().find(|name| !name.is_empty());
            let who = who.map(|name| number(&mut self.people, name, &mut self.told.people, String::clone));
            let make = |name: &String| Label { name: name.clone(), is_state, steps: 0 };
            let label = number(&mut self.labels, &name, &mut self.told.labels, make);
            if let Some(kept) = self.told.labels.get_mut(label as usize) {
                kept.steps += 1;
            }
            steps.push(Step { at: event.at, label, who });
        }
        let case = case.cloned().unwrap_or_else(|| Case { id: events[0].case_id.clone(), ..Case::default() });
        self.told.tickets.push(Ticket { case, steps });
    }
}

/// The number of a text, which gets the next one where it has none.
fn number<T>(numbers: &mut BTreeMap<String, u32>, name: &String, all: &mut Vec<T>, make: impl Fn(&String) -> T) -> u32 {
    if let Some(number) = numbers.get(name) {
        return *number;
    }
    let number = u32::try_from(all.len()).unwrap_or(u32::MAX);
    numbers.insert(name.clone(), number);
    all.push(make(name));
    number
}
