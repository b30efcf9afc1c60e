//! The words of a diagram: processes, pools, lanes, nodes, flows and where they are drawn.
//!
//! Absent: resources, data types, correlation and the other parts of the standard that are neither drawn nor followed; they
//! stay in the text, and [`Node::properties`] lists them by path. Source: BPMN 2.0.2 §8–§12.

use std::collections::BTreeMap;

use serde::Serialize;

/// A process: what one pool contains, or the only content of a file without pools.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Process {
    pub id: String,
    pub name: String,
    pub documentation: String,
    pub executable: bool,
    /// What the text says beyond this view, by path (`@attribute`, `element/@attribute`, `element`).
    pub properties: BTreeMap<String, String>,
}

/// A pool. Without a process it is a black box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Participant {
    pub id: String,
    pub name: String,
    pub documentation: String,
    pub process: Option<String>,
    /// Whether it stands for several parties of the same kind.
    pub multiple: bool,
}

/// A lane: who, within a process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lane {
    pub id: String,
    pub name: String,
    pub documentation: String,
    pub process: String,
    /// The lane around this one, when lanes are nested.
    pub parent: Option<String>,
    /// The ids the lane claims, as written.
    pub nodes: Vec<String>,
}

/// Anything with an outline: activities, events, gateways, data, notes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    pub id: String,
    pub kind: Kind,
    pub name: String,
    pub documentation: String,
    /// The innermost lane; a boundary event has that of its activity, a nested node that of its sub-process.
    pub lane: Option<String>,
    /// The sub-process that contains the node.
    pub parent: Option<String>,
    /// The process (or collaboration, for a note between pools) that contains the node.
    pub process: String,
    pub looping: Option<Loop>,
    /// Whether the activity runs only to undo another.
    pub compensates: bool,
    /// The id of the flow taken when no condition holds.
    pub default_flow: Option<String>,
    /// What the text says beyond this view, by path (`@attribute`, `element/@attribute`, `element`).
    pub properties: BTreeMap<String, String>,
}

impl Node {
    /// Whether sequence flows may touch the node.
    #[must_use]
    pub fn is_flow_node(&self) -> bool {
        matches!(
            self.kind,
            Kind::Task(_)
                | Kind::Event(_)
                | Kind::Gateway(_)
                | Kind::SubProcess(_)
                | Kind::CallActivity { .. }
                | Kind::Choreography
        )
    }

    /// Whether the node is work: a task, a sub-process or a call.
    #[must_use]
    pub fn is_activity(&self) -> bool {
        matches!(self.kind, Kind::Task(_) | Kind::SubProcess(_) | Kind::CallActivity { .. } | Kind::Choreography)
    }

    /// The event, if the node is one.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        match &self.kind {
            Kind::Event(event) => Some(event),
            _ => None,
        }
    }

    /// The gateway, if the node is one.
    #[must_use]
    pub fn gateway(&self) -> Option<Gateway> {
        match self.kind {
            Kind::Gateway(gateway) => Some(gateway),
            _ => None,
        }
    }

    /// Whether the node is an event at this position.
    #[must_use]
    pub fn is_event_at(&self, position: Position) -> bool {
        self.event().is_some_and(|event| event.position == position)
    }

    /// Whether the node is a sub-process started by an event rather than by a flow.
    #[must_use]
    pub fn is_event_sub_process(&self) -> bool {
        matches!(self.kind, Kind::SubProcess(SubProcess::Event))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    Task(Task),
    Event(Event),
    Gateway(Gateway),
    SubProcess(SubProcess),
    /// A call of a process or global task defined elsewhere.
    CallActivity {
        called: Option<String>,
    },
    DataObject {
        collection: bool,
    },
    DataStore,
    DataInput {
        collection: bool,
    },
    DataOutput {
        collection: bool,
    },
    TextAnnotation,
    Group,
    /// A choreography activity, without its participants.
    Choreography,
    /// A conversation node.
    Conversation,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Task {
    Plain,
    User,
    Manual,
    Service,
    Script,
    Send,
    Receive,
    BusinessRule,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    pub position: Position,
    pub trigger: Trigger,
    /// What a multiple event is made of; empty for all others.
    pub parts: Vec<Trigger>,
    /// False for a start of an event sub-process or a boundary event that lets the work go on.
    pub interrupting: bool,
    /// The activity a boundary event sits on.
    pub attached_to: Option<String>,
    /// The time, condition, link name, or the name of the message, signal, error or escalation.
    pub detail: Option<String>,
}

impl Event {
    /// Whether the event throws rather than waits.
    #[must_use]
    pub fn sends(&self) -> bool {
        matches!(self.position, Position::Throw | Position::End)
    }

    /// Whether a message may be what the event throws or waits for.
    #[must_use]
    pub fn is_about_messages(&self) -> bool {
        matches!(self.trigger, Trigger::Message | Trigger::Multiple | Trigger::ParallelMultiple)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Position {
    Start,
    Catch,
    Throw,
    Boundary,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Trigger {
    None,
    Message,
    Timer,
    Error,
    Escalation,
    Cancel,
    Compensation,
    Conditional,
    Link,
    Signal,
    Terminate,
    Multiple,
    ParallelMultiple,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Gateway {
    Exclusive,
    Parallel,
    Inclusive,
    Complex,
    EventBased,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum SubProcess {
    Embedded,
    Event,
    AdHoc,
    Transaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Loop {
    Standard,
    Parallel,
    Sequential,
}

/// A sequence flow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    pub id: String,
    pub name: String,
    pub documentation: String,
    pub source: String,
    pub target: String,
    pub condition: Option<String>,
    pub is_default: bool,
    pub parent: Option<String>,
    pub process: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MessageFlow {
    pub id: String,
    pub name: String,
    pub source: String,
    pub target: String,
}

/// A dotted line: to a note, or data going in or out of an activity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Association {
    pub id: String,
    pub source: String,
    pub target: String,
    pub direction: Direction,
    /// Whether the line carries data.
    pub data: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Direction {
    None,
    One,
    Both,
}

/// One drawing; a file may hold several (one for each collapsed sub-process, say).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plane {
    pub name: String,
    /// The process, collaboration or sub-process that is drawn.
    pub element: String,
    pub shapes: Vec<Shape>,
    pub edges: Vec<Edge>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shape {
    pub element: String,
    pub bounds: Bounds,
    /// Whether a pool or lane lies on its side (the usual case).
    pub horizontal: bool,
    pub expanded: Option<bool>,
    /// Whether an exclusive gateway shows its cross.
    pub marker: bool,
    pub label: Option<Bounds>,
    /// The part of a choreography activity that a participant has, instead of a pool.
    pub band: Option<Band>,
}

/// Who of a choreography activity begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Band {
    Initiating,
    Answering,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    pub element: String,
    pub points: Vec<Point>,
    pub label: Option<Bounds>,
    /// Whether a message flow shows its message, and whether that message begins the exchange.
    pub message: Option<Band>,
}

/// What a file says in words that this crate keeps but does not follow: a vendor's extension, or an element that the standard
/// does not have. All occurrences of one name are one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// As written, with its prefix (`signavio:signavioMetaData`); an attribute begins with `@`.
    pub name: String,
    pub namespace: String,
    /// Whether it claims to be of BPMN 2.0, which has no such element.
    pub claims_bpmn: bool,
    pub count: usize,
    /// The line of the first occurrence, 1-based.
    pub line: usize,
    /// The id of the first element that has it, or of the nearest one around.
    pub element: Option<String>,
}

/// A rectangle in diagram units (pixels at 100 %), y downwards.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Bounds {
    #[must_use]
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    #[must_use]
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn with(&self, other: &Bounds) -> Bounds {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Bounds::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Whether both share more than `slack` units in each direction.
    #[must_use]
    pub fn overlaps(&self, other: &Bounds, slack: f64) -> bool {
        self.x + slack < other.right()
            && other.x + slack < self.right()
            && self.y + slack < other.bottom()
            && other.y + slack < self.bottom()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// A mention of one element by another, before anything is known about the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The id of the element that mentions, or of the nearest one around it that has an id.
    pub from: Option<String>,
    /// The attribute or child element, as the standard spells it.
    pub role: String,
    pub to: String,
    /// 1-based.
    pub line: usize,
}
