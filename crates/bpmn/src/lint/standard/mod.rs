//! What the standard demands beyond the picture: values that can be read, references to the right kind of thing, data and messages
//! that fit together.
//!
//! Absent: the XML schema as a whole, and what imported files say; a name that carries a prefix of another file is not followed.
//! What only an engine needs is an error in a process marked executable, and a hint in one that is drawn for people. Source:
//! BPMN 2.0.2 §8–§10, §15; the list of constraints after Geiger, Harrer, Lenhard, Wirtz: *BPMN 2.0: the state of support and
//! implementation* (2018).

mod data;
mod event;
mod kind;
mod message;
mod place;
mod time;
mod value;

/// The rules of the rooms of this house.
pub(super) const ALL: [&[&super::Rule]; 7] =
    [data::ALL, event::ALL, kind::ALL, message::ALL, place::ALL, time::ALL, value::ALL];

use std::collections::BTreeMap;

use roxmltree::Node as Xml;

use super::{Findings, Rule, Severity};
use crate::diagram::Diagram;
use crate::read::{BPMN, tree};
use crate::words::{called, one_line};

pub(super) fn check(diagram: &Diagram, findings: &mut Findings) {
    // The text was read before, so it can be read again.
    let Ok(document) = tree(diagram.text()) else { return };
    let root = document.root_element();
    let mut by_id = BTreeMap::new();
    for xml in root.descendants().filter(|xml| xml.tag_name().namespace() == Some(BPMN)) {
        if let Some(id) = xml.attribute("id") {
            by_id.entry(id).or_insert(xml);
        }
    }
    let model = Model { diagram, by_id, imports: root.children().any(|child| named(child, "import")) };
    for xml in root.descendants().filter(|xml| xml.tag_name().namespace() == Some(BPMN)) {
        value::check(&model, xml, findings);
        time::check(&model, xml, findings);
        kind::check(&model, xml, findings);
        place::check(&model, xml, findings);
        data::check(&model, xml, findings);
        message::check(&model, xml, findings);
        event::check(&model, xml, findings);
    }
}

/// The file as a tree, with its elements by id.
struct Model<'a, 'input> {
    diagram: &'a Diagram,
    by_id: BTreeMap<&'a str, Xml<'a, 'input>>,
    imports: bool,
}

impl<'a, 'input> Model<'a, 'input> {
    /// The element that an attribute names.
    fn referred(&self, xml: Xml<'a, 'input>, attribute: &str) -> Option<Xml<'a, 'input>> {
        self.find(xml.attribute(attribute)?)
    }

    /// The element that the text of a child element names.
    fn referred_by_child(&self, xml: Xml<'a, 'input>, name: &str) -> Option<Xml<'a, 'input>> {
        self.find(child(xml, name)?.text()?)
    }

    fn find(&self, reference: &str) -> Option<Xml<'a, 'input>> {
        self.by_id.get(local(reference)).copied()
    }

    /// The nearest element that people can see: a node, flow, lane, pool or process; else the nearest one with an id.
    fn seen(&self, xml: Xml<'a, 'input>) -> Option<&'a str> {
        let ids = || xml.ancestors().filter_map(|node| node.attribute("id"));
        let seen = |id: &&str| {
            let diagram = self.diagram;
            diagram.node(id).is_some()
                || diagram.flow(id).is_some()
                || diagram.message_flow(id).is_some()
                || diagram.association(id).is_some()
                || diagram.lane(id).is_some()
                || diagram.participant(id).is_some()
                || diagram.process(id).is_some()
        };
        ids().find(seen).or_else(|| ids().next())
    }

    /// How the element is called in a sentence.
    fn label(&self, xml: Xml<'a, 'input>) -> String {
        let Some(id) = self.seen(xml) else { return format!("the {}", xml.tag_name().name()) };
        if let Some(node) = self.diagram.node(id) {
            return called(node);
        }
        let name = self.by_id.get(id).and_then(|xml| xml.attribute("name")).map(one_line).unwrap_or_default();
        format!("\"{}\"", if name.is_empty() { id } else { &name })
    }

    /// Whether an engine is meant to run the process around.
    fn runs(xml: Xml<'a, 'input>) -> bool {
        let process = xml.ancestors().find(|node| named(*node, "process"));
        process.is_none_or(|process| process.attribute("isExecutable") == Some("true"))
    }

    fn add(&self, findings: &mut Findings, rule: &Rule, xml: Xml<'a, 'input>, message: String) {
        findings.add(rule, self.seen(xml), message);
    }

    /// As [`Self::add`], but only a hint where no engine runs the process.
    fn add_if_run(&self, findings: &mut Findings, rule: &Rule, xml: Xml<'a, 'input>, message: String) {
        let severity = if Self::runs(xml) { rule.severity } else { Severity::Info };
        let rule = Rule { severity, ..*rule };
        findings.add(&rule, self.seen(xml), message);
    }
}

/// An id without the prefix of its name space.
fn local(reference: &str) -> &str {
    let reference = reference.trim();
    reference.rsplit_once(':').map_or(reference, |(_, local)| local)
}

fn named(xml: Xml<'_, '_>, name: &str) -> bool {
    xml.has_tag_name((BPMN, name))
}

fn child<'a, 'input>(xml: Xml<'a, 'input>, name: &str) -> Option<Xml<'a, 'input>> {
    xml.children().find(|child| named(*child, name))
}

fn children<'a, 'input>(xml: Xml<'a, 'input>, name: &'static str) -> impl Iterator<Item = Xml<'a, 'input>> {
    xml.children().filter(move |child| named(*child, name))
}

/// The text inside, without the space around it.
fn content(xml: Xml<'_, '_>) -> String {
    let text: String = xml.descendants().filter(Xml::is_text).filter_map(|part| part.text()).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests;
