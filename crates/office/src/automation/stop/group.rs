//! Stopped steps with the same cause together, so that what stopped two hundred cases is mended once.
//!
//! Two stops are of one group where they stand at the same element for the same kind of cause and say the same but for numbers and quoted
//! words. Absent: what is done with them (`several`). Pure.

use std::collections::BTreeMap;

use engine::state::Incident;
use sha2::{Digest as _, Sha256};

use crate::journal::chain::hex;

/// Letters of the key of a group.
const KEY_CHARS: usize = 16;

/// A stopped step of a running case.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    pub case_id: String,
    pub code: String,
    pub title: String,
    pub deployment_id: String,
    pub paused: bool,
    pub incident: Incident,
}

/// Stops at one element for one cause, the oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub key: String,
    pub stops: Vec<Stopped>,
}

impl Group {
    /// The stop that is waiting longest.
    #[must_use]
    pub fn oldest(&self) -> &Stopped {
        &self.stops[0]
    }
}

/// Which group a stop belongs to.
#[must_use]
pub fn key_of(incident: &Incident) -> String {
    let text = format!("{}\n{:?}\n{}", incident.element, incident.cause, alike(&incident.message));
    let mut key = hex(&Sha256::digest(text.as_bytes()));
    key.truncate(KEY_CHARS);
    key
}

/// The groups of these stops, the largest first.
#[must_use]
pub fn groups(stops: Vec<Stopped>) -> Vec<Group> {
    let mut all: BTreeMap<String, Vec<Stopped>> = BTreeMap::new();
    for stop in stops {
        all.entry(key_of(&stop.incident)).or_default().push(stop);
    }
    let mut all: Vec<Group> = all.into_iter().map(|(key, stops)| Group { key, stops }).collect();
    all.sort_by_key(|group| std::cmp::Reverse(group.stops.len()));
    all
}

/// A message without what differs from case to case: numbers and what stands in quotation marks.
fn alike(message: &str) -> String {
    let mut said = String::with_capacity(message.len());
    let mut closing: Option<char> = None;
    for letter in message.chars() {
        match closing {
            Some(end) if letter == end => {
                closing = None;
                said.push(letter);
            }
            Some(_) => {}
            None if letter.is_ascii_digit() => {
                if !said.ends_with('#') {
                    said.push('#');
                }
            }
            None => {
                closing = match letter {
                    '“' => Some('”'),
                    '"' => Some('"'),
                    _ => None,
                };
                said.push(letter);
            }
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use engine::Time;
    use engine::state::Cause;

    use super::*;

    fn stop(case: &str, element: &str, cause: Cause, message: &str) -> Stopped {
        Stopped {
            case_id: case.to_owned(),
            code: case.to_owned(),
            title: String::new(),
            deployment_id: String::new(),
            paused: false,
            incident: Incident {
                id: 1,
                token: 1,
                element: element.into(),
                cause,
                message: message.into(),
                at: Time(0),
            },
        }
    }

    #[test]
    fn stops_are_together_where_step_and_cause_are_the_same_but_for_numbers_and_quoted_words() {
        let found = groups(vec![
            stop("a", "make", Cause::Job, "Ticket 17 of “Lena” is locked."),
            stop("b", "make", Cause::Job, "Ticket 20341 of “Ben” is locked."),
            stop("c", "make", Cause::Job, "The server does not answer."),
            stop("d", "tell", Cause::Job, "Ticket 17 of “Lena” is locked."),
            stop("e", "make", Cause::Expression, "Ticket 17 of “Lena” is locked."),
            stop("f", "make", Cause::Job, "Ticket 9 of “"),
        ]);
        let told: Vec<Vec<&str>> =
            found.iter().map(|group| group.stops.iter().map(|one| one.case_id.as_str()).collect()).collect();
        assert_eq!(told[0], ["a", "b"]);
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(found.iter().all(|group| group.key == key_of(&group.oldest().incident) && group.key.len() == 16));
    }
}
