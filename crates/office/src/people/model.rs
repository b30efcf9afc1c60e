//! A person, a unit, an assignment of a role with its dates; and how long a wrong password costs.

use crate::access::Role;
use crate::clock::Time;

/// Somebody with an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub id: String,
    pub name: String,
    pub email: String,
    /// The job title, for example "Service desk lead".
    pub title: String,
    pub unit_id: Option<String>,
    pub created_at: Time,
    pub disabled_at: Option<Time>,
}

/// A part of the organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub parent_id: Option<String>,
}

/// A role somebody holds from one instant to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub id: String,
    pub person_id: String,
    pub role: Role,
    pub process_id: Option<String>,
    /// The name of the process, as people read it.
    pub process_label: Option<String>,
    pub starts_at: Time,
    pub ends_at: Option<Time>,
    pub granted_by: String,
}

impl Assignment {
    /// Whether the assignment holds at `now`.
    #[must_use]
    pub fn is_current(&self, now: Time) -> bool {
        self.starts_at <= now && self.ends_at.is_none_or(|end| now < end)
    }
}

/// At most two letters that stand for a name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// Seconds an address must wait after `failures` wrong passwords in a row, counted from the last one.
///
/// Slows guessing to about a hundred tries a day and never locks anybody out for longer than a day. Source: the steps of
/// kanidm's credential soft lock.
#[must_use]
pub fn wait_after_failures_s(failures: i64) -> i64 {
    match failures {
        ..=2 => 0,
        3..=8 => 3,
        9..=24 => 5,
        25..=99 => 10,
        _ => 24 * 60 * 60,
    }
}
