//! What events wait for.
//!
//! Absent: timers, which have a file of their own. Source: BPMN 2.0.2 §10.5.5.

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::xml::{Vendor, attribute, children, extension, is_true, local};
use super::{Catch, Caught, MessageRef, Text, Trigger};

impl<'a> Compiler<'a> {
    /// The event definitions of an element: its own, and those it names.
    pub(super) fn event_definitions(&mut self, xml: Xml<'a, 'a>) -> Vec<Xml<'a, 'a>> {
        let mut found = Vec::new();
        for (tag, definition) in children(xml) {
            if tag == "eventDefinitionRef" {
                let id = super::xml::text(definition);
                match self.definitions.elements.get(local(&id)).copied() {
                    Some(definition) => found.push(definition),
                    None => self.refuse(definition, format!("the event definition \"{id}\" is not in this file")),
                }
            } else if tag.ends_with("EventDefinition") {
                found.push(definition);
            }
        }
        found
    }

    pub(super) fn catch(&mut self, xml: Xml<'a, 'a>, is_start: bool) -> Catch {
        let mut triggers = Vec::new();
        for definition in self.event_definitions(xml) {
            triggers.extend(self.trigger(definition, xml));
        }
        let all = is_true(xml, "parallelMultiple", false) && triggers.len() > 1;
        let interrupting = is_start && is_true(xml, "isInterrupting", true);
        Catch { triggers, all, interrupting, outputs: self.event_outputs(xml) }
    }

    fn trigger(&mut self, definition: Xml<'a, 'a>, event: Xml<'a, 'a>) -> Option<Trigger> {
        match super::xml::tag(definition)? {
            "messageEventDefinition" => self.message(definition).map(Trigger::Message),
            "signalEventDefinition" => self.named(definition, "signalRef", "name").map(Trigger::Signal),
            "timerEventDefinition" => self.timer(definition, event).map(Trigger::Timer),
            "conditionalEventDefinition" => match self.child_expression(definition, "condition") {
                Some(condition) => Some(Trigger::Condition(condition)),
                None => {
                    self.refuse(definition, "the conditional event has no condition");
                    None
                }
            },
            "errorEventDefinition" => Some(Trigger::Error(self.caught(definition, "errorRef", "errorCode"))),
            "escalationEventDefinition" => {
                Some(Trigger::Escalation(self.caught(definition, "escalationRef", "escalationCode")))
            }
            "cancelEventDefinition" => Some(Trigger::Cancel),
            "compensateEventDefinition" => Some(Trigger::Undo),
            "linkEventDefinition" => {
                let name = attribute(definition, "name").or_else(|| attribute(event, "name")).unwrap_or_default();
                Some(Trigger::Link(name.into()))
            }
            other => {
                self.refuse(definition, format!("nothing can wait for \"{other}\""));
                None
            }
        }
    }

    /// The message that an element names.
    pub(super) fn message(&mut self, xml: Xml<'a, 'a>) -> Option<MessageRef> {
        let reference = attribute(xml, "messageRef");
        let found = reference.and_then(|id| self.definitions.elements.get(local(id)).copied());
        let Some(message) = found else {
            self.refuse(xml, "no message is named here, so that nothing could be told apart; name one");
            return None;
        };
        let id: Arc<str> = attribute(message, "id").unwrap_or_default().into();
        let name = attribute(message, "name").unwrap_or(&id);
        let name = self.text(message, name)?;
        let subscription = extension(message, Vendor::Zeebe, "subscription");
        let key = subscription.and_then(|subscription| attribute(subscription, "correlationKey"));
        let key = key.and_then(|key| self.expression(message, key));
        Some(MessageRef { id, name, key })
    }

    /// The name of a signal that an element refers to; the id where it has none.
    pub(super) fn named(&mut self, definition: Xml<'a, 'a>, reference: &str, attribute_name: &str) -> Option<Text> {
        let Some(id) = attribute(definition, reference) else {
            self.refuse(definition, format!("{reference} is missing: it is not said what is meant"));
            return None;
        };
        match self.definitions.elements.get(local(id)).copied() {
            Some(found) => self.text(found, attribute(found, attribute_name).unwrap_or(local(id))),
            None => {
                self.refuse(definition, format!("\"{id}\" is not in this file"));
                None
            }
        }
    }

    /// The code of an error or escalation; none where any is meant.
    fn caught(&mut self, definition: Xml<'a, 'a>, reference: &str, code: &str) -> Option<Caught> {
        attribute(definition, reference)?;
        match self.named(definition, reference, code)? {
            Text::Fixed(code) => Some(Caught { code }),
            Text::Computed(_) => {
                self.refuse(definition, "a code that is caught must be a fixed text");
                None
            }
        }
    }
}
