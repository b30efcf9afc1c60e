//! A process as a Petri net: what may happen next, precisely enough to replay a log against it.
//!
//! Absent: data and time. Events and gateways are silent; activities carry their id as label. Three meanings are approximated,
//! always to the permissive side, so that a conforming case is never called deviating:
//!
//! - An inclusive or complex gateway takes one of its flows or all of them (up to [`ALL_SUBSETS`] flows: any selection), and a
//!   joining one waits for one or for all.
//! - Tokens that reach an end event of a sub-process stay in a place where they may remain; the sub-process goes on when the
//!   first arrives. So a terminate event ends its own path only.
//! - A boundary event interrupts before its activity is recorded or right after it; in a sub-process without parallel paths
//!   at any point, otherwise before or after the whole.
//!
//! Source: BPMN 2.0.2 §13.4; Dijkman, Dumas, Ouyang: *Semantics and analysis of business process models in BPMN* (2008).

mod build;

use std::fmt;

use serde::Serialize;

use crate::diagram::Diagram;
use crate::model::Node;

/// Up to this number of conditional flows every selection of them has a transition of its own.
pub const ALL_SUBSETS: usize = 4;

/// A place/transition net with arc weights of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Net {
    pub places: Vec<Place>,
    pub transitions: Vec<Transition>,
    /// Indices of the places that hold one token at the start.
    pub initial: Vec<usize>,
    /// Indices of the places where tokens may be at the end. A case is complete when the first of them holds a token and no
    /// place that is not listed does.
    pub finals: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// For people who look at the net: the element it belongs to and what it means.
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// The id of the activity that is seen when the transition fires; none for a silent one.
    pub label: Option<String>,
    /// The id of the element the transition comes from.
    pub element: String,
    /// Indices of places, each at most once.
    pub inputs: Vec<usize>,
    /// Indices of places, each at most once.
    pub outputs: Vec<usize>,
    /// The flows of the diagram that it takes: the id of each and the place that it leads to.
    pub flows: Vec<(String, usize)>,
}

/// Why a process has no net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsupported {
    /// No process of this id, or none with anything in it.
    NoProcess,
    /// Several processes have content; name one with [`net_of`].
    SeveralProcesses(Vec<String>),
    /// The element has a meaning that the net cannot express.
    Element { id: String, what: &'static str },
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProcess => f.write_str("the diagram has no process with activities; draw one first"),
            Self::SeveralProcesses(ids) => {
                write!(f, "the diagram has several processes ({}); choose one", ids.join(", "))
            }
            Self::Element { id, what } => {
                write!(f, "\"{id}\" is {what}, which cannot be replayed; model it without for this purpose")
            }
        }
    }
}

impl std::error::Error for Unsupported {}

/// The net of the only process that has content.
///
/// # Errors
/// [`Unsupported`] says which element or choice is in the way.
pub fn net(diagram: &Diagram) -> Result<Net, Unsupported> {
    let with_content: Vec<String> = diagram
        .processes()
        .iter()
        .filter(|process| diagram.within(&process.id, None).any(Node::is_flow_node))
        .map(|process| process.id.clone())
        .collect();
    match with_content.as_slice() {
        [] => Err(Unsupported::NoProcess),
        [process] => net_of(diagram, process),
        _ => Err(Unsupported::SeveralProcesses(with_content)),
    }
}

/// The net of one process of a diagram; messages from other pools count as always there.
///
/// # Errors
/// [`Unsupported`] says which element is in the way.
pub fn net_of(diagram: &Diagram, process: &str) -> Result<Net, Unsupported> {
    build::build(diagram, process)
}

#[cfg(test)]
mod tests;
