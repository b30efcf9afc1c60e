//! The drawing: everything is drawn once, nothing hides anything.
//!
//! Absent: beauty. Source: BPMN 2.0.2 §12.2.

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Kind, Node, Position, Shape};
use crate::words::called;

const NO_DRAWING: Rule = Rule {
    name: "no-drawing",
    severity: Severity::Warning,
    why: "The file says what happens but not where it is drawn, so most tools show an empty page.",
    remedy: "Let the diagram be laid out, and save it.",
};
const NOT_DRAWN: Rule = Rule {
    name: "not-drawn",
    severity: Severity::Error,
    why: "It is part of the process but not of the picture: readers approve something they cannot see.",
    remedy: "Draw it, or delete it from the model.",
};
const PROCESS_NOT_DRAWN: Rule = Rule {
    name: "process-not-drawn",
    severity: Severity::Info,
    why: "The file holds a process that no reader sees; often it is one that another calls.",
    remedy: "Draw it in a diagram of its own, or delete it from the file.",
};
const OVERLAP: Rule = Rule {
    name: "overlap",
    severity: Severity::Warning,
    why: "Shapes that lie on each other hide flows and names.",
    remedy: "Move them apart.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&NO_DRAWING, &NOT_DRAWN, &PROCESS_NOT_DRAWN, &OVERLAP];

/// Shapes may touch by this much, in diagram units.
const SLACK: f64 = 4.0;
/// More shapes on one plane are not compared with each other.
const MAX_COMPARED: usize = 2_000;

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    let shapes: BTreeSet<&str> =
        diagram.planes().iter().flat_map(|plane| &plane.shapes).map(|shape| shape.element.as_str()).collect();
    let edges: BTreeSet<&str> =
        diagram.planes().iter().flat_map(|plane| &plane.edges).map(|edge| edge.element.as_str()).collect();
    if shapes.is_empty() {
        if !diagram.nodes().is_empty() {
            findings.add(&NO_DRAWING, None, "The model has no drawing.".to_owned());
        }
        return;
    }
    // Processes and sub-processes of which anything is drawn.
    let drawn = diagram.nodes().iter().filter(|node| shapes.contains(node.id.as_str()));
    let open: BTreeSet<&str> = drawn.map(around).collect();
    for process in diagram.processes() {
        if !open.contains(process.id.as_str()) && diagram.within(&process.id, None).any(Node::is_flow_node) {
            let name = if process.name.is_empty() { &process.id } else { &process.name };
            findings.add(&PROCESS_NOT_DRAWN, Some(&process.id), format!("Nothing of \"{name}\" is drawn."));
        }
    }
    for node in diagram.nodes().iter().filter(|node| node.is_flow_node()) {
        if !shapes.contains(node.id.as_str()) && open.contains(around(node)) {
            findings.at(&NOT_DRAWN, node, format!("{} is not drawn.", called(node)));
        }
    }
    for flow in diagram.flows() {
        let ends_drawn = shapes.contains(flow.source.as_str()) && shapes.contains(flow.target.as_str());
        if ends_drawn && !edges.contains(flow.id.as_str()) {
            findings.add(&NOT_DRAWN, Some(&flow.id), format!("The flow \"{}\" is not drawn.", flow.id));
        }
    }
    overlaps(diagram, findings);
}

/// The sub-process or process directly around a node; what a collapsed one contains need not be drawn.
fn around(node: &Node) -> &str {
    node.parent.as_deref().unwrap_or(&node.process)
}

fn overlaps(diagram: &Diagram, findings: &mut Findings) {
    for plane in diagram.planes() {
        let solid = |shape: &&Shape| {
            diagram.node(&shape.element).is_some_and(|node| {
                let shows_called = matches!(node.kind, Kind::CallActivity { .. }) && shape.expanded == Some(true);
                node.is_flow_node()
                    && node.kind != Kind::Choreography
                    && !node.is_event_at(Position::Boundary)
                    && !shows_called
            })
        };
        let mut shapes: Vec<&Shape> = plane.shapes.iter().filter(solid).take(MAX_COMPARED).collect();
        shapes.sort_by(|a, b| a.bounds.x.total_cmp(&b.bounds.x));
        for (at, one) in shapes.iter().enumerate() {
            let near = shapes[at + 1..].iter().take_while(|other| other.bounds.x < one.bounds.right());
            for other in near.filter(|other| other.bounds.overlaps(&one.bounds, SLACK)) {
                let (Some(a), Some(b)) = (diagram.node(&one.element), diagram.node(&other.element)) else { continue };
                if a.id != b.id && a.parent == b.parent {
                    findings.at(&OVERLAP, b, format!("{} and {} lie on each other.", called(a), called(b)));
                }
            }
        }
    }
}
