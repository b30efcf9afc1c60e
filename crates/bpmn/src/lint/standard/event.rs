//! Events and the gateways that wait for them, as far as attributes decide.
//!
//! Absent: what `lint::events` checks on the drawing. Source: BPMN 2.0.2 §10.5.5 (error and escalation codes), §10.6.6
//! (event-based gateway), §10.7 (compensation), §9.4 and §11.4 (message flows and choreographies).

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, children, content, local, named};
use crate::model::{Kind, Node, Position, Task, Trigger};

const CODE: Rule = Rule {
    name: "thrown-without-code",
    severity: Severity::Error,
    why: "What is thrown is caught by its code; without one an engine cannot tell who should catch it.",
    remedy: "Name an error or escalation that has a code.",
};
const INSTANTIATES: Rule = Rule {
    name: "gateway-begins-process",
    severity: Severity::Error,
    why: "A gateway that begins the process waits for the first message; nothing can come before it, and only messages can begin it.",
    remedy: "Remove the flows into it and let message events or receive tasks follow, or do not let it begin the process.",
};
const PARALLEL_EVENTS: Rule = Rule {
    name: "parallel-event-gateway",
    severity: Severity::Error,
    why: "Waiting for all events at once is only defined where the gateway begins the process.",
    remedy: "Let it begin the process, or use a parallel gateway before the events.",
};
const MIXED: Rule = Rule {
    name: "event-gateway-mixes",
    severity: Severity::Error,
    why: "After one event-based gateway a message is awaited by events or by tasks, not by both.",
    remedy: "Use message events throughout, or receive tasks throughout.",
};
const RECEIVES_WITH_EVENTS: Rule = Rule {
    name: "receive-task-with-boundary-event",
    severity: Severity::Error,
    why: "A receive task after an event-based gateway only waits; an event at its border would be a second thing to wait for.",
    remedy: "Let the gateway lead to that event directly.",
};
const LINK: Rule = Rule {
    name: "link-event",
    severity: Severity::Error,
    why: "A link is a jump on the page: both ends must name each other and stand in the same process or sub-process.",
    remedy: "Let the throwing end name one catching end, and that one name it back.",
};
const HANDLER: Rule = Rule {
    name: "compensation-handler",
    severity: Severity::Error,
    why: "What undoes an activity stands outside the normal flow and is marked as compensation.",
    remedy: "Mark the activity as compensation and connect it by an association only.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] =
    &[&CODE, &INSTANTIATES, &PARALLEL_EVENTS, &MIXED, &RECEIVES_WITH_EVENTS, &LINK, &HANDLER];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    match xml.tag_name().name() {
        "escalationEventDefinition" => code(model, xml, "escalationRef", "escalationCode", findings),
        "errorEventDefinition" => code(model, xml, "errorRef", "errorCode", findings),
        "linkEventDefinition" => link(model, xml, findings),
        "eventBasedGateway" => gateway(model, xml, findings),
        "boundaryEvent" => handler(model, xml, findings),
        _ if xml.attribute("isForCompensation") == Some("true") => outside(model, xml, findings),
        _ => {}
    }
}

fn code<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, role: &str, code: &str, findings: &mut Findings) {
    let thrown =
        xml.parent_element().is_some_and(|event| named(event, "endEvent") || named(event, "intermediateThrowEvent"));
    let missing = match xml.attribute(role) {
        None => true,
        Some(_) => model.referred(xml, role).is_some_and(|target| target.attribute(code).is_none_or(str::is_empty)),
    };
    if thrown && missing {
        model.add_if_run(findings, &CODE, xml, format!("{} throws without a code.", model.label(xml)));
    }
}

/// A link that names its other end, rather than being called alike.
fn link<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let scope = |definition: Xml<'a, 'input>| definition.parent_element()?.parent_element();
    for (there, back) in [("target", "source"), ("source", "target")] {
        for reference in children(xml, there) {
            let id = content(reference);
            let other = model.find(&id).filter(|other| named(*other, "linkEventDefinition"));
            let names_back = |other: Xml<'a, 'input>| {
                let mut names = children(other, back).map(content).peekable();
                names.peek().is_none() || names.any(|name| Some(local(&name)) == xml.attribute("id"))
            };
            if !other.is_some_and(|other| scope(other) == scope(xml) && names_back(other)) {
                let message = format!("The {there} \"{id}\" of the link {} is not its other end.", model.label(xml));
                model.add(findings, &LINK, xml, message);
            }
        }
    }
}

fn gateway<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let Some(id) = xml.attribute("id") else { return };
    let diagram = model.diagram;
    let begins = xml.attribute("instantiate") == Some("true");
    if begins && diagram.incoming(id).next().is_some() {
        let message = format!("A flow leads into {}, which begins the process.", model.label(xml));
        model.add(findings, &INSTANTIATES, xml, message);
    }
    if xml.attribute("eventGatewayType") == Some("Parallel") && !begins {
        let message = format!("{} waits for all its events, but does not begin the process.", model.label(xml));
        model.add(findings, &PARALLEL_EVENTS, xml, message);
    }
    let targets: Vec<&Node> = diagram.outgoing(id).filter_map(|flow| diagram.node(&flow.target)).collect();
    let receives = || targets.iter().filter(|node| node.kind == Kind::Task(Task::Receive));
    for task in receives().filter(|task| diagram.attached(&task.id).next().is_some()) {
        let message = format!("\"{}\" after {} has an event at its border.", task.name, model.label(xml));
        findings.add(&RECEIVES_WITH_EVENTS, Some(&task.id), message);
    }
    let is_message = |node: &Node| {
        node.event().is_some_and(|event| event.position == Position::Catch && event.trigger == Trigger::Message)
    };
    if receives().next().is_some() && targets.iter().any(|node| is_message(node)) {
        let message = format!("{} leads to message events and to receive tasks.", model.label(xml));
        model.add(findings, &MIXED, xml, message);
    }
    let other = targets.iter().find(|node| node.kind != Kind::Task(Task::Receive) && !is_message(node));
    if let Some(other) = other.filter(|_| begins) {
        let message = format!("{} begins the process, but leads to \"{}\".", model.label(xml), other.name);
        model.add(findings, &INSTANTIATES, xml, message);
    }
}

/// What a compensation event leads to.
fn handler<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let Some(id) = xml.attribute("id") else { return };
    let diagram = model.diagram;
    let compensates =
        diagram.node(id).and_then(|node| node.event()).is_some_and(|event| event.trigger == Trigger::Compensation);
    if !compensates {
        return;
    }
    for line in diagram.lines(id).filter(|line| line.source == id) {
        if diagram.node(&line.target).is_some_and(|target| target.is_activity() && !target.compensates) {
            let message = format!("{} leads to an activity that is not marked as compensation.", model.label(xml));
            findings.add(&HANDLER, Some(&line.target), message);
        }
    }
}

fn outside<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let Some(id) = xml.attribute("id") else { return };
    let flows = model.diagram.incoming(id).chain(model.diagram.outgoing(id)).count();
    if flows > 0 {
        let message = format!("{} is compensation, but stands in the flow.", model.label(xml));
        model.add(findings, &HANDLER, xml, message);
    }
}
