//! A drawn process made ready to run, by patches to its text: tasks for people, conditions of flows, questions before gateways.
//!
//! Absent: deciding what needs them, and drawing what is added; the picture stays the one of the diagram as it was. Source: BPMN
//! 2.0.2 §10.2 (`isExecutable`), §10.3.4 (user task), §8.3.13 (condition of a sequence flow).

use std::ops::Range;

use roxmltree::{Document, Node as Xml};

use super::{EditError, attribute_text, find, qualified, start_tag};
use crate::diagram::Diagram;
use crate::read::{BPMN, tree};
use crate::text::escape;

/// One thing to do to a diagram.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rework {
    /// The process is meant to run.
    Executable { process: String },
    /// The task is done by a person, whatever kind of task it was.
    ByHand { task: String },
    /// The event begins without a trigger.
    Untriggered { event: String },
    /// The event, which names no message or signal, is about one of this name.
    Named { event: String, name: String },
    /// The flow is taken when this holds.
    Condition { flow: String, expression: String },
    /// A user task stands before the element: every flow that led to the element leads to the task first.
    Before { element: String, task: String, name: String },
}

type Patch = (Range<usize>, String);

impl Diagram {
    /// The diagram with all of this done to it; everything else stays as it is.
    ///
    /// # Errors
    /// When an id is unknown or used twice.
    pub fn reworked(&self, all: &[Rework]) -> Result<Diagram, EditError> {
        let text = self.text();
        let document = tree(text).map_err(EditError::Spoilt)?;
        let mut patches: Vec<Patch> = Vec::new();
        for one in all {
            work(text, &document, one, &mut patches)?;
        }
        patches.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + 1024);
        let mut at = 0;
        for (range, with) in &patches {
            if range.start < at {
                continue; // the same thing asked for twice
            }
            out.push_str(&text[at..range.start]);
            out.push_str(with);
            at = range.end;
        }
        out.push_str(&text[at..]);
        Diagram::parse(&out).map_err(EditError::Spoilt)
    }
}

fn work(text: &str, document: &Document<'_>, one: &Rework, patches: &mut Vec<Patch>) -> Result<(), EditError> {
    match one {
        Rework::Executable { process } => {
            let xml = find(document, process)?;
            patches.push(match xml.attribute_node("isExecutable") {
                Some(stated) => (stated.range_value(), "true".to_owned()),
                None => after_id(xml, " isExecutable=\"true\""),
            });
        }
        Rework::ByHand { task } => {
            let xml = find(document, task)?;
            if xml.tag_name().name() != "userTask" {
                rename_tag(text, xml, "userTask", patches);
            }
        }
        Rework::Untriggered { event } => {
            let triggers = find(document, event)?.children().filter(|child| {
                child.tag_name().namespace() == Some(BPMN) && child.tag_name().name().ends_with("ventDefinition")
            });
            patches.extend(triggers.map(|child| (child.range(), String::new())));
        }
        Rework::Named { event, name } => named(text, document, find(document, event)?, name, patches),
        Rework::Condition { flow, expression } => {
            let xml = find(document, flow)?;
            patches.push(condition(text, xml, expression));
        }
        Rework::Before { element, task, name } => {
            let xml = find(document, element)?;
            let leads_here = |flow: &Xml<'_, '_>| {
                flow.has_tag_name((BPMN, "sequenceFlow")) && flow.attribute("targetRef").map(local) == Some(element)
            };
            for flow in document.descendants().filter(leads_here) {
                let target = flow.attribute_node("targetRef").expect("it leads here");
                patches.push((target.range_value(), attribute_text(task)));
            }
            let (id, to, name) = (attribute_text(task), attribute_text(element), attribute_text(name));
            let added = format!(
                "<userTask xmlns=\"{BPMN}\" id=\"{id}\" name=\"{name}\"/>\
                 <sequenceFlow xmlns=\"{BPMN}\" id=\"{id}.flow\" sourceRef=\"{id}\" targetRef=\"{to}\"/>"
            );
            patches.push((xml.range().end..xml.range().end, added));
        }
    }
    Ok(())
}

/// Points the definitions of an event that point at nothing to a message or signal that is added to the file.
fn named(text: &str, document: &Document<'_>, event: Xml<'_, '_>, name: &str, patches: &mut Vec<Patch>) {
    for (definition, reference, kind) in
        [("messageEventDefinition", "messageRef", "message"), ("signalEventDefinition", "signalRef", "signal")]
    {
        let unsaid = |child: &Xml<'_, '_>| {
            child.has_tag_name((BPMN, definition)) && child.attribute(reference).is_none_or(|to| to.trim().is_empty())
        };
        for child in event.children().filter(unsaid) {
            let id = attribute_text(&format!("{}.{kind}", event.attribute("id").unwrap_or_default()));
            match child.attribute_node(reference) {
                Some(empty) => patches.push((empty.range_value(), id.clone())),
                None => {
                    let at = child.range().start + 1 + qualified(text, child).len();
                    patches.push((at..at, format!(" {reference}=\"{id}\"")));
                }
            }
            let at = start_tag(text, document.root_element()).end;
            patches.push((at..at, format!("<{kind} xmlns=\"{BPMN}\" id=\"{id}\" name=\"{}\"/>", attribute_text(name))));
        }
    }
}

/// The part of a qualified name behind its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local).trim()
}

fn after_id(xml: Xml<'_, '_>, attribute: &str) -> Patch {
    let end = xml.attribute_node("id").expect("found by its id").range().end;
    (end..end, attribute.to_owned())
}

fn rename_tag(text: &str, xml: Xml<'_, '_>, to: &str, patches: &mut Vec<Patch>) {
    let tag = qualified(text, xml);
    let name = tag.rsplit_once(':').map_or(to.to_owned(), |(prefix, _)| format!("{prefix}:{to}"));
    let start = xml.range().start + 1;
    patches.push((start..start + tag.len(), name.clone()));
    let whole = &text[xml.range()];
    if let Some(close) = whole.rfind("</").filter(|_| !whole.ends_with("/>")) {
        let start = xml.range().start + close + 2;
        patches.push((start..start + tag.len(), name));
    }
}

fn condition(text: &str, xml: Xml<'_, '_>, expression: &str) -> Patch {
    let element = format!("<conditionExpression xmlns=\"{BPMN}\">{}</conditionExpression>", escape(expression));
    if let Some(there) = xml.children().find(|child| child.has_tag_name((BPMN, "conditionExpression"))) {
        return (there.range(), element);
    }
    let head = start_tag(text, xml);
    if text[head.clone()].ends_with("/>") {
        let slash = head.start + text[head.clone()].trim_end_matches("/>").trim_end().len();
        return (slash..head.end, format!(">{element}</{}>", qualified(text, xml)));
    }
    (head.end..head.end, element)
}
