//! Messages: how one that arrives finds its case.
//!
//! Absent: sending. Source: Camunda 8.6 docs (message events, correlation); in Camunda 7 whoever sends says which case is meant.

use std::collections::BTreeMap;

use roxmltree::Node;

use super::patch::{Change, elements};
use super::walk::Walk;
use super::{Target, Weight};
use crate::program::xml::{Vendor, attribute, child, extension, is_true, local};

/// The variable that is looked at where the model names none.
const KEY: &str = "correlationKey";

impl<'a> Walk<'a> {
    /// Every message that something in the flow waits for.
    pub(super) fn messages(&mut self, root: Node<'a, '_>) {
        let mut awaited: BTreeMap<String, Node> = BTreeMap::new();
        for (tag, node) in elements(root) {
            let names = match tag {
                "receiveTask" => Some(node),
                "intermediateCatchEvent" | "boundaryEvent" => child(node, "messageEventDefinition"),
                "startEvent" if in_event_sub(node) => child(node, "messageEventDefinition"),
                _ => None,
            };
            let Some(names) = names else { continue };
            match attribute(names, "messageRef") {
                Some(id) => _ = awaited.entry(local(id).to_owned()).or_insert(node),
                None => self.note(node, Weight::ToDo, "It names no message. Say which one it waits for."),
            }
        }
        let known: BTreeMap<&str, Node> = elements(root)
            .filter(|(tag, _)| *tag == "message")
            .filter_map(|(_, node)| Some((attribute(node, "id")?, node)))
            .collect();
        for (id, message) in known {
            let mut change = Change::default();
            if attribute(message, "name").is_none() {
                change.attribute("name", id);
            }
            if let Some(at) = awaited.get(id) {
                self.found(message, *at, &mut change);
            }
            change.write(message, &mut self.patches);
        }
    }

    fn found(&mut self, message: Node<'a, '_>, at: Node<'a, '_>, change: &mut Change) {
        let key = extension(message, Vendor::Zeebe, "subscription").and_then(|one| attribute(one, "correlationKey"));
        let name = attribute(message, "name").or_else(|| attribute(message, "id")).unwrap_or_default();
        match (self.target, key) {
            (Target::Camunda8, None) => {
                change.extension.push_str(&format!("<{}subscription correlationKey=\"={KEY}\"/>", self.vendor));
                let sentence = format!(
                    "The message “{name}” finds its case by the variable {KEY}: set it before the case waits, and send the message with the same value."
                );
                self.note(at, Weight::ToDo, sentence);
            }
            (Target::Operaton, Some(key)) => {
                let key = key.trim_start_matches('=').trim();
                let sentence = format!(
                    "Whoever sends the message “{name}” says which case is meant, by the value of {key} (correlationKeys)."
                );
                self.note(at, Weight::ToDo, sentence);
            }
            _ => {}
        }
    }
}

/// Whether a start event begins an event sub-process.
fn in_event_sub(node: Node<'_, '_>) -> bool {
    node.parent_element().is_some_and(|around| is_true(around, "triggeredByEvent", false))
}
