//! The views that are charts: dots, hand-overs between groups, measures week by week.

use std::collections::BTreeMap;

use maud::{Markup, html};
use mining::{Handover, Measure, RunChart};
use ui::chart::{About, Dots, Heat, heat};
use ui::{Column, Row, Table};

use super::super::model::Clause;
use super::super::sides::{Dotted, MOST_DOTS};
use super::At;
use crate::clock::Time;
use crate::measure::views::{Run, run_chart};

/// Groups on the heat map; the list has all.
const MOST_GROUPS: usize = 12;
/// Hand-overs listed.
const MOST_HANDOVERS: usize = 50;
/// Words below the axis of a dotted chart.
const TICKS: i64 = 5;

/// Every event at its time.
pub(super) fn dots(at: &At, dotted: &Dotted, since_start: bool) -> Markup {
    let (from, to) = dotted.span;
    let tick = |step: i64| {
        let place = step as f64 / TICKS as f64;
        let time = from + ((to - from) as f64 * place) as i64;
        (place, if since_start { at.duration(time as f64 / 3.6e9) } else { Time(time).day_in_words() })
    };
    let ticks: Vec<(f64, String)> = (0..=TICKS).map(tick).collect();
    let kinds: Vec<&str> = dotted.kinds.iter().map(String::as_str).collect();
    let mut description = if dotted.cases.len() < dotted.of {
        format!("{} of {} cases, spread evenly; the newest at the bottom.", dotted.cases.len(), dotted.of)
    } else {
        "One line per case, one dot per event; the newest at the bottom.".to_owned()
    };
    if dotted.thinned > 0 {
        let cases = dotted.thinned;
        description.push_str(&format!(" Of {cases} with more than {MOST_DOTS} events some are left out, evenly."));
    }
    let file = at.export();
    let about =
        About { title: "Every event at its time", description: &description, unit: "events", export_href: Some(&file) };
    let other = if since_start {
        (at.href(&[]), "By the calendar")
    } else {
        (at.href(&[("axis", "start".to_owned())]), "Every case from its beginning")
    };
    html! {
        (ui::chart::dots(&Dots { about, kinds: &kinds, cases: &dotted.cases, ticks: &ticks, counts: &dotted.counts }))
        p { a href=(other.0) { (other.1) } }
    }
}

/// Who hands work over to whom.
pub(super) fn handovers(at: &At, all: &[Handover]) -> Markup {
    if all.is_empty() {
        return ui::empty_state(
            "No hand-over",
            "No case goes from one group to another, or the log does not tell who works on it.",
            None,
        );
    }
    let mut weight: BTreeMap<&str, u64> = BTreeMap::new();
    for one in all {
        *weight.entry(one.from.as_str()).or_default() += one.count;
        *weight.entry(one.to.as_str()).or_default() += one.count;
    }
    let mut groups: Vec<(&str, u64)> = weight.into_iter().collect();
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let names: Vec<&str> = groups.iter().take(MOST_GROUPS).map(|(name, _)| *name).collect();
    let cell =
        |from: &str, to: &str| all.iter().find(|one| one.from == from && one.to == to).map(|one| one.count as f64);
    let cells: Vec<Vec<Option<f64>>> =
        names.iter().map(|from| names.iter().map(|to| cell(from, to)).collect()).collect();
    let rows: Vec<(&str, &[Option<f64>])> =
        names.iter().zip(&cells).map(|(name, cells)| (*name, cells.as_slice())).collect();
    let file = at.file();
    let about = About {
        title: "Who hands over to whom",
        description: "From the group at the left to the group at the top, among those with the most hand-overs.",
        unit: "hand-overs",
        export_href: Some(&file),
    };
    html! {
        (heat(&Heat { about, columns: &names, rows: &rows }))
        (ui::section("The most frequent hand-overs", None, list(at, all)))
    }
}

fn list(at: &At, all: &[Handover]) -> Markup {
    let file = at.file();
    let group = |name: &str| {
        let href = at.narrowed(Clause::Value { column: "resource".to_owned(), value: name.to_owned() });
        html! { a href=(href) { (name) } }
    };
    let rows = all.iter().take(MOST_HANDOVERS).map(|one| {
        let back = all.iter().find(|other| other.from == one.to && other.to == one.from);
        Row::new(vec![
            group(&one.from),
            group(&one.to),
            html! { (ui::chart::number(one.count as f64)) },
            html! { (ui::chart::number(one.cases as f64)) },
            html! { @if let Some(back) = back { (ui::chart::number(back.count as f64)) } @else { "never" } },
        ])
    });
    ui::table(&Table {
        caption: "Hand-overs",
        columns: &[
            Column::text("from", "From"),
            Column::text("to", "To"),
            Column::figures("count", "How often"),
            Column::figures("cases", "Cases"),
            Column::figures("back", "And back"),
        ],
        rows: rows.collect(),
        export_href: Some(&file),
        ..Table::default()
    })
}

/// Each measure week by week, with its limits.
pub(super) fn weeks(at: &At, charts: &[RunChart]) -> Markup {
    let file = at.file();
    html! { @for chart in charts.iter().filter(|chart| chart.points.iter().any(|point| point.value.is_some())) { (week(chart, &file)) } }
}

fn week(chart: &RunChart, file: &str) -> Markup {
    let (title, unit) = measure_words(chart.measure);
    let factor = if chart.measure.is_time() {
        1.0 / 3600.0
    } else if chart.measure.is_share() {
        100.0
    } else {
        1.0
    };
    run_chart(&Run { title, unit, lead: "", chart, factor, target: None, export_href: Some(file) })
}

/// A measure in words, and its unit.
#[must_use]
pub fn measure_words(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::Volume => ("Cases opened", "cases"),
        Measure::ResolutionTimeMean => ("Resolution time, mean", "hours"),
        Measure::ResolutionTimeMedian => ("Resolution time, median", "hours"),
        Measure::ResolutionTimeP90 => ("Resolution time, ninth decile", "hours"),
        Measure::ReopenedShare => ("Reopened", "per cent"),
        Measure::ReassignedShare => ("Reassigned", "per cent"),
        Measure::ReassignmentsMean => ("Reassignments of a case, mean", "times"),
        Measure::FirstTimeRightShare => ("Right first time", "per cent"),
        Measure::SlaMetShare => ("Resolved in agreed time", "per cent"),
        Measure::Backlog => ("Open at the end of the week", "cases"),
    }
}
