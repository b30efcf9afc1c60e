//! What the page of imports shows of cases that run here.

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Column, Row, Table, Tone};

use super::CaseLog;
use crate::process::Process;

/// A process that runs here.
pub struct Running {
    pub process: Process,
    /// Whether its cases are its log.
    pub log: Option<CaseLog>,
    pub cases: i64,
}

/// The processes that run here, with whether their cases are their log; nothing where none runs.
#[must_use]
pub fn listed(all: &[Running]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let line = |one: &Running| {
        let href = format!("/processes/{}", one.process.key);
        let act = format!("{href}/case-log");
        let (words, tone) = match &one.log {
            None => ("Not measured", Tone::Neutral),
            Some(log) if !log.trouble.is_empty() => ("Stuck", Tone::Bad),
            Some(log) if log.made_at.is_none() => ("No work done yet", Tone::Neutral),
            Some(_) => ("Up to date", Tone::Good),
        };
        Row::new(vec![
            html! { a href={ (href) "/cases" } { (one.process.name) } },
            html! { (one.cases) },
            html! {
                (ui::pill(words, tone))
                @if let Some(log) = one.log.as_ref().filter(|log| !log.trouble.is_empty()) { p { (log.trouble) } }
                @if let Some(at) = one.log.as_ref().and_then(|log| log.made_at) { p { "Made " (at.in_words()) } }
            },
            html! {
                @if one.log.is_some() {
                    (ui::button::post_button("Measure no more", &format!("{act}/end"), Weight::Quiet, &[]))
                } @else {
                    (ui::button::post_button("Measure them", &act, Weight::Plain, &[]))
                }
            },
        ])
    };
    let body = ui::table(&Table {
        caption: "Processes that run here",
        columns: &[
            Column::text("process", "Process"),
            Column::figures("cases", "Cases"),
            Column::text("state", "Its cases as its log"),
            Column::text("act", "Change"),
        ],
        rows: all.iter().map(line).collect(),
        ..Table::default()
    });
    let lead = "What is done here needs no file and no mapping: each task is the activity that it ran. The log is made anew when more \
                work was done, once an hour at most.";
    html! { div id="cases" { (ui::section("From the cases that run here", None, html! { p { (lead) } (body) })) } }
}
