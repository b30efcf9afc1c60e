//! Cases as a list.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::table::Numbered;
use ui::{Choice, Column, Row, Tab, Table, Tone};

use super::super::case::store::{Found, Listing, NEWEST, Place};
use super::super::model::State;
use super::tone;
use crate::clock::Time;
use crate::process::Process;
use crate::web::form::encode;

/// What the list of all cases is about.
pub const LEAD: &str =
    "What runs: each order, request or review on its way through its process, where it stands, and who has it.";

/// The two ways to look at cases.
#[must_use]
pub fn list_tabs(mine: bool) -> Markup {
    ui::tabs(
        "Cases",
        &[
            Tab { label: "Cases I may see", href: "/cases", count: None, current: !mine },
            Tab { label: "Begun by me", href: "/cases?mine=1", count: None, current: mine },
        ],
    )
}

/// What a list without a case says, as a heading, a sentence and what to do.
const NOTHING_MATCHES: (&str, &str, Option<Markup>) = ("Nothing matches", "Change the filter to see more.", None);
const NO_CASE: (&str, &str, Option<Markup>) = (
    "No case that you may see",
    "You see the cases that you began or take part in. A case begins when somebody starts a process that runs here.",
    None,
);

/// A list of cases; `base` is its address, and `processes` are the choices of the filter, none where the list is of one process.
#[must_use]
pub fn cases(
    base: &str,
    listing: &Listing,
    found: (&[Found], i64),
    (places, due): (&BTreeMap<String, Vec<Place>>, &BTreeMap<String, Time>),
    processes: &[Process],
    now: Time,
) -> Markup {
    let (entries, total) = found;
    let of_one = processes.is_empty();
    let asked = Asked::of(listing);
    let query = asked.query(listing, of_one);
    let pages = Numbered { base, query: &query, sort: ("", false), offset: listing.offset, rows: listing.limit, total };
    let around = pages.around();
    let filtered = query.iter().any(|(name, _)| !["mine", "sort", "further"].contains(name));
    let empty = if filtered { NOTHING_MATCHES } else { NO_CASE };
    let mut columns = vec![Column::text("code", "Case"), Column::text("title", "About")];
    if !of_one {
        columns.push(Column::text("process", "Process"));
    }
    columns.extend([
        Column::text("state", "State"),
        Column::text("step", "Stands at"),
        Column::text("who", "Who has it"),
        Column::text("since", "Begun"),
    ]);
    if !due.is_empty() {
        columns.push(Column::text("level", "Service level due"));
    }
    let none = Vec::new();
    let line = |one: &Found| {
        let mut line = line(one, places.get(&one.case.id).unwrap_or(&none), of_one, now);
        if !due.is_empty() {
            line.cells.push(level(due.get(&one.case.id).copied(), now));
        }
        line
    };
    ui::table(&Table {
        caption: "Cases",
        base,
        query: &query,
        columns: &columns,
        rows: entries.iter().map(line).collect(),
        page: Some(around.paging()),
        filters: Some(filters(listing, processes)),
        empty: Some(empty),
        ..Table::default()
    })
}

/// Numbers of a listing as the address says them.
struct Asked {
    age: String,
    further: String,
}

impl Asked {
    fn of(listing: &Listing) -> Asked {
        Asked {
            age: listing.older_days.map(|days| days.to_string()).unwrap_or_default(),
            further: listing.further.map(|at| at.0.to_string()).unwrap_or_default(),
        }
    }

    /// What the address says, but for the page.
    fn query<'l>(&'l self, listing: &'l Listing, of_one: bool) -> Vec<(&'l str, &'l str)> {
        let mut query: Vec<(&str, &str)> = vec![
            ("q", listing.words.as_str()),
            ("state", state_of(listing)),
            ("mine", if listing.begun_by.is_some() { "1" } else { "" }),
            ("sort", if listing.by_time_left { "time_left" } else { "" }),
        ];
        if !of_one {
            query.push(("process", listing.process_id.as_deref().unwrap_or("")));
        }
        query.extend([
            ("value", listing.value_text.as_str()),
            ("at", listing.element.as_deref().unwrap_or("")),
            ("age", self.age.as_str()),
            ("further", self.further.as_str()),
        ]);
        query.retain(|(_, value)| !value.is_empty());
        query
    }
}

/// How far back titles were looked at, and the way further.
#[must_use]
pub fn further(base: &str, listing: &Listing, of_one: bool, back: Time) -> Markup {
    let asked = Asked { further: back.0.to_string(), ..Asked::of(listing) };
    let query: Vec<String> =
        asked.query(listing, of_one).iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let from = if listing.further.is_some() { "next" } else { "newest" };
    ui::callout(
        Tone::Info,
        "Titles were not looked for in all cases",
        html! {
            p {
                "The words were looked for in the titles of the " (NEWEST / 1_000) ",000 " (from) " cases that fit, back to "
                (back.day_in_words()) ". Codes, references and values were looked for in all."
            }
            p { a href=(format!("{base}?{}", query.join("&"))) { "Look further back" } }
        },
    )
}

fn line(one: &Found, places: &[Place], of_one: bool, now: Time) -> Row {
    let case = &one.case;
    let mut cells = vec![
        html! { a href=(case.href()) { (case.code) } },
        html! {
            a href=(case.href()) { (case.title) }
            @if !case.business_key.is_empty() { " " (ui::tag(&case.business_key)) }
        },
    ];
    if !of_one {
        cells.push(html! { (one.process) });
    }
    let late = places.iter().any(|place| place.due_at.is_some_and(|due| due.date() < now.date()));
    cells.push(html! {
        @if one.paused { (ui::pill("paused", Tone::Warning)) " " }
        @if case.stops > 0 && case.state == State::Running { (ui::pill("stopped", Tone::Bad)) }
        @else { (ui::pill(case.state.label(), tone(case.state))) }
        @if late { " " (ui::pill("overdue", Tone::Warning)) }
    });
    cells.push(html! { @for (at, place) in places.iter().enumerate() { @if at > 0 { ", " } (place.what) } });
    let names: Vec<&str> = places.iter().map(|place| place.who.as_str()).filter(|who| !who.is_empty()).collect();
    cells.push(html! {
        @if !names.is_empty() { (names.join(", ")) }
        @else if places.iter().any(|place| place.since.is_some()) { "nobody yet" }
    });
    cells.push(html! { time datetime=(case.started_at.rfc3339()) { (case.started_at.day_in_words()) } });
    Row { cells, tone: if case.stops > 0 && case.state == State::Running { Tone::Bad } else { Tone::Neutral } }
}

/// When the first service level of a case is due.
fn level(due: Option<Time>, now: Time) -> Markup {
    html! {
        @if let Some(due) = due {
            time datetime=(due.rfc3339()) { (due.in_words()) }
            @if due <= now { " " (ui::pill("missed", Tone::Bad)) }
        }
    }
}

/// The state of a filter, as the address says it.
fn state_of(listing: &Listing) -> &'static str {
    match listing.state {
        _ if listing.stopped => "stopped",
        _ if listing.paused => "paused",
        state => state.map_or("", State::key),
    }
}

/// The fields by which cases are filtered.
#[must_use]
pub fn filters(listing: &Listing, processes: &[Process]) -> Markup {
    let mut states = vec![
        Choice::new("", "Any state"),
        Choice::new("stopped", "with a stopped step"),
        Choice::new("paused", "paused"),
    ];
    states.extend(State::ALL.iter().map(|state| Choice::new(state.key(), state.label())));
    let mut named = vec![Choice::new("", "Any process")];
    named.extend(processes.iter().map(|process| Choice::new(&process.id, &process.name)));
    let state = state_of(listing);
    let wrong = Some(listing.wrong_value.as_str()).filter(|sentence| !sentence.is_empty());
    let age = listing.older_days.map(|days| days.to_string()).unwrap_or_default();
    html! {
        (ui::Field::new("q", "Words, reference or value").value(&listing.words).search())
        (ui::Field::new("value", "A value").hint("amount > 100 and item = laptop").value(&listing.value_text).error(wrong).text())
        @if let Some(element) = &listing.element { (ui::Field::new("at", "At the step").value(element).text()) }
        (ui::Field::new("age", "Begun so many days ago, or more").value(&age).number(&ui::form::Range { min: Some(1.0), ..ui::form::Range::default() }))
        (ui::Field::new("state", "State").value(state).select(&states))
        (ui::Field::new("sort", "Order").value(if listing.by_time_left { "time_left" } else { "" }).select(&[
            Choice::new("", "The newest first"),
            Choice::new("time_left", "The least time left first"),
        ]))
        @if !processes.is_empty() {
            (ui::Field::new("process", "Process").value(listing.process_id.as_deref().unwrap_or("")).select(&named))
        }
    }
}
