//! The list of processes.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::row;
use ui::table::Paging;
use ui::{Choice, Column, Row, Table, Tone};

use super::super::place::Level;
use super::super::register::{Concern, Listed, Listing, Offers};
use super::{open_words, retirement, tone, version_name};
use crate::clock::Time;

/// Categories of processes: stored word and label.
#[must_use]
pub fn categories() -> [(&'static str, &'static str); 3] {
    [("core", "Core"), ("management", "Management"), ("support", "Support")]
}

/// The label of a category.
pub(super) fn category(key: &str) -> &'static str {
    categories().into_iter().find(|(word, _)| *word == key).map_or("", |(_, label)| label)
}

/// What can be done with the list.
#[must_use]
pub fn actions(may_add: bool) -> Markup {
    html! {
        @if may_add {
            (ui::button_link("Adopt from the library", "/library", Weight::Plain, Some(ui::Icon::Library)))
            (ui::button_link("New process", "/processes/new", Weight::Primary, Some(ui::Icon::Add)))
        }
    }
}

/// The list, filtered, sorted and paged.
#[must_use]
pub fn list(
    listing: &Listing,
    all: &[Listed],
    offers: &Offers,
    page: usize,
    per_page: usize,
    may_add: bool,
    now: Time,
) -> Markup {
    let query = query(listing);
    let encoded: Vec<String> =
        query.iter().map(|(key, value)| format!("{key}={}", crate::web::form::encode(value))).collect();
    let filter = encoded.join("&");
    let sort = format!("{}{}", if listing.downwards { "-" } else { "" }, listing.sort);
    let at = |page: usize| format!("/processes?{filter}&sort={sort}&page={page}");
    let previous = (page > 1).then(|| at(page - 1));
    let next = (page * per_page < all.len()).then(|| at(page + 1));
    let export = format!("/processes.csv?{filter}");
    let workbook = format!("/processes.xlsx?{filter}");
    let first = (page - 1) * per_page;
    ui::table(&Table {
        caption: "Processes",
        base: "/processes",
        query: &query,
        columns: &[
            Column::text("name", "Process").sortable(),
            Column::text("owner", "Owner").sortable(),
            Column::text("manager", "Manager"),
            Column::text("state", "State"),
            Column::text("review", "Next review").sortable(),
            Column::text("category", "Place").sortable(),
        ],
        rows: all.iter().skip(first).take(per_page).map(|one| line(one, now)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(Paging {
            total: u64::try_from(all.len()).ok(),
            first: u64::try_from(first + 1).unwrap_or(1),
            previous: previous.as_deref(),
            next: next.as_deref(),
        }),
        filters: Some(filters(listing, offers)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(nothing(&query, may_add)),
    })
}

fn query(listing: &Listing) -> Vec<(&str, &str)> {
    let level = listing.level.map_or("", Level::code);
    [
        ("level", level),
        ("within", listing.within.as_str()),
        ("site", listing.site.as_str()),
        ("q", listing.words.as_str()),
        ("state", listing.standing.as_str()),
        ("category", listing.category.as_str()),
        ("health", listing.health.as_str()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

fn nothing(query: &[(&str, &str)], may_add: bool) -> (&'static str, &'static str, Option<Markup>) {
    if !query.is_empty() {
        return ("No process matches", "Change the filter to see others.", None);
    }
    let adopt = ui::button_link("Look at the library", "/library", Weight::Primary, Some(ui::Icon::Library));
    let text = if may_add {
        "Begin with one that is ready: incident management, change enablement or service request. Or write your own."
    } else {
        "As soon as a process designer adds one, it stands here with its owner, its state and its next review."
    };
    ("No process yet", text, Some(adopt))
}

fn line(one: &Listed, now: Time) -> Row {
    let href = format!("/processes/{}", one.process.key);
    let concerns = one.concerns(now);
    let missing = |what: &str| html! { (ui::pill(what, Tone::Warning)) };
    Row::new(vec![
        html! { a href=(href) { (one.process.name) } @if !one.process.site.is_empty() { " " (ui::tag(&one.process.site)) } },
        match &one.owner {
            Some(name) => ui::person(name, None, None),
            None => missing("nobody yet"),
        },
        match &one.manager {
            Some(name) => ui::person(name, None, None),
            None if one.process.level.is_area() => html! {},
            None => missing("nobody yet"),
        },
        html! {
            @if let Some(end) = &one.process.retirement { (retirement::pill(end, now)) " " }
            @if one.process.level.is_area() { (ui::pill("area", Tone::Neutral)) }
            @else if let Some(version) = &one.current { (ui::tag(&version_name(version))) " " }
            @else { (ui::pill(Concern::NotPublished.label(), Tone::Warning)) " " }
            @if let Some(open) = &one.open { (ui::pill(&format!("draft {}", open_words(open.state)), tone(open.state))) }
        },
        html! {
            @if let Some(at) = one.next_review { time datetime=(at.date().to_string()) { (at.day_in_words()) } " " }
            @for concern in concerns.iter().filter(|one| matches!(one, Concern::ReviewOverdue | Concern::ReviewNear)) {
                (ui::pill(concern.label(), if concern.is_grave() { Tone::Bad } else { Tone::Warning }))
            }
        },
        html! {
            (ui::tag(one.process.level.code())) " " (category(&one.process.category))
            @if let Some(parent) = one.above.last() { ", in " a href={ "/processes/" (parent.key) } { (parent.name) } }
        },
    ])
}

fn filters(listing: &Listing, offers: &Offers) -> Markup {
    let levels = Level::ALL.map(|one| (one.number().to_string(), format!("{} {}", one.code(), one.label())));
    let levels: Vec<Choice> = std::iter::once(Choice::new("", "Any level"))
        .chain(levels.iter().map(|(key, label)| Choice::new(key, label)))
        .collect();
    let level = listing.level.map(|one| one.number().to_string()).unwrap_or_default();
    let places: Vec<Choice> = std::iter::once(Choice::new("", "Anything"))
        .chain(offers.places.iter().map(|(key, label)| Choice::new(key, label)))
        .collect();
    let categories: Vec<Choice> = std::iter::once(Choice::new("", "Any category"))
        .chain(categories().into_iter().map(|(key, label)| Choice::new(key, label)))
        .collect();
    let sites: Vec<Choice> = std::iter::once(Choice::new("", "Any site"))
        .chain(offers.sites.iter().map(|site| Choice::new(site, site)))
        .collect();
    let mut fields = vec![
        ui::Field::new("q", "Process or person").value(&listing.words).search(),
        ui::Field::new("state", "State").value(&listing.standing).select(&[
            Choice::new("", "Any state"),
            Choice::new("in_force", "In force"),
            Choice::new("changing", "In force, draft open"),
            Choice::new("unpublished", "Not published yet"),
            Choice::new("area", "Area"),
            Choice::new("retired", "Retired"),
        ]),
        ui::Field::new("category", "Category").value(&listing.category).select(&categories),
        ui::Field::new("level", "Level").value(&level).select(&levels),
        ui::Field::new("within", "Below").value(&listing.within).select(&places),
        ui::Field::new("health", "Health")
            .value(&listing.health)
            .select(&[Choice::new("", "All"), Choice::new("attention", "Needs attention")]),
    ];
    if !offers.sites.is_empty() {
        fields.push(ui::Field::new("site", "Site").value(&listing.site).select(&sites));
    }
    row(&fields)
}
