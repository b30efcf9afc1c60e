//! The register as a list and as a board.

use maud::{Markup, html};
use ui::button::Weight;
use ui::table::Numbered;
use ui::{BoardCard, Choice, Column, Icon, Lane, Row, Tab, Table, Tone};

use super::super::model::{Improvement, OriginKind, Stage};
use super::super::register::{Listed, Listing};
use super::super::score::priority_in_words;
use super::tone;
use crate::clock::Time;
use crate::people::Person;
use crate::process::Process;

/// What can be done with the register.
#[must_use]
pub fn list_actions(may_propose: bool) -> Markup {
    html! {
        @if may_propose {
            (ui::button_link("Propose an improvement", "/improvements/new", Weight::Primary, Some(Icon::Add)))
        }
    }
}

/// The two ways to look at the register.
#[must_use]
pub fn list_tabs(board: bool) -> Markup {
    ui::tabs(
        "Improvements",
        &[
            Tab { label: "List", href: "/improvements", count: None, current: !board },
            Tab { label: "By stage", href: "/improvements/board", count: None, current: board },
        ],
    )
}

/// What the list is made of.
pub struct Found {
    pub entries: Vec<Listed>,
    pub total: i64,
    /// Who can own an improvement, and which processes there are, for the filter.
    pub owners: Vec<Person>,
    pub processes: Vec<Process>,
}

/// The list, filtered, sorted and paged.
#[must_use]
pub fn list(listing: &Listing, found: &Found, may_propose: bool) -> Markup {
    let query = query(listing);
    let pages = Numbered {
        base: "/improvements",
        query: &query,
        sort: (&listing.sort, listing.downwards),
        offset: listing.offset,
        rows: listing.limit,
        total: found.total,
    };
    let (around, export) = (pages.around(), pages.file("/improvements.csv"));
    let workbook = pages.file("/improvements.xlsx");
    let empty = if query.is_empty() {
        let text = "An improvement begins as an idea, or with one click from a deviation that the log shows.";
        ("The register is empty", text, Some(list_actions(may_propose)))
    } else {
        ("Nothing matches", "Change the filter to see more.", None)
    };
    ui::table(&Table {
        caption: "Improvements",
        base: "/improvements",
        query: &query,
        columns: &[
            Column::text("number", "Number").sortable(),
            Column::text("title", "Title").sortable(),
            Column::text("process", "Process").sortable(),
            Column::text("stage", "Stage"),
            Column::figures("priority", "Priority").sortable(),
            Column::text("owner", "Owner").sortable(),
            Column::text("due", "Due").sortable(),
            Column::text("origin", "From"),
        ],
        rows: found.entries.iter().map(line).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing, found)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(empty),
    })
}

fn query(listing: &Listing) -> Vec<(&str, &str)> {
    [
        ("q", listing.words.as_str()),
        ("stage", listing.stage.map_or("", Stage::key)),
        ("process", listing.process_id.as_deref().unwrap_or("")),
        ("owner", listing.owner_id.as_deref().unwrap_or("")),
        ("origin", listing.origin.map_or("", OriginKind::key)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn line(entry: &Listed) -> Row {
    let one = &entry.improvement;
    Row::new(vec![
        html! { a href=(one.href()) { (one.name()) } },
        html! { a href=(one.href()) { (one.title) } },
        html! { @if let Some(process) = &entry.process { (process.name) } },
        ui::pill(one.stage.label(), tone(one.stage)),
        html! { (priority_in_words(one.score.priority())) },
        html! { @if !entry.owner.is_empty() { (ui::person(&entry.owner, None, None)) } },
        html! { @if let Some(plan) = &one.plan { (plan.due_at.day_in_words()) } },
        html! { (one.origin.kind.label()) },
    ])
}

fn filters(listing: &Listing, found: &Found) -> Markup {
    let stages = choices("Any stage", Stage::ALL.iter().map(|stage| Choice::new(stage.key(), stage.label())));
    let origins = choices("Any origin", OriginKind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())));
    let owners = choices("Anybody", found.owners.iter().map(|person| Choice::new(&person.id, &person.name)));
    let processes =
        choices("Any process", found.processes.iter().map(|process| Choice::new(&process.id, &process.name)));
    html! {
        (ui::Field::new("q", "Words or number").value(&listing.words).search())
        (ui::Field::new("stage", "Stage").value(listing.stage.map_or("", Stage::key)).select(&stages))
        (ui::Field::new("process", "Process").value(listing.process_id.as_deref().unwrap_or("")).select(&processes))
        (ui::Field::new("owner", "Owner").value(listing.owner_id.as_deref().unwrap_or("")).select(&owners))
        (ui::Field::new("origin", "From").value(listing.origin.map_or("", OriginKind::key)).select(&origins))
    }
}

fn choices<'a>(any: &'a str, more: impl Iterator<Item = Choice<'a>>) -> Vec<Choice<'a>> {
    std::iter::once(Choice::new("", any)).chain(more).collect()
}

/// The board: every stage with its count and the most pressing entries.
#[must_use]
pub fn board(lanes: &[(Stage, i64, Vec<Listed>)], now: Time) -> Markup {
    let texts: Vec<(String, Vec<(String, String)>)> = lanes
        .iter()
        .map(|(stage, _, entries)| {
            let cards = entries.iter().map(|entry| (card_line(entry), entry.improvement.href())).collect();
            (format!("/improvements?stage={}", stage.key()), cards)
        })
        .collect();
    let lanes: Vec<Lane> = lanes
        .iter()
        .zip(&texts)
        .map(|((stage, count, entries), (href, cards))| Lane {
            label: stage.label(),
            count: u64::try_from(*count).unwrap_or(0),
            cards: entries
                .iter()
                .zip(cards)
                .map(|(entry, (name, href))| BoardCard {
                    title: &entry.improvement.title,
                    href,
                    line: name,
                    foot: Some(foot(entry, now)),
                })
                .collect(),
            href,
        })
        .collect();
    ui::board("Improvements by stage", &lanes)
}

/// The number, and the process where there is one.
fn card_line(entry: &Listed) -> String {
    match &entry.process {
        Some(process) => format!("{} · {}", entry.improvement.name(), process.name),
        None => entry.improvement.name(),
    }
}

fn foot(entry: &Listed, now: Time) -> Markup {
    let one = &entry.improvement;
    html! {
        span { "priority " (priority_in_words(one.score.priority())) }
        @if !entry.owner.is_empty() { span { (entry.owner) } }
        @if let Some(plan) = &one.plan {
            @if is_late(one, now) { (ui::pill("overdue", Tone::Bad)) }
            @else if !one.stage.is_measurable() { span { "due " (plan.due_at.day_in_words()) } }
        }
    }
}

/// Whether an improvement should have been completed before today.
pub(super) fn is_late(improvement: &Improvement, now: Time) -> bool {
    let open = matches!(improvement.stage, Stage::Accepted | Stage::InProgress);
    open && improvement.plan.as_ref().is_some_and(|plan| plan.due_at.date() < now.date())
}
