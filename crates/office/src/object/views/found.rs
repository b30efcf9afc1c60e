//! The objects behind a number, and one object with its events and what it is linked with.

use maud::{Markup, html};
use mining::{ObjectView, Scalar};
use ui::button::Weight;
use ui::table::Paging;
use ui::{Column, Row, Table};

use super::super::pages::Asking;
use super::super::sight::{Origin, Sight};
use super::{Doing, found_href, number, one_href};
use crate::clock::Time;
use crate::comment::Kind;
use crate::measure::counting::duration;
use crate::web::form::encode;

/// Linked objects named in a row; the file has all.
const NAMED: usize = 5;
/// Events and linked objects of one object shown.
const MOST_SHOWN: usize = 500;

fn link(id: &str, object: ObjectView<'_>) -> Markup {
    html! { a href=(one_href(id, object.id())) { (object.id()) } }
}

/// One page of the objects that were asked for.
pub fn show(id: &str, asking: &Asking, doing: &Doing, skip: usize, page: usize) -> Markup {
    let log = &asking.sight.log;
    let of = asking.of_all();
    let count = asking.found.len();
    let to = |page: usize| format!("{}&page={page}", found_href(id, "found", &asking.of, &asking.sought));
    let number_of_page = skip / page.max(1) + 1;
    let previous = (number_of_page > 1).then(|| to(number_of_page - 1));
    let next = (skip + page < count).then(|| to(number_of_page + 1));
    let export = found_href(id, "found.csv", &asking.of, &asking.sought);
    let rows = asking.found.iter().skip(skip).take(page).filter_map(|(object, others)| {
        let object = log.object_at(*object as usize)?;
        let span = asking.sight.network.as_ref().ok().and_then(|network| network.span(object.index));
        let named = others.iter().take(NAMED).filter_map(|other| log.object_at(*other as usize));
        Some(Row::new(vec![
            link(id, object),
            html! { @if let Some((first, _)) = span { (Time(first).in_words()) } @else { "–" } },
            html! { @if let Some((first, last)) = span { (duration((last - first) as f64 / 3.6e9)) } @else { "–" } },
            html! { (number(others.len() as u64)) },
            html! {
                @for (at, other) in named.enumerate() { @if at > 0 { ", " } (link(id, other)) }
                @if others.len() > NAMED { " …" }
            },
        ]))
    });
    let share = count as f64 / of.max(1) as f64 * 100.0;
    html! {
        p { (number(count as u64)) " of " (number(of)) " (" (format!("{share:.1}")) "\u{a0}%). Times count by the clock." }
        @if count > 0 { (acts(id, asking, doing)) }
        (ui::table(&Table {
            caption: "Objects",
            columns: &[
                Column::text("object", "Object"),
                Column::text("first", "First event"),
                Column::figures("time", "First to last event"),
                Column::figures("linked", "Linked objects that count"),
                Column::text("which", "Which"),
            ],
            rows: rows.collect(),
            page: Some(Paging {
                total: Some(count as u64),
                first: skip as u64 + 1,
                previous: previous.as_deref(),
                next: next.as_deref(),
            }),
            export_href: Some(&export),
            empty: Some(("No object is like that", "Ask for fewer, or for more days.", None)),
            ..Table::default()
        }))
    }
}

/// What can be made of the number.
fn acts(id: &str, asking: &Asking, doing: &Doing) -> Markup {
    let improve = found_href(id, "improvement", &asking.of, &asking.sought);
    let ask = asking.origin.process_of(&asking.of).map(|process| {
        let text = format!("{} Is that meant so, or should the work or the process change?", asking.sentence());
        let (kind, text) = (Kind::Question.key(), encode(&text));
        (format!("/processes/{}/comments/new?kind={kind}&element=&text={text}", process.key), &process.name)
    });
    let mut row = Vec::new();
    match &doing.known {
        Some(improvement) => {
            row.push(html! { "In the register as " a href=(improvement.href()) { (improvement.label()) } "." });
        }
        None if doing.may_propose => row.push(ui::post_button("Make improvement", &improve, Weight::Plain, &[])),
        None => {}
    }
    if let Some((href, process)) = &ask {
        row.push(ui::button_link(&format!("Ask the owner of {process}"), href, Weight::Quiet, None));
    }
    ui::buttons(&row)
}

fn words(value: Scalar<'_>) -> String {
    match value {
        Scalar::Text(text) => text.to_owned(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Float(number) => number.to_string(),
        Scalar::Flag(yes) => if yes { "yes" } else { "no" }.to_owned(),
        Scalar::Time(time) => Time(time).in_words(),
    }
}

/// One object.
pub fn one(id: &str, origin: &Origin, sight: &Sight, object: ObjectView<'_>) -> Markup {
    let all = object.values().count();
    let facts: Vec<(String, String)> = object
        .values()
        .take(MOST_SHOWN)
        .map(|(name, from, value)| {
            let since = if from == 0 { String::new() } else { format!(" (from {} on)", Time(from).in_words()) };
            (format!("{name}{since}"), words(value))
        })
        .collect();
    let facts: Vec<(&str, Markup)> = facts.iter().map(|(name, value)| (name.as_str(), html! { (value) })).collect();
    let case = origin.cases_of(object.object_type()).map(|(process, log)| {
        let own = object.id().strip_prefix(&format!("{}/", object.object_type())).unwrap_or(object.id());
        format!("/processes/{}/explorer/cases/{}?log={}", process.key, encode(own).replace('/', "%2F"), log.id)
    });
    let case = case.filter(|_| sight.network.as_ref().is_ok_and(|network| !network.events(object.index).is_empty()));
    html! {
        @if let Some(case) = case { p { a href=(case) { "This case in the log explorer" } } }
        @if !facts.is_empty() {
            (ui::section("What is known of it", None, ui::definitions(&facts)))
            @if all > MOST_SHOWN { p { "The first " (MOST_SHOWN) " of " (number(all as u64)) " values." } } }
        (ui::section("Its events", None, events(id, sight, object)))
        (ui::section("What it is linked with", None, linked(id, sight, object)))
    }
}

fn events(id: &str, sight: &Sight, object: ObjectView<'_>) -> Markup {
    let Ok(network) = &sight.network else { return html! { p { "There are too many links to follow." } } };
    let all = network.events(object.index);
    let rows = all.iter().take(MOST_SHOWN).filter_map(|event| sight.log.event(*event as usize)).map(|event| {
        let others = event.objects().filter(|(other, _)| other.index != object.index).take(NAMED);
        Row::new(vec![
            html! { (event.activity()) },
            html! { (Time(event.time()).in_words()) },
            html! { @for (at, (other, _)) in others.enumerate() { @if at > 0 { ", " } (other.object_type()) " " (link(id, other)) } },
        ])
    });
    html! {
        (ui::table(&Table {
            caption: "Events",
            columns: &[Column::text("what", "What"), Column::text("when", "When"), Column::text("also", "Speaks also of")],
            rows: rows.collect(),
            empty: Some(("No event speaks of it", "It is known only because something names it.", None)),
            ..Table::default()
        }))
        @if all.len() > MOST_SHOWN { p { "The first " (MOST_SHOWN) " of " (number(all.len() as u64)) " events." } }
    }
}

fn linked(id: &str, sight: &Sight, object: ObjectView<'_>) -> Markup {
    let others = sight.network.as_ref().map_or(&[][..], |network| network.with(object.index));
    let stated = |other: usize| {
        object
            .objects()
            .filter(|(one, _)| one.index == other)
            .map(|(_, qualifier)| qualifier)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let rows = others.iter().take(MOST_SHOWN).filter_map(|other| sight.log.object_at(*other as usize)).map(|other| {
        let span = sight.network.as_ref().ok().and_then(|network| network.span(other.index));
        Row::new(vec![
            link(id, other),
            html! { (other.object_type()) },
            html! { (stated(other.index)) },
            html! { @if let Some((first, _)) = span { (Time(first).in_words()) } @else { "–" } },
        ])
    });
    html! {
        (ui::table(&Table {
            caption: "Linked objects",
            columns: &[
                Column::text("object", "Object"),
                Column::text("type", "Type"),
                Column::text("as", "Stated as"),
                Column::text("first", "First event"),
            ],
            rows: rows.collect(),
            empty: Some(("It is linked with nothing", "No object names it, and no event speaks of it and another.", None)),
            ..Table::default()
        }))
        @if others.len() > MOST_SHOWN { p { "The first " (MOST_SHOWN) " of " (number(others.len() as u64)) "." } }
    }
}
