//! The chosen cases on the published diagram: heat on the steps, counts on the flows, the same as a table, and a replay.

use std::collections::BTreeMap;
use std::sync::Arc;

use bpmn::{Badge, Mark, Overlay};
use maud::{Markup, html};
use mining::{Conformance, Spread};
use ui::diagram::{Layer, Replay, View, layers, replay, view};
use ui::{Column, Row, Table};

use super::super::model::Clause;
use super::super::performance::{Heat, Performance, SHADES, Step};
use super::{At, percent};
use crate::definition::Definition;
use crate::measure::Log;
use crate::measure::views::{Compared, Known, caveats, list};
use crate::process::Version;

/// What the view shows.
pub struct Performed {
    pub version: Version,
    pub definition: Definition,
    pub found: Arc<Conformance>,
    pub performance: Performance,
    pub heat: Heat,
    /// For each deviation what became of it.
    pub known: Vec<Known>,
    pub may_propose: bool,
    /// Whether the visitor owns the process, and so may grant waivers.
    pub may_waive: bool,
}

/// The whole view.
pub(super) fn show(at: &At, log: &Log, performed: &Performed) -> Markup {
    let compared = Compared {
        process: at.process,
        number: &performed.version.number,
        definition: &performed.definition,
        log,
        found: &performed.found,
        known: &performed.known,
        counting: at.counting,
        may_propose: performed.may_propose,
        may_waive: performed.may_waive,
        is_part: !at.selection.clauses.is_empty(),
    };
    html! {
        p {
            "These cases on version " (performed.version.number) " of the process, the one in force. Each is laid over the diagram where it "
            "fits best; a skipped step counts on the flows as if it had happened."
        }
        (choice(at, performed.heat))
        (picture(at, performed))
        (ui::section("Steps", None, table(at, performed)))
        (ui::section("Deviations of these cases", None, list(&compared, None)))
        (caveats(&performed.found, at.counting))
    }
}

fn words(heat: Heat) -> &'static str {
    match heat {
        Heat::Often => "How often",
        Heat::Waiting => "Waiting before",
        Heat::Following => "Time to the next step",
        Heat::Deviations => "Deviations",
    }
}

fn choice(at: &At, shown: Heat) -> Markup {
    let hrefs = Heat::ALL.map(|heat| at.href(&[("heat", heat.key().to_owned())]));
    let all: Vec<Layer> = Heat::ALL
        .iter()
        .zip(&hrefs)
        .map(|(heat, href)| Layer { label: words(*heat), href, current: *heat == shown })
        .collect();
    layers("Colour by", &all, None)
}

/// A figure as people say it.
fn said(at: &At, heat: Heat, figure: f64) -> String {
    match heat {
        Heat::Often => ui::chart::number(figure),
        Heat::Waiting | Heat::Following => at.duration(figure / 3600.0),
        Heat::Deviations => format!("{} cases", ui::chart::number(figure)),
    }
}

fn picture(at: &At, performed: &Performed) -> Markup {
    let (performance, heat) = (&performed.performance, performed.heat);
    let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
    for step in &performance.steps {
        let figure = step.figure(heat);
        let badge = match heat {
            Heat::Deviations => figure.map(|figure| percent(figure / performance.compared.max(1) as f64)),
            _ => figure.map(|figure| said(at, heat, figure)),
        };
        let mark = Mark {
            class: Some(format!("heat-{}", performance.shade(step, heat))),
            badge: badge.map(|text| Badge { text, tone: bpmn::Tone::Neutral }),
            tooltip: Some(sentence(at, step)),
            href: Some(format!("#{}", anchor(&step.id))),
        };
        marks.insert(step.id.clone(), mark);
    }
    for (flow, count) in &performance.flows {
        let text = ui::chart::number(*count as f64);
        let tooltip = Some(format!("Taken {text} times"));
        let badge = Some(Badge { text, tone: bpmn::Tone::Neutral });
        marks.insert(flow.clone(), Mark { badge, tooltip, ..Mark::default() });
    }
    let overlay = Overlay { plane: None, marks };
    let Some(Ok(svg)) = performed.definition.picture(&overlay) else {
        return ui::empty_state(
            "No picture",
            "The diagram of this version has no drawing. The table says the same.",
            None,
        );
    };
    let most = said(at, heat, performance.most(heat));
    let (low, high) = (said(at, heat, performance.most(heat) / f64::from(SHADES)), format!("the most: {most}"));
    let low = format!("up to {low}");
    let legend = [("heat-0", "none, or not known"), ("heat-1", low.as_str()), ("heat-5", high.as_str())];
    let title = format!("{}: {}", at.process.name, words(heat).to_lowercase());
    let drawn = view(&View { title: &title, svg: &svg, legend: &legend, downloads: &[] }, None);
    let src = at.beside("replay.json");
    replay(&Replay { title: &format!("Replay of {}", at.process.name), src: &src }, drawn)
}

fn anchor(id: &str) -> String {
    let plain: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("step-{plain}")
}

fn median(at: &At, spread: Option<Spread>) -> String {
    spread.map_or("–".to_owned(), |spread| at.duration(spread.median_seconds / 3600.0))
}

/// What there is to say about a step, for the pointer and for screen readers.
fn sentence(at: &At, step: &Step) -> String {
    if step.states.is_empty() {
        return "No state of the log stands for it".to_owned();
    }
    let number = |count: u64| ui::chart::number(count as f64);
    let mut sentence = format!("{} times in {} cases", number(step.executions), number(step.cases));
    if let Some(waiting) = step.waiting {
        sentence.push_str(&format!("; median wait before it {}", at.duration(waiting.median_seconds / 3600.0)));
    }
    if let Some(following) = step.following {
        sentence.push_str(&format!("; to the next step {}", at.duration(following.median_seconds / 3600.0)));
    }
    if step.skipped > 0 {
        sentence.push_str(&format!("; skipped in {} cases", number(step.skipped as u64)));
    }
    if step.misplaced > 0 {
        sentence.push_str(&format!("; out of place in {} cases", number(step.misplaced as u64)));
    }
    sentence
}

fn table(at: &At, performed: &Performed) -> Markup {
    let export = at.beside("steps.csv");
    let number = |count: usize| html! { (ui::chart::number(count as f64)) };
    let row = |step: &Step| {
        let name = html! {
            span id=(anchor(&step.id)) {
                @if let [state] = step.states.as_slice() { a href=(at.narrowed(Clause::Passes(state.clone()))) { (step.name) } }
                @else { (step.name) }
            }
        };
        if step.states.is_empty() {
            let unseen = || html! { "not seen" };
            return Row::new([vec![name], (0..7).map(|_| unseen()).collect()].concat());
        }
        Row::new(vec![
            name,
            html! { (ui::chart::number(step.cases as f64)) },
            html! { (ui::chart::number(step.executions as f64)) },
            html! { (median(at, step.waiting)) },
            html! { (median(at, step.working)) },
            html! { (median(at, step.following)) },
            number(step.skipped),
            number(step.misplaced),
        ])
    };
    html! {
        (ui::table(&Table {
            caption: "Steps of the process",
            columns: &[
                Column::text("step", "Step"),
                Column::figures("cases", "Cases"),
                Column::figures("times", "Times"),
                Column::figures("waiting", "Waiting before, median"),
                Column::figures("working", "Worked on, median"),
                Column::figures("following", "To the next step, median"),
                Column::figures("skipped", "Skipped, cases"),
                Column::figures("misplaced", "Out of place, cases"),
            ],
            rows: performed.performance.steps.iter().map(row).collect(),
            export_href: Some(&export),
            ..Table::default()
        }))
        p {
            "Waiting is from the last row of the step before to the first row of this one; “not seen” means that no state of the log stands for "
            "the step. Times count " (at.counting.words()) ". A click on a step shows the cases that pass it."
        }
    }
}
