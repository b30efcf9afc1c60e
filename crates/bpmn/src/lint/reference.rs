//! Ids and mentions: every id once, every mention of something that exists, flows between what they may join.
//!
//! Absent: references into imported files. Source: BPMN 2.0.2 §7.6 (connection rules), §8.4.13.

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::Kind;
use crate::words::called;

const DUPLICATE: Rule = Rule {
    name: "duplicate-id",
    severity: Severity::Error,
    why: "Tools, links and comparisons find an element by its id; with two of them they find the wrong one.",
    remedy: "Give each element an id of its own.",
};
const DANGLING: Rule = Rule {
    name: "dangling-reference",
    severity: Severity::Error,
    why: "The mention leads nowhere, so tools drop the element or refuse the file.",
    remedy: "Connect it again, or delete it.",
};
const DRAWN_NOTHING: Rule = Rule {
    name: "drawn-without-element",
    severity: Severity::Warning,
    why: "The drawing has a shape or line for something that the model does not hold; most tools leave it out.",
    remedy: "Delete the shape or line, or draw it again.",
};
const WRONG_END: Rule = Rule {
    name: "flow-end",
    severity: Severity::Error,
    why: "A sequence flow orders activities, events and gateways; it cannot start or end at anything else.",
    remedy: "Use an association for notes and data, a message flow between pools.",
};
const MISSING_END: Rule = Rule {
    name: "flow-without-end",
    severity: Severity::Error,
    why: "A flow that does not say where it starts or ends cannot be followed.",
    remedy: "Connect both ends.",
};
const CROSSING: Rule = Rule {
    name: "flow-crosses-border",
    severity: Severity::Error,
    why: "Work inside a pool or sub-process is a whole of its own; a sequence flow may not cross its border.",
    remedy: "Between pools use a message flow; for a sub-process connect its border.",
};
const MESSAGE_INSIDE: Rule = Rule {
    name: "message-flow-inside-pool",
    severity: Severity::Error,
    why: "A message flow is a conversation between two parties; inside one pool order is shown by sequence flows.",
    remedy: "Use a sequence flow, or move one end to another pool.",
};
const MESSAGE_END: Rule = Rule {
    name: "message-flow-end",
    severity: Severity::Error,
    why: "Only pools, activities and message events send or receive messages.",
    remedy: "Attach the message flow to a pool, an activity or a message event.",
};
const REPEATED_FLOW: Rule = Rule {
    name: "duplicate-flow",
    severity: Severity::Warning,
    why: "Two flows between the same two elements make the second run twice.",
    remedy: "Delete one, or merge their conditions.",
};
const FOREIGN_DEFAULT: Rule = Rule {
    name: "default-flow-elsewhere",
    severity: Severity::Error,
    why: "The default flow must be one of the flows that leave the element.",
    remedy: "Choose the default among the outgoing flows.",
};
const STALE_FLOW_LIST: Rule = Rule {
    name: "flow-list-differs",
    severity: Severity::Warning,
    why: "The element lists other flows than those that are attached to it; tools disagree which of both is true.",
    remedy: "Reconnect the flow in the modeller and save.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[
    &DUPLICATE,
    &DANGLING,
    &DRAWN_NOTHING,
    &WRONG_END,
    &MISSING_END,
    &CROSSING,
    &MESSAGE_INSIDE,
    &MESSAGE_END,
    &REPEATED_FLOW,
    &FOREIGN_DEFAULT,
    &STALE_FLOW_LIST,
];

/// Mentions of things that live in other files or that nothing here depends on.
const LOOSE: [&str; 5] = ["messageRef", "signalRef", "errorRef", "escalationRef", "processRef"];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for (id, lines) in diagram.ids() {
        if lines.len() > 1 {
            let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
            let message = format!("The id \"{id}\" is used {} times (lines {}).", lines.len(), lines.join(", "));
            findings.add(&DUPLICATE, Some(id), message);
        }
    }
    for reference in diagram.references() {
        let known = reference.to.is_empty() || diagram.ids().contains_key(&reference.to);
        if !known && reference.role == "bpmnElement" {
            let message =
                format!("Line {}: the drawing shows \"{}\", which does not exist.", reference.line, reference.to);
            findings.add(&DRAWN_NOTHING, reference.from.as_deref(), message);
        } else if !known && !LOOSE.contains(&reference.role.as_str()) {
            let message = format!(
                "Line {}: {} names \"{}\", which does not exist.",
                reference.line, reference.role, reference.to
            );
            findings.add(&DANGLING, reference.from.as_deref(), message);
        }
    }
    sequence_flows(diagram, findings);
    message_flows(diagram, findings);
    for node in diagram.nodes() {
        if let Some(flow) = &node.default_flow
            && !diagram.outgoing(&node.id).any(|out| out.id == *flow)
        {
            let message = format!("The default flow of {} does not leave it.", called(node));
            findings.at(&FOREIGN_DEFAULT, node, message);
        }
    }
    flow_lists(diagram, findings);
}

fn sequence_flows(diagram: &Diagram, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for flow in diagram.flows() {
        if flow.source.is_empty() || flow.target.is_empty() {
            let message =
                format!("The flow \"{}\" has no {}.", flow.id, if flow.source.is_empty() { "start" } else { "end" });
            findings.add(&MISSING_END, Some(&flow.id), message);
        }
        if !seen.insert((&flow.source, &flow.target, &flow.condition)) {
            let message = format!("The flow \"{}\" repeats another between the same elements.", flow.id);
            findings.add(&REPEATED_FLOW, Some(&flow.id), message);
        }
        for end in [&flow.source, &flow.target] {
            let node = diagram.node(end);
            let exists = diagram.ids().contains_key(end);
            if exists && !node.is_some_and(crate::model::Node::is_flow_node) {
                let message =
                    format!("The flow \"{}\" is attached to \"{end}\", which takes no part in the flow.", flow.id);
                findings.add(&WRONG_END, Some(&flow.id), message);
            }
        }
        if let (Some(source), Some(target)) = (diagram.node(&flow.source), diagram.node(&flow.target)) {
            let place = |node: &crate::model::Node| (node.process.clone(), node.parent.clone());
            if place(source) != place(target) {
                let message = format!(
                    "The flow from {} to {} crosses the border of a pool or sub-process.",
                    called(source),
                    called(target)
                );
                findings.add(&CROSSING, Some(&flow.id), message);
            }
        }
    }
}

fn message_flows(diagram: &Diagram, findings: &mut Findings) {
    let pool = |id: &str| {
        let own = diagram.participant(id).map(|pool| pool.id.clone());
        own.or_else(|| {
            let process = &diagram.node(id)?.process;
            let owner = diagram.participants().iter().find(|pool| pool.process.as_ref() == Some(process));
            Some(owner.map_or_else(|| process.clone(), |pool| pool.id.clone()))
        })
    };
    for flow in diagram.message_flows() {
        if let (Some(source), Some(target)) = (pool(&flow.source), pool(&flow.target))
            && source == target
        {
            let message = format!("The message flow \"{}\" stays inside one pool.", flow.id);
            findings.add(&MESSAGE_INSIDE, Some(&flow.id), message);
        }
        for (end, sends) in [(&flow.source, true), (&flow.target, false)] {
            let wrong = match diagram.node(end) {
                Some(node) => match &node.kind {
                    Kind::Event(event) => sends != event.sends() || !event.is_about_messages(),
                    Kind::Choreography => true,
                    _ => !node.is_activity() && node.kind != Kind::Conversation,
                },
                None => diagram.participant(end).is_none() && diagram.ids().contains_key(end),
            };
            if wrong {
                let verb = if sends { "starts" } else { "ends" };
                let message = format!("The message flow \"{}\" {verb} at \"{end}\", which cannot do that.", flow.id);
                findings.add(&MESSAGE_END, Some(&flow.id), message);
            }
        }
    }
}

/// The `incoming` and `outgoing` lists of a node against the flows themselves.
fn flow_lists(diagram: &Diagram, findings: &mut Findings) {
    for reference in diagram.references() {
        let (Some(from), Some(flow)) = (&reference.from, diagram.flow(&reference.to)) else { continue };
        let end = match reference.role.as_str() {
            "incoming" => &flow.target,
            "outgoing" => &flow.source,
            _ => continue,
        };
        if end != from && diagram.node(from).is_some() {
            let message = format!(
                "\"{from}\" lists \"{}\" as {}, but that flow is attached to \"{end}\".",
                flow.id, reference.role
            );
            findings.add(&STALE_FLOW_LIST, Some(from), message);
        }
    }
    let listed = |role: &str| -> BTreeSet<(&str, &str)> {
        let references = diagram.references().iter().filter(|reference| reference.role == role);
        references.filter_map(|reference| Some((reference.from.as_deref()?, reference.to.as_str()))).collect()
    };
    let (incoming, outgoing) = (listed("incoming"), listed("outgoing"));
    let lists =
        |set: &BTreeSet<(&str, &str)>, node: &str| set.range((node, "")..).next().is_some_and(|(at, _)| *at == node);
    for flow in diagram.flows() {
        for (node, set, role) in [(&flow.source, &outgoing, "outgoing"), (&flow.target, &incoming, "incoming")] {
            if lists(set, node) && !set.contains(&(node.as_str(), flow.id.as_str())) && diagram.node(node).is_some() {
                let message =
                    format!("\"{node}\" does not list \"{}\" as {role}, though it is attached there.", flow.id);
                findings.add(&STALE_FLOW_LIST, Some(node), message);
            }
        }
    }
}
