//! What events throw.
//!
//! Absent: operations of services; a message is handed to the host with its name, key and values. Source: BPMN 2.0.2 §10.5.5.

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::xml::{Vendor, attribute, extension, is_true, local, tag, vendor_attribute};
use super::{Activity, Kind, Task, Text, Throw};
use crate::state::JobKind;

impl<'a> Compiler<'a> {
    /// An event that throws; one whose message is sent by a worker is that worker's task.
    pub(super) fn thrower(&mut self, xml: Xml<'a, 'a>, kind: impl FnOnce(Vec<Throw>) -> Kind) -> Kind {
        let definitions = self.event_definitions(xml);
        let by_worker = extension(xml, Vendor::Zeebe, "taskDefinition").is_some()
            || definitions.iter().any(|definition| vendor_attribute(*definition, Vendor::Camunda, "topic").is_some());
        if by_worker {
            let place =
                definitions.iter().copied().find(|one| vendor_attribute(*one, Vendor::Camunda, "topic").is_some());
            let work = self.work(xml, place.unwrap_or(xml), JobKind::Send);
            let (inputs, outputs) = self.mappings(xml);
            if let Some(node) = self.nodes.last_mut() {
                node.activity = Some(Box::new(Activity::plain(inputs, outputs)));
            }
            return Kind::Task(Task::Work(Box::new(work)));
        }
        let thrown = definitions.into_iter().filter_map(|definition| self.throw(definition, xml)).collect();
        kind(thrown)
    }

    /// What one event definition throws; the values it carries are the inputs of the event.
    pub(super) fn throw(&mut self, definition: Xml<'a, 'a>, event: Xml<'a, 'a>) -> Option<Throw> {
        match tag(definition)? {
            "messageEventDefinition" => {
                let message = self.message(definition)?;
                Some(Throw::Message { message, payload: self.event_inputs(event) })
            }
            "signalEventDefinition" => {
                let name = self.named(definition, "signalRef", "name")?;
                Some(Throw::Signal { name, payload: self.event_inputs(event) })
            }
            "errorEventDefinition" => {
                let code = self.named(definition, "errorRef", "errorCode")?;
                let error = attribute(definition, "errorRef").and_then(|id| self.definitions.elements.get(local(id)));
                let message = error.and_then(|error| attribute(*error, "name")).unwrap_or_default();
                Some(Throw::Error { code, message: message.into() })
            }
            "escalationEventDefinition" => {
                let code = match attribute(definition, "escalationRef") {
                    Some(_) => self.named(definition, "escalationRef", "escalationCode")?,
                    None => Text::Fixed("".into()),
                };
                Some(Throw::Escalation { code })
            }
            "compensateEventDefinition" => {
                let activity = attribute(definition, "activityRef").map(|id| local(id).into());
                Some(Throw::Undo { activity, wait: is_true(definition, "waitForCompletion", true) })
            }
            "cancelEventDefinition" => Some(Throw::Cancel),
            "terminateEventDefinition" => Some(Throw::Terminate),
            "linkEventDefinition" => {
                let name = attribute(definition, "name").or_else(|| attribute(event, "name")).unwrap_or_default();
                self.links.push(name.into());
                Some(Throw::Link(self.links.len() - 1))
            }
            other => {
                self.refuse(definition, format!("\"{other}\" cannot be thrown"));
                None
            }
        }
    }
}
