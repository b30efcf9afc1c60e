//! What the host must do outside, after the step is stored.
//!
//! Absent: doing it. Each effect has a key that is unique within its case: done twice under the same key, it must count once.
//! Source: BPMN 2.0.2 §13.3.3.

use std::sync::Arc;

use feel::Value;
use serde::{Deserialize, Serialize};

use crate::program::Pauses;
use crate::state::{Id, JobKind, Outcome};

/// An effect with its key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Effect {
    pub key: Id,
    pub act: Act,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Act {
    /// Offer a job: to a person, to a worker of the topic, or as a case of another process.
    Offer(Box<Offer>),
    /// Take a job back; it counts no longer.
    Withdraw { job: Id },
    /// Send a message; to cases that wait for it, to processes that start with it, or to the world.
    Send {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        message: Message,
    },
    /// Tell a signal to all other cases and to processes that start with it.
    Broadcast {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        name: Arc<str>,
        variables: Named,
    },
    /// Tell whoever waits for this case how it ended.
    Ended { outcome: Outcome },
}

/// What is to be done in a job.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offer {
    pub job: Id,
    pub kind: JobKind,
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    #[serde(with = "crate::text")]
    pub name: Arc<str>,
    /// The topic of a worker, or the process to be called; empty for people.
    #[serde(with = "crate::text")]
    pub topic: Arc<str>,
    /// What the one who does it is told: the mapped inputs, or everything that is visible where nothing is mapped.
    pub variables: Named,
    /// Whom it is for; empty where the model says nothing.
    #[serde(with = "crate::text")]
    pub assignee: Option<Arc<str>>,
    #[serde(with = "crate::text")]
    pub groups: Vec<Arc<str>>,
    #[serde(with = "crate::text")]
    pub users: Vec<Arc<str>>,
    #[serde(with = "crate::text")]
    pub due: Option<Arc<str>>,
    /// The key of the calendar in whose working time the due time counts; none where it counts by the clock.
    #[serde(default, with = "crate::text", skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Arc<str>>,
    #[serde(with = "crate::text")]
    pub follow_up: Option<Arc<str>>,
    #[serde(with = "crate::text")]
    pub priority: Option<Arc<str>>,
    #[serde(with = "crate::text")]
    pub form: Option<Arc<str>>,
    /// How often a worker may try before it is an incident, where the model says so.
    pub tries: Option<u32>,
    /// How long it rests between one try and the next, where the model says so.
    #[serde(default, skip_serializing_if = "Pauses::is_empty")]
    pub pauses: Pauses,
    /// Fixed texts of the model for the worker.
    #[serde(with = "crate::text")]
    pub headers: Vec<(Arc<str>, Arc<str>)>,
}

/// A message on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    #[serde(with = "crate::text")]
    pub name: Arc<str>,
    #[serde(with = "crate::text")]
    pub key: Option<Arc<str>>,
    pub variables: Named,
}

/// Values by name.
#[derive(Clone, Debug, Default)]
pub struct Named(pub Vec<(Arc<str>, Value)>);

impl Named {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The entries of a JSON object, as [`crate::value::to_text`] writes it.
    ///
    /// # Errors
    /// A sentence, when the text is not JSON or not an object.
    pub fn from_json(text: &str) -> Result<Self, String> {
        match crate::value::from_text(text) {
            Ok(Value::Context(context)) => {
                Ok(Self(context.iter().map(|(name, value)| (name.clone(), value.clone())).collect()))
            }
            Ok(other) => Err(format!("a JSON object is needed, not a {}", other.kind())),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The values as a JSON object.
    #[must_use]
    pub fn to_json(&self) -> String {
        crate::value::to_text(&Value::context(self.0.iter().cloned().collect()))
    }
}

impl Serialize for Named {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_json())
    }
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
