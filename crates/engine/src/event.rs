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
        process: Arc<str>,
    },
    /// The work at an element begins.
    Entered {
        element: Arc<str>,
        token: Id,
    },
    /// The work at an element is done.
    Completed {
        element: Arc<str>,
        token: Id,
    },
    /// The work at an element was broken off.
    Cancelled {
        element: Arc<str>,
        token: Id,
    },
    /// A sequence flow was taken.
    Took {
        flow: Arc<str>,
        token: Id,
    },
    JobOffered {
        job: Id,
        element: Arc<str>,
        kind: JobKind,
    },
    JobCompleted {
        job: Id,
        element: Arc<str>,
    },
    JobFailed {
        job: Id,
        element: Arc<str>,
        message: Arc<str>,
    },
    /// A variable has a new value, which is in its row.
    Set {
        holder: Id,
        name: Arc<str>,
    },
    TimerSet {
        element: Arc<str>,
        due: Time,
    },
    TimerFired {
        element: Arc<str>,
        missed: u32,
    },
    MessageReceived {
        element: Arc<str>,
        name: Arc<str>,
        message: Arc<str>,
    },
    SignalReceived {
        element: Arc<str>,
        name: Arc<str>,
    },
    ConditionMet {
        element: Arc<str>,
    },
    MessageSent {
        element: Arc<str>,
        name: Arc<str>,
    },
    SignalSent {
        element: Arc<str>,
        name: Arc<str>,
    },
    /// An error, where it was thrown; caught: where, if anywhere.
    ErrorThrown {
        element: Arc<str>,
        code: Arc<str>,
        caught: Option<Arc<str>>,
    },
    Escalated {
        element: Arc<str>,
        code: Arc<str>,
        caught: Option<Arc<str>>,
    },
    /// An activity that was done is being undone.
    Undone {
        element: Arc<str>,
    },
    /// A decision was made: its result is in the variables.
    Decided {
        element: Arc<str>,
        decision: Arc<str>,
    },
    IncidentRaised {
        incident: Id,
        element: Arc<str>,
        cause: Cause,
        message: Arc<str>,
    },
    /// How it was resolved: `retried`, `skipped: reason`.
    IncidentResolved {
        incident: Id,
        element: Arc<str>,
        how: Arc<str>,
    },
    Ended {
        outcome: Outcome,
    },
}
