//! What the pages of the journal show.

use maud::{Markup, html};
use ui::form::row;
use ui::{Column, Row, Table, timeline};

use super::chain::Head;
use super::checkpoint::Checkpoint;
use super::model::Entry;
use super::words;

/// Entries about one thing, newest first, for the page of that thing.
#[must_use]
pub fn history(entries: &[Entry]) -> Markup {
    told(entries, words::act)
}

/// Entries about several things, newest first.
#[must_use]
pub fn lately(entries: &[Entry]) -> Markup {
    told(entries, words::deed)
}

fn told(entries: &[Entry], say: fn(&Entry) -> String) -> Markup {
    let words: Vec<(String, String, String, String)> =
        entries.iter().map(|entry| (say(entry), entry.reason(), entry.at.rfc3339(), entry.at.in_words())).collect();
    let shown: Vec<timeline::Entry> = entries
        .iter()
        .zip(&words)
        .map(|(entry, (what, why, datetime, when))| timeline::Entry {
            who: &entry.actor_name,
            what,
            why: (!why.is_empty()).then_some(why.as_str()),
            datetime,
            when,
            ..timeline::Entry::default()
        })
        .collect();
    timeline::timeline(&shown)
}

/// What the list was asked for, as it stands in the address.
#[derive(Default)]
pub struct Asked {
    pub kind: String,
    pub person: String,
    pub from: String,
    pub until: String,
}

/// What can be done with the journal.
#[must_use]
pub fn actions() -> Markup {
    ui::button_link("Export to verify", "/journal/export", ui::button::Weight::Plain, Some(ui::Icon::Download))
}

/// The journal of the whole office.
#[must_use]
pub fn journal(entries: &[Entry], asked: &Asked, next: Option<&str>, head: &Head, last: Option<&Checkpoint>) -> Markup {
    let query: Vec<(&str, &str)> = [
        ("kind", asked.kind.as_str()),
        ("person", asked.person.as_str()),
        ("from", asked.from.as_str()),
        ("until", asked.until.as_str()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect();
    let filters = row(&[
        ui::Field::new("kind", "About").hint("process, improvement, people …").value(&asked.kind).text(),
        ui::Field::new("person", "Who").value(&asked.person).search(),
        ui::Field::new("from", "From").value(&asked.from).date(),
        ui::Field::new("until", "Until").value(&asked.until).date(),
    ]);
    html! {
        (proof(head, last))
        (ui::table(&Table {
            caption: "Entries",
            base: "/journal",
            query: &query,
            columns: &[
                Column::figures("seq", "Entry"),
                Column::text("at", "When"),
                Column::text("who", "Who"),
                Column::text("what", "What"),
                Column::text("why", "Why"),
            ],
            rows: entries.iter().map(line).collect(),
            page: Some(ui::table::Paging { total: None, first: 0, previous: None, next }),
            filters: Some(filters),
            empty: Some(("No entry matches", "Change the filter.", None)),
            ..Table::default()
        }))
    }
}

fn line(entry: &Entry) -> Row {
    let href = format!("/journal/{}/{}", entry.object.kind, crate::web::form::encode(&entry.object.id));
    Row::new(vec![
        html! { (entry.seq) },
        html! { time datetime=(entry.at.rfc3339()) { (entry.at.in_words()) } },
        html! { (entry.actor_name) },
        html! { a href=(href) { (words::deed(entry)) } },
        html! { (entry.reason()) },
    ])
}

/// How the journal is proven, and how far.
fn proof(head: &Head, last: Option<&Checkpoint>) -> Markup {
    html! {
        p {
            (head.seq) " entries, each sealed onto the one before it. "
            @match last {
                Some(last) => { "The last signed checkpoint covers entry " (last.seq) ", on " (last.at.in_words()) ". " }
                None => "The first checkpoint is signed within ten minutes. ",
            }
            "Export the journal and run " code { "mandate verify FILE" } " to see that nobody changed it."
        }
    }
}
