//! A departure of the work that the owner of the process accepts until a day.

use super::super::figures::key_of;
use crate::clock::Time;

/// A waiver of a deviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    pub id: String,
    pub process_id: String,
    /// The word of the kind of deviation (see `measure::figures::kind_key`).
    pub kind: String,
    /// The step that it is about, or the state that the process does not know.
    pub element: String,
    /// What the work does otherwise.
    pub what: String,
    pub why: String,
    /// The last day on which it holds.
    pub until: Time,
    /// The name of whoever granted it last.
    pub granted_by: String,
    pub granted_at: Time,
    /// Who ended it, when and why; none while nobody did.
    pub end: Option<End>,
}

/// How a waiver ended before its day or after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    pub by: String,
    pub at: Time,
    pub reason: String,
}

/// Where a waiver is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Holds,
    /// Its day is over, and the owner has not decided again.
    Expired,
    Ended,
}

impl State {
    /// The word sent through the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Holds => "holds",
            State::Expired => "expired",
            State::Ended => "ended",
        }
    }
}

impl Waiver {
    /// Where it is in its life; it holds through its last day.
    #[must_use]
    pub fn state(&self, now: Time) -> State {
        match self.end {
            Some(_) => State::Ended,
            None if now.date() > self.until.date() => State::Expired,
            None => State::Holds,
        }
    }

    /// Names its deviation in addresses and forms.
    #[must_use]
    pub fn deviation_key(&self) -> String {
        key_of(&self.kind, &self.element)
    }

    /// The address of its page.
    #[must_use]
    pub fn href(&self, process_key: &str) -> String {
        format!("/processes/{process_key}/deviations/waivers/{}", self.id)
    }
}
