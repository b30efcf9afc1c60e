//! Events: which trigger may stand where, and what may be attached to what.
//!
//! Absent: the contents of messages and errors. Source: BPMN 2.0.2 §10.5 (tables 10.84–10.93), §10.6.6.

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::model::{Event, Gateway, Kind, Node, Position, SubProcess, Task, Trigger};
use crate::words::{called, event as event_words, trigger as trigger_words};

const TRIGGER: Rule = Rule {
    name: "trigger-not-allowed",
    severity: Severity::Error,
    why: "The standard does not give this trigger a meaning at this place.",
    remedy: "Choose another trigger, or another kind of event.",
};
const NOT_INTERRUPTING: Rule = Rule {
    name: "must-interrupt",
    severity: Severity::Error,
    why: "An error or a cancellation always ends the work it comes from.",
    remedy: "Make the event interrupting.",
};
const BOUNDARY: Rule = Rule {
    name: "boundary-event",
    severity: Severity::Error,
    why: "A boundary event waits at the border of an activity and starts a path of its own.",
    remedy: "Attach it to an activity, let one flow leave it and none enter it.",
};
const EDGE_FLOW: Rule = Rule {
    name: "flow-into-start-or-out-of-end",
    severity: Severity::Error,
    why: "Nothing comes before the start of a process and nothing after its end.",
    remedy: "Use an intermediate event, or move the flow.",
};
const EVENT_SUB_PROCESS: Rule = Rule {
    name: "event-sub-process",
    severity: Severity::Error,
    why: "An event sub-process is set off by the trigger of its one start event, not by a flow.",
    remedy: "Give it exactly one start event with a trigger, and no flows in or out.",
};
const EVENT_GATEWAY: Rule = Rule {
    name: "event-based-gateway",
    severity: Severity::Error,
    why: "An event-based gateway waits for the first of several events, so only events that are waited for may follow it.",
    remedy: "Let at least two flows lead to catching events or receive tasks, and no other flow lead there.",
};
const CANCEL: Rule = Rule {
    name: "cancel-outside-transaction",
    severity: Severity::Error,
    why: "Only a transaction can be cancelled.",
    remedy: "Make the sub-process a transaction, or use an error event.",
};
const LINK: Rule = Rule {
    name: "link-event",
    severity: Severity::Error,
    why: "A link is a jump on the page: it needs a partner of the same name.",
    remedy: "Name both ends of the link alike; one catching end for each name.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] =
    &[&TRIGGER, &NOT_INTERRUPTING, &BOUNDARY, &EDGE_FLOW, &EVENT_SUB_PROCESS, &EVENT_GATEWAY, &CANCEL, &LINK];

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    for node in diagram.nodes() {
        match &node.kind {
            Kind::Event(event) => check_event(diagram, node, event, findings),
            Kind::SubProcess(SubProcess::Event) => event_sub_process(diagram, node, findings),
            Kind::Gateway(Gateway::EventBased) => event_gateway(diagram, node, findings),
            _ => {}
        }
    }
}

/// Whether a trigger, or each of several, has a meaning at a position inside a process or sub-process.
fn allowed(event: &Event, parent: Option<SubProcess>) -> bool {
    let all = std::iter::once(&event.trigger).chain(&event.parts);
    all.into_iter().all(|trigger| has_meaning(event.position, *trigger, parent))
}

fn has_meaning(position: Position, trigger: Trigger, parent: Option<SubProcess>) -> bool {
    use Trigger as T;
    match position {
        Position::Start => match parent {
            Some(SubProcess::Event) => !matches!(trigger, T::None | T::Cancel | T::Link | T::Terminate),
            Some(_) => trigger == T::None,
            None => matches!(
                trigger,
                T::None | T::Message | T::Timer | T::Conditional | T::Signal | T::Multiple | T::ParallelMultiple
            ),
        },
        Position::Catch => matches!(
            trigger,
            T::Message | T::Timer | T::Conditional | T::Link | T::Signal | T::Multiple | T::ParallelMultiple
        ),
        Position::Throw => matches!(
            trigger,
            T::None | T::Message | T::Escalation | T::Compensation | T::Link | T::Signal | T::Multiple
        ),
        Position::Boundary => !matches!(trigger, T::None | T::Link | T::Terminate),
        Position::End => !matches!(trigger, T::Timer | T::Conditional | T::Link | T::ParallelMultiple),
    }
}

fn container(diagram: &Diagram, node: &Node) -> Option<SubProcess> {
    match diagram.node(node.parent.as_deref()?)?.kind {
        Kind::SubProcess(kind) => Some(kind),
        _ => None,
    }
}

fn check_event(diagram: &Diagram, node: &Node, event: &Event, findings: &mut Findings) {
    let parent = container(diagram, node);
    if !allowed(event, parent) {
        let message = match trigger_words(event.trigger) {
            "" => format!("The {} \"{}\" needs a trigger here.", event_words(event), node.id),
            trigger => format!("A {trigger} trigger has no meaning at {} here.", called(node)),
        };
        findings.at(&TRIGGER, node, message);
    }
    if !event.interrupting && matches!(event.trigger, Trigger::Error | Trigger::Cancel | Trigger::Compensation) {
        findings.at(&NOT_INTERRUPTING, node, format!("{} does not interrupt.", called(node)));
    }
    let incoming = diagram.incoming(&node.id).next().is_some();
    let outgoing = diagram.outgoing(&node.id).count();
    match event.position {
        Position::Boundary => boundary(diagram, node, event, findings),
        Position::Start if incoming => {
            findings.at(&EDGE_FLOW, node, format!("A flow leads into the start event \"{}\".", node.id));
        }
        Position::End if outgoing > 0 => {
            findings.at(&EDGE_FLOW, node, format!("A flow leaves the end event \"{}\".", node.id));
        }
        Position::End if event.trigger == Trigger::Cancel && parent != Some(SubProcess::Transaction) => {
            findings.at(&CANCEL, node, format!("{} cancels, but it is not inside a transaction.", called(node)));
        }
        Position::Catch | Position::Throw if event.trigger == Trigger::Link => link(diagram, node, event, findings),
        _ => {}
    }
}

fn boundary(diagram: &Diagram, node: &Node, event: &Event, findings: &mut Findings) {
    let host = event.attached_to.as_deref().and_then(|id| diagram.node(id));
    let name = called(node);
    if !host.is_some_and(Node::is_activity) {
        findings.at(&BOUNDARY, node, format!("{name} is not attached to an activity."));
    }
    if diagram.incoming(&node.id).next().is_some() {
        findings.at(&BOUNDARY, node, format!("A flow leads into the boundary event {name}."));
    }
    let outgoing = diagram.outgoing(&node.id).count();
    if event.trigger == Trigger::Compensation {
        if outgoing > 0 {
            findings.at(&BOUNDARY, node, format!("{name} compensates: it has an association, not a flow."));
        }
    } else if outgoing == 0 {
        findings.at(&BOUNDARY, node, format!("No flow leaves the boundary event {name}."));
    }
    let transaction = host.is_some_and(|host| host.kind == Kind::SubProcess(SubProcess::Transaction));
    if event.trigger == Trigger::Cancel && !transaction {
        findings.at(&CANCEL, node, format!("{name} catches a cancellation, but not at a transaction."));
    }
}

fn link(diagram: &Diagram, node: &Node, event: &Event, findings: &mut Findings) {
    let label = |node: &Node| {
        let detail = node.event().and_then(|event| event.detail.clone());
        detail.or_else(|| Some(node.name.clone()).filter(|name| !name.is_empty()))
    };
    let own = label(node);
    let partners = diagram.nodes().iter().filter(|other| {
        other.event().is_some_and(|o| o.trigger == Trigger::Link && o.position != event.position)
            && other.parent == node.parent
            && own.is_some()
            && label(other) == own
    });
    // Where the file names the other end, `standard` follows it.
    let named = ["linkEventDefinition/target", "linkEventDefinition/source"];
    if partners.count() == 0 && !named.iter().any(|path| node.properties.contains_key(*path)) {
        findings.at(&LINK, node, format!("The link {} has no partner of the same name.", called(node)));
    }
    let leaves = diagram.outgoing(&node.id).next().is_some();
    let enters = diagram.incoming(&node.id).next().is_some();
    let wrong = if event.position == Position::Throw { leaves } else { enters };
    if wrong {
        findings.at(&LINK, node, format!("The link {} is connected on its far side.", called(node)));
    }
}

fn event_sub_process(diagram: &Diagram, node: &Node, findings: &mut Findings) {
    let starts =
        diagram.within(&node.process, Some(&node.id)).filter(|inner| inner.is_event_at(Position::Start)).count();
    let flows = diagram.incoming(&node.id).chain(diagram.outgoing(&node.id)).count();
    let name = called(node);
    if starts > 1 {
        findings.at(&EVENT_SUB_PROCESS, node, format!("{name} has {starts} start events instead of one."));
    }
    if flows > 0 {
        findings.at(&EVENT_SUB_PROCESS, node, format!("{name} is connected by a flow."));
    }
}

fn event_gateway(diagram: &Diagram, node: &Node, findings: &mut Findings) {
    let name = called(node);
    let outgoing: Vec<&str> = diagram.outgoing(&node.id).map(|flow| flow.target.as_str()).collect();
    if outgoing.len() < 2 {
        findings.at(&EVENT_GATEWAY, node, format!("{name} has fewer than two events to wait for."));
    }
    for target in outgoing.iter().filter_map(|id| diagram.node(id)) {
        let waits = matches!(target.kind, Kind::Task(Task::Receive))
            || target.event().is_some_and(|event| {
                event.position == Position::Catch && !matches!(event.trigger, Trigger::None | Trigger::Link)
            });
        if !waits {
            findings.at(&EVENT_GATEWAY, node, format!("{name} leads to {}, which does not wait.", called(target)));
        } else if diagram.incoming(&target.id).count() > 1 {
            findings.at(&EVENT_GATEWAY, node, format!("{} can be reached past {name}.", called(target)));
        }
    }
}
