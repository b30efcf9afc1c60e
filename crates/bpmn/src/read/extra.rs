//! What a file says beside nodes, as properties by id: so that two versions can be compared without a blind spot.
//!
//! Flows, pools, lanes and lines with what the view has no field for, and everything that stands at the top of the file: messages,
//! errors, signals, item definitions, vendors' own elements. Absent: nodes and processes, whose properties stand in the view; the
//! drawing. Source: BPMN 2.0.2 §8.3, §8.4.

use std::collections::BTreeMap;

use roxmltree::Node as Xml;

use super::element::{SEEN_ATTRIBUTES, attribute, collect};
use super::{BPMN, Extra, View};

/// Elements with a place of their own in the view, of which the properties are read here.
const PLACED: [&str; 4] = ["sequenceFlow", "messageFlow", "participant", "lane"];

/// Elements inside processes and collaborations that only this reading compares.
const LOOSE: [&str; 9] = [
    "association",
    "dataInputAssociation",
    "dataOutputAssociation",
    "dataObject",
    "conversationLink",
    "correlationKey",
    "participantAssociation",
    "messageFlowAssociation",
    "conversationAssociation",
];

/// What stands at the top of a file and has a reading of its own.
const READ_ELSEWHERE: [&str; 5] = ["process", "collaboration", "choreography", "globalChoreographyTask", "BPMNDiagram"];

/// Children that are compared with their element, or are elements of their own.
const SEEN: [&str; 5] = ["incoming", "outgoing", "flowNodeRef", "childLaneSet", "documentation"];

pub(super) fn extras(root: Xml<'_, '_>, view: &View) -> BTreeMap<String, Extra> {
    let mut found = BTreeMap::new();
    for xml in root.descendants().filter(Xml::is_element) {
        let name = xml.tag_name().name();
        let is_ours = xml.tag_name().namespace() == Some(BPMN);
        let at_top = xml.parent() == Some(root) && !READ_ELSEWHERE.contains(&name);
        let placed = is_ours && PLACED.contains(&name);
        if !(at_top || placed || is_ours && LOOSE.contains(&name)) {
            continue;
        }
        // Data that is drawn is a node, and compared as such.
        if view.nodes.iter().any(|node| Some(node.id.as_str()) == xml.attribute("id")) {
            continue;
        }
        let id = match xml.attribute("id") {
            Some(id) => id.to_owned(),
            None => (1..).map(|count| format!("{name} {count}")).find(|id| !found.contains_key(id)).unwrap_or_default(),
        };
        let properties = if placed { beyond_its_place(xml) } else { whole(xml) };
        found.insert(id, Extra { tag: name.to_owned(), name: attribute(xml, "name"), properties, placed });
    }
    found
}

/// What the view of a flow, pool or lane does not hold.
fn beyond_its_place(xml: Xml<'_, '_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for attribute in xml.attributes() {
        if attribute.namespace().is_some() || !SEEN_ATTRIBUTES.contains(&attribute.name()) {
            found.insert(format!("@{}", attribute.name()), attribute.value().to_owned());
        }
    }
    let told = xml.tag_name().name() != "messageFlow";
    for child in xml.children().filter(Xml::is_element) {
        let name = child.tag_name().name();
        if SEEN.contains(&name) && (told || name != "documentation") {
            continue;
        }
        if name == "conditionExpression" {
            // Its text is the condition of the flow.
            for attribute in child.attributes().filter(|attribute| attribute.name() != "id") {
                found.insert(format!("{name}/@{}", attribute.name()), attribute.value().to_owned());
            }
        } else {
            collect(child, name.to_owned(), &mut found);
        }
    }
    found
}

fn whole(xml: Xml<'_, '_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for attribute in xml.attributes().filter(|attribute| attribute.name() != "id") {
        found.insert(format!("@{}", attribute.name()), attribute.value().to_owned());
    }
    let text: String = xml.children().filter(Xml::is_text).filter_map(|part| part.text()).collect();
    if !text.trim().is_empty() {
        found.insert("text".to_owned(), text.trim().to_owned());
    }
    for child in xml.children().filter(Xml::is_element) {
        collect(child, child.tag_name().name().to_owned(), &mut found);
    }
    found
}
