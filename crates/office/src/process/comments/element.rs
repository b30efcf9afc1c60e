//! The places of a process that can be talked about: its parts, steps, rows, roles, rules and measures, each with a name.
//!
//! A place with a key of its own (an element of the diagram, a role, a control) keeps it through every version. What has only its
//! words (a policy, an interface) is known by them, and is found again while most of them are the same. Absent: the place in a
//! single field.

use std::collections::BTreeMap;

use bpmn::Node;
use sha2::{Digest, Sha256};

use crate::comment::Place;
use crate::comment::likeness::{likeness, words};
use crate::definition::{Definition, Flow};
use crate::process::section::SECTIONS;
use crate::web::form::encode;

/// Hex digits of a hash that stand for words.
const DIGITS: usize = 16;
/// Characters of a text that stand for it as a name.
const NAME_CHARS: usize = 90;
/// From here on reworded words are still the same place.
const SAME: f64 = 0.6;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Activity,
    /// A gateway, an event or another element of the flow.
    Step,
    /// The row of an activity in the matrix.
    Raci,
    Role,
    Policy,
    Control,
    Risk,
    Measure,
    Interface,
    Input,
    Output,
    Requirement,
    Term,
    Section,
}

impl Kind {
    /// The word before the slash of a key.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Kind::Activity => "activity",
            Kind::Step => "step",
            Kind::Raci => "raci",
            Kind::Role => "role",
            Kind::Policy => "policy",
            Kind::Control => "control",
            Kind::Risk => "risk",
            Kind::Measure => "measure",
            Kind::Interface => "interface",
            Kind::Input => "input",
            Kind::Output => "output",
            Kind::Requirement => "requirement",
            Kind::Term => "term",
            Kind::Section => "section",
        }
    }

    /// The word before the name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Kind::Activity => "Activity",
            Kind::Step => "In the diagram",
            Kind::Raci => "RACI of",
            Kind::Role => "Role",
            Kind::Policy => "Policy",
            Kind::Control => "Control",
            Kind::Risk => "Risk",
            Kind::Measure => "Measure",
            Kind::Interface => "Interface",
            Kind::Input => "Input",
            Kind::Output => "Output",
            Kind::Requirement => "Tool requirement",
            Kind::Term => "Word",
            Kind::Section => "Part",
        }
    }

    /// Whether a place of this kind is known by its words alone.
    fn is_words(self) -> bool {
        matches!(self, Kind::Policy | Kind::Interface | Kind::Input | Kind::Output | Kind::Requirement | Kind::Term)
    }

    /// The page of the process on which it stands, and the place on that page.
    fn page(self, id: &str) -> String {
        match self {
            Kind::Activity => format!("/activities#{}", encode(id)),
            Kind::Raci | Kind::Role => "/raci".to_owned(),
            Kind::Step | Kind::Section => String::new(),
            _ => "/rules".to_owned(),
        }
    }
}

/// A place of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// `activity/diagnose`.
    pub key: String,
    pub kind: Kind,
    /// The name alone.
    pub name: String,
    /// The page on which it stands, below the address of the process.
    pub page: String,
}

impl Element {
    fn new(kind: Kind, id: &str, name: &str) -> Element {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = if name.is_empty() { id.to_owned() } else { shortened(&name) };
        let key = format!("{}/{id}", kind.key());
        Element { key, kind, name, page: kind.page(id) }
    }

    fn of_words(kind: Kind, text: &str) -> Element {
        Element::new(kind, &digest(text), text)
    }

    /// The name with what it is: "Role Agent", "Policy: Every incident has an owner".
    #[must_use]
    pub fn label(&self) -> String {
        let sign = if self.kind.is_words() || self.kind == Kind::Step { ": " } else { " " };
        format!("{}{sign}{}", self.kind.label(), self.name)
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_CHARS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(NAME_CHARS).collect();
    format!("{}…", cut.trim_end())
}

/// What stands for words that have no key: hex of the SHA-256 of the words in lower case.
fn digest(text: &str) -> String {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let hash = Sha256::digest(plain.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>().chars().take(DIGITS).collect()
}

/// The key of a policy by its words, for the page that lists policies.
#[must_use]
pub fn policy(statement: &str) -> String {
    Element::of_words(Kind::Policy, statement).key
}

/// The key of an interface.
#[must_use]
pub fn interface(one: &crate::definition::Interface) -> String {
    interface_element(one).key
}

fn interface_element(one: &crate::definition::Interface) -> Element {
    let way = if one.flow == Flow::Gives { "to" } else { "from" };
    Element::of_words(Kind::Interface, &format!("{} {way} {}", one.what, one.process))
}

/// The key of an input or an output by its name, of a tool requirement or of a word by its text.
#[must_use]
pub fn worded(kind: Kind, text: &str) -> String {
    Element::of_words(kind, text).key
}

/// The places of one version of a process.
pub struct Elements {
    all: Vec<Element>,
    by_key: BTreeMap<String, usize>,
}

impl Elements {
    /// Every place of a definition, in the order in which people look for it.
    #[must_use]
    pub fn of(definition: &Definition) -> Elements {
        let mut all = flow(definition);
        all.extend(definition.roles.iter().map(|one| Element::new(Kind::Role, &one.key, &one.name)));
        all.extend(definition.policies.iter().map(|one| Element::of_words(Kind::Policy, &one.statement)));
        all.extend(definition.controls.iter().map(|one| Element::new(Kind::Control, &one.key, &one.statement)));
        all.extend(definition.risks.iter().map(|one| Element::new(Kind::Risk, &one.key, &one.statement)));
        all.extend(definition.measures.iter().map(|one| Element::new(Kind::Measure, &one.key, &one.name)));
        all.extend(definition.interfaces.iter().map(interface_element));
        all.extend(definition.inputs.iter().map(|one| Element::of_words(Kind::Input, &one.name)));
        all.extend(definition.outputs.iter().map(|one| Element::of_words(Kind::Output, &one.name)));
        all.extend(definition.requirements.iter().map(|one| Element::of_words(Kind::Requirement, &one.text)));
        all.extend(definition.glossary.iter().map(|one| Element::of_words(Kind::Term, &one.term)));
        all.extend(SECTIONS.iter().map(|one| Element::new(Kind::Section, one.key, one.title)));
        let by_key = all.iter().enumerate().rev().map(|(at, one)| (one.key.clone(), at)).collect();
        Elements { all, by_key }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Element] {
        &self.all
    }

    /// The place with exactly this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Element> {
        self.by_key.get(key).map(|at| &self.all[*at])
    }

    /// Where something that was said about `place` stands in this version; none where its place is gone.
    #[must_use]
    pub fn find(&self, place: &Place) -> Option<&Element> {
        if let Some(found) = self.get(&place.element) {
            return Some(found);
        }
        let (word, _) = place.element.split_once('/')?;
        let said = words(&place.name);
        let same = self.all.iter().filter(|one| one.kind.is_words() && one.kind.key() == word);
        let scored = same.map(|one| (likeness(&said, &words(&one.label())), one));
        let best = scored.max_by(|one, other| one.0.total_cmp(&other.0));
        best.filter(|(score, _)| *score >= SAME).map(|(_, one)| one)
    }

    /// The place with this key as it is kept with what is said about it.
    #[must_use]
    pub fn place(&self, key: &str) -> Option<Place> {
        if key.is_empty() {
            return Some(Place::default());
        }
        self.get(key).map(|one| Place { element: one.key.clone(), name: one.label() })
    }
}

/// Activities with their rows in the matrix, then the other elements of the flow.
fn flow(definition: &Definition) -> Vec<Element> {
    let steps = definition.steps();
    let mut all: Vec<Element> = steps.iter().map(|(id, name)| Element::new(Kind::Activity, id, name)).collect();
    if let Some(diagram) = definition.flow() {
        let others = diagram.nodes().iter().filter(|node| !node.is_activity());
        all.extend(others.map(|node: &Node| Element::new(Kind::Step, &node.id, &node.name)));
    }
    if !definition.roles.is_empty() {
        all.extend(steps.iter().map(|(id, name)| Element::new(Kind::Raci, id, name)));
    }
    all
}

/// Of the places that something was said about, the keys of those that stand at `element` now, or nowhere when it is "gone".
#[must_use]
pub fn standing_at(elements: &Elements, said: &[Place], element: &str) -> Vec<String> {
    let stands = |place: &&Place| match (place.element.is_empty(), elements.find(place)) {
        (true, _) => element == WHOLE,
        (false, None) => element == GONE,
        (false, Some(found)) => found.key == element,
    };
    said.iter().filter(stands).map(|place| place.element.clone()).collect()
}

/// The word of a filter for places that this version has no more.
pub const GONE: &str = "gone";
/// The word of a filter for what is said about the process as a whole.
pub const WHOLE: &str = "whole";
