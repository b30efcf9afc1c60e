//! BPMN 2.0 diagrams: read and write losslessly, compare, lint, lay out and draw.
//!
//! The original text stays the model of record; everything here is a view over it or a small patch to it. Nothing in this
//! crate reads files, knows a clock or executes a process.
//!
//! Source: OMG *Business Process Model and Notation* 2.0.2 (formal/2013-12-09).

mod compare;
mod diagram;
mod edit;
mod flow;
mod layout;
mod lint;
mod model;
mod net;
mod path;
mod read;
mod svg;
mod text;
mod words;

pub use compare::{Change, ChangeKind, compare, moved};
pub use diagram::Diagram;
pub use edit::{EditError, Rework};
pub use flow::{Step, flow};
pub use layout::{
    LayoutError, MAX_FLOWS, MAX_STEPS, ProcessSketch, SketchFlow, SketchStep, StepKind, layout, with_layout,
};
pub use lint::{Finding, RULES, Rule, Severity, lint, rules};
pub use model::{
    Association, Band, Bounds, Direction, Edge, Event, Flow, Gateway, Kept, Kind, Lane, Loop, MessageFlow, Node,
    Participant, Plane, Point, Position, Process, Reference, Shape, SubProcess, Task, Trigger,
};
pub use net::{ALL_SUBSETS, Net, Place, Transition, Unsupported, net, net_of};
pub use path::{Way, longest};
pub use read::{MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, ReadError};
pub use svg::{Badge, Mark, Overlay, SvgError, Tone, svg, svg_over};

#[cfg(test)]
mod tests;
