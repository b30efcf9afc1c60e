//! The shape of a tool: the states, fields, types, priorities and categories that tickets of one place may have.
//!
//! Only read. What could not be read whole is told, so that nobody takes what was not seen for what is not there. Sources: the REST
//! documentation of each tool, named in its file.

mod glpi;
mod jira;
mod redmine;
mod rt;
mod servicenow;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::super::model::Kind;
use super::super::wire::{Line, Trouble};
use super::act::no_tickets;

/// Things of one part that are kept; more are counted in a note.
pub const MOST: usize = 500;

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    State,
    Field,
    Type,
    Priority,
    Category,
}

impl Part {
    /// Every part, in the order in which lists show them.
    pub const ALL: [Part; 5] = [Part::State, Part::Field, Part::Type, Part::Priority, Part::Category];

    /// One and many.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Part::State => ("state", "states"),
            Part::Field => ("field", "fields"),
            Part::Type => ("type", "types"),
            Part::Priority => ("priority", "priorities"),
            Part::Category => ("category", "categories"),
        }
    }
}

/// What a tool has in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shape {
    /// Names, in the tool's own order.
    pub things: BTreeMap<Part, Vec<String>>,
    /// The values that a field may have, by the name of the field, where the tool tells them.
    pub values: BTreeMap<String, Vec<String>>,
    /// The parts that were read whole: what is not there does not exist.
    pub whole: BTreeSet<Part>,
    /// What the reader should know, in sentences.
    pub notes: Vec<String>,
}

impl Shape {
    /// Puts names to a part, each once.
    fn put(&mut self, part: Part, names: impl IntoIterator<Item = String>) {
        let all = self.things.entry(part).or_default();
        let mut left_out = 0;
        for name in names {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if name.is_empty() || all.contains(&name) {
                continue;
            }
            if all.len() < MOST {
                all.push(name.chars().take(200).collect());
            } else {
                left_out += 1;
            }
        }
        if left_out > 0 {
            self.whole.remove(&part);
            self.notes.push(format!("{left_out} more {} were left out; {MOST} are looked at.", part.words().1));
        }
    }

    /// The same, read whole.
    fn whole(&mut self, part: Part, names: impl IntoIterator<Item = String>) {
        self.whole.insert(part);
        self.put(part, names);
    }

    /// The name of a thing as the tool writes it, whatever the case of letters.
    #[must_use]
    pub fn find(&self, part: Part, name: &str) -> Option<&str> {
        let wanted = plain(name);
        self.things.get(&part)?.iter().find(|known| plain(known) == wanted).map(String::as_str)
    }
}

/// A name without what tools and people write differently.
#[must_use]
pub fn plain(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    letters.collect::<String>().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads the shape of a place.
///
/// # Errors
/// What does not work, and how to mend it.
pub async fn shape(kind: Kind, line: &mut Line, place: &str) -> Result<Shape, Trouble> {
    match kind {
        Kind::Rt => rt::shape(line, place).await,
        Kind::Redmine => redmine::shape(line, place).await,
        Kind::ServiceNow => servicenow::shape(line, place).await,
        Kind::Jira => jira::shape(line, place).await,
        Kind::Glpi => glpi::shape(line).await,
        Kind::Camunda8 | Kind::Operaton | Kind::Http => Err(no_tickets(kind)),
    }
}
