//! What changed between two versions of a diagram, in plain words.
//!
//! Absent: whether a change matters to people; the caller adds its own rules to [`Change::material`]. Elements are matched by
//! id. Source: ids are stable across edits in every modeller that follows BPMN 2.0.2 §8.3.1.

mod extra;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::diagram::Diagram;
use crate::model::{Flow, Kind, Node};
use crate::words::{called, kind, one_line};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub element: String,
    /// The name in the newer version (in the older, for what was removed); may be empty.
    pub name: String,
    pub kind: ChangeKind,
    pub sentence: String,
    /// Whether the change can alter what people or machines do; a rearranged drawing or a new note cannot.
    pub material: bool,
    /// Whether the picture looks the same before and after: a property, a condition, a time, a documentation.
    pub hidden: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ChangeKind {
    Added,
    Removed,
    Renamed,
    MovedLane,
    FlowChanged,
    TypeChanged,
    Property,
    Documentation,
    Layout,
}

/// Compares two versions; the changes come in the order of the newer text, removals after them, the drawing last.
#[must_use]
pub fn compare(old: &Diagram, new: &Diagram) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.text() == new.text() {
        return changes;
    }
    parts(old, new, &mut changes);
    nodes(old, new, &mut changes);
    flows(old, new, &mut changes);
    messages(old, new, &mut changes);
    extra::compare(old, new, &mut changes);
    layout(old, new, &mut changes);
    changes
}

/// A process, pool or lane, reduced to what they have in common.
struct Part<'a> {
    what: &'static str,
    id: &'a str,
    name: &'a str,
    documentation: &'a str,
    properties: Option<&'a BTreeMap<String, String>>,
}

fn parts_of(diagram: &Diagram) -> Vec<Part<'_>> {
    let processes = diagram.processes().iter().map(|process| Part {
        what: "process",
        id: &process.id,
        name: &process.name,
        documentation: &process.documentation,
        properties: Some(&process.properties),
    });
    let pools = diagram.participants().iter().map(|pool| Part {
        what: "pool",
        id: &pool.id,
        name: &pool.name,
        documentation: &pool.documentation,
        properties: None,
    });
    let lanes = diagram.lanes().iter().map(|lane| Part {
        what: "lane",
        id: &lane.id,
        name: &lane.name,
        documentation: &lane.documentation,
        properties: None,
    });
    processes.chain(pools).chain(lanes).collect()
}

fn quoted(name: &str, id: &str) -> String {
    match one_line(name) {
        name if name.is_empty() => format!("\"{id}\""),
        name => format!("\"{name}\""),
    }
}

fn parts(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    let (before, after) = (parts_of(old), parts_of(new));
    let index = |parts: &[Part<'_>]| -> BTreeMap<(&'static str, String), usize> {
        parts.iter().enumerate().map(|(at, part)| ((part.what, part.id.to_owned()), at)).collect()
    };
    let (in_before, in_after) = (index(&before), index(&after));
    let key = |part: &Part<'_>| (part.what, part.id.to_owned());
    for part in &after {
        let label = quoted(part.name, part.id);
        let mut note = |kind, sentence, material| changes.push(change(part.id, part.name, kind, sentence, material));
        let Some(at) = in_before.get(&key(part)) else {
            note(ChangeKind::Added, format!("The {} {label} is new.", part.what), true);
            continue;
        };
        let was = &before[*at];
        if was.name != part.name {
            let sentence = format!("The {} {} is now called {label}.", part.what, quoted(was.name, was.id));
            note(ChangeKind::Renamed, sentence, one_line(was.name) != one_line(part.name));
        }
        if was.documentation != part.documentation {
            note(ChangeKind::Documentation, format!("The documentation of the {} {label} changed.", part.what), true);
        }
        if let (Some(a), Some(b)) = (was.properties, part.properties) {
            properties(a, b, part.id, part.name, &format!("the {} {label}", part.what), changes);
        }
    }
    for part in before.iter().filter(|part| !in_after.contains_key(&key(part))) {
        let sentence = format!("The {} {} was removed.", part.what, quoted(part.name, part.id));
        changes.push(change(part.id, part.name, ChangeKind::Removed, sentence, true));
    }
}

fn change(element: &str, name: &str, kind: ChangeKind, sentence: String, material: bool) -> Change {
    let hidden = matches!(kind, ChangeKind::Property | ChangeKind::Documentation);
    Change { element: element.to_owned(), name: one_line(name), kind, sentence, material, hidden }
}

/// The same, of something that the picture does not show.
fn unseen(element: &str, name: &str, kind: ChangeKind, sentence: String) -> Change {
    Change { hidden: true, ..change(element, name, kind, sentence, true) }
}

/// Notes and groups explain; everything else acts.
fn acts(node: &Node) -> bool {
    !matches!(node.kind, Kind::TextAnnotation | Kind::Group)
}

fn nodes(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    for node in new.nodes() {
        let Some(was) = old.node(&node.id) else {
            let lane = node.lane.as_deref().and_then(|lane| new.lane_name(lane)).filter(|name| !name.is_empty());
            let place = lane.map_or(String::new(), |lane| format!(", done by \"{}\"", one_line(lane)));
            let sentence = format!("New {}: {}{place}.", kind(&node.kind), quoted(&node.name, &node.id));
            changes.push(change(&node.id, &node.name, ChangeKind::Added, sentence, acts(node)));
            continue;
        };
        node_changes(old, new, was, node, changes);
    }
    for node in old.nodes().iter().filter(|node| new.node(&node.id).is_none()) {
        let sentence = format!("The {} {} was removed.", kind(&node.kind), quoted(&node.name, &node.id));
        changes.push(change(&node.id, &node.name, ChangeKind::Removed, sentence, acts(node)));
    }
}

fn node_changes(old: &Diagram, new: &Diagram, was: &Node, node: &Node, changes: &mut Vec<Change>) {
    let label = called(node);
    let mut note = |kind, sentence, material| changes.push(change(&node.id, &node.name, kind, sentence, material));
    if was.name != node.name {
        let material = acts(node) && one_line(&was.name) != one_line(&node.name);
        note(ChangeKind::Renamed, format!("{} is now called {label}.", capital(&called(was))), material);
    }
    let type_of = |node: &Node| (node.kind.clone(), node.looping, node.compensates);
    if type_of(was) != type_of(node) {
        let (from, to) = (kind(&was.kind), kind(&node.kind));
        let sentence = match (&was.kind, &node.kind) {
            _ if from != to => {
                format!("{} was {} and is now {}.", capital(&called(was)), with_article(&from), with_article(&to))
            }
            (Kind::CallActivity { called: a }, Kind::CallActivity { called: b }) if a != b => format!(
                "{} now calls \"{}\" instead of \"{}\".",
                capital(&label),
                b.as_deref().unwrap_or("nothing"),
                a.as_deref().unwrap_or("nothing")
            ),
            (Kind::Event(a), Kind::Event(b)) => event_change(&label, a, b),
            _ => format!("{} is repeated or undone differently.", capital(&label)),
        };
        let hidden = match (&was.kind, &node.kind) {
            (Kind::CallActivity { .. }, Kind::CallActivity { .. }) => {
                (was.looping, was.compensates) == (node.looping, node.compensates)
            }
            (Kind::Event(a), Kind::Event(b)) => from == to && a.detail != b.detail && a.interrupting == b.interrupting,
            _ => false,
        };
        changes.push(Change { hidden, ..change(&node.id, &node.name, ChangeKind::TypeChanged, sentence, true) });
    }
    let mut note = |kind, sentence, material| changes.push(change(&node.id, &node.name, kind, sentence, material));
    let lane =
        |diagram: &Diagram, node: &Node| node.lane.as_deref().and_then(|lane| diagram.lane_name(lane)).map(one_line);
    if was.lane != node.lane {
        let name = |lane: Option<String>| lane.map_or("no lane".to_owned(), |name| format!("\"{name}\""));
        let sentence = format!("{} moved from {} to {}.", capital(&label), name(lane(old, was)), name(lane(new, node)));
        note(ChangeKind::MovedLane, sentence, acts(node));
    }
    if was.parent != node.parent || was.process != node.process {
        note(
            ChangeKind::FlowChanged,
            format!("{} moved into or out of a sub-process or pool.", capital(&label)),
            acts(node),
        );
    }
    if was.documentation != node.documentation {
        note(ChangeKind::Documentation, format!("The documentation of {label} changed."), true);
    }
    properties(&was.properties, &node.properties, &node.id, &node.name, &label, changes);
}

fn event_change(label: &str, was: &crate::model::Event, now: &crate::model::Event) -> String {
    let label = capital(label);
    if was.detail != now.detail {
        let text = |detail: &Option<String>| {
            detail.as_deref().map_or("nothing".to_owned(), |detail| format!("\"{}\"", one_line(detail)))
        };
        return format!("{label} now waits for or sends {} instead of {}.", text(&now.detail), text(&was.detail));
    }
    if was.interrupting != now.interrupting {
        let effect = if now.interrupting { "now interrupts the work" } else { "no longer interrupts the work" };
        return format!("{label} {effect}.");
    }
    format!("{label} sits on another activity.")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn properties(
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    id: &str,
    name: &str,
    label: &str,
    changes: &mut Vec<Change>,
) {
    let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for key in keys {
        let shown = |value: &str| one_line(value).chars().take(120).collect::<String>();
        let sentence = match (old.get(key), new.get(key)) {
            (Some(a), Some(b)) if a != b => {
                format!("The property {key} of {label} changed from \"{}\" to \"{}\".", shown(a), shown(b))
            }
            (None, Some(b)) => format!("The property {key} of {label} is new: \"{}\".", shown(b)),
            (Some(a), None) => format!("The property {key} of {label} was removed (it was \"{}\").", shown(a)),
            _ => continue,
        };
        changes.push(change(id, name, ChangeKind::Property, sentence, true));
    }
}

fn flow_words(diagram: &Diagram, flow: &Flow) -> String {
    let name = |id: &str| diagram.node(id).map_or_else(|| format!("\"{id}\""), called);
    let branch = match one_line(&flow.name) {
        name if name.is_empty() => String::new(),
        name => format!(" (\"{name}\")"),
    };
    format!("from {} to {}{branch}", name(&flow.source), name(&flow.target))
}

fn flows(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    for flow in new.flows() {
        let mut note = |kind, sentence, material| changes.push(change(&flow.id, &flow.name, kind, sentence, material));
        let words = flow_words(new, flow);
        let Some(was) = old.flow(&flow.id) else {
            note(ChangeKind::Added, format!("New way {words}."), true);
            continue;
        };
        if (&was.source, &was.target) != (&flow.source, &flow.target) {
            note(ChangeKind::FlowChanged, format!("The way {} now leads {words}.", flow_words(old, was)), true);
        }
        if was.name != flow.name {
            let sentence =
                format!("The way {} is now named {}.", flow_words(old, was), quoted(&flow.name, "(nothing)"));
            note(ChangeKind::Renamed, sentence, one_line(&was.name) != one_line(&flow.name));
        }
        if was.condition != flow.condition {
            let text = |condition: &Option<String>| {
                condition.as_deref().map_or("no condition".to_owned(), |text| format!("\"{}\"", one_line(text)))
            };
            let sentence = format!(
                "The condition of the way {words} changed from {} to {}.",
                text(&was.condition),
                text(&flow.condition)
            );
            changes.push(unseen(&flow.id, &flow.name, ChangeKind::FlowChanged, sentence));
        }
        let mut note = |kind, sentence, material| changes.push(change(&flow.id, &flow.name, kind, sentence, material));
        if was.is_default != flow.is_default {
            let sentence = if flow.is_default { "is now" } else { "is no longer" };
            note(ChangeKind::FlowChanged, format!("The way {words} {sentence} the default."), true);
        }
        if was.documentation != flow.documentation {
            note(ChangeKind::Documentation, format!("The documentation of the way {words} changed."), true);
        }
    }
    for flow in old.flows().iter().filter(|flow| new.flow(&flow.id).is_none()) {
        let sentence = format!("The way {} was removed.", flow_words(old, flow));
        changes.push(change(&flow.id, &flow.name, ChangeKind::Removed, sentence, true));
    }
}

fn messages(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    let end = |diagram: &Diagram, id: &str| {
        let node = diagram.node(id).map(called);
        node.unwrap_or_else(|| diagram.participant(id).map_or(format!("\"{id}\""), |pool| quoted(&pool.name, id)))
    };
    for message in new.message_flows() {
        let words = format!("from {} to {}", end(new, &message.source), end(new, &message.target));
        let was = old.message_flow(&message.id);
        let (kind, sentence) = match was {
            None => (ChangeKind::Added, format!("New message {words}.")),
            Some(was) if (&was.source, &was.target) != (&message.source, &message.target) => {
                (ChangeKind::FlowChanged, format!("The message {} now goes {words}.", quoted(&was.name, &was.id)))
            }
            Some(was) if was.name != message.name => (
                ChangeKind::Renamed,
                format!("The message {words} is now called {}.", quoted(&message.name, "(nothing)")),
            ),
            Some(_) => continue,
        };
        changes.push(change(&message.id, &message.name, kind, sentence, true));
    }
    for message in old.message_flows() {
        if new.message_flow(&message.id).is_none() {
            let sentence =
                format!("The message from {} to {} was removed.", end(old, &message.source), end(old, &message.target));
            changes.push(change(&message.id, &message.name, ChangeKind::Removed, sentence, true));
        }
    }
}

fn with_article(words: &str) -> String {
    let article = if words.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {words}")
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Ids of the nodes that both have and that stand elsewhere in the first drawing of the newer version, in the order of its shapes.
#[must_use]
pub fn moved(old: &Diagram, new: &Diagram) -> Vec<String> {
    let drawn = |diagram: &Diagram| {
        let plane = diagram.planes().iter().find(|plane| !plane.shapes.is_empty());
        let shapes = plane.map(|plane| plane.shapes.clone()).unwrap_or_default();
        shapes.into_iter().filter(|shape| diagram.node(&shape.element).is_some()).collect::<Vec<_>>()
    };
    let before: BTreeMap<String, _> = drawn(old).into_iter().map(|shape| (shape.element, shape.bounds)).collect();
    let elsewhere = |shape: &crate::model::Shape| before.get(&shape.element).is_some_and(|was| *was != shape.bounds);
    drawn(new).into_iter().filter(elsewhere).map(|shape| shape.element).collect()
}

/// The drawing, in one sentence per plane: moving a box is not worth a line of its own.
fn layout(old: &Diagram, new: &Diagram, changes: &mut Vec<Change>) {
    for plane in new.planes() {
        let Some(was) = old.planes().iter().find(|other| other.element == plane.element) else {
            if !old.planes().is_empty() || !plane.shapes.is_empty() {
                let sentence = "A drawing was added.".to_owned();
                changes.push(change(&plane.element, &plane.name, ChangeKind::Layout, sentence, false));
            }
            continue;
        };
        let before: BTreeMap<&str, _> = was.shapes.iter().map(|shape| (shape.element.as_str(), shape.bounds)).collect();
        let moved = |shape: &&crate::model::Shape| {
            before.get(shape.element.as_str()).is_some_and(|bounds| *bounds != shape.bounds)
        };
        let shapes = plane.shapes.iter().filter(moved).count();
        let lines: BTreeMap<&str, _> = was.edges.iter().map(|edge| (edge.element.as_str(), &edge.points)).collect();
        let bent =
            |edge: &&crate::model::Edge| lines.get(edge.element.as_str()).is_some_and(|points| **points != edge.points);
        let edges = plane.edges.iter().filter(bent).count();
        if shapes + edges > 0 {
            let sentence = format!(
                "The drawing was rearranged: {} and {} moved.",
                counted(shapes, "shape"),
                counted(edges, "line")
            );
            changes.push(change(&plane.element, &plane.name, ChangeKind::Layout, sentence, false));
        }
    }
}

#[cfg(test)]
mod tests;
