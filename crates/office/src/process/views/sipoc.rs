//! A process on one page: from whom it takes what, what it does, and to whom it gives what.
//!
//! Absent: the order and the branches of the steps, which the diagram shows. Source: SIPOC.

use maud::{Markup, html};
use ui::{Passage, Passing};

use super::Seen;
use crate::definition::{Definition, Flow};
use crate::web::form::encode;

/// The whole page.
#[must_use]
pub fn sipoc(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let inputs: Vec<Passing> = definition
        .inputs
        .iter()
        .map(|one| Passing { what: &one.name, who: &one.supplier, judged: &one.quality })
        .collect();
    let outputs: Vec<Passing> = definition
        .outputs
        .iter()
        .map(|one| Passing { what: &one.name, who: &one.customer, judged: &one.acceptance })
        .collect();
    let received = passing(definition, Flow::Receives);
    let given = passing(definition, Flow::Gives);
    html! {
        (ui::passage(&Passage { inputs: &inputs, name: &definition.name, middle: middle(seen), outputs: &outputs }))
        @if !received.is_empty() || !given.is_empty() {
            (ui::section("Between processes", None, html! {
                p { "What other processes of the office hand over, and what they are handed." }
                (ui::split(handed("Comes from", &received), handed("Goes to", &given)))
            }))
        }
    }
}

fn middle(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let steps = definition.steps();
    let ends: Vec<String> = definition
        .flow()
        .map(|diagram| {
            let ends = diagram
                .nodes()
                .iter()
                .filter(|node| matches!(&node.kind, bpmn::Kind::Event(event) if event.position == bpmn::Position::End));
            ends.map(|node| node.name.clone()).filter(|name| !name.trim().is_empty()).collect()
        })
        .unwrap_or_default();
    html! {
        @if !definition.triggers.is_empty() { h3 { "Starts when" } ul { @for one in &definition.triggers { li { (one) } } } }
        @if !steps.is_empty() {
            h3 { "Steps" }
            ol { @for (id, name) in &steps { li { a href=(format!("{}#{}", seen.at("activities"), encode(id))) { (name) } } } }
        }
        @if !ends.is_empty() { h3 { "Ends with" } ul { @for one in &ends { li { (one) } } } }
    }
}

/// What passes in one direction: the other process, what, and when it is good enough.
fn passing(definition: &Definition, flow: Flow) -> Vec<(&str, &str, String)> {
    let mut all: Vec<(&str, &str, String)> = definition
        .interfaces
        .iter()
        .filter(|one| one.flow == flow)
        .map(|one| {
            let terms: Vec<&str> =
                [one.quality.as_str(), &one.time_limit].into_iter().filter(|text| !text.is_empty()).collect();
            (one.process.as_str(), one.what.as_str(), terms.join("; "))
        })
        .collect();
    all.sort_by_key(|(process, _, _)| *process);
    all
}

fn handed(title: &str, all: &[(&str, &str, String)]) -> Markup {
    html! {
        h3 { (title) }
        @if all.is_empty() { p { "Nothing is named." } }
        ul { @for (process, what, terms) in all { li { strong { (process) } ": " (what) @if !terms.is_empty() { " (" (terms) ")" } } } }
    }
}
