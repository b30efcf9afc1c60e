//! What the scorecard shows: five dimensions of one process, or all processes in one table.

use maud::{Markup, html};
use ui::{Column, Icon, Row, Table, Tone};

use super::model::{Card, Dimension, Line, Status, Trend};
use crate::measure::Log;
use crate::process::Process;

/// One process of the overview; without a card while it is computed.
pub struct Entry<'a> {
    pub process: &'a Process,
    pub card: Option<&'a Card>,
}

fn tone(status: Status) -> Tone {
    match status {
        Status::Met => Tone::Good,
        Status::Missed => Tone::Warning,
        Status::NoTarget | Status::Unknown => Tone::Neutral,
    }
}

fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Better => "better",
        Trend::Worse => "worse",
        Trend::Steady => "no clear change",
        Trend::Unknown => "–",
    }
}

/// The card of one process.
#[must_use]
pub fn show(process: &Process, log: Option<&Log>, card: &Card) -> Markup {
    html! {
        @if let Some(log) = log {
            p {
                "From the log “" (log.name) "”, imported on " (log.imported_at.day_in_words()) ", the version in force, its hand-offs, and the "
                "roles that people say are theirs. A trend compares the last four weeks of the log with the four before, and is told only "
                "where chance is an unlikely explanation."
            }
        }
        @for (dimension, lines) in &card.rows { (section(process, card, *dimension, lines)) }
        p { a href="/scorecards" { "All processes at once" } }
    }
}

fn section(process: &Process, card: &Card, dimension: Dimension, lines: &[Line]) -> Markup {
    let status = card.status(dimension);
    let rows = lines.iter().map(|line| {
        Row::new(vec![
            html! {
                @if line.page.is_empty() { (line.what) }
                @else { a href={ "/processes/" (process.key) "/" (line.page) } { (line.what) } }
            },
            html! { (line.shown()) },
            html! { (if line.target.is_empty() { "–" } else { &line.target }) },
            html! { (ui::pill(line.status.label(), tone(line.status))) },
            html! { (trend(line.trend)) },
            html! { (line.basis) },
        ])
    });
    let table = ui::table(&Table {
        caption: dimension.label(),
        columns: &[
            Column::text("figure", "Figure"),
            Column::figures("value", "Value"),
            Column::text("target", "Target"),
            Column::text("status", "Status"),
            Column::text("trend", "Trend"),
            Column::text("basis", "What it rests on"),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    let body = html! { p { (dimension.question()) " " (ui::pill(status.label(), tone(status))) } (table) };
    ui::section(dimension.label(), None, body)
}

/// Sorts by the name of the process, or by how it stands on a dimension; what misses its target comes first.
fn sorted<'a>(mut rows: Vec<Entry<'a>>, sort: &str) -> Vec<Entry<'a>> {
    let (key, downwards) = (sort.trim_start_matches('-'), sort.starts_with('-'));
    rows.sort_by(|a, b| a.process.name.cmp(&b.process.name));
    if let Some(dimension) = Dimension::ALL.into_iter().find(|dimension| dimension.key() == key) {
        let status = |entry: &Entry| entry.card.map_or(Status::Unknown, |card| card.status(dimension));
        rows.sort_by_key(status);
    }
    if downwards {
        rows.reverse();
    }
    rows
}

/// All processes.
#[must_use]
pub fn overview(rows: Vec<Entry<'_>>, sort: &str) -> Markup {
    if rows.is_empty() {
        let action = ui::button_link("Open the library", "/library", ui::button::Weight::Primary, Some(Icon::Library));
        return ui::empty_state("No process yet", "Adopt a process first; then it has a scorecard.", Some(action));
    }
    let waits = rows.iter().filter(|row| row.card.is_none()).count();
    let mut columns = vec![Column::text("process", "Process").sortable()];
    columns.extend(Dimension::ALL.map(|dimension| Column::text(dimension.key(), dimension.label()).sortable()));
    let rows = sorted(rows, sort).into_iter().map(|row| {
        let name = html! { a href={ "/processes/" (row.process.key) "/scorecard" } { (row.process.name) } };
        let cells = Dimension::ALL.map(|dimension| match row.card {
            Some(card) => cell(card, dimension),
            None => html! { "being computed" },
        });
        Row::new(std::iter::once(name).chain(cells).collect())
    });
    html! {
        @if waits > 0 {
            (ui::callout(Tone::Info, "Some logs are still being compared", html! { p { "Open this page again in a moment to see the other " (waits) "." } }))
        }
        (ui::table(&Table {
            caption: "Processes",
            base: "/scorecards",
            columns: &columns,
            rows: rows.collect(),
            sort: Some((sort.trim_start_matches('-'), sort.starts_with('-'))),
            export_href: Some("/scorecards.csv"),
            ..Table::default()
        }))
        p { "Each cell shows the first figure of the dimension that is known, and how the dimension stands: it misses when one of its figures misses its target. The card of a process says why something is not known." }
    }
}

fn cell(card: &Card, dimension: Dimension) -> Markup {
    let status = card.status(dimension);
    let headline = card.headline(dimension);
    html! {
        @match headline {
            Some(line) if line.value.is_some() => {
                (line.shown()) " " (ui::pill(status.label(), tone(status)))
                @if matches!(line.trend, Trend::Better | Trend::Worse) { " " (trend(line.trend)) }
                br; (line.what)
            }
            _ => (ui::pill(status.label(), tone(status))),
        }
    }
}
