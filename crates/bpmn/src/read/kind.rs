//! What an element is: its kind, the event that triggers it, how it repeats.
//!
//! Absent: what a task does (its form, script or service). Source: BPMN 2.0.2 §10.3–§10.7.

use std::collections::BTreeMap;

use roxmltree::Node as Xml;

use super::BPMN;
use super::element::{is, local, text_of};
use crate::model::{Event, Gateway, Kind, Loop, Position, SubProcess, Task, Trigger};

/// What is defined at the top of a file and named from inside.
#[derive(Default)]
pub(super) struct Definitions {
    names: BTreeMap<String, String>,
    triggers: BTreeMap<String, Trigger>,
}

impl Definitions {
    pub fn read(root: Xml<'_, '_>) -> Self {
        let mut definitions = Self::default();
        let categories = root.children().filter(|child| is(*child, "category"));
        let values = categories.flat_map(|category| category.children());
        for child in root.children().chain(values).filter(Xml::is_element) {
            let Some(id) = child.attribute("id") else { continue };
            if let Some(trigger) = trigger(child) {
                definitions.triggers.insert(id.to_owned(), trigger);
            }
            let code = ["name", "value", "errorCode", "escalationCode"];
            if let Some(name) = code.iter().find_map(|name| child.attribute(*name)) {
                definitions.names.insert(id.to_owned(), name.to_owned());
            }
        }
        definitions
    }

    pub fn category(&self, reference: &str) -> String {
        self.names.get(local(reference)).cloned().unwrap_or_default()
    }
}

pub(super) fn kind(xml: Xml<'_, '_>, definitions: &Definitions) -> Option<Kind> {
    if xml.tag_name().namespace() != Some(BPMN) {
        return None;
    }
    let event = |position| Some(Kind::Event(event(xml, position, definitions)));
    match xml.tag_name().name() {
        "task" => Some(Kind::Task(Task::Plain)),
        "userTask" => Some(Kind::Task(Task::User)),
        "manualTask" => Some(Kind::Task(Task::Manual)),
        "serviceTask" => Some(Kind::Task(Task::Service)),
        "scriptTask" => Some(Kind::Task(Task::Script)),
        "sendTask" => Some(Kind::Task(Task::Send)),
        "receiveTask" => Some(Kind::Task(Task::Receive)),
        "businessRuleTask" => Some(Kind::Task(Task::BusinessRule)),
        "startEvent" => event(Position::Start),
        "intermediateCatchEvent" => event(Position::Catch),
        "intermediateThrowEvent" => event(Position::Throw),
        "boundaryEvent" => event(Position::Boundary),
        "endEvent" => event(Position::End),
        "exclusiveGateway" => Some(Kind::Gateway(Gateway::Exclusive)),
        "parallelGateway" => Some(Kind::Gateway(Gateway::Parallel)),
        "inclusiveGateway" => Some(Kind::Gateway(Gateway::Inclusive)),
        "complexGateway" => Some(Kind::Gateway(Gateway::Complex)),
        "eventBasedGateway" => Some(Kind::Gateway(Gateway::EventBased)),
        "subProcess" if xml.attribute("triggeredByEvent") == Some("true") => Some(Kind::SubProcess(SubProcess::Event)),
        "subProcess" => Some(Kind::SubProcess(SubProcess::Embedded)),
        "adHocSubProcess" => Some(Kind::SubProcess(SubProcess::AdHoc)),
        "transaction" => Some(Kind::SubProcess(SubProcess::Transaction)),
        "callActivity" => {
            let called = xml.attribute("calledElement").map(|id| local(id).to_owned());
            Some(Kind::CallActivity { called })
        }
        "dataObjectReference" => Some(Kind::DataObject { collection: xml.attribute("isCollection") == Some("true") }),
        "dataStoreReference" => Some(Kind::DataStore),
        "textAnnotation" => Some(Kind::TextAnnotation),
        "group" => Some(Kind::Group),
        "choreographyTask" | "subChoreography" | "callChoreography" => Some(Kind::Choreography),
        "conversation" | "subConversation" | "callConversation" => Some(Kind::Conversation),
        _ => None,
    }
}

/// The kind of a task that several processes may call.
pub(super) fn global_task(name: &str) -> Option<Task> {
    Some(match name {
        "globalTask" => Task::Plain,
        "globalUserTask" => Task::User,
        "globalManualTask" => Task::Manual,
        "globalScriptTask" => Task::Script,
        "globalBusinessRuleTask" => Task::BusinessRule,
        _ => return None,
    })
}

fn trigger(xml: Xml<'_, '_>) -> Option<Trigger> {
    if xml.tag_name().namespace() != Some(BPMN) {
        return None;
    }
    Some(match xml.tag_name().name() {
        "messageEventDefinition" => Trigger::Message,
        "timerEventDefinition" => Trigger::Timer,
        "errorEventDefinition" => Trigger::Error,
        "escalationEventDefinition" => Trigger::Escalation,
        "cancelEventDefinition" => Trigger::Cancel,
        "compensateEventDefinition" => Trigger::Compensation,
        "conditionalEventDefinition" => Trigger::Conditional,
        "linkEventDefinition" => Trigger::Link,
        "signalEventDefinition" => Trigger::Signal,
        "terminateEventDefinition" => Trigger::Terminate,
        _ => return None,
    })
}

fn event(xml: Xml<'_, '_>, position: Position, definitions: &Definitions) -> Event {
    let mut triggers = Vec::new();
    let mut detail = None;
    for child in xml.children().filter(Xml::is_element) {
        if let Some(trigger) = trigger(child) {
            triggers.push(trigger);
            detail = detail.or_else(|| detail_of(child, definitions));
        } else if is(child, "eventDefinitionRef") {
            let known = definitions.triggers.get(local(&text_of(child))).copied();
            triggers.push(known.unwrap_or(Trigger::None));
        }
    }
    let all_at_once = xml.attribute("parallelMultiple") == Some("true");
    let trigger = match triggers.as_slice() {
        [] => Trigger::None,
        [one] => *one,
        _ if all_at_once => Trigger::ParallelMultiple,
        _ => Trigger::Multiple,
    };
    Event {
        position,
        trigger,
        parts: if triggers.len() > 1 { triggers } else { Vec::new() },
        interrupting: xml.attribute("cancelActivity") != Some("false")
            && xml.attribute("isInterrupting") != Some("false"),
        attached_to: xml.attribute("attachedToRef").map(|id| local(id).to_owned()),
        detail,
    }
}

fn detail_of(definition: Xml<'_, '_>, definitions: &Definitions) -> Option<String> {
    let references = ["messageRef", "signalRef", "errorRef", "escalationRef"];
    let referred = references.iter().find_map(|name| definition.attribute(*name));
    let detail = if let Some(id) = referred {
        definitions.names.get(local(id)).cloned()
    } else if is(definition, "linkEventDefinition") {
        definition.attribute("name").map(str::to_owned)
    } else {
        let parts = ["timeDate", "timeDuration", "timeCycle", "condition"];
        let mut children = definition.children();
        children.find(|child| parts.iter().any(|part| is(*child, part))).map(text_of)
    };
    detail.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

pub(super) fn looping(xml: Xml<'_, '_>) -> Option<Loop> {
    xml.children().find_map(|child| {
        if is(child, "standardLoopCharacteristics") {
            Some(Loop::Standard)
        } else if is(child, "multiInstanceLoopCharacteristics") {
            let sequential = child.attribute("isSequential") == Some("true");
            Some(if sequential { Loop::Sequential } else { Loop::Parallel })
        } else {
            None
        }
    })
}
