//! What can be asked of a case.
//!
//! Absent: who asks, and whether they may. Source: BPMN 2.0.2 §13.3; WS-HumanTask 1.1 §4.10 (what can be done with a task).

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::effect::Named;
use crate::state::Id;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Begin: with a process (none: the only executable one), at a start event (none: the one without a trigger).
    Start {
        #[serde(with = "crate::text")]
        process: Option<Arc<str>>,
        #[serde(with = "crate::text")]
        at: Option<Arc<str>>,
        variables: Named,
    },
    /// A job is done.
    Complete { job: Id, variables: Named },
    /// A job failed for good: an incident.
    Fail {
        job: Id,
        #[serde(with = "crate::text")]
        message: Arc<str>,
    },
    /// A job ends with an error of the business, which a boundary event may catch.
    Throw {
        job: Id,
        #[serde(with = "crate::text")]
        code: Arc<str>,
        #[serde(with = "crate::text")]
        message: Arc<str>,
        variables: Named,
    },
    /// A job escalates; the job itself goes on.
    Escalate {
        job: Id,
        #[serde(with = "crate::text")]
        code: Arc<str>,
        variables: Named,
    },
    /// A message arrived for what waits. The same message id counts once.
    Deliver {
        wait: Id,
        #[serde(with = "crate::text")]
        message: Arc<str>,
        variables: Named,
    },
    /// A signal was told.
    Signal {
        #[serde(with = "crate::text")]
        name: Arc<str>,
        variables: Named,
    },
    /// A timer is due.
    Fire { wait: Id },
    /// A calendar changed: timers that wait in it are reckoned anew, each from when it was set.
    Reckon {
        #[serde(with = "crate::text")]
        calendar: Arc<str>,
    },
    /// Try again what an incident stopped.
    Retry { incident: Id },
    /// Go on as if what an incident stopped were done; by this flow, where there is a choice.
    Skip {
        incident: Id,
        #[serde(with = "crate::text")]
        reason: Arc<str>,
        #[serde(with = "crate::text")]
        via: Option<Arc<str>>,
        variables: Named,
    },
    /// Set variables of a scope or token (none: of the case).
    Set { holder: Option<Id>, variables: Named },
    /// Do an activity of an ad-hoc sub-process, also once more.
    Activate {
        scope: Id,
        #[serde(with = "crate::text")]
        element: Arc<str>,
    },
    /// Nothing more is to be done in an ad-hoc sub-process.
    Finish { scope: Id },
    /// End the case.
    Cancel {
        #[serde(with = "crate::text")]
        reason: Arc<str>,
    },
}

/// Why a command was not carried out; the case is as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The case has ended, or has not begun.
    NotRunning,
    AlreadyStarted,
    /// The program has no such process, or several to choose from.
    NoProcess(String),
    /// The process does not start like this.
    NoStart(String),
    /// There is no such job, wait, incident or scope (any more).
    Gone {
        what: &'static str,
        id: Id,
    },
    /// The timer is not due yet.
    TooEarly,
    /// The element is none of those that can be meant.
    NoElement(String),
    /// A variable is too large, or its name is.
    TooLarge(String),
    /// The program lacks an element where the case stands.
    OtherProgram(String),
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRunning => f.write_str("the case is not running"),
            Self::AlreadyStarted => f.write_str("the case has begun already"),
            Self::Gone { what, id } => write!(f, "there is no {what} {id} here; it may have been dealt with already"),
            Self::TooEarly => f.write_str("the timer is not due yet"),
            Self::NoProcess(sentence)
            | Self::NoStart(sentence)
            | Self::NoElement(sentence)
            | Self::TooLarge(sentence)
            | Self::OtherProgram(sentence) => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Rejection {}
