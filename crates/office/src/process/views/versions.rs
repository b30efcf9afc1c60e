//! The versions of a process, and one of them.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Choice, Column, Row, Table};

use super::super::model::{State, Version};
use super::{Seen, activities, overview, pill, version_name};
use crate::clock::Time;
use crate::definition::{Class, Definition};

/// Every version, and a choice of two to compare.
#[must_use]
pub fn versions(seen: &Seen, names: &BTreeMap<String, String>) -> Markup {
    let shown: Vec<&Version> = seen.versions.iter().filter(|version| version.state != State::Discarded).collect();
    let table = ui::table(&Table {
        caption: "Versions",
        columns: &[
            Column::text("version", "Version"),
            Column::text("state", "State"),
            Column::text("class", "Change"),
            Column::text("from", "In force from"),
            Column::text("by", "Published by"),
            Column::text("seal", "Seal"),
        ],
        rows: shown.iter().map(|version| line(seen, version, names)).collect(),
        empty: Some(("No version yet", "Start a draft; when it is published, it stands here.", None)),
        ..Table::default()
    });
    html! {
        (table)
        (ui::buttons(&[ui::button_link("Change history", &seen.at("history"), Weight::Plain, Some(ui::Icon::History))]))
        @if shown.len() > 1 { (ui::section("Compare two", None, choice(seen, &shown, "", ""))) }
    }
}

fn line(seen: &Seen, version: &Version, names: &BTreeMap<String, String>) -> Row {
    let href = match version.state {
        State::Published => seen.at(&format!("versions/{}", version.number)),
        _ => seen.at("draft"),
    };
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let class = match version.class {
        Some(Class::Major) => "major",
        Some(Class::Minor) => "minor",
        None => "",
    };
    let reads = version.state == State::Published || seen.rights.drafts;
    Row::new(vec![
        html! {
            @if reads { a href=(href) { (version_name(version)) } } @else { (version_name(version)) }
            @if !version.improvement_id.is_empty() { " " a href={ "/improvements/" (version.improvement_id) } { "for an improvement" } }
        },
        pill(version, &seen.versions, seen.now),
        html! { (class) },
        html! { (version.effective_at.map(Time::day_in_words).unwrap_or_default()) },
        html! { (name(&version.published_by)) },
        html! { code { (version.seal.get(..12).unwrap_or(&version.seal)) } },
    ])
}

/// The form that chooses two versions; the word of a draft is "draft".
pub(super) fn choice(seen: &Seen, shown: &[&Version], from: &str, to: &str) -> Markup {
    let word = |version: &Version| {
        if version.number.is_empty() { "draft".to_owned() } else { version.number.clone() }
    };
    let words: Vec<(String, String)> = shown.iter().map(|version| (word(version), version_name(version))).collect();
    let choices: Vec<Choice> = words.iter().map(|(word, name)| Choice::new(word, name)).collect();
    let pick = |wanted: &str, at: usize| {
        let known = words.iter().find(|(word, _)| word == wanted);
        known.or_else(|| words.get(at)).map_or(String::new(), |(word, _)| word.clone())
    };
    let (older, newer) = (pick(from, 1), pick(to, 0));
    ui::form::question(
        &seen.at("compare"),
        html! {
            (ui::form::row(&[
                ui::Field::new("from", "From").required().value(&older).select(&choices),
                ui::Field::new("to", "To").required().value(&newer).select(&choices),
            ]))
            (ui::form::submit_bar(ui::button("Compare", "", "")))
        },
    )
}

/// One version, as it was published.
#[must_use]
pub fn version(seen: &Seen, version: &Version, definition: &Definition, names: &BTreeMap<String, String>) -> Markup {
    let bpmn = seen.at(&format!("diagram.bpmn?version={}", version.number));
    let json = seen.at(&format!("definition.json?version={}", version.number));
    let svg = seen.at(&format!("diagram.svg?version={}", version.number));
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let before = seen
        .versions
        .iter()
        .find(|one| Some(&one.id) == version.base_id.as_ref())
        .map(|one| one.number.clone())
        .filter(|number| !number.is_empty());
    html! {
        (overview::picture(&definition.name, definition, &bpmn::Overlay::default(), &[], &[("SVG", &svg), ("BPMN", &bpmn), ("All of it as JSON", &json)], ""))
        (ui::split(
            html! {
                (ui::section("Activities", None, activities::list_of(definition, &[], Default::default()))) (super::decision::sheets_below(definition)) (super::form::sheets_below(definition))
            },
            html! {
                (ui::section("This version", None, html! {
                    (ui::definitions(&[
                        ("State", pill(version, &seen.versions, seen.now)),
                        ("In force from", html! { (version.effective_at.map(Time::day_in_words).unwrap_or_default()) }),
                        ("Published", html! { (version.published_at.map(Time::in_words).unwrap_or_default()) " by " (name(&version.published_by)) }),
                        ("Submitted by", html! { (name(&version.submitted_by)) }),
                        ("Note", html! { (version.note) }),
                        ("Seal", html! { code { (version.seal) } }),
                    ]))
                    @if let Some(before) = before {
                        (ui::buttons(&[ui::button_link("What changed", &seen.at(&format!("compare?from={before}&to={}", version.number)), Weight::Plain, None)]))
                    }
                }))
            },
        ))
    }
}
