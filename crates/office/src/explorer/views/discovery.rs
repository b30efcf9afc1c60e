//! The process that the chosen cases show, weighed against them, beside the published one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bpmn::{Mark, Overlay};
use maud::{Markup, html};
use ui::button::Weight;
use ui::diagram::{View, view};
use ui::form::{question, row};
use ui::{Choice, Column, Row, Table, Tone};

use super::At;
use crate::definition::Definition;
use crate::failure::Refusal;
use crate::measure::discovered::{Discovered, Miner, Quality, Wanted};

/// What the view shows.
pub struct Found {
    pub wanted: Wanted,
    /// The process, or why none was found.
    pub found: Result<Arc<Discovered>, Vec<Refusal>>,
    /// The version in force, where there is one.
    pub weighed: Option<Weighed>,
    pub may_draft: bool,
    /// A draft is open already, and the visitor may work on it.
    pub draft_is_open: bool,
}

/// The version in force against the same cases.
pub struct Weighed {
    pub number: String,
    pub definition: Definition,
    /// None where it cannot be compared.
    pub quality: Option<Quality>,
}

/// The whole view.
pub(super) fn show(at: &At, found: &Found) -> Markup {
    html! {
        p { "The process that these cases show, whatever was published. Leave out more of what is rare to see the main course of things." }
        (choice(at, found.wanted))
        @match &found.found {
            Err(refusals) => (ui::callout(Tone::Warning, "No process can be drawn from these cases", html! { @for one in refusals { p { (one.sentence) } } })),
            Ok(discovered) => {
                (picture(at, found, discovered))
                (draft(at, found))
                (ui::section("How good is it?", None, figures(discovered, found.weighed.as_ref())))
                @if let Some(weighed) = &found.weighed { (differences(at, discovered, weighed)) }
            }
        }
    }
}

fn choice(at: &At, wanted: Wanted) -> Markup {
    let noise = wanted.noise_percent.to_string();
    let miners = [
        Choice::new(Miner::Inductive.key(), "Inductive: blocks and loops"),
        Choice::new(Miner::Heuristics.key(), "Heuristics: certain flows"),
    ];
    question(
        &at.base(),
        html! {
            (at.carried(&[]))
            (row(&[
                ui::Field::new("miner", "How it is found").value(wanted.miner.key()).required().select(&miners),
                ui::Field::new("noise", "Leave out what is rarer than")
                    .hint("Per cent of the most frequent continuation; 0 allows every case. Inductive only.")
                    .value(&noise)
                    .required()
                    .slider(0, 100),
            ]))
            (ui::buttons(&[ui::button("Find the process", "", "")]))
        },
    )
}

fn asked(wanted: Wanted) -> [(&'static str, String); 2] {
    [("miner", wanted.miner.key().to_owned()), ("noise", wanted.noise_percent.to_string())]
}

fn picture(at: &At, found: &Found, discovered: &Discovered) -> Markup {
    let known = |id: &String| found.weighed.is_none() || discovered.shared.contains(id);
    let mark = Mark {
        class: Some("is-added".to_owned()),
        tooltip: Some("The published process does not have this step".to_owned()),
        ..Mark::default()
    };
    let marks: BTreeMap<String, Mark> =
        discovered.steps.iter().filter(|(id, _)| !known(id)).map(|(id, _)| (id.clone(), mark.clone())).collect();
    let legend: &[(&str, &str)] =
        if marks.is_empty() { &[] } else { &[("is-added", "not a step of the published process")] };
    let drawn = bpmn::Diagram::parse(&discovered.diagram).ok();
    let svg = drawn.and_then(|diagram| bpmn::svg(&diagram, &Overlay { plane: None, marks }).ok());
    let file = at.address(&format!("{}/found.bpmn", at.base()), &asked(found.wanted));
    let title = format!("The process that {} cases show", ui::chart::number(discovered.cases as f64));
    html! {
        @if let Some(svg) = svg {
            (view(&View { title: &title, svg: &svg, legend, downloads: &[("BPMN", file.as_str())] }, None))
        }
        p { "Per cent at the flows out of a choice: which share of the times it was taken. Rectangles are the states of the tool, in the words of the process where one stands for a step." }
    }
}

fn draft(at: &At, found: &Found) -> Markup {
    let action = at.address(&format!("{}/draft", at.base()), &asked(found.wanted));
    html! {
        @if found.may_draft {
            (ui::buttons(&[ui::post_button("Start a draft with this diagram", &action, Weight::Plain, &[])]))
        } @else if found.draft_is_open {
            p { "A draft of this process is open; one at a time. " a href={ "/processes/" (at.process.key) "/draft" } { "Open the draft" } "." }
        }
    }
}

fn figures(discovered: &Discovered, weighed: Option<&Weighed>) -> Markup {
    let percent =
        |value: Option<f64>| value.map_or("not computed".to_owned(), |value| format!("{:.1}\u{a0}%", value * 100.0));
    type Figure = fn(&Quality) -> Option<f64>;
    let all: [(&str, &str, Figure); 4] = [
        ("Fitness", "How much of what happened the diagram allows: at 100 % every case can be replayed.", |q| {
            q.fitness
        }),
        ("Precision", "How little else it allows: low when anything may follow anything.", |q| q.precision),
        (
            "Generalization",
            "How likely it is that the next case also finds its way: low when it learnt single cases by heart.",
            |q| q.generalization,
        ),
        ("Simplicity", "How little is tangled in it: 100 % for a straight line, less for each crossing way.", |q| {
            Some(q.simplicity)
        }),
    ];
    let rows = all.iter().map(|(name, meaning, figure)| {
        let mut cells = vec![html! { (name) }, html! { (percent(figure(&discovered.quality))) }];
        if let Some(weighed) = weighed {
            cells.push(match &weighed.quality {
                Some(quality) => html! { (percent(figure(quality))) },
                None => html! { "cannot be compared" },
            });
        }
        cells.push(html! { (meaning) });
        Row::new(cells)
    });
    let published = weighed.map(|weighed| format!("Published ({})", weighed.number)).unwrap_or_default();
    let mut columns = vec![Column::text("figure", "Figure"), Column::figures("found", "Found")];
    if weighed.is_some() {
        columns.push(Column::figures("published", &published));
    }
    columns.push(Column::text("meaning", "What it means"));
    html! {
        (ui::table(&Table { caption: "Figures", columns: &columns, rows: rows.collect(), ..Table::default() }))
        @if discovered.not_computed >= discovered.cases as u64 {
            p { "Holding these cases against the drawing would take too long. Choose some of them, or leave out more of what is rare, to see the figures." }
        } @else if discovered.not_computed > 0 {
            p { (ui::chart::number(discovered.not_computed as f64)) " cases were too costly to compare; the figures rest on the others." }
        }
        @if weighed.is_some() {
            p { "States that the log's reading leaves out are steps of the found process and none of the published one, so the columns need not add up to one verdict: look at which figure a change would move." }
        }
    }
}

/// Steps that only one of both has, and the published diagram with those that were never seen.
fn differences(at: &At, discovered: &Discovered, weighed: &Weighed) -> Markup {
    let published = weighed.definition.steps();
    let never: Vec<&(String, String)> = published.iter().filter(|(id, _)| !discovered.shared.contains(id)).collect();
    let only: Vec<&str> = discovered
        .steps
        .iter()
        .filter(|(id, _)| !discovered.shared.contains(id))
        .map(|(_, name)| name.as_str())
        .collect();
    let gone = Mark {
        class: Some("is-removed".to_owned()),
        tooltip: Some("Not in the process that was found".to_owned()),
        ..Mark::default()
    };
    let marks: BTreeMap<String, Mark> = never.iter().map(|(id, _)| (id.clone(), gone.clone())).collect();
    let svg = weighed.definition.picture(&Overlay { plane: None, marks }).and_then(Result::ok);
    let new = order(&discovered.diagram);
    let old = order(&weighed.definition.diagram);
    let name = |id: &str| {
        let known = published.iter().chain(&discovered.steps).find(|(known, _)| known == id);
        known.map_or(id.to_owned(), |(_, name)| name.clone())
    };
    let both = |pair: &&(String, String)| discovered.shared.contains(&pair.0) && discovered.shared.contains(&pair.1);
    let sentence = |(from, to): &(String, String)| format!("“{}” straight after “{}”", name(to), name(from));
    let came: Vec<String> = new.difference(&old).filter(both).map(sentence).collect();
    let went: Vec<String> = old.difference(&new).filter(both).map(sentence).collect();
    let lists = [
        ("Steps that only the log shows", only.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>()),
        ("Steps that only the published process has", never.iter().map(|(_, name)| name.clone()).collect()),
        ("Order that only the log shows", came),
        ("Order that only the published process allows", went),
    ];
    let body = html! {
        @if lists.iter().all(|(_, all)| all.is_empty()) { p { "Both have the same steps, and the same may follow the same." } }
        @for (title, all) in lists.iter().filter(|(_, all)| !all.is_empty()) {
            (ui::disclosure(&format!("{title} ({})", all.len()), html! { ul { @for one in all { li { (one) } } } }))
        }
        @if let Some(svg) = svg {
            (view(&View {
                title: &format!("{}, version {}", at.process.name, weighed.number),
                svg: &svg,
                legend: if never.is_empty() { &[] } else { &[("is-removed", "not in the process that was found")] },
                downloads: &[],
            }, None))
        }
    };
    ui::section("Beside the published process", None, body)
}

/// Which activity may follow which straight away, with only gateways and events between.
fn order(diagram: &str) -> BTreeSet<(String, String)> {
    let Ok(diagram) = bpmn::Diagram::parse(diagram) else { return BTreeSet::new() };
    let is_step = |id: &str| diagram.node(id).is_some_and(bpmn::Node::is_activity);
    let mut pairs = BTreeSet::new();
    for from in diagram.nodes().iter().filter(|node| node.is_activity()) {
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> = diagram.outgoing(&from.id).map(|flow| flow.target.clone()).collect();
        open.extend(diagram.attached(&from.id).map(|event| event.id.clone()));
        while let Some(here) = open.pop() {
            if is_step(&here) {
                pairs.insert((from.id.clone(), here));
            } else if seen.insert(here.clone()) {
                open.extend(diagram.outgoing(&here).map(|flow| flow.target.clone()));
            }
        }
    }
    pairs
}

/// What stands in place of a draft that was not started.
#[must_use]
pub fn not_drafted(refusals: &[Refusal], back: &str) -> Markup {
    html! {
        (ui::callout(Tone::Warning, "No draft was started", html! { @for refusal in refusals { p { (refusal.sentence) } } }))
        (ui::buttons(&[ui::button_link("Back to the process that was found", back, Weight::Plain, None)]))
    }
}
