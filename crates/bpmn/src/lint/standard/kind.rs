//! References to the right kind of thing: a message where a message is meant, a data object where a data object is.
//!
//! Absent: whether what a prefix points to in another file exists. Source: BPMN 2.0.2, the class diagrams of §8–§10.

use roxmltree::Node as Xml;

use super::{Findings, Model, Rule, Severity, content};

const WRONG_KIND: Rule = Rule {
    name: "reference-of-wrong-kind",
    severity: Severity::Error,
    why: "The reference leads to something that cannot be used here, so tools drop it or refuse the file.",
    remedy: "Choose an element of the right kind.",
};
const MISSING: Rule = Rule {
    name: "reference-to-nothing",
    severity: Severity::Error,
    why: "What is meant is not in the file, so an engine cannot run the process.",
    remedy: "Define it in the file, or choose one that is there.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&WRONG_KIND, &MISSING];

/// By attribute or child element: what may be meant.
const KINDS: [(&str, &[&str]); 26] = [
    ("dataObjectRef", &["dataObject"]),
    ("dataStoreRef", &["dataStore"]),
    ("messageRef", &["message"]),
    ("signalRef", &["signal"]),
    ("errorRef", &["error"]),
    ("escalationRef", &["escalation"]),
    ("itemSubjectRef", &["itemDefinition"]),
    ("itemRef", &["itemDefinition"]),
    ("operationRef", &["operation"]),
    ("inMessageRef", &["message"]),
    ("outMessageRef", &["message"]),
    ("interfaceRef", &["interface"]),
    ("supportedInterfaceRef", &["interface"]),
    ("categoryValueRef", &["categoryValue"]),
    ("default", &["sequenceFlow"]),
    ("choreographyRef", &["choreography", "globalChoreographyTask"]),
    ("dataInputRefs", &["dataInput"]),
    ("optionalInputRefs", &["dataInput"]),
    ("whileExecutingInputRefs", &["dataInput"]),
    ("dataOutputRefs", &["dataOutput"]),
    ("optionalOutputRefs", &["dataOutput"]),
    ("whileExecutingOutputRefs", &["dataOutput"]),
    ("initiatingParticipantRef", &["participant"]),
    ("participantRef", &["participant"]),
    ("resourceRef", &["resource"]),
    ("parameterRef", &["resourceParameter"]),
];
/// What `reference` reports already when it leads nowhere.
const REPORTED: [&str; 4] = ["dataObjectRef", "dataStoreRef", "categoryValueRef", "default"];

pub(super) fn check<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, findings: &mut Findings) {
    for attribute in xml.attributes().filter(|attribute| attribute.namespace().is_none()) {
        refer(model, xml, attribute.name(), attribute.value(), findings);
    }
    let name = xml.tag_name().name();
    if KINDS.iter().any(|(role, _)| *role == name) {
        refer(model, xml, name, &content(xml), findings);
    }
}

fn refer<'a, 'input>(model: &Model<'a, 'input>, xml: Xml<'a, 'input>, role: &str, to: &str, findings: &mut Findings) {
    let Some((_, kinds)) = KINDS.iter().find(|(known, _)| *known == role) else { return };
    if to.trim().is_empty() {
        return;
    }
    match model.find(to) {
        Some(target) if !kinds.contains(&target.tag_name().name()) => {
            let message =
                format!("{role} of {} leads to \"{to}\", which is a {}.", model.label(xml), target.tag_name().name());
            model.add(findings, &WRONG_KIND, xml, message);
        }
        None if !model.imports && !to.contains(':') && !REPORTED.contains(&role) => {
            let message = format!("{role} of {} names \"{to}\", which does not exist.", model.label(xml));
            model.add_if_run(findings, &MISSING, xml, message);
        }
        _ => {}
    }
}
