//! Elements that stand where they mean nothing.
//!
//! Absent: most of the schema's order of elements, which no reader depends on. Source: BPMN 2.0.2 §10.4.1 (data), §11 (a choreography
//! is no part of a process), §9.4 (references to choreographies).

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, named};

const CHOREOGRAPHY: Rule = Rule {
    name: "choreography-in-process",
    severity: Severity::Error,
    why: "A choreography shows what parties say to each other; nobody does it as a step of a process.",
    remedy: "Move it to a choreography of its own, or use a send or receive task.",
};
const DATA_PLACE: Rule = Rule {
    name: "data-out-of-place",
    severity: Severity::Error,
    why: "Here nobody owns the data, so tools drop it without a word.",
    remedy: "Move it into the process, activity or event that it belongs to.",
};
const CHOREOGRAPHY_REFERENCE: Rule = Rule {
    name: "choreography-reference",
    severity: Severity::Error,
    why: "Only a collaboration of pools can say which choreography it follows.",
    remedy: "Delete the reference, or move it to a collaboration.",
};
const UNKNOWN: Rule = Rule {
    name: "unknown-element",
    severity: Severity::Warning,
    why: "It is written as part of BPMN 2.0, which has no such element: it is kept, but no other tool will know it.",
    remedy: "Correct its name, or give it to the name space of the tool that wrote it.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&CHOREOGRAPHY, &DATA_PLACE, &CHOREOGRAPHY_REFERENCE, &UNKNOWN];

const ACTIVITIES: [&str; 13] = [
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "scriptTask",
    "sendTask",
    "receiveTask",
    "businessRuleTask",
    "subProcess",
    "adHocSubProcess",
    "transaction",
    "callActivity",
    "process",
];
const EVENTS: [&str; 6] = [
    "startEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "boundaryEvent",
    "endEvent",
    "implicitThrowEvent",
];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    let name = xml.tag_name().name();
    let Some(parent) = xml.parent_element() else { return unknown(model, findings) };
    let around = parent.tag_name().name();
    let inside = |names: &[&str]| names.contains(&around);
    match name {
        "choreographyTask" | "subChoreography" | "callChoreography" if inside(&ACTIVITIES) => {
            let message = format!("{} stands in the process.", model.label(xml));
            model.add(findings, &CHOREOGRAPHY, xml, message);
        }
        "property" if !inside(&ACTIVITIES) && !inside(&EVENTS) => misplaced(model, xml, name, findings),
        "ioSpecification" if !inside(&ACTIVITIES) && !around.starts_with("global") => {
            misplaced(model, xml, name, findings);
        }
        "dataInput" | "dataOutput" if !inside(&EVENTS) && around != "ioSpecification" => {
            misplaced(model, xml, name, findings);
        }
        "dataObject" | "dataObjectReference"
            if !["process", "subProcess", "adHocSubProcess", "transaction", "subChoreography"].contains(&around) =>
        {
            misplaced(model, xml, name, findings);
        }
        "choreographyRef" if !named(parent, "collaboration") => {
            let message = format!("{} refers to a choreography.", model.label(parent));
            model.add(findings, &CHOREOGRAPHY_REFERENCE, parent, message);
        }
        _ => {}
    }
}

fn misplaced<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, name: &str, findings: &mut Findings) {
    let parent = xml.parent_element().map_or("nothing", |parent| parent.tag_name().name());
    model.add(findings, &DATA_PLACE, xml, format!("{name} stands in {parent}."));
}

fn unknown(model: &Model<'_, '_>, findings: &mut Findings) {
    for kept in model.diagram.kept().iter().filter(|kept| kept.claims_bpmn) {
        let times = if kept.count == 1 { String::new() } else { format!(" ({} times)", kept.count) };
        let message = format!("Line {}: \"{}\" is no element of BPMN 2.0{times}.", kept.line, kept.name);
        findings.add(&UNKNOWN, kept.element.as_deref(), message);
    }
}
