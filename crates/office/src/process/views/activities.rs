//! The activities in detail, the RACI matrix, and the journal of a process.

use maud::{Markup, html};
use ui::Opening;
use ui::matrix::{MatrixRow, letters, matrix};

use super::super::comments;
use super::Seen;
use super::words::Words;
use crate::definition::{Activity, Definition};
use crate::journal::Entry;
use crate::web::help::markdown;

/// Every activity, to open one by one; those of the reader are open.
#[must_use]
pub fn activities(seen: &Seen) -> Markup {
    let (forms, rules, decisions) = (seen.at("forms"), seen.at("rules"), seen.at("decisions"));
    let ways = Ways { forms: Some(&forms), decisions: Some(&decisions), words: Some(&rules), talk: Some(seen) };
    html! {
        (list_of(&seen.definition, &seen.practice, ways))
        (comments::gone(&seen.href, &seen.talk, &["activity/", "step/"]))
    }
}

/// Where an activity leads to; nowhere on pages of a version that has no such pages.
#[derive(Clone, Copy, Default)]
pub(super) struct Ways<'a> {
    /// The page of the forms.
    pub forms: Option<&'a str>,
    /// The page of the decisions.
    pub decisions: Option<&'a str>,
    /// The page on which the words of the glossary are explained.
    pub words: Option<&'a str>,
    /// Whose talk about each activity stands at its end.
    pub talk: Option<&'a Seen>,
}

/// The activities of a definition; those of `mine` roles are open.
pub(super) fn list_of(definition: &Definition, mine: &[String], ways: Ways) -> Markup {
    let steps = definition.steps();
    if steps.is_empty() {
        return ui::empty_state(
            "No activity yet",
            "Activities are drawn in the diagram; each then has its details here.",
            None,
        );
    }
    let diagram = definition.flow();
    let mut words = Words::of(definition, ways.words);
    let own =
        |id: &str| definition.activities.get(id).map(|one| one.number.clone()).filter(|number| !number.is_empty());
    let numbers: Vec<String> =
        steps.iter().zip(1..).map(|((id, _), at): (_, usize)| own(id).unwrap_or_else(|| at.to_string())).collect();
    let rows: Vec<Opening> = steps
        .iter()
        .zip(&numbers)
        .map(|((id, name), number)| Opening {
            id,
            number,
            title: name,
            aside: html! {
                (aside(definition, diagram.as_deref(), id))
                @if let Some(seen) = ways.talk { (comments::count(&seen.talk, &[&format!("activity/{id}"), &format!("raci/{id}")])) }
            },
            body: html! {
                (one(definition, id, ways, &mut words))
                @if let Some(seen) = ways.talk {
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

fn one(definition: &Definition, id: &str, ways: Ways, words: &mut Words) -> Markup {
    words.begin_section();
    let none = Activity::default();
    let details = definition.activities.get(id).unwrap_or(&none);
    let taken = definition.measures.iter().filter(|one| details.measures.contains(&one.key));
    let measures: Vec<String> = taken.map(|one| one.name.clone()).collect();
    let minutes = |time: Option<u32>| time.map(|time| html! { (time) " minutes" });
    let text = |text: &str| (!text.is_empty()).then(|| html! { (text) });
    let purpose = words.text(&details.purpose);
    let description = words.text(&details.description);
    let steps = words.markup(&markdown(&details.steps));
    let mut prose = |text: &str| (!text.is_empty()).then(|| words.text(text));
    let (decided, different) = (prose(&details.decision_rule), prose(&details.exception_path));
    let controls: Vec<String> =
        definition.controls.iter().filter(|one| one.activity == id).map(|one| one.statement.clone()).collect();
    let listed = |all: &[String]| (!all.is_empty()).then(|| super::lines(all));
    let parts: [(&str, Option<Markup>); 14] = [
        ("Who", who(definition, id)),
        ("Skills needed", listed(&details.skills)),
        ("At hand before", listed(&details.inputs)),
        ("There afterwards", listed(&details.outputs)),
        ("How it is decided", decided),
        ("Computed by", decisions_of(definition, details, ways.decisions)),
        ("When something is different", different),
        ("Working time", minutes(details.process_time_minutes)),
        ("Waiting time", minutes(details.wait_minutes)),
        ("Tool", text(&details.tool)),
        ("Record", text(&details.record)),
        ("Forms", forms_of(definition, details, ways.forms)),
        ("Measures", listed(&measures)),
        ("Controls", listed(&controls)),
    ];
    let said: Vec<(&str, Markup)> =
        parts.into_iter().filter_map(|(label, value)| value.map(|value| (label, value))).collect();
    html! {
        @if details.purpose.is_empty() { p { "Nothing is written about this activity yet." } } @else { p { (purpose) } }
        @if !details.description.is_empty() { p { (description) } }
        @if !details.steps.is_empty() { (steps) }
        @if !said.is_empty() { (ui::definitions(&said)) }
    }
}

/// The forms that are filled in at an activity.
fn forms_of(definition: &Definition, details: &Activity, href: Option<&str>) -> Option<Markup> {
    (!details.forms.is_empty()).then(|| {
        html! {
            ul {
                @for key in &details.forms {
                    @let title = definition.forms.get(key).map_or(key, |form| &form.title);
                    li { @match href { Some(href) => a href={ (href) "#" (crate::web::form::encode(key)) } { (title) }, None => (title) } }
                }
            }
        }
    })
}

/// The decisions that are made at an activity.
fn decisions_of(definition: &Definition, details: &Activity, href: Option<&str>) -> Option<Markup> {
    let known: Vec<_> =
        details.decisions.iter().filter_map(|key| Some((key, definition.decisions.get(key)?))).collect();
    (!known.is_empty()).then(|| {
        html! {
            ul {
                @for (key, one) in known {
                    @let title = one.title(key);
                    li {
                        @match href { Some(href) => a href={ (href) "/" (crate::web::form::encode(key)) } { (title) }, None => (title) }
                        @if !one.question.is_empty() { ": " (one.question) }
                    }
                }
            }
        }
    })
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
                @if !role.authority.is_empty() { p { "May decide alone: " (role.authority) } }
                @if !role.skills.is_empty() { p { "Must be able to: " (role.skills) } }
                @if let Some(count) = role.headcount { p { "People needed: " (count) } }
            })).collect::<Vec<_>>(),
        )))
        @if !definition.separations.is_empty() {
            (ui::section("Nobody holds both", None, html! {
                ul { @for pair in &definition.separations { li { (definition.role_name(&pair.first)) " and " (definition.role_name(&pair.second)) ": " (pair.reason) } } }
            }))
        }
    }
}

/// What happened to the process, newest first.
#[must_use]
pub fn journal(entries: &[Entry]) -> Markup {
    crate::journal::views::history(entries)
}
