//! A diagram made ready to run: everything looked up, every expression compiled, what cannot be run refused.
//!
//! Absent: a case; many cases share one program. Source: BPMN 2.0.2 §10, §13.

mod activity;
mod body;
mod catch;
mod check;
mod compile;
pub(crate) mod expression;
mod looping;
mod pause;
mod mapping;
mod reach;
mod refusal;
mod start;
mod task;
mod throw;
mod timer;
pub(crate) mod xml;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use compile::Decisions;
pub(crate) use expression::{Expr, Text};
pub use pause::Pauses;
pub(crate) use reach::Reach;
pub use refusal::Refusal;
pub use start::{Start, StartOn};

use crate::state::JobKind;
use crate::timer::{Missed, Schedule, Worked};

/// A compiled diagram.
#[derive(Debug)]
pub struct Program {
    pub(crate) processes: Vec<Process>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) flows: Vec<Flow>,
    pub(crate) index: HashMap<Arc<str>, usize>,
    /// Whether any gateway must look upstream before it goes on.
    pub(crate) looks_upstream: bool,
    /// Whether any event waits for a condition.
    pub(crate) conditions: bool,
    /// Events whose time is a date, not a while.
    pub(crate) dated: HashSet<Arc<str>>,
}

impl Program {
    /// The node of an element; none where the program is not that of the case.
    pub(crate) fn node(&self, element: &str) -> Option<&Node> {
        self.index.get(element).map(|at| &self.nodes[*at])
    }

    pub(crate) fn process(&self, id: &str) -> Option<&Process> {
        self.processes.iter().find(|process| *process.id == *id)
    }

    /// Ids of the processes that can be started.
    pub fn processes(&self) -> impl Iterator<Item = &str> {
        self.processes.iter().map(|process| &*process.id)
    }

    /// The name of an element or process; its id where it has none.
    #[must_use]
    pub fn name_of(&self, element: &str) -> String {
        let name = self.node(element).map(|node| &*node.name);
        let name = name.or_else(|| self.process(element).map(|process| &*process.name));
        name.filter(|name| !name.is_empty()).unwrap_or(element).to_owned()
    }
}

/// A process that can be started.
#[derive(Debug)]
pub(crate) struct Process {
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub body: Body,
    /// For messages without a key of their own.
    pub correlations: Vec<mapping::Correlation>,
}

/// What a process or sub-process contains.
#[derive(Debug, Default)]
pub(crate) struct Body {
    pub nodes: Vec<usize>,
    /// Where a token begins when nothing triggered the start.
    pub starts: Vec<usize>,
    pub event_subs: Vec<usize>,
    /// Names of the data objects and properties, which are variables of this scope.
    pub data: Vec<Arc<str>>,
    /// The event sub-process that undoes the whole.
    pub undo: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Node {
    pub index: usize,
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub kind: Kind,
    pub process: usize,
    /// The sub-process around it.
    pub parent: Option<usize>,
    pub incoming: Vec<usize>,
    pub outgoing: Vec<usize>,
    pub default: Option<usize>,
    /// The boundary events on it.
    pub boundary: Vec<usize>,
    pub activity: Option<Box<Activity>>,
    pub reach: Option<Reach>,
}

#[derive(Debug)]
pub(crate) struct Flow {
    pub id: Arc<str>,
    pub source: usize,
    pub target: usize,
    pub condition: Option<Expr>,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Start(Catch),
    Catch(Catch),
    Throw(Vec<Throw>),
    End(Vec<Throw>),
    Boundary { on: usize, interrupting: bool, catch: Catch },
    Exclusive,
    Parallel,
    Inclusive,
    Complex(Option<Expr>),
    EventBased,
    Task(Task),
    Sub(Sub),
    Call(Call),
}

/// What all activities have.
#[derive(Debug)]
pub(crate) struct Activity {
    pub inputs: Vec<Mapping>,
    pub outputs: Vec<Mapping>,
    pub looping: Option<Looping>,
    pub start_quantity: u32,
    pub completion_quantity: u32,
    /// Runs only to undo another.
    pub undoes: bool,
    /// The activity that undoes this one.
    pub undo: Option<usize>,
}

/// A value that is put under a name.
#[derive(Debug)]
pub(crate) struct Mapping {
    pub target: Arc<str>,
    pub source: Source,
}

#[derive(Debug)]
pub(crate) enum Source {
    Expression(Expr),
    Variable(Arc<str>),
    Text(Arc<str>),
}

#[derive(Debug)]
pub(crate) enum Looping {
    Loop { before: bool, most: Option<u32>, condition: Option<Expr> },
    Multi(Box<Multi>),
}

#[derive(Debug)]
pub(crate) struct Multi {
    pub sequential: bool,
    pub items: Items,
    /// The variable that holds the item of a round.
    pub item: Option<Arc<str>>,
    /// The list of results, and what each round gives.
    pub result: Option<(Arc<str>, Source)>,
    pub until: Option<Expr>,
    /// What is thrown when the first round, or each round, is done.
    pub first: Option<Throw>,
    pub each: Option<Throw>,
}

#[derive(Debug)]
pub(crate) enum Items {
    Count(Expr),
    List(Source),
}

/// What an event waits for: one of these, or all.
#[derive(Debug, Default)]
pub(crate) struct Catch {
    pub triggers: Vec<Trigger>,
    pub all: bool,
    /// For the start of an event sub-process.
    pub interrupting: bool,
    pub outputs: Vec<Mapping>,
}

#[derive(Debug)]
pub(crate) enum Trigger {
    Message(MessageRef),
    Signal(Text),
    Timer(Timer),
    Condition(Expr),
    /// With this code; none for any.
    Error(Option<Caught>),
    Escalation(Option<Caught>),
    Cancel,
    Undo,
    Link(Arc<str>),
}

/// An error or escalation that is caught.
#[derive(Debug)]
pub(crate) struct Caught {
    pub code: Arc<str>,
}

#[derive(Debug)]
pub(crate) struct MessageRef {
    pub id: Arc<str>,
    pub name: Text,
    pub key: Option<Expr>,
}

/// A timer: what it says, in which calendar, and what becomes of times that it missed.
#[derive(Debug)]
pub(crate) struct Timer {
    pub says: Says,
    /// The key of the calendar in whose working time it counts.
    pub calendar: Option<Arc<str>>,
    pub missed: Missed,
}

#[derive(Debug)]
pub(crate) enum Says {
    /// By the clock.
    By(Schedule),
    /// In working time.
    In(Worked),
    Computed(Expr),
}

#[derive(Debug)]
pub(crate) enum Throw {
    Message {
        message: MessageRef,
        payload: Vec<Mapping>,
    },
    Signal {
        name: Text,
        payload: Vec<Mapping>,
    },
    Error {
        code: Text,
        message: Arc<str>,
    },
    Escalation {
        code: Text,
    },
    /// All that is done in the scope, or one activity; and whether to wait for it.
    Undo {
        activity: Option<Arc<str>>,
        wait: bool,
    },
    Link(usize),
    Cancel,
    Terminate,
}

#[derive(Debug)]
pub(crate) enum Task {
    /// Nothing for the engine to do: a task that is not more than a name, or one by hand.
    Pass,
    Work(Box<Work>),
    Script {
        expression: Expr,
        result: Option<Arc<str>>,
    },
    Decision(Box<Decision>),
    Send(Throw),
    Receive(Catch),
}

/// Work outside the engine.
#[derive(Debug)]
pub(crate) struct Work {
    pub kind: JobKind,
    pub topic: Text,
    pub assignee: Option<Text>,
    pub groups: Option<Text>,
    pub users: Option<Text>,
    pub due: Option<Text>,
    /// The key of the calendar in whose working time the due time counts.
    pub calendar: Option<Arc<str>>,
    pub follow_up: Option<Text>,
    pub priority: Option<Text>,
    pub form: Option<Text>,
    pub tries: Option<Text>,
    /// Between one try and the next.
    pub pauses: Pauses,
    pub headers: Vec<(Arc<str>, Arc<str>)>,
}

#[derive(Debug)]
pub(crate) struct Decision {
    pub name: Arc<str>,
    pub model: Arc<feel::Model>,
    pub place: usize,
    pub result: Option<Arc<str>>,
}

#[derive(Debug)]
pub(crate) struct Sub {
    pub body: Body,
    pub kind: SubKind,
}

#[derive(Debug)]
pub(crate) enum SubKind {
    Embedded,
    Event,
    Transaction,
    AdHoc { sequential: bool, until: Option<Expr>, cancels: bool, active: Option<Expr> },
}

/// A call of a process: one of the same diagram, or one that the host knows.
#[derive(Debug)]
pub(crate) struct Call {
    pub process: Text,
    /// Hand over everything that is visible.
    pub all_in: bool,
    /// Take over everything that comes back.
    pub all_out: bool,
}

impl Node {
    pub fn is_activity(&self) -> bool {
        self.activity.is_some()
    }

    /// The body of a sub-process.
    pub fn body(&self) -> Option<&Body> {
        match &self.kind {
            Kind::Sub(sub) => Some(&sub.body),
            _ => None,
        }
    }

    pub fn is_event_sub(&self) -> bool {
        matches!(&self.kind, Kind::Sub(sub) if matches!(sub.kind, SubKind::Event))
    }

    /// What the element waits for, if it waits for events.
    pub fn catch(&self) -> Option<&Catch> {
        match &self.kind {
            Kind::Start(catch)
            | Kind::Catch(catch)
            | Kind::Boundary { catch, .. }
            | Kind::Task(Task::Receive(catch)) => Some(catch),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
