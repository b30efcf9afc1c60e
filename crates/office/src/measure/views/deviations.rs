//! Where the log departs from the published process: sentences, ranked, and the same on the diagram.

use std::collections::BTreeMap;

use bpmn::{Badge, Mark, Overlay};
use maud::{Markup, html};
use mining::{Conformance, Deviation, DeviationKind};
use ui::diagram::{View, view};
use ui::{Column, Row, Stat, Table, Tone};

use super::super::counting::Counting;
use super::super::figures::deviation_key;
use super::super::model::Log;
use super::super::waiver::{self, Waiver};
use super::cases::cases_href;
use super::number;
use crate::comment::Kind;
use crate::definition::Definition;
use crate::failure::Refusal;
use crate::improvement::Improvement;
use crate::process::Process;
use crate::web::form::encode;

/// Deviations listed; the file has all.
pub const MOST_DEVIATIONS: usize = 200;
/// States told above everything else that the process does not know.
const MOST_UNMODELLED: usize = 12;

/// What became of a deviation.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The improvement that it became.
    pub improvement: Option<Improvement>,
    /// The waiver that holds.
    pub waiver: Option<Waiver>,
}

/// What the page of deviations shows.
pub struct Compared<'a> {
    pub process: &'a Process,
    /// The version in force.
    pub number: &'a str,
    pub definition: &'a Definition,
    pub log: &'a Log,
    pub found: &'a Conformance,
    /// For each deviation what became of it.
    pub known: &'a [Known],
    /// How their times count.
    pub counting: &'a Counting,
    pub may_propose: bool,
    /// Whether the visitor owns the process, and so may grant waivers.
    pub may_waive: bool,
    /// Whether only some of the cases were compared.
    pub is_part: bool,
}

/// What stands in place of the comparison when the diagram cannot be replayed.
#[must_use]
pub fn not_comparable(refusals: &[Refusal]) -> Markup {
    ui::callout(
        Tone::Warning,
        "The log cannot be compared with this version",
        html! { @for refusal in refusals { p { (refusal.sentence) } } },
    )
}

/// The whole comparison.
#[must_use]
pub fn deviations(compared: &Compared) -> Markup {
    let found = compared.found;
    html! {
        p {
            "The log “" (compared.log.name) "” held against version " (compared.number) ", the one in force. "
            "Ranked by the number of cases."
        }
        (unmodelled(found))
        (figures(found))
        (picture(compared))
        (ui::section("Deviations", None, list(compared, Some(&format!("/processes/{}/deviations.csv", compared.process.key)))))
        (caveats(found, compared.counting))
    }
}

/// Work that the process does not know is said first and never hidden.
fn unmodelled(found: &Conformance) -> Markup {
    html! {
        @if !found.unmodelled.is_empty() {
            (ui::callout(Tone::Warning, "Work that the process does not know", html! {
                @for state in found.unmodelled.iter().take(MOST_UNMODELLED) {
                    p { "“" (state.state) "” happens in " (state.cases) " cases, and no step of the process stands for it." }
                }
                @if found.unmodelled.len() > MOST_UNMODELLED { p { "So it is with " (number((found.unmodelled.len() - MOST_UNMODELLED) as f64)) " more; they are among the deviations below." } }
            }))
        }
    }
}

fn figures(found: &Conformance) -> Markup {
    let share = |value: Option<f64>| value.map_or("–".to_owned(), |value| number(value * 100.0));
    let (fitness, conforming) = (share(found.fitness), share(found.conforming_share()));
    let (compared, ways) = (number(found.compared as f64), number(found.ways as f64));
    ui::stats(&[
        Stat { label: "Fitness", value: &fitness, unit: "%", ..Stat::default() },
        Stat { label: "Cases without any deviation", value: &conforming, unit: "%", ..Stat::default() },
        Stat { label: "Cases compared", value: &compared, ..Stat::default() },
        Stat { label: "Different ways of working", value: &ways, ..Stat::default() },
    ])
}

/// The diagram with the deviations on it.
fn picture(compared: &Compared) -> Markup {
    let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
    for one in &compared.found.deviations {
        if one.kind == DeviationKind::Unmodelled {
            continue;
        }
        let sentence = one.sentence();
        let mark = marks.entry(one.element.clone()).or_insert_with(|| Mark {
            class: Some("is-deviation".to_owned()),
            badge: Some(Badge { text: format!("{} %", number(one.share() * 100.0)), tone: bpmn::Tone::Warning }),
            tooltip: Some(String::new()),
            href: Some(format!("#{}", anchor(one))),
        });
        if let Some(tooltip) = &mut mark.tooltip {
            if !tooltip.is_empty() {
                tooltip.push(' ');
            }
            tooltip.push_str(&sentence);
        }
    }
    let drawn =
        compared.definition.flow().and_then(|diagram| bpmn::svg(&diagram, &Overlay { plane: None, marks }).ok());
    html! {
        @if let Some(svg) = drawn {
            (view(&View {
                title: &format!("{} with its deviations", compared.process.name),
                svg: &svg,
                legend: &[("is-deviation", "the log departs from the process here; the badge is the share of cases")],
                downloads: &[],
            }, None))
        }
    }
}

fn anchor(deviation: &Deviation) -> String {
    let plain: String = deviation.element.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{:?}-{plain}", deviation.kind).to_lowercase()
}

/// The deviations, each with what becomes of it.
#[must_use]
pub fn list(compared: &Compared, export: Option<&str>) -> Markup {
    let rows = compared.found.deviations.iter().zip(compared.known).map(|(one, known)| line(compared, one, known));
    let hours = format!("Extra {}, median", compared.counting.hours().to_lowercase());
    let table = ui::table(&Table {
        caption: "Deviations",
        columns: &[
            Column::text("what", "What happens"),
            Column::figures("cases", "Cases"),
            Column::figures("hours", &hours),
            Column::text("examples", "Some of the cases"),
            Column::text("act", "What to do"),
        ],
        rows: rows.collect(),
        export_href: export,
        empty: Some(("No deviation", "Every case that was compared followed the process.", None)),
        ..Table::default()
    });
    let all = compared.found.deviations.len();
    html! {
        @if all > 0 { p { (waiver::LEAD) } }
        (table)
        @if all > MOST_DEVIATIONS { p { "The " (MOST_DEVIATIONS) " with the most cases of " (number(all as f64)) " deviations." } }
    }
}

/// The form of a question at the step that a deviation is about, with the sentence in it.
fn question_href(process: &Process, one: &Deviation) -> String {
    let element = match one.kind {
        DeviationKind::Unmodelled => String::new(),
        _ => format!("activity/{}", one.element),
    };
    let text = format!("{} Is that meant so, or should the work or the process change?", one.sentence());
    let (kind, element, text) = (Kind::Question.key(), encode(&element), encode(&text));
    format!("/processes/{}/comments/new?kind={kind}&element={element}&text={text}", process.key)
}

fn line(compared: &Compared, one: &Deviation, known: &Known) -> Row {
    let shown: Vec<&str> = one.examples.iter().take(5).map(String::as_str).collect();
    let value = deviation_key(one);
    let action = format!("/processes/{}/deviations/improvement?log={}", compared.process.key, compared.log.id);
    Row::new(vec![
        html! {
            span id=(anchor(one)) { (one.sentence()) }
            @if one.kind == DeviationKind::Unmodelled { " " (ui::pill("not in the process", Tone::Warning)) }
        },
        html! {
            @if compared.is_part { (number(one.cases as f64)) }
            @else { a href=(cases_href(compared.process, compared.log, one, "")) { (one.cases) " cases" } }
        },
        html! { (one.extra_hours.map_or("–".to_owned(), number)) },
        html! { (shown.join(", ")) @if one.examples.len() > shown.len() { " …" } },
        html! {
            @match &known.improvement {
                Some(improvement) => a href=(improvement.href()) { (improvement.label()) },
                None => @if compared.may_propose {
                    (ui::post_button("Make improvement", &action, ui::button::Weight::Plain, &[("deviation", &value)]))
                },
            }
            @if compared.may_waive {
                " " (ui::button_link(
                    if known.waiver.is_some() { "Grant waiver anew" } else { "Grant waiver" },
                    &waiver::new_href(compared.process, &value, Some(&compared.log.id)), ui::button::Weight::Quiet, None,
                ))
            }
            " " (ui::button_link("Ask the owner", &question_href(compared.process, one), ui::button::Weight::Quiet, None))
            @if let Some(waiver) = &known.waiver { div { (waiver::beside(compared.process, waiver)) } }
        },
    ])
}

/// What was left out or assumed.
#[must_use]
pub fn caveats(found: &Conformance, counting: &Counting) -> Markup {
    html! {
        (ui::section("How this was compared", None, html! {
            ul {
                @for note in &found.notes { li { (note) } }
                li { "Times count " (counting.words()) "." }
                @if found.not_computed > 0 { li { (found.not_computed) " cases were not compared, because the search would have taken too long." } }
                @else { li { "Every case was compared by an optimal alignment." } }
            }
        }))
    }
}
