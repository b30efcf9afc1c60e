//! The rows of a case.
//!
//! Absent: anything that grows with the life of a case. Elements are named by their ids in the diagram, so that a row can be read
//! without the program. Source: BPMN 2.0.2 §13.2, §13.3.2 (life cycle of an activity).

use std::sync::Arc;

use feel::Value;
use serde::{Deserialize, Serialize};

use super::table::Record;
use crate::timer::{Due, Time};

/// The id of a row within its case. All rows of a case draw from one counter, beginning with 1.
pub type Id = u64;

/// The case itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseRow {
    /// The id of the process in the diagram.
    #[serde(with = "crate::text")]
    pub process: Arc<str>,
    pub status: Status,
    /// The scope of the process.
    pub root: Id,
    /// The last id that was given.
    pub next: Id,
    pub started: Time,
    pub ended: Option<Time>,
}

impl CaseRow {
    pub(crate) fn new() -> Self {
        Self { process: "".into(), status: Status::New, root: 0, next: 0, started: Time(0), ended: None }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Not begun.
    New,
    Running,
    Ended(Outcome),
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Completed,
    /// An error end event that nothing caught: the code and what it says.
    Error {
        #[serde(with = "crate::text")]
        code: Arc<str>,
        #[serde(with = "crate::text")]
        message: Arc<str>,
    },
    /// Somebody cancelled it, and why.
    Cancelled {
        #[serde(with = "crate::text")]
        reason: Arc<str>,
    },
}

/// A part of the case with tokens of its own: the process, a sub-process, the rounds of a loop, a called process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub id: Id,
    /// The token that waits for this scope; for a completed one that is kept to be undone the scope around it; 0 for the process.
    pub owner: Id,
    /// The scope around it; 0 for the process.
    pub parent: Id,
    /// The process or activity.
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    pub kind: ScopeKind,
    /// Completed, and kept because it can be undone.
    pub kept: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScopeKind {
    Process,
    /// A process of the same diagram that is called.
    Call,
    SubProcess,
    EventSubProcess,
    Transaction,
    /// Whether nothing more is to begin, and what is still to begin by itself.
    AdHoc {
        finished: bool,
        #[serde(with = "crate::text")]
        todo: Vec<Arc<str>>,
    },
    Rounds(Rounds),
}

/// How far a loop or a multi-instance activity is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rounds {
    /// How many there will be; none for a loop with a condition.
    pub total: Option<u32>,
    pub started: u32,
    pub completed: u32,
    pub terminated: u32,
    /// Who holds the items and results; 0 for none.
    pub holder: Id,
}

/// A token: where the case stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Id,
    pub scope: Id,
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    /// The sequence flow by which it came.
    #[serde(with = "crate::text")]
    pub via: Option<Arc<str>>,
    pub state: TokenState,
    /// The token that waits until this one has undone something; 0 for none.
    pub undoes: Id,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenState {
    /// To be moved on; between commands only where an incident stopped the command.
    Ready(Phase),
    /// Waits for a job, an event, or a child scope.
    Waiting,
    /// Waits at a gateway or activity for other tokens.
    Joining,
    /// A complex gateway that has fired, and swallows what still comes by other flows than these.
    Resetting {
        #[serde(with = "crate::text")]
        seen: Vec<Arc<str>>,
    },
    /// Waits until these have been undone, the last one first; and whether it goes on then, or has gone on already.
    Undoing { queue: Vec<Id>, goes_on: bool },
    /// Stopped by an incident.
    Stuck(Phase),
}

/// How far the work at an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Arrived.
    Enter,
    /// Waited for and repeated as it should be: the work itself.
    Run,
    /// The work is done: results are taken over.
    Finish,
    /// To go on.
    Leave,
}

/// A variable, held by a scope or by a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Variable {
    pub holder: Id,
    #[serde(with = "crate::text")]
    pub name: Arc<str>,
    #[serde(with = "crate::value")]
    pub value: Value,
}

/// What a token or a scope waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub id: Id,
    /// The token, or the scope for the start of an event sub-process.
    pub owner: Id,
    /// The event, or the task that receives.
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    /// Which of its event definitions, from 0.
    pub part: u32,
    pub on: On,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum On {
    /// A message of this name; with a key only one that carries the same.
    Message {
        #[serde(with = "crate::text")]
        name: Arc<str>,
        #[serde(with = "crate::text")]
        key: Option<Arc<str>>,
    },
    Signal {
        #[serde(with = "crate::text")]
        name: Arc<str>,
    },
    Timer {
        due: Due,
    },
    /// A condition; held: it is true already, and must become false before it counts again.
    Condition {
        held: bool,
    },
}

/// Work outside the engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    pub id: Id,
    pub token: Id,
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    pub kind: JobKind,
    /// For whom: the topic of a worker, the process to be called; empty for people.
    #[serde(with = "crate::text")]
    pub topic: Arc<str>,
    /// What went wrong last; none while nothing has.
    #[serde(with = "crate::text")]
    pub failure: Option<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobKind {
    User,
    Service,
    Send,
    BusinessRule,
    Script,
    Call,
}

/// Something that stopped, until a person acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub id: Id,
    pub token: Id,
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    pub cause: Cause,
    /// A sentence.
    #[serde(with = "crate::text")]
    pub message: Arc<str>,
    pub at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// An expression has no usable value.
    Expression,
    /// No way out of a gateway or activity.
    NoWayOut,
    /// A worker gave up.
    Job,
    /// An error that nothing catches.
    Uncaught,
    /// A limit of the engine.
    Limit,
    /// The element is not in the program.
    Missing,
}

/// An activity that was completed and can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub id: Id,
    /// The scope in which it was completed.
    pub scope: Id,
    #[serde(with = "crate::text")]
    pub element: Arc<str>,
    /// Its own scope, kept for what is to be undone within; 0 for none.
    pub kept: Id,
}

/// A message that was received, so that it counts once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    pub id: Id,
    #[serde(with = "crate::text")]
    pub message: Arc<str>,
}

/// Any row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Row {
    Case(CaseRow),
    Scope(Scope),
    Token(Token),
    Variable(Variable),
    Wait(Wait),
    Job(Job),
    Incident(Incident),
    Done(Done),
    Received(Received),
}

macro_rules! records {
    ($($kind:ty => $owner:ident),* $(,)?) => {
        $(impl Record for $kind {
            fn id(&self) -> Id {
                self.id
            }

            fn owner(&self) -> Id {
                self.$owner
            }
        })*
    };
}

records!(Scope => owner, Token => scope, Wait => owner, Job => token, Incident => token, Done => scope);

impl Record for Received {
    fn id(&self) -> Id {
        self.id
    }

    fn owner(&self) -> Id {
        0
    }
}
