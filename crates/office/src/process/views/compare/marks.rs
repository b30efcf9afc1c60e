//! Where changes show on the two pictures: every change has a number, and its elements carry that number in the colour of what
//! happened to them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bpmn::{Badge, ChangeKind, Mark, Overlay};

use crate::definition::{Change, Class, Definition, Place};

/// Letters of a mark at most; more numbers than fit end with dots.
const MARK_LETTERS: usize = 18;
/// So many moved elements say so at each of them; more are a new layout.
const MOVED_SHOWN: usize = 6;

/// A change with its number.
pub(super) struct Numbered<'a> {
    pub number: usize,
    pub change: &'a Change,
    /// Ids of the elements at which it shows.
    pub elements: Vec<String>,
    /// Whether the picture looks the same before and after.
    pub hidden: bool,
    happened: Happened,
}

/// What happened to an element, the more telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Happened {
    Removed,
    Added,
    Changed,
    Hidden,
}

impl Happened {
    fn look(self) -> (&'static str, bpmn::Tone) {
        match self {
            Happened::Removed => ("is-removed", bpmn::Tone::Bad),
            Happened::Added => ("is-added", bpmn::Tone::Good),
            Happened::Changed => ("is-changed", bpmn::Tone::Warning),
            Happened::Hidden => ("is-hidden-change", bpmn::Tone::Warning),
        }
    }
}

/// Both diagrams with their marks.
pub(super) struct Pictures {
    pub before: Arc<bpmn::Diagram>,
    pub after: Arc<bpmn::Diagram>,
    /// On the older picture.
    pub old: Overlay,
    /// On the newer picture.
    pub new: Overlay,
    /// Of the older picture, what the newer does not have.
    pub gone: Overlay,
    /// Whether most of what both have stands elsewhere.
    pub rearranged: bool,
}

impl Pictures {
    /// The marks of a picture that shows both.
    pub fn all(&self) -> BTreeMap<String, Mark> {
        self.gone.marks.iter().chain(&self.new.marks).map(|(id, mark)| (id.clone(), mark.clone())).collect()
    }
}

/// The changes with their numbers: major ones first, as the list shows them.
pub(super) fn numbered<'a>(old: &Definition, new: &Definition, found: &'a [Change]) -> Vec<Numbered<'a>> {
    let mut drawn: BTreeMap<String, (ChangeKind, bool)> = BTreeMap::new();
    if let (Some(before), Some(after)) = (old.flow(), new.flow()) {
        drawn.extend(bpmn::compare(&before, &after).into_iter().map(|one| (one.sentence, (one.kind, one.hidden))));
    }
    let of = |class: Class| found.iter().filter(move |change| change.class == class);
    of(Class::Major)
        .chain(of(Class::Minor))
        .zip(1..)
        .map(|(change, number)| {
            let happened = match drawn.get(&change.sentence) {
                Some((_, true)) | None => Happened::Hidden,
                Some((ChangeKind::Removed, _)) => Happened::Removed,
                Some((ChangeKind::Added, _)) => Happened::Added,
                Some(_) => Happened::Changed,
            };
            let elements = elements(old, new, &change.target);
            Numbered { number, change, elements, hidden: happened == Happened::Hidden, happened }
        })
        .collect()
}

/// Where something shows on a picture.
fn elements(old: &Definition, new: &Definition, target: &Place) -> Vec<String> {
    match target {
        Place::Activity(id) | Place::Element(id) => vec![id.clone()],
        Place::Cell { activity, .. } => vec![activity.clone()],
        Place::Control(key) => {
            let at = |one: &Definition| {
                one.controls.iter().find(|control| control.key == *key).map(|control| control.activity.clone())
            };
            let places: BTreeSet<String> =
                [at(old), at(new)].into_iter().flatten().filter(|id| !id.is_empty()).collect();
            places.into_iter().collect()
        }
        Place::Role(_) | Place::Measure(_) | Place::Form(_) | Place::Decision(_) | Place::Field(_) => Vec::new(),
    }
}

/// What is said at one element.
#[derive(Default)]
struct Said {
    happened: Option<Happened>,
    numbers: Vec<(usize, bool)>,
    sentences: Vec<String>,
}

impl Said {
    fn mark(&self) -> Mark {
        let (class, tone) = self.happened.unwrap_or(Happened::Hidden).look();
        let mut text = String::new();
        for (number, hidden) in &self.numbers {
            let gap = if text.is_empty() { "" } else { ", " };
            let sign = if *hidden { "✎" } else { "" };
            let longer = format!("{text}{gap}{sign}{number}");
            if longer.chars().count() > MARK_LETTERS {
                text.push('…');
                break;
            }
            text = longer;
        }
        Mark {
            class: Some(class.to_owned()),
            badge: Some(Badge { text, tone }),
            tooltip: Some(self.sentences.join(" ")),
            href: self.numbers.first().map(|(number, _)| format!("#change-{number}")),
        }
    }
}

/// Both pictures with the marks of the changes that are shown; none where one of the two has no diagram.
pub(super) fn pictures(old: &Definition, new: &Definition, shown: &[&Numbered], moves: bool) -> Option<Pictures> {
    let (before, after) = (old.flow()?, new.flow()?);
    let mut said: BTreeMap<&str, Said> = BTreeMap::new();
    for one in shown {
        for element in &one.elements {
            let at = said.entry(element).or_default();
            at.happened = Some(at.happened.map_or(one.happened, |there| there.min(one.happened)));
            at.numbers.push((one.number, one.hidden));
            at.sentences.push(one.change.sentence.clone());
        }
    }
    let marks: BTreeMap<String, Mark> = said.iter().map(|(id, said)| ((*id).to_owned(), said.mark())).collect();
    let has = |diagram: &bpmn::Diagram, id: &str| {
        diagram.planes().iter().any(|plane| {
            plane.shapes.iter().any(|shape| shape.element == id) || plane.edges.iter().any(|edge| edge.element == id)
        })
    };
    let on = |diagram: &bpmn::Diagram, wanted: &dyn Fn(&str) -> bool| Overlay {
        marks: marks
            .iter()
            .filter(|(id, _)| has(diagram, id) && wanted(id))
            .map(|(id, mark)| (id.clone(), mark.clone()))
            .collect(),
        ..Overlay::default()
    };
    let all = |_: &str| true;
    let (mut drawn, gone) = (on(&after, &all), on(&before, &|id| !has(&after, id)));
    let moved = bpmn::moved(&before, &after);
    let common = after.nodes().iter().filter(|node| before.node(&node.id).is_some()).count();
    if moves {
        add_moves(&mut drawn, &moved);
    }
    Some(Pictures { old: on(&before, &all), new: drawn, gone, rearranged: moved.len() * 2 > common, before, after })
}

/// Moved elements are shown as such: not in the colour of a change, because nothing of substance is different.
fn add_moves(overlay: &mut Overlay, moved: &[String]) {
    for id in moved {
        overlay.marks.entry(id.clone()).or_insert_with(|| Mark {
            class: Some("is-moved".to_owned()),
            badge: (moved.len() <= MOVED_SHOWN).then(|| Badge { text: "moved".to_owned(), tone: bpmn::Tone::Neutral }),
            tooltip: Some("It stands elsewhere on the picture; nothing else changed.".to_owned()),
            href: None,
        });
    }
}
