//! The activities in detail, the RACI matrix, and the journal of a process.

use maud::{Markup, html};
use ui::Opening;
use ui::matrix::{MatrixRow, letters, matrix};

use super::super::comments;
use super::Seen;
use crate::definition::{Activity, Definition};
use crate::journal::Entry;
use crate::web::help::markdown;

/// Every activity, to open one by one; those of the reader are open.
#[must_use]
pub fn activities(seen: &Seen) -> Markup {
    html! {
        (list_of(&seen.definition, &seen.practice, Some(seen)))
        (comments::gone(&seen.href, &seen.talk, &["activity/", "step/"]))
    }
}

/// The activities of a definition; those of `mine` roles are open. With `talked`, what is said about each stands at its end.
pub(super) fn list_of(definition: &Definition, mine: &[String], talked: Option<&Seen>) -> Markup {
    let steps = definition.steps();
    if steps.is_empty() {
        return ui::empty_state(
            "No activity yet",
            "Activities are drawn in the diagram; each then has its details here.",
            None,
        );
    }
    let diagram = definition.flow();
    let numbers: Vec<String> = (1..=steps.len()).map(|number| number.to_string()).collect();
    let rows: Vec<Opening> = steps
        .iter()
        .zip(&numbers)
        .map(|((id, name), number)| Opening {
            id,
            number,
            title: name,
            aside: html! {
                (aside(definition, diagram.as_deref(), id))
                @if let Some(seen) = talked { (comments::count(&seen.talk, &[&format!("activity/{id}"), &format!("raci/{id}")])) }
            },
            body: html! {
                (one(definition, id))
                @if let Some(seen) = talked {
                    (comments::panel(&seen.href, &seen.talk, &[&format!("activity/{id}"), &format!("raci/{id}")], false))
                }
            },
            is_open: definition
                .raci
                .get(id)
                .is_some_and(|row| mine.iter().any(|role| row.get(role).is_some_and(|cell| cell.contains(['R', 'A'])))),
        })
        .collect();
    ui::openings(&rows)
}

/// Who does it and how long it takes.
fn aside(definition: &Definition, diagram: Option<&bpmn::Diagram>, id: &str) -> Markup {
    let lane = diagram.and_then(|diagram| diagram.lane_name(diagram.node(id)?.lane.as_deref()?));
    let details = definition.activities.get(id);
    html! {
        @if let Some(lane) = lane { (ui::tag(lane)) }
        @if let Some(minutes) = details.and_then(|one| one.process_time_minutes) { span { (minutes) " min" } }
        @if let Some(tool) = details.map(|one| one.tool.as_str()).filter(|tool| !tool.is_empty()) { span { (tool) } }
    }
}

fn one(definition: &Definition, id: &str) -> Markup {
    let none = Activity::default();
    let details = definition.activities.get(id).unwrap_or(&none);
    let minutes = |time: Option<u32>| time.map(|time| html! { (time) " minutes" });
    let text = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let controls: Vec<String> =
        definition.controls.iter().filter(|one| one.activity == id).map(|one| one.statement.clone()).collect();
    let parts: [(&str, Option<Markup>); 8] = [
        ("Who", who(definition, id)),
        ("How it is decided", text(&details.decision_rule)),
        ("When something is different", text(&details.exception_path)),
        ("Working time", minutes(details.process_time_minutes)),
        ("Waiting time", minutes(details.wait_minutes)),
        ("Tool", text(&details.tool)),
        ("Record", text(&details.record)),
        ("Controls", (!controls.is_empty()).then(|| super::lines(&controls))),
    ];
    let said: Vec<(&str, Markup)> =
        parts.into_iter().filter_map(|(label, value)| value.map(|value| (label, value))).collect();
    html! {
        @if details.purpose.is_empty() { p { "Nothing is written about this activity yet." } } @else { p { (details.purpose) } }
        @if !details.steps.is_empty() { (markdown(&details.steps)) }
        @if !said.is_empty() { (ui::definitions(&said)) }
    }
}

fn who(definition: &Definition, id: &str) -> Option<Markup> {
    let row = definition.raci.get(id).filter(|row| !row.is_empty())?;
    Some(html! { ul { @for (role, cell) in row { li { (letters(cell)) " " (definition.role_name(role)) } } } })
}

/// The RACI matrix to read.
#[must_use]
pub fn raci(seen: &Seen) -> Markup {
    let definition = &seen.definition;
    let steps = definition.steps();
    if steps.is_empty() || definition.roles.is_empty() {
        return ui::empty_state(
            "No matrix yet",
            "It shows who does, answers for, is asked and is told at every activity, as soon as there are roles and activities.",
            None,
        );
    }
    let roles: Vec<&str> = definition.roles.iter().map(|role| role.name.as_str()).collect();
    let hrefs: Vec<String> =
        steps.iter().map(|(id, _)| format!("{}#{}", seen.at("activities"), crate::web::form::encode(id))).collect();
    let rows: Vec<MatrixRow> = steps
        .iter()
        .zip(&hrefs)
        .map(|((id, name), href)| MatrixRow {
            label: name,
            href: Some(href),
            cells: definition
                .roles
                .iter()
                .map(|role| {
                    definition.raci.get(id).and_then(|row| row.get(&role.key)).map_or(html! {}, |cell| letters(cell))
                })
                .collect(),
            finding: None,
            aside: Some(comments::at(&seen.href, &seen.talk, &format!("raci/{id}"), &format!("the row of {name}"))),
        })
        .collect();
    html! {
        (matrix("Who does what", &roles, &rows))
        (ui::section("The roles", None, ui::definitions(
            &definition.roles.iter().map(|role| (role.name.as_str(), html! {
                p { (role.responsibility) " " (comments::at(&seen.href, &seen.talk, &format!("role/{}", role.key), &role.name)) }
                @if !role.skills.is_empty() { p { "Must be able to: " (role.skills) } }
                @if let Some(count) = role.headcount { p { "People needed: " (count) } }
            })).collect::<Vec<_>>(),
        )))
    }
}

/// What happened to the process, newest first.
#[must_use]
pub fn journal(entries: &[Entry]) -> Markup {
    crate::journal::views::history(entries)
}
