//! Messages and what carries them: tasks whose data fits the operation or message they name, events whose data fits theirs.
//!
//! Absent: the services themselves. Source: BPMN 2.0.2 §10.3.3 (service, send and receive tasks), §10.5.1 (data of events), §8.4.12.

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, child, children, local, named};

const SHAPE: Rule = Rule {
    name: "task-data",
    severity: Severity::Error,
    why: "A task that sends or receives a message has exactly the data of that message: one input for what goes out, one output for what comes in.",
    remedy: "Give the task one input in one set for the message it sends, and one output in one set for the message it receives.",
};
const TYPE: Rule = Rule {
    name: "data-does-not-fit-message",
    severity: Severity::Error,
    why: "The data of the step and the message it names are of different types, so the content cannot be handed over.",
    remedy: "Give both the same item definition.",
};
const OPERATION: Rule = Rule {
    name: "message-without-operation",
    severity: Severity::Info,
    why: "The standard asks an executable process to name the operation behind a message; many engines do without.",
    remedy: "Name the operation if the engine that runs the process needs it.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&SHAPE, &TYPE, &OPERATION];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    match xml.tag_name().name() {
        "serviceTask" | "businessRuleTask" => service(model, xml, findings),
        "sendTask" => exchange(model, xml, true, findings),
        "receiveTask" => exchange(model, xml, false, findings),
        "startEvent" | "intermediateCatchEvent" | "boundaryEvent" => event(model, xml, "dataOutput", findings),
        "intermediateThrowEvent" | "endEvent" => event(model, xml, "dataInput", findings),
        "messageEventDefinition" => {
            let named = xml.attribute("messageRef").is_some() && child(xml, "operationRef").is_none();
            if named && Model::runs(xml) && xml.attributes().all(|attribute| attribute.namespace().is_none()) {
                let message = format!("{} names a message, but no operation.", model.label(xml));
                model.add(findings, &OPERATION, xml, message);
            }
        }
        _ => {}
    }
}

/// A service takes what goes in and gives what comes out of its operation.
fn service<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let Some(operation) = model.referred(xml, "operationRef") else { return };
    let incoming = model.referred_by_child(operation, "inMessageRef");
    let outgoing = model.referred_by_child(operation, "outMessageRef");
    for (message, data, set) in [(incoming, "dataInput", "inputSet"), (outgoing, "dataOutput", "outputSet")] {
        let Some(message) = message else { continue };
        if one(model, xml, data, set, true, findings) {
            fits(model, xml, data, message, findings);
        }
    }
}

/// A task that only sends, or only receives.
fn exchange<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, sends: bool, findings: &mut Findings) {
    let (data, set) = if sends { ("dataInput", "inputSet") } else { ("dataOutput", "outputSet") };
    if child(xml, "ioSpecification").is_none() {
        return;
    }
    let single = one(model, xml, data, set, false, findings);
    if let Some(message) = model.referred(xml, "messageRef").filter(|_| single) {
        fits(model, xml, data, message, findings);
    }
}

/// Whether the task has one input (or output) in one set; says so when not.
fn one<'a, 'input>(
    model: &Model<'a, 'input>,
    xml: Xml<'a, 'input>,
    data: &'static str,
    set: &'static str,
    needed: bool,
    findings: &mut Findings,
) -> bool {
    let specification = child(xml, "ioSpecification");
    let count = |name| specification.map_or(0, |specification| children(specification, name).count());
    let (items, sets) = (count(data), count(set));
    if items > 1 || sets > 1 || needed && (items == 0 || sets == 0) {
        let message = format!("{} has {items} {data} in {sets} {set} instead of one in one.", model.label(xml));
        model.add_if_run(findings, &SHAPE, xml, message);
    }
    items == 1
}

fn fits<'a, 'input>(
    model: &Model<'a, 'input>,
    xml: Xml<'a, 'input>,
    data: &'static str,
    message: Xml<'a, 'input>,
    findings: &mut Findings,
) {
    let Some(item) = child(xml, "ioSpecification").and_then(|specification| child(specification, data)) else { return };
    if !same(model, item.attribute("itemSubjectRef"), message.attribute("itemRef")) {
        let text = format!("The {data} of {} is not what the message holds.", model.label(xml));
        model.add_if_run(findings, &TYPE, xml, text);
    }
}

/// Whether two item definitions are one, or of the same known type.
fn same(model: &Model<'_, '_>, one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    if local(one) == local(other) {
        return true;
    }
    let structure = |id: &str| model.find(id).and_then(|item| item.attribute("structureRef"));
    structure(one).is_some() && structure(one) == structure(other)
}

/// The data of an event, in the order of what triggers it.
fn event<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, data: &'static str, findings: &mut Findings) {
    let items: Vec<Xml<'_, '_>> = children(xml, data).collect();
    if items.is_empty() {
        return;
    }
    let payload = |definition: Xml<'a, 'input>| {
        let (role, item) = match definition.tag_name().name() {
            "messageEventDefinition" => ("messageRef", "itemRef"),
            "signalEventDefinition" => ("signalRef", "structureRef"),
            "errorEventDefinition" => ("errorRef", "structureRef"),
            "escalationEventDefinition" => ("escalationRef", "structureRef"),
            _ => return None,
        };
        model.referred(definition, role).map(|target| target.attribute(item))
    };
    let inline = xml.children().filter(Xml::is_element);
    let referred = children(xml, "eventDefinitionRef").filter_map(|part| model.find(part.text()?));
    let payloads: Vec<Option<&str>> = inline.chain(referred).filter_map(payload).collect();
    for (item, payload) in items.iter().zip(&payloads) {
        if !same(model, item.attribute("itemSubjectRef"), *payload) {
            let message = format!("The {data} of {} is not what the event carries.", model.label(xml));
            model.add_if_run(findings, &TYPE, xml, message);
            return;
        }
    }
    if !payloads.is_empty() && items.len() != payloads.len() && !named(xml, "boundaryEvent") {
        let message =
            format!("{} has {} {data} for {} things it carries.", model.label(xml), items.len(), payloads.len());
        model.add_if_run(findings, &SHAPE, xml, message);
    }
}
