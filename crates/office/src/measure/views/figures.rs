//! Measures beside their targets, and week by week.

use std::sync::Arc;

use maud::{Markup, html};
use ui::{Stat, Tone};

use super::super::counting::Counted;
use super::super::figures::{Figure, scale};
use super::super::model::Log;
use super::{Alarms, Counts, MOST_WEEKS, Run, number, run_chart};
use crate::definition::{Definition, MeasureKind, Target};
use crate::process::Process;

/// A process with its figures, for the overview.
pub struct Measured {
    pub process: Process,
    pub log: Option<Log>,
    pub figures: Arc<Vec<Figure>>,
    pub is_published: bool,
}

/// What can be done from the overview.
#[must_use]
pub fn overview_actions(may_import: bool) -> Markup {
    html! {
        @if may_import {
            (ui::button_link("Import a log", "/measures/import", ui::button::Weight::Primary, Some(ui::Icon::Upload)))
        }
    }
}

/// Every process with its figures, or what is missing.
#[must_use]
pub fn overview(rows: &[Measured]) -> Markup {
    if rows.is_empty() {
        let action = ui::button_link("Open the library", "/library", ui::button::Weight::Primary, None);
        return ui::empty_state("No process yet", "Adopt a process first; then its log can be measured.", Some(action));
    }
    html! { @for row in rows { (ui::section(&row.process.name, Some(links(row)), scorecard(row))) } }
}

fn links(row: &Measured) -> Markup {
    let process = format!("/processes/{}", row.process.key);
    let (measures, deviations) = (format!("{process}/measures"), format!("{process}/deviations"));
    html! {
        @if row.log.is_some() {
            (ui::button_link("Measures", &measures, ui::button::Weight::Quiet, None))
            (ui::button_link("Deviations", &deviations, ui::button::Weight::Quiet, None))
        }
    }
}

fn scorecard(row: &Measured) -> Markup {
    match (&row.log, row.is_published) {
        (Some(log), _) => html! {
            (tiles(&row.figures, Some(&row.process.key)))
            p { (source(log)) }
        },
        (None, true) => html! { p { "No log was imported for this process yet." } },
        (None, false) => html! { p { "This process has no published version yet, so nothing is measured." } },
    }
}

/// Where the numbers come from, as a sentence.
fn source(log: &Log) -> String {
    let period = match (log.first_at, log.last_at) {
        (Some(first), Some(last)) => format!(", {} to {}", first.day_in_words(), last.day_in_words()),
        _ => String::new(),
    };
    format!(
        "From “{}”: {} cases, {} events{period}; imported on {}.",
        log.name,
        log.cases,
        log.events,
        log.imported_at.day_in_words()
    )
}

/// One tile for each figure.
fn tiles(figures: &[Figure], key: Option<&str>) -> Markup {
    let values: Vec<(String, String, Option<String>, String)> = figures
        .iter()
        .map(|figure| {
            let value = figure.value.map_or("–".to_owned(), number);
            let target = figure.measure.target.map_or(String::new(), |target| target_words(target, &figure.unit()));
            let href = key.map(|key| format!("/processes/{key}/measures#{}", figure.measure.key));
            (value, target, href, figure.unit())
        })
        .collect();
    let stats: Vec<Stat> = figures
        .iter()
        .zip(&values)
        .map(|(figure, (value, target, href, unit))| Stat {
            label: &figure.measure.name,
            value,
            unit,
            target: figure.met.map(|met| (target.as_str(), if met { Tone::Good } else { Tone::Warning })),
            href: href.as_deref(),
            picture: spark(figure),
            ..Stat::default()
        })
        .collect();
    ui::stats(&stats)
}

fn spark(figure: &Figure) -> Option<Markup> {
    let factor = scale(figure.measure.kind);
    let points = &figure.chart.points;
    let whole = points.iter().skip(points.len().saturating_sub(MOST_WEEKS)).filter(|point| point.whole);
    let values: Vec<f64> = whole.filter_map(|point| point.value).map(|value| value * factor).collect();
    (values.len() > 2).then(|| ui::chart::sparkline(&values, &format!("{} week by week", figure.measure.name)))
}

fn target_words(target: Target, unit: &str) -> String {
    format!("target: {} {} {unit}", target.direction.words(), number(target.value))
}

/// The figures of one log: tiles, then a run chart with its definition for each.
#[must_use]
pub fn figures(
    alarms: &Alarms,
    log: &Log,
    logs: &[Log],
    figures: &[Figure],
    definition: &Definition,
    counts: &Counts,
) -> Markup {
    let process = alarms.process;
    let page = format!("/processes/{}/measures", process.key);
    let elsewhere: Vec<&str> = definition
        .measures
        .iter()
        .filter(|measure| measure.kind == MeasureKind::Other)
        .map(|measure| measure.name.as_str())
        .collect();
    html! {
        p { (source(log)) }
        (alarms.standing())
        @if figures.iter().any(|figure| figure.measure.kind.is_time()) { (counts.show(&page)) }
        (tiles(figures, None))
        @for figure in figures { (section(&counts.file(&format!("{page}.csv")), figure)) }
        @if !elsewhere.is_empty() {
            (ui::callout(Tone::Info, "Not in the ticket log", html! { p { "These measures are known from elsewhere: " (elsewhere.join(", ")) "." } }))
        }
        (alarms.ended())
        (about_log(process, log, logs))
    }
}

fn section(export: &str, figure: &Figure) -> Markup {
    let measure = &figure.measure;
    let factor = scale(measure.kind);
    let (unit, counted) = (figure.unit(), figure.counted.words());
    let value = match (&figure.counted, figure.value) {
        (Counted::NotKept(key), _) => format!(
            "It counts in the calendar “{key}”, which this office does not keep. Add it under Calendars, or choose another in the definition."
        ),
        (_, None) => "It cannot be told from this log.".to_owned(),
        (_, Some(value)) => {
            let said =
                format!("{} {} over the whole log, {} cases", number(value), measure.unit, number(figure.n as f64));
            if counted.is_empty() { format!("{said}.") } else { format!("{said}, counted {counted}.") }
        }
    };
    let chart = Run {
        title: &measure.name,
        unit: &unit,
        lead: &value,
        chart: &figure.chart,
        factor,
        target: measure.target.map(|target| target.value),
        export_href: Some(export),
    };
    html! {
        div id=(measure.key) {
            (run_chart(&chart))
            (ui::disclosure("How it is measured", html! {
                (ui::definitions(&[
                    ("Formula", html! { (measure.formula) }),
                    ("Counted", html! { (if counted.is_empty() { "in cases, not in time" } else { &counted }) }),
                    ("Objective", html! { (if measure.objective.is_empty() { "none stated" } else { &measure.objective }) }),
                    ("Source", html! { (measure.source) }),
                    ("Cases behind it", html! { (figure.n) }),
                ]))
            }))
        }
    }
}

fn about_log(process: &Process, log: &Log, logs: &[Log]) -> Markup {
    html! {
        (ui::section("The log", None, html! {
            @for note in &log.notes { p { (note) } }
            (ui::definitions(&[
                ("Rows read", html! { (number(log.rows_read as f64)) }),
                ("Rows taken", html! { (number(log.rows_good as f64)) }),
                ("Rows not taken", html! { (number(log.rows_bad as f64)) }),
                ("Repeated rows left out", html! { (number(log.duplicates as f64)) }),
            ]))
            @if logs.len() > 1 {
                (ui::disclosure("Other logs of this process", html! {
                    ul {
                        @for one in logs {
                            li { a href={ "/processes/" (process.key) "/measures?log=" (one.id) } { (one.name) ", imported on " (one.imported_at.day_in_words()) } }
                        }
                    }
                }))
            }
        }))
    }
}

/// What stands in place of the figures while there is no log.
#[must_use]
pub fn no_log(process: &Process, may_import: bool) -> Markup {
    let text = format!(
        "Import the ticket log of {}, say which column is what, and see how well the work goes and where it departs from the process.",
        process.name
    );
    let action =
        ui::button_link("Import a log", "/measures/import", ui::button::Weight::Primary, Some(ui::Icon::Upload));
    ui::empty_state("No log yet", &text, may_import.then_some(action))
}
