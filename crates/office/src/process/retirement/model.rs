//! When a process ends, and everything that speaks against it.
//!
//! Pure.

use serde::Serialize;

use super::super::model::Process;
use crate::clock::Time;
use crate::failure::Refusal;

/// The end of a process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Retirement {
    /// From this instant on it is retired.
    pub from: Time,
    pub reason: String,
    /// The process that takes its place, by id.
    pub successor_id: Option<String>,
    /// Who decided it, by name.
    pub by: String,
    /// When its asks and hand-offs ended; none before.
    pub done_at: Option<Time>,
}

impl Process {
    /// Whether it is retired at `now`; one that retires on a later day is not.
    #[must_use]
    pub fn is_retired(&self, now: Time) -> bool {
        self.retirement.as_ref().is_some_and(|end| end.from <= now)
    }
}

/// What somebody wants when retiring a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// A calendar day; today, where none is given.
    pub from: Option<Time>,
    pub reason: String,
    pub successor_id: Option<String>,
}

impl Wish {
    /// The instant from which it counts.
    #[must_use]
    pub fn from(&self, now: Time) -> Time {
        self.from.filter(|day| day.date() > now.date()).unwrap_or(now)
    }
}

/// Everything that speaks against retiring a process.
#[must_use]
pub fn complaints(process: &Process, wish: &Wish, all: &[Process], now: Time) -> Vec<Refusal> {
    let mut found = Vec::new();
    if let Some(end) = &process.retirement {
        let sentence = if end.from <= now {
            format!("“{}” is retired since {}.", process.name, end.from.day_in_words())
        } else {
            format!(
                "“{}” retires on {} already. Take that back first, if it shall be another day.",
                process.name,
                end.from.day_in_words()
            )
        };
        found.push(Refusal::because(sentence));
    }
    if wish.reason.trim().is_empty() {
        found.push(Refusal::at("reason", "Say why it ends; the reason stands on its page for good."));
    }
    if wish.from.is_some_and(|day| day.date() < now.date()) {
        found.push(Refusal::at("from", "A process cannot end on a day in the past."));
    }
    if let Some(id) = &wish.successor_id {
        let successor = all.iter().find(|one| one.id == *id);
        found.extend(
            match successor {
                None => Some("Choose the successor from the list, or none.".to_owned()),
                Some(one) if one.id == process.id => Some("A process cannot take its own place.".to_owned()),
                Some(one) if one.retirement.is_some() => {
                    Some(format!("“{}” ends itself. Choose a process that stays.", one.name))
                }
                Some(_) => None,
            }
            .map(|sentence| Refusal::at("successor", sentence)),
        );
    }
    let below: Vec<&str> = all
        .iter()
        .filter(|one| one.parent_id.as_ref() == Some(&process.id) && !one.is_retired(now))
        .map(|one| one.name.as_str())
        .collect();
    if !below.is_empty() {
        let sentence = format!("{} still hangs below it. Move or retire what is below first.", list(&below));
        found.push(Refusal::because(sentence));
    }
    found
}

/// "A", "A and B", "A, B and 3 more".
fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => format!("“{one}”"),
        [one, two] => format!("“{one}” and “{two}”"),
        [one, two, rest @ ..] => format!("“{one}”, “{two}” and {} more", rest.len()),
    }
}
