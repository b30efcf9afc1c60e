//! What the page of the automation potential shows.

use maud::{Markup, html};
use ui::{Column, Row, Table, Tone};

use super::known::InForce;
use super::model::{Candidate, Factor, Span};
use crate::process::readiness::{Condition, is_ready};
use crate::web::form::encode;

/// The activities with their figures and reasons.
pub(super) fn potential(href: &str, known: &InForce, found: &[Candidate]) -> Markup {
    html! {
        (basis(href, known))
        (readiness(href, &known.conditions))
        (summary(found, is_ready(&known.conditions)))
        (table(href, found))
        (ui::disclosure("How this is reckoned", html! {
            p { "Hours today are how often an activity happens in a year (from the ticket log) times its working time (from the definition). What automating may save is that times four shares: stability, clear rules, digital input, few exceptions. What is not known counts as anything from 20 to 90 per cent, which is why a figure is a range." }
            p { "Before an activity is automated somebody must answer for it and do it: defects of the RACI matrix are settled first." }
        }))
    }
}

/// What stands there while no version is in force.
pub(super) fn nothing() -> Markup {
    let text = "The potential is told of the version in force. It stands here as soon as one is published.";
    ui::empty_state("Nothing is in force yet", text, None)
}

fn basis(href: &str, known: &InForce) -> Markup {
    html! {
        @match (&known.log, &known.unread) {
            (None, _) => (ui::callout(Tone::Info, "No ticket log is at hand", html! {
                p { "How often an activity happens is not known, so no hours are told. " a href={ (href) "/measures" } { "What a log is and how it comes in" } }
            })),
            (Some(log), Some(why)) => (ui::callout(Tone::Warning, "The ticket log cannot be held against the process", html! { p { (log.name) ": " (why) } })),
            (Some(log), None) => p { "Version " (known.version.number) ", with the ticket log " (log.name) "." },
        }
    }
}

/// Whether the process as a whole is in a state to be automated.
fn readiness(href: &str, conditions: &[Condition]) -> Markup {
    let line = |one: &Condition| {
        let (word, tone) = match one.met {
            Some(true) => ("yes", Tone::Good),
            Some(false) => ("no", Tone::Bad),
            None => ("not known", Tone::Info),
        };
        Row::new(vec![html! { (one.name) }, ui::pill(word, tone), html! { (one.why) }])
    };
    let table = ui::table(&Table {
        caption: "Marks of a managed process",
        columns: &[Column::text("name", "Mark"), Column::text("met", "Met"), Column::text("why", "Why")],
        rows: conditions.iter().map(line).collect(),
        ..Table::default()
    });
    let open = conditions.iter().filter(|one| one.met == Some(false)).count();
    html! {
        @if open == 0 {
            (ui::disclosure("Nothing known stands in the way of the process as a whole", table))
        } @else {
            (ui::callout(Tone::Warning, "Settle this before anything is automated", html! {
                p { "A machine repeats what a process is, also its disorder. The records show " (open) @if open == 1 { " mark" } @else { " marks" } " of a managed process that it lacks. No level of capability is kept here, so none is told." }
                p { "While one of them is missing, the process neither runs here nor goes to an engine, unless its owner accepts that: " a href={ (href) "/readiness" } { "Readiness" } "." }
            }))
            (table)
        }
    }
}

fn summary(found: &[Candidate], ready: bool) -> Markup {
    let open = || found.iter().filter(|one| !one.automatic && one.first.is_empty());
    let saved = open().filter_map(|one| one.saved);
    let (low, high) = saved.fold((0.0, 0.0), |(low, high), one| (low + one.low, high + one.high));
    let today: f64 = found.iter().filter(|one| !one.automatic).filter_map(|one| one.hours).sum();
    html! {
        @if today > 0.0 {
            (ui::stats(&[
                ui::Stat { label: "Hours of work a year today", value: &hours(today), unit: "h", ..ui::Stat::default() },
                ui::Stat { label: if ready { "May be saved" } else { "May be saved once that is settled" }, value: &range(Span { low, high }), unit: "h a year", ..ui::Stat::default() },
            ]))
        }
    }
}

fn hours(value: f64) -> String {
    if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

fn range(span: Span) -> String {
    let (low, high) = (hours(span.low), hours(span.high));
    if low == high { low } else { format!("{low} to {high}") }
}

fn table(href: &str, found: &[Candidate]) -> Markup {
    let columns = [
        Column::text("activity", "Activity"),
        Column::figures("today", "Hours today"),
        Column::figures("saved", "May be saved"),
        Column::text("for", "What speaks for and against it"),
        Column::text("first", "First"),
    ];
    let rows = found
        .iter()
        .map(|one| {
            let tone = if one.automatic || one.first.is_empty() { Tone::Neutral } else { Tone::Warning };
            let cells = vec![
                html! { a href={ (href) "/activities#" (encode(&one.activity)) } { (one.name) } },
                html! {
                    @match one.hours { Some(today) => (hours(today)), None => (missing(one)) }
                    @if one.elapsed && one.hours.is_some() { p { "at most: reckoned from the entries of the log" } }
                },
                html! {
                    @if one.automatic { "–" }
                    @else if let Some(saved) = one.saved { (range(saved)) p { (one.confidence()) " confidence" } }
                    @else { (per_cent(one.suitable)) " of its hours" }
                },
                html! {
                    @if one.automatic { "A machine does it already." }
                    @else { ul { @for factor in &one.factors { li { (said(factor)) } } } }
                },
                html! {
                    @if one.first.is_empty() { @if !one.automatic { (ui::pill("nothing in the way", Tone::Good)) } }
                    @for reason in &one.first { p { (reason) } }
                },
            ];
            Row { cells, tone }
        })
        .collect();
    let empty =
        Some(("No activity yet", "Activities are drawn in the diagram; each then has its potential here.", None));
    ui::table(&Table { caption: "Automation potential", columns: &columns, rows, empty, ..Table::default() })
}

fn missing(one: &Candidate) -> &'static str {
    match (one.times_a_year, one.minutes) {
        (None, None) => "how often and how long it takes is not known",
        (None, _) => "how often it happens is not known",
        _ => "its working time is not known",
    }
}

fn per_cent(span: Span) -> String {
    let (low, high) = ((span.low * 100.0).round(), (span.high * 100.0).round());
    if (high - low).abs() < 1.0 { format!("{low} %") } else { format!("{low} to {high} %") }
}

fn said(factor: &Factor) -> Markup {
    html! {
        strong { (factor.name) } ": "
        @if factor.known { (per_cent(factor.share)) ". " } @else { (ui::pill("find out", Tone::Info)) " " }
        (factor.why)
    }
}
