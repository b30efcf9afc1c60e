//! What an entry of the journal holds.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::Actor;
use crate::clock::Time;

/// The thing an entry is about, with its label at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The word of the capability, for example `process`.
    pub kind: String,
    pub id: String,
    pub label: String,
}

impl Object {
    /// An object of a capability.
    pub fn new(kind: &str, id: impl Into<String>, label: impl Into<String>) -> Object {
        Object { kind: kind.to_owned(), id: id.into(), label: label.into() }
    }
}

/// An entry to be written.
#[derive(Clone, Debug)]
pub struct New<'a> {
    pub now: Time,
    pub actor: &'a Actor,
    /// `noun.past_verb`, for example `process.published`.
    pub action: &'static str,
    pub object: Object,
    /// Why, in the actor's words; empty where nobody asked.
    pub reason: &'a str,
    /// What changed: old and new values, ids of related things.
    pub payload: Value,
}

/// A written entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the chain, from 1 without gaps.
    pub seq: i64,
    pub at: Time,
    pub actor_id: String,
    pub actor_name: String,
    pub action: String,
    pub object: Object,
    /// Canonical JSON `{"payload":…,"reason":…}`; none once erased.
    pub body: Option<String>,
    /// Hex of 16 random bytes; none once erased.
    pub salt: Option<String>,
    /// Hex of SHA-256(salt ‖ body).
    pub body_hash: String,
    /// Hex of the previous entry's `hash`; 64 zeros before the first.
    pub previous: String,
    /// Hex of SHA-256 over the fields above and `previous`; see [`super::chain::hash`].
    pub hash: String,
}

impl Entry {
    /// The reason given, if the body was not erased.
    #[must_use]
    pub fn reason(&self) -> String {
        self.part("reason").and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The payload; null once erased.
    #[must_use]
    pub fn payload(&self) -> Value {
        self.part("payload").unwrap_or(Value::Null)
    }

    fn part(&self, name: &str) -> Option<Value> {
        let body: Value = serde_json::from_str(self.body.as_deref()?).ok()?;
        body.get(name).cloned()
    }
}
