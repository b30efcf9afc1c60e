//! What happened, as facts in order: the story of a case, and an event log without an import.
//!
//! Absent: the state, which stands in rows. Source: BPMN 2.0.2 §13.3.2; IEEE 1849 (life cycle of an event log).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::state::{Cause, Id, JobKind, Outcome};
use crate::timer::Time;

/// A fact. Elements and flows are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    Started {
        #[serde(with = "crate::text")]
        process: Arc<str>,
    },
    /// The work at an element begins.
    Entered {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        token: Id,
    },
    /// The work at an element is done.
    Completed {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        token: Id,
    },
    /// The work at an element was broken off.
    Cancelled {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        token: Id,
    },
    /// A sequence flow was taken.
    Took {
        #[serde(with = "crate::text")]
        flow: Arc<str>,
        token: Id,
    },
    JobOffered {
        job: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
        kind: JobKind,
    },
    JobCompleted {
        job: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
    },
    JobFailed {
        job: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        message: Arc<str>,
    },
    /// A variable has a new value, which is in its row.
    Set {
        holder: Id,
        #[serde(with = "crate::text")]
        name: Arc<str>,
    },
    TimerSet {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        due: Time,
    },
    TimerFired {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        missed: u32,
    },
    /// Times of a cycle that were missed fell away, as it says.
    TimerSkipped {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        missed: u32,
    },
    MessageReceived {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        name: Arc<str>,
        #[serde(with = "crate::text")]
        message: Arc<str>,
    },
    SignalReceived {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        name: Arc<str>,
    },
    ConditionMet {
        #[serde(with = "crate::text")]
        element: Arc<str>,
    },
    MessageSent {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        name: Arc<str>,
    },
    SignalSent {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        name: Arc<str>,
    },
    /// An error, where it was thrown; caught: where, if anywhere.
    ErrorThrown {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        code: Arc<str>,
        #[serde(with = "crate::text")]
        caught: Option<Arc<str>>,
    },
    Escalated {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        code: Arc<str>,
        #[serde(with = "crate::text")]
        caught: Option<Arc<str>>,
    },
    /// An activity that was done is being undone.
    Undone {
        #[serde(with = "crate::text")]
        element: Arc<str>,
    },
    /// A decision was made: its result is in the variables.
    Decided {
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        decision: Arc<str>,
    },
    IncidentRaised {
        incident: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
        cause: Cause,
        #[serde(with = "crate::text")]
        message: Arc<str>,
    },
    /// How it was resolved: `retried`, `skipped: reason`.
    IncidentResolved {
        incident: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
        #[serde(with = "crate::text")]
        how: Arc<str>,
    },
    Ended {
        outcome: Outcome,
    },
}
