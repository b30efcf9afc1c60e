//! Beginning and end: every process says where it starts and where it stops, and everything lies between.
//!
//! Absent: whether conditions can ever hold. Source: BPMN 2.0.2 §10.5.2, §10.5.3; 7PMG guideline 3.

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Event, Kind, Node, Position, SubProcess, Trigger};
use crate::words::{called, one_line};

const NO_START: Rule = Rule {
    name: "start-event-required",
    severity: Severity::Error,
    why: "Without a start event nobody can say what sets the process off.",
    remedy: "Add a start event and name it after what has happened.",
};
const NO_END: Rule = Rule {
    name: "end-event-required",
    severity: Severity::Error,
    why: "Without an end event nobody can say when the work is done, so no time can be measured.",
    remedy: "Add an end event for each result, named after the result.",
};
const UNREACHABLE: Rule = Rule {
    name: "unreachable",
    severity: Severity::Error,
    why: "No path from the start leads here, so it never happens.",
    remedy: "Connect it to the flow, or delete it.",
};
const DEAD_END: Rule = Rule {
    name: "dead-end",
    severity: Severity::Error,
    why: "The flow stops here without an end event, so the result of the process is not said.",
    remedy: "Lead it on, or to an end event.",
};
const NO_WAY_OUT: Rule = Rule {
    name: "no-way-out",
    severity: Severity::Error,
    why: "From here no path leads to an end event: a case that gets here circles for ever.",
    remedy: "Add a way out of the loop.",
};
const DISCONNECTED: Rule = Rule {
    name: "disconnected",
    severity: Severity::Error,
    why: "It has no flow in and none out, so it takes no part in the process.",
    remedy: "Connect it, or turn it into a note.",
};
const SEVERAL_STARTS: Rule = Rule {
    name: "single-blank-start",
    severity: Severity::Warning,
    why: "With several start events without a trigger it is open which of them begins the process.",
    remedy: "Keep one, or give each a trigger (message, timer, signal).",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] =
    &[&NO_START, &NO_END, &UNREACHABLE, &DEAD_END, &NO_WAY_OUT, &DISCONNECTED, &SEVERAL_STARTS];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for process in diagram.processes() {
        scope(diagram, &process.id, None, &process.name, findings);
    }
    for node in diagram.nodes() {
        if matches!(node.kind, Kind::SubProcess(kind) if kind != SubProcess::AdHoc) {
            scope(diagram, &node.process, Some(node), &node.name, findings);
        }
    }
}

/// Whether flow is expected to enter the node.
pub(super) fn expects_incoming(node: &Node) -> bool {
    node.is_flow_node()
        && !node.compensates
        && !node.is_event_sub_process()
        && !matches!(&node.kind, Kind::Event(Event { position: Position::Start | Position::Boundary, .. }))
        && !matches!(&node.kind, Kind::Event(Event { position: Position::Catch, trigger: Trigger::Link, .. }))
}

/// Whether flow is expected to leave the node.
pub(super) fn expects_outgoing(node: &Node) -> bool {
    node.is_flow_node()
        && !node.compensates
        && !node.is_event_sub_process()
        && !node.is_event_at(Position::End)
        && !matches!(
            &node.kind,
            Kind::Event(Event { trigger: Trigger::Compensation, position: Position::Boundary, .. })
        )
        && !matches!(&node.kind, Kind::Event(Event { position: Position::Throw, trigger: Trigger::Link, .. }))
}

fn scope(diagram: &Diagram, process: &str, parent: Option<&Node>, name: &str, findings: &mut Findings) {
    let parent_id = parent.map(|node| node.id.as_str());
    let nodes: Vec<&Node> = diagram.within(process, parent_id).filter(|node| node.is_flow_node()).collect();
    if nodes.is_empty() {
        return;
    }
    let at = parent_id.or(Some(process)).filter(|id| !id.is_empty());
    let label = match one_line(name) {
        name if name.is_empty() => if parent.is_some() { "The sub-process" } else { "The process" }.to_owned(),
        name => format!("\"{name}\""),
    };
    let starts: Vec<&Node> = nodes.iter().copied().filter(|node| node.is_event_at(Position::Start)).collect();
    let begins = |node: &Node| node.properties.get("@instantiate").is_some_and(|value| value == "true");
    if starts.is_empty() && !nodes.iter().any(|node| begins(node)) {
        findings.add(&NO_START, at, format!("{label} has no start event."));
    }
    let blank: Vec<&&Node> =
        starts.iter().filter(|node| node.event().is_some_and(|event| event.trigger == Trigger::None)).collect();
    if blank.len() > 1 {
        findings.at(&SEVERAL_STARTS, blank[1], format!("{label} has {} start events without a trigger.", blank.len()));
    }
    let ends = nodes.iter().any(|node| node.is_event_at(Position::End));
    if !ends {
        findings.add(&NO_END, at, format!("{label} has no end event."));
    }
    paths(diagram, &nodes, !starts.is_empty(), ends, findings);
}

fn paths(diagram: &Diagram, nodes: &[&Node], has_start: bool, has_end: bool, findings: &mut Findings) {
    let inside: BTreeSet<&str> = nodes.iter().map(|node| node.id.as_str()).collect();
    let begins = nodes.iter().filter(|node| !expects_incoming(node)).map(|node| node.id.as_str());
    let reached = spread(begins, |id| diagram.outgoing(id).map(|flow| flow.target.as_str()).collect());
    let ends = nodes.iter().filter(|node| !expects_outgoing(node)).map(|node| node.id.as_str());
    let finishing = spread(ends, |id| diagram.incoming(id).map(|flow| flow.source.as_str()).collect());
    for node in nodes {
        let id = node.id.as_str();
        let incoming = diagram.incoming(id).any(|flow| inside.contains(flow.source.as_str()));
        let outgoing = diagram.outgoing(id).any(|flow| inside.contains(flow.target.as_str()));
        let wants_in = expects_incoming(node);
        let wants_out = expects_outgoing(node);
        if (wants_in || wants_out) && !incoming && !outgoing && nodes.len() > 1 {
            findings.at(&DISCONNECTED, node, format!("{} is not connected.", sentence(node)));
            continue;
        }
        if has_start && wants_in && !reached.contains(id) {
            findings.at(&UNREACHABLE, node, format!("{} cannot be reached from a start event.", sentence(node)));
        }
        if wants_out && !outgoing {
            findings.at(&DEAD_END, node, format!("The flow stops at {} without an end event.", called(node)));
        } else if wants_out && has_end && !finishing.contains(id) && !leads_to_dead_end(diagram, id) {
            findings.at(&NO_WAY_OUT, node, format!("From {} no path leads to an end event.", called(node)));
        }
    }
}

/// A dead end further on has a finding of its own.
fn leads_to_dead_end(diagram: &Diagram, id: &str) -> bool {
    let ahead = spread([id].into_iter(), |id| diagram.outgoing(id).map(|flow| flow.target.as_str()).collect());
    ahead.iter().any(|id| diagram.outgoing(id).next().is_none())
}

fn sentence(node: &Node) -> String {
    let name = called(node);
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn spread<'a>(from: impl Iterator<Item = &'a str>, next: impl Fn(&'a str) -> Vec<&'a str>) -> BTreeSet<&'a str> {
    let mut waiting: Vec<&str> = from.collect();
    let mut reached = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if reached.insert(id) {
            waiting.extend(next(id));
        }
    }
    reached
}
