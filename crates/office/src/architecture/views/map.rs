//! The map: boxes in boxes, by category, to walk down and up.

use maud::{Markup, html};
use ui::Tone;
use ui::button::Weight;
use ui::house::{Room, Storey};

use super::super::facts::Entry;
use super::super::house::{Node, house};
use super::super::model::Grade;
use super::{pill, rule, tone};
use crate::web::form::encode;

/// The storeys of the house, the first on top.
const STOREYS: [(&str, &str); 3] = [("management", "Management"), ("core", "Core"), ("support", "Support")];

/// The words of one box, kept while it is drawn.
struct Told<'a> {
    node: &'a Node<'a>,
    href: String,
    line: String,
    more: Option<(String, String)>,
    inside: Vec<Told<'a>>,
}

/// The house below one entry, or all of it.
#[must_use]
pub fn map(all: &[Entry], under: Option<&Entry>, may_add: bool) -> Markup {
    let nodes = house(all, under.map(|one| one.process.id.as_str()));
    let told: Vec<Told> = nodes.iter().map(tell).collect();
    if told.is_empty() {
        return empty(under, may_add);
    }
    let storeys: Vec<Storey> = match under {
        Some(_) => vec![Storey { label: "", rooms: told.iter().map(room).collect() }],
        None => STOREYS
            .into_iter()
            .map(|(key, label)| {
                let own = told.iter().filter(|one| one.node.entry.process.category == key);
                Storey { label, rooms: own.map(room).collect() }
            })
            .filter(|storey| !storey.rooms.is_empty())
            .collect(),
    };
    html! {
        (ui::house::house(&storeys))
        (rule())
    }
}

fn empty(under: Option<&Entry>, may_add: bool) -> Markup {
    let add = |href: &str| ui::button_link("New process", href, Weight::Primary, Some(ui::Icon::Add));
    match under {
        Some(one) => {
            let href = format!("/processes/new?parent={}", encode(&one.process.key));
            ui::empty_state(
                "Nothing hangs below it yet",
                "Add a process here, or open one and move it below this.",
                may_add.then(|| add(&href)),
            )
        }
        None => ui::empty_state(
            "No process yet",
            "As soon as there are processes, they stand here in the house, by category and by what they hang below.",
            may_add.then(|| add("/processes/new")),
        ),
    }
}

fn tell<'a>(node: &'a Node<'a>) -> Told<'a> {
    let process = &node.entry.process;
    let down = format!("/architecture?under={}", encode(&process.key));
    let hidden = node.below > 0 && node.inside.is_empty();
    let more = hidden.then(|| (format!("{} below", node.below), down.clone()));
    Told {
        href: if process.level.is_area() { down } else { format!("/processes/{}", process.key) },
        line: node.entry.owner.clone().unwrap_or_else(|| "Nobody owns it yet".to_owned()),
        more,
        inside: node.inside.iter().map(tell).collect(),
        node,
    }
}

fn room<'a>(told: &'a Told<'a>) -> Room<'a> {
    let entry = told.node.entry;
    Room {
        title: &entry.process.name,
        href: &told.href,
        line: &told.line,
        aside: aside(told.node),
        tone: if is_quiet_area(entry) { Tone::Neutral } else { tone(entry.health.grade) },
        inside: told.inside.iter().map(room).collect(),
        more: told.more.as_ref().map(|(words, href)| (words.as_str(), href.as_str())),
    }
}

/// Level, site and health of a box, and how many below it need something.
fn aside(node: &Node) -> Markup {
    let entry = node.entry;
    html! {
        (ui::tag(entry.process.level.code()))
        @if !entry.process.site.is_empty() { (ui::tag(&entry.process.site)) }
        @if is_quiet_area(entry) {
            @if node.action > 0 { (ui::pill(&needs(node.action, "action"), tone(Grade::Action))) }
            @if node.attention > 0 { (ui::pill(&needs(node.attention, "attention"), tone(Grade::Attention))) }
        } @else { (pill(entry.health.grade)) }
    }
}

/// An area of which nothing is to be said itself; what is below it counts.
fn is_quiet_area(entry: &Entry) -> bool {
    entry.process.level.is_area() && entry.health.grade == Grade::Order
}

fn needs(number: usize, what: &str) -> String {
    if number == 1 { format!("1 needs {what}") } else { format!("{number} need {what}") }
}
