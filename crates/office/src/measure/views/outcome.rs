//! An import that has begun: how far it is, what became of it, and which rows were not taken.

use maud::{Markup, html};
use mining::MAX_BAD_ROWS_KEPT;
use ui::table::Paging;
use ui::{Column, Row, Table, Tone};

use super::super::model::{Import, ImportState, Log, Reject};
use super::super::upload::KEPT_DAYS;
use super::import::cancel;
use super::number;
use crate::config::limits::PAGE_ROWS;
use crate::process::Process;

/// One page of the rows that were not taken.
pub struct Rejects {
    pub rows: Vec<Reject>,
    /// How many are kept in all.
    pub kept: i64,
    /// The page that is shown, from 1, and the last one.
    pub page: i64,
    pub last: i64,
}

/// The whole page.
#[must_use]
pub fn outcome(import: &Import, log: Option<&Log>, rejects: &Rejects, process: Option<&Process>) -> Markup {
    html! {
        (progress(import))
        @if import.state == ImportState::Stopped { (choices(import)) }
        @if let (Some(log), Some(process)) = (log, process) { (report(log, process)) }
        @if rejects.kept > 0 && import.state != ImportState::Running { (not_taken(import, rejects)) }
        @if matches!(import.state, ImportState::Failed | ImportState::Cancelled) {
            (ui::button_link("Upload a file", "/measures/import", ui::button::Weight::Primary, None))
        }
    }
}

/// The part that is asked for again while the import runs.
#[must_use]
pub fn progress(import: &Import) -> Markup {
    let here = format!("/measures/imports/{}", import.id);
    let (done, of) = (u64::try_from(import.bytes_read).unwrap_or(0), u64::try_from(import.bytes).unwrap_or(1));
    match import.state {
        ImportState::Running => html! {
            div hx-get={ (here) "/progress" } hx-trigger="every 1s" hx-swap="outerHTML" {
                (ui::progress("Reading the file", done / 1024, of / 1024))
                p { (number(import.rows_read as f64)) " rows so far. You can leave this page and come back." }
                (ui::buttons(&[
                    ui::button_link("Look again", &here, ui::button::Weight::Plain, None),
                    cancel(import, "Cancel the import"),
                ]))
            }
        },
        ImportState::Done => ui::callout(
            Tone::Good,
            "Imported",
            html! {
                p { (import.message) }
                p { a href=(here) { "See the report" } }
            },
        ),
        ImportState::Stopped => ui::callout(
            Tone::Warning,
            "Nothing is imported yet",
            html! {
                p { (import.message) }
                p { "The file is kept for " (KEPT_DAYS) " days, so you need not upload it again. " a href=(here) { "See what to do" } }
            },
        ),
        ImportState::Failed => ui::callout(Tone::Bad, "Nothing was imported", html! { p { (import.message) } }),
        ImportState::Cancelled => ui::callout(Tone::Neutral, "Cancelled", html! { p { (import.message) } }),
        ImportState::Uploaded => html! { p { a href=(here) { "Say how the file is read" } } },
    }
}

/// What can be done with an import that stopped.
fn choices(import: &Import) -> Markup {
    let (good, anew) =
        (format!("/measures/imports/{}/good-rows", import.id), format!("/measures/imports/{}/remapping", import.id));
    let has_good = import.rows_bad > 0 && import.rows_bad < import.rows_read;
    let weight = if has_good { ui::button::Weight::Plain } else { ui::button::Weight::Primary };
    let take = ui::post_button("Take the good rows", &good, ui::button::Weight::Primary, &[]);
    let mut row = if has_good { vec![take] } else { Vec::new() };
    row.push(ui::post_button("Choose columns and states again", &anew, weight, &[]));
    row.push(cancel(import, "Discard"));
    ui::buttons(&row)
}

fn report(log: &Log, process: &Process) -> Markup {
    let (measures, deviations) =
        (format!("/processes/{}/measures", process.key), format!("/processes/{}/deviations", process.key));
    html! {
        (ui::definitions(&[
            ("Process", html! { (process.name) }),
            ("Rows read", html! { (number(log.rows_read as f64)) }),
            ("Rows taken", html! { (number(log.rows_good as f64)) }),
            ("Rows not taken", html! { (number(log.rows_bad as f64)) }),
            ("Repeated rows left out", html! { (number(log.duplicates as f64)) }),
            ("Cases", html! { (number(log.cases as f64)) }),
            ("Events", html! { (number(log.events as f64)) }),
        ]))
        @for note in &log.notes { p { (note) } }
        (ui::buttons(&[
            ui::button_link("See the measures", &measures, ui::button::Weight::Primary, None),
            ui::button_link("See the deviations", &deviations, ui::button::Weight::Plain, None),
        ]))
    }
}

/// The rows that were not taken, a page at a time.
fn not_taken(import: &Import, rejects: &Rejects) -> Markup {
    let here = format!("/measures/imports/{}", import.id);
    let export = format!("{here}/rejects.csv");
    let previous = (rejects.page > 1).then(|| format!("{here}?page={}", rejects.page - 1));
    let next = (rejects.page < rejects.last).then(|| format!("{here}?page={}", rejects.page + 1));
    let line = |one: &Reject| {
        Row::new(vec![
            html! { (one.line) },
            html! { (one.column) },
            html! { (one.reason) },
            html! { code { (one.raw) } },
        ])
    };
    let table = ui::table(&Table {
        caption: "Rows not taken",
        base: &here,
        columns: &[
            Column::figures("line", "Line"),
            Column::text("column", "Column"),
            Column::text("why", "What is wrong"),
            Column::text("raw", "The row"),
        ],
        rows: rejects.rows.iter().map(line).collect(),
        page: Some(Paging {
            total: u64::try_from(rejects.kept).ok(),
            first: u64::try_from((rejects.page - 1) * PAGE_ROWS + 1).unwrap_or(1),
            previous: previous.as_deref(),
            next: next.as_deref(),
        }),
        export_href: Some(&export),
        ..Table::default()
    });
    let body = html! {
        @if import.rows_bad > rejects.kept {
            p {
                (number(import.rows_bad as f64)) " rows are bad. The first " (number(MAX_BAD_ROWS_KEPT as f64))
                " are kept and shown here; they usually share a few causes."
            }
        }
        (table)
    };
    ui::section("Rows not taken", None, body)
}
