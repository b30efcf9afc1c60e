//! The landscape: every process with its health and the reasons, in one table or in groups.

use std::collections::BTreeSet;

use maud::{Markup, html};
use ui::form::row;
use ui::{Choice, Column, Row, Table, Tone};

use super::super::facts::Entry;
use super::super::landscape::{Group, Listing};
use super::super::model::Grade;
use super::{pill, rule, stats};
use crate::clock::Time;
use crate::process::Level;
use crate::web::form::encode;

/// The landscape as it was asked for.
#[must_use]
pub fn landscape(listing: &Listing, all: &[Entry], now: Time) -> Markup {
    let found = listing.select(all);
    let query = query(listing);
    let encoded: Vec<String> = query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    let export = format!("/architecture/landscape.csv?{}", encoded.join("&"));
    let whole = Table {
        caption: "Processes",
        base: "/architecture/landscape",
        query: &query,
        columns: &COLUMNS,
        sort: Some((&listing.sort, listing.downwards)),
        filters: Some(filters(listing, all)),
        export_href: Some(&export),
        empty: Some(nothing(&query)),
        ..Table::default()
    };
    let processes: Vec<&Entry> = all.iter().filter(|one| !one.process.level.is_area()).collect();
    html! {
        @if !processes.is_empty() { (stats(&processes)) }
        @if listing.group == Group::None || found.is_empty() {
            (ui::table(&Table { rows: found.iter().map(|one| line(one, now)).collect(), ..whole }))
        } @else {
            (ui::table::tools(&whole))
            @for (heading, entries) in listing.grouped(&found) { (group(&heading, &entries, now)) }
        }
        (rule())
    }
}

const COLUMNS: [Column; 5] = [
    Column { key: "name", label: "Process", sortable: true, numeric: false },
    Column { key: "owner", label: "Owner", sortable: true, numeric: false },
    Column { key: "health", label: "Health", sortable: true, numeric: false },
    Column { key: "review", label: "Next review", sortable: true, numeric: false },
    Column { key: "place", label: "Place", sortable: false, numeric: false },
];

fn group(heading: &str, entries: &[&Entry], now: Time) -> Markup {
    let columns = COLUMNS.map(|column| Column { sortable: false, ..column });
    let title = format!("{heading} ({})", entries.len());
    let table = ui::table(&Table {
        caption: heading,
        columns: &columns,
        rows: entries.iter().map(|one| line(one, now)).collect(),
        ..Table::default()
    });
    ui::section(&title, None, table)
}

fn line(one: &Entry, now: Time) -> Row {
    let process = &one.process;
    let cells = vec![
        html! {
            a href={ "/processes/" (process.key) } { (process.name) }
            @if !process.site.is_empty() { " " (ui::tag(&process.site)) }
        },
        match &one.owner {
            Some(name) => ui::person(name, None, None),
            None => ui::pill("nobody yet", Tone::Warning),
        },
        html! {
            (pill(one.health.grade))
            @if !one.health.reasons.is_empty() {
                ul { @for reason in &one.health.reasons { li { a href=(reason.href(&process.key, &process.id)) { (reason.sentence()) } } } }
            }
        },
        html! {
            @if let Some(at) = one.next_review {
                time datetime=(at.date().to_string()) { (at.day_in_words()) }
                @if at < now { " " (ui::pill("overdue", Tone::Bad)) }
            }
        },
        html! {
            (ui::tag(process.level.code())) " " (process.category)
            @if let Some(area) = &one.area { ", in " (area) }
        },
    ];
    let tone = match one.health.grade {
        Grade::Action => Tone::Bad,
        Grade::Attention => Tone::Warning,
        Grade::Order => Tone::Neutral,
    };
    Row { cells, tone }
}

fn query(listing: &Listing) -> Vec<(&str, &str)> {
    [
        ("q", listing.words.as_str()),
        ("health", listing.grade.map_or("", Grade::key)),
        ("owner", listing.owner.as_str()),
        ("category", listing.category.as_str()),
        ("level", listing.level.map_or("", Level::code)),
        ("group", listing.group.key()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn nothing(query: &[(&str, &str)]) -> (&'static str, &'static str, Option<Markup>) {
    if query.is_empty() {
        ("No process yet", "As soon as there are processes, their health stands here with every reason.", None)
    } else {
        ("No process matches", "Change the filter to see others.", None)
    }
}

fn filters(listing: &Listing, all: &[Entry]) -> Markup {
    let owners: BTreeSet<&String> = all.iter().filter_map(|one| one.owner.as_ref()).collect();
    let any = |words: &'static str| std::iter::once(Choice::new("", words));
    let owners: Vec<Choice> = any("Anybody").chain(owners.into_iter().map(|name| Choice::new(name, name))).collect();
    let grades: Vec<Choice> =
        any("Any health").chain(Grade::ALL.map(|grade| Choice::new(grade.key(), grade.label()))).collect();
    let levels: Vec<Choice> = any("Any level")
        .chain(Level::ALL.into_iter().filter(|one| !one.is_area()).map(|one| Choice::new(one.code(), one.label())))
        .collect();
    let groups: Vec<Choice> = Group::ALL.map(|(_, key, label)| Choice::new(key, label)).to_vec();
    let categories = [("management", "Management"), ("core", "Core"), ("support", "Support")];
    let categories: Vec<Choice> =
        any("Any category").chain(categories.map(|(key, label)| Choice::new(key, label))).collect();
    row(&[
        ui::Field::new("q", "Process, owner or site").value(&listing.words).search(),
        ui::Field::new("health", "Health").value(listing.grade.map_or("", Grade::key)).select(&grades),
        ui::Field::new("owner", "Owner").value(&listing.owner).select(&owners),
        ui::Field::new("category", "Category").value(&listing.category).select(&categories),
        ui::Field::new("level", "Level").value(listing.level.map_or("", Level::code)).select(&levels),
        ui::Field::new("group", "Group by").value(listing.group.key()).select(&groups),
    ])
}
