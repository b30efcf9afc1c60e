//! The walk over a diagram: each element is looked at once, and what becomes of it is written down.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

use super::patch::{Change, Opening, Patches, elements};
use super::{Carried, Hint, Note, Target, Weight};
use crate::program::expression::{feel_of, marks_expression};
use crate::program::xml::{attribute, child, children, is_true, nearest_id};

const ZEEBE: &str = "http://camunda.org/schema/zeebe/1.0";
const CAMUNDA: &str = "http://camunda.org/schema/1.0/bpmn";
const MODELER: &str = "http://camunda.org/schema/modeler/1.0";
/// Days for which Operaton keeps the history of a case; it refuses a process that does not say it.
pub(super) const HISTORY_DAYS: u32 = 180;

/// What is known while a diagram is walked through.
pub(super) struct Walk<'a> {
    pub target: Target,
    /// The prefix of the vendor's elements, with its colon.
    pub vendor: String,
    pub hints: &'a BTreeMap<String, Hint>,
    pub patches: Patches,
    pub forms: BTreeMap<String, String>,
    pub notes: Vec<Note>,
}

pub(super) fn carry(text: &str, target: Target, hints: &BTreeMap<String, Hint>) -> Result<Carried, String> {
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| format!("the diagram cannot be read: {error}"))?;
    let root = document.root_element();
    let mut walk = Walk {
        target,
        vendor: String::new(),
        hints,
        patches: Patches::default(),
        forms: BTreeMap::new(),
        notes: Vec::new(),
    };
    walk.root(root);
    for (tag, node) in elements(root) {
        walk.element(tag, node);
    }
    walk.messages(root);
    let Walk { patches, forms, mut notes, .. } = walk;
    notes.sort_by_key(|note| note.weight);
    let forms = forms.into_iter().map(|(key, content)| (format!("{key}.form"), content)).collect();
    Ok(Carried { text: in_utf8(&patches.apply(text)), forms, decisions: Vec::new(), notes })
}

/// The text with a declaration that is true of it.
pub(super) fn in_utf8(text: &str) -> String {
    let Some(end) = text.find("?>").filter(|_| text.trim_start().starts_with("<?xml")) else { return text.to_owned() };
    let (declaration, rest) = text.split_at(end);
    let Some(at) = declaration.find("encoding") else { return text.to_owned() };
    let quoted = declaration[at..].find(['"', '\'']).map(|quote| at + quote);
    let Some(from) = quoted else { return text.to_owned() };
    let quote = &declaration[from..=from];
    let to = declaration[from + 1..].find(quote).map_or(from + 1, |close| from + 1 + close);
    format!("{}UTF-8{}{rest}", &declaration[..=from], &declaration[to..])
}

impl<'a> Walk<'a> {
    /// Declares the vendor's words at the root.
    fn root(&mut self, root: Node<'_, '_>) {
        let (namespace, wanted) = match self.target {
            Target::Camunda8 => (ZEEBE, "zeebe"),
            Target::Operaton => (CAMUNDA, "camunda"),
        };
        let (vendor, declared) = prefix(root, namespace, wanted);
        let (modeler, known) = prefix(root, MODELER, "modeler");
        self.vendor = format!("{vendor}:");
        let mut change = Change::default();
        if !declared {
            change.attribute(format!("xmlns:{vendor}"), namespace);
        }
        if !known {
            change.attribute(format!("xmlns:{modeler}"), MODELER);
        }
        let (platform, version) = match self.target {
            Target::Camunda8 => ("Camunda Cloud", "8.6.0"),
            Target::Operaton => ("Camunda Platform", "7.22.0"),
        };
        change.attribute(format!("{modeler}:executionPlatform"), platform);
        change.attribute(format!("{modeler}:executionPlatformVersion"), version);
        change.write(root, &mut self.patches);
    }

    fn element(&mut self, tag: &str, node: Node<'a, '_>) {
        match tag {
            "process" => self.process(node),
            "task" | "userTask" | "manualTask" => self.person(tag, node),
            "serviceTask" | "sendTask" | "scriptTask" | "businessRuleTask" => self.worker(tag, node),
            "callActivity" => self.call(node),
            "exclusiveGateway" | "inclusiveGateway" => self.ways(tag, node),
            "sequenceFlow" => self.condition(node),
            "timerEventDefinition" => self.timer(node),
            "multiInstanceLoopCharacteristics" => self.multi(node),
            "intermediateThrowEvent" | "endEvent" => self.thrower(node),
            _ => {}
        }
        self.refused(tag, node);
        self.working(tag, node);
    }

    fn process(&mut self, node: Node<'_, '_>) {
        if !children(node).any(|(tag, _)| tag == "startEvent" || tag.to_ascii_lowercase().ends_with("task")) {
            return;
        }
        let mut change = Change::default();
        if !is_true(node, "isExecutable", false) {
            change.attribute("isExecutable", "true");
        }
        if self.target == Target::Operaton
            && crate::program::xml::vendor_attribute(node, crate::program::xml::Vendor::Camunda, "historyTimeToLive")
                .is_none()
        {
            change.attribute(format!("{}historyTimeToLive", self.vendor), HISTORY_DAYS.to_string());
            self.note(
                node,
                Weight::Said,
                format!("The history of a case is kept for {HISTORY_DAYS} days after its end."),
            );
        }
        change.write(node, &mut self.patches);
    }

    /// What the engine does not run.
    fn refused(&mut self, tag: &str, node: Node<'_, '_>) {
        let eight = self.target == Target::Camunda8;
        let sentence = match tag {
            "complexGateway" => "A complex gateway is not run. Draw it with inclusive or parallel gateways.",
            "standardLoopCharacteristics" => {
                "A standard loop is not run. Draw the way back, or use a multi-instance activity."
            }
            "transaction" if eight => {
                "A transaction is not run. Use a sub-process, with boundary events for what goes wrong."
            }
            "cancelEventDefinition" if eight => "A cancel event is not run, because transactions are not.",
            "conditionalEventDefinition" if eight => {
                "An event that waits for a condition is not run. Use a message or a timer."
            }
            "adHocSubProcess" if !eight => {
                "An ad-hoc sub-process is not run. Draw the order, or use a case of its own."
            }
            "startEvent" | "intermediateCatchEvent" | "boundaryEvent" | "intermediateThrowEvent" | "endEvent"
                if children(node).filter(|(tag, _)| tag.ends_with("EventDefinition")).count() > 1 =>
            {
                "An event that stands for several things is not run. Draw one event for each."
            }
            _ => return,
        };
        self.note(node, Weight::Lost, sentence);
    }

    fn timer(&mut self, node: Node<'_, '_>) {
        let found = ["timeDate", "timeDuration", "timeCycle"].into_iter().find_map(|name| child(node, name));
        let Some(at) = found else {
            return self.note(
                node,
                Weight::ToDo,
                "The timer says no time. Say a date, a duration or a cycle of ISO 8601.",
            );
        };
        let text = crate::program::xml::text(at);
        if crate::timer::Schedule::parse(&text).is_some() {
            return;
        }
        if !marks_expression(&text) {
            let sentence = format!("“{text}” is no time of ISO 8601. Write it so, for example P5D for five days.");
            return self.note(node, Weight::ToDo, sentence);
        }
        if let Some(said) = self.value(node, &text).filter(|said| *said != text) {
            super::patch::refill(at, &said, &mut self.patches);
        }
    }

    /// A value in the words of the engine: a fixed text as it is, an expression in its language. None, and told, where the engine has
    /// no words for it.
    pub fn value(&mut self, at: Node<'_, '_>, text: &str) -> Option<String> {
        if marks_expression(text) { self.expression(at, text) } else { Some(text.trim().to_owned()) }
    }

    /// [`Walk::value`] of what is an expression whether or not it says so.
    pub fn expression(&mut self, at: Node<'_, '_>, text: &str) -> Option<String> {
        let said = feel_of(text).and_then(|feel| match self.target {
            Target::Camunda8 => Ok(format!("={feel}")),
            Target::Operaton if text.trim().starts_with("${") || text.trim().starts_with("#{") => {
                Ok(text.trim().to_owned())
            }
            Target::Operaton => super::juel::juel_of(&feel).map(|juel| format!("${{{juel}}}")),
        });
        match said {
            Ok(said) => Some(said),
            Err(why) => {
                self.note(at, Weight::Lost, format!("The expression “{}” does not carry over: {why}.", text.trim()));
                None
            }
        }
    }

    pub fn note(&mut self, at: Node<'_, '_>, weight: Weight, sentence: impl Into<String>) {
        let element = nearest_id(at);
        let named = at.ancestors().find(|around| attribute(*around, "id") == Some(&element));
        let name = named
            .and_then(|node| attribute(node, "name"))
            .map_or_else(|| element.clone(), |name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        self.notes.push(Note { element, name, weight, sentence: sentence.into() });
    }
}

/// The prefix of a namespace at the root, and whether it is declared there; a free one that is like the one wanted, otherwise.
pub(super) fn prefix(root: Node<'_, '_>, namespace: &str, wanted: &str) -> (String, bool) {
    let known = root.namespaces().find(|one| one.uri() == namespace).and_then(roxmltree::Namespace::name);
    if let Some(known) = known {
        return (known.to_owned(), true);
    }
    let text = root.document().input_text();
    let is_used = |prefix: &str| text.contains(&format!("xmlns:{prefix}="));
    let mut free = wanted.to_owned();
    let mut number = 1;
    while is_used(&free) {
        number += 1;
        free = format!("{wanted}{number}");
    }
    (free, false)
}

/// Whether an opening tag says anything of a vendor's attribute already.
pub(super) fn says(node: Node<'_, '_>, name: &str) -> bool {
    let text = node.document().input_text();
    let opening = Opening::of(text, node.range().start);
    text[opening.start..opening.end].contains(&format!("{name}="))
}
