//! The tab “Tool” of a process: its requirements by priority, activity or part of a tool, and what else the definition asks.

use std::collections::BTreeMap;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, row};
use ui::{Choice, Column, Field, Icon, Row, Table};

use super::super::derive::Proposal;
use super::super::model::{PRIORITIES, Required, Standing, priority_key, priority_label};
use super::list::Listing;
use crate::clock::Time;
use crate::definition::Priority;
use crate::process::Process;
use crate::web::Form;
use crate::web::form::encode;

/// How the requirements of a process are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    #[default]
    Priority,
    Activity,
    Object,
}

impl By {
    const ALL: [(By, &'static str, &'static str); 3] = [
        (By::Priority, "priority", "Priority"),
        (By::Activity, "activity", "Step"),
        (By::Object, "object", "Part of a tool"),
    ];

    /// Reads the word of an address.
    #[must_use]
    pub fn from_key(key: &str) -> By {
        By::ALL.iter().find(|(_, word, _)| *word == key).map_or(By::Priority, |(by, _, _)| *by)
    }

    fn key(self) -> &'static str {
        By::ALL.iter().find(|(by, _, _)| *by == self).map_or("", |(_, key, _)| key)
    }
}

/// What the tab is made of.
pub struct Tooled {
    pub process: Process,
    pub all: Vec<Required>,
    pub is_in_force: bool,
    /// Whether the visitor may answer and test.
    pub answers: bool,
    /// What could be written down, for whoever may write the draft.
    pub proposals: Option<Vec<Proposal>>,
    /// Whether a draft is open.
    pub has_draft: bool,
    pub now: Time,
}

/// The tab.
#[must_use]
pub fn tool(tooled: &Tooled, listing: &Listing, by: By, form: &Form) -> Markup {
    let found = listing.of(&tooled.all, tooled.now);
    let base = format!("/processes/{}/tool", tooled.process.key);
    let query = listing.query();
    let query: Vec<(&str, &str)> =
        query.into_iter().filter(|(name, _)| *name != "process").chain([("by", by.key())]).collect();
    let ends: Vec<(&str, &str)> =
        [("process", tooled.process.key.as_str())].into_iter().chain(listing.query()).collect();
    let (export, workbook) =
        (ui::table::address("/requirements.csv", &ends), ui::table::address("/requirements.xlsx", &ends));
    let tools = Table {
        caption: "Requirements",
        base: &base,
        query: &query,
        page: Some(ui::table::Paging {
            total: Some(u64::try_from(found.len()).unwrap_or(u64::MAX)),
            ..ui::table::Paging::default()
        }),
        filters: Some(filters(listing, by)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        ..Table::default()
    };
    html! {
        (form.summary())
        (buttons(tooled, &base))
        @if tooled.all.is_empty() { (nothing(tooled)) } @else {
            (progress(&tooled.all, tooled.now))
            (ui::table::tools(&tools))
            @if found.is_empty() { (ui::empty_state("Nothing matches", "Change the filter to see more.", None)) }
            @for (title, rows) in groups(&found, by) { (ui::section(&title, None, table(&title, &rows, tooled.now))) }
        }
        @if let Some(proposals) = &tooled.proposals { (proposed(tooled, proposals, &base, form)) }
    }
}

fn buttons(tooled: &Tooled, base: &str) -> Markup {
    let sheet = format!("{base}/tests");
    let checks = format!("{base}/checks");
    let list = format!("/requirements?process={}", encode(&tooled.process.key));
    let testable = tooled.answers && tooled.all.iter().any(Required::can_be_tested);
    html! {
        @if !tooled.all.is_empty() {
            (ui::buttons(&[
                html! { @if testable { (ui::button_link("Test sheet", &sheet, Weight::Primary, Some(Icon::Checklist))) } },
                ui::button_link("Look at the tool", &checks, Weight::Plain, Some(Icon::Search)),
                ui::button_link("As a list", &list, Weight::Plain, Some(Icon::List)),
            ]))
        }
    }
}

fn nothing(tooled: &Tooled) -> Markup {
    if tooled.process.is_retired(tooled.now) {
        let text = "What tools had to do for it is no longer followed. It stands in the last version.";
        return ui::empty_state("The process is retired", text, None);
    }
    if tooled.is_in_force {
        let text = "The version in force asks nothing of a tool. Requirements are written in a draft.";
        return ui::empty_state("Nothing is required of a tool", text, None);
    }
    let text = "Requirements are followed here from the day on which a version of the process is in force.";
    ui::empty_state("No version is in force yet", text, None)
}

fn progress(all: &[Required], now: Time) -> Markup {
    let musts: Vec<&Required> = all.iter().filter(|one| one.priority == Priority::Must).collect();
    let settled = |one: &&&Required| matches!(one.standing(now), Standing::Met | Standing::Workaround);
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let missed = all.iter().filter(|one| one.is_missed_must(now)).count();
    html! {
        @if missed > 0 {
            @let words = if missed == 1 { "1 requirement that is a must fails or is not met".to_owned() } else { format!("{missed} requirements that are a must fail or are not met") };
            (ui::callout(ui::Tone::Bad, &words, html! { p { "Mend the tool, or write down a waiver that the process owner accepts until a day." } }))
        }
        @if !musts.is_empty() { (ui::progress("Musts that are met", count(musts.iter().filter(settled).count()), count(musts.len()))) }
    }
}

fn filters(listing: &Listing, by: By) -> Markup {
    let bys: Vec<Choice> = By::ALL.iter().map(|(_, key, label)| Choice::new(key, label)).collect();
    let priorities: Vec<Choice> = std::iter::once(Choice::new("", "Any"))
        .chain(PRIORITIES.iter().map(|one| Choice::new(priority_key(*one), priority_label(*one))))
        .collect();
    row(&[
        Field::new("q", "Words").value(&listing.words).search(),
        Field::new("priority", "How much").value(listing.priority.map_or("", priority_key)).select(&priorities),
        Field::new("state", "State").value(listing.state.map_or("", Standing::key)).select(&super::standings()),
        Field::new("by", "Grouped by").value(by.key()).select(&bys),
    ])
}

/// The groups in their order: priorities by weight, activities as the process goes, parts of tools by name.
fn groups<'a>(found: &[&'a Required], by: By) -> Vec<(String, Vec<&'a Required>)> {
    match by {
        By::Priority => PRIORITIES
            .iter()
            .map(|priority| {
                let title = match priority {
                    Priority::Must => "The tool must",
                    Priority::Should => "The tool should",
                    Priority::Could => "The tool could",
                    Priority::Wont => "Not wanted now",
                };
                (title.to_owned(), found.iter().copied().filter(|one| one.priority == *priority).collect())
            })
            .filter(|(_, all): &(String, Vec<&Required>)| !all.is_empty())
            .collect(),
        By::Activity => {
            let mut groups: Vec<(String, Vec<&Required>)> = Vec::new();
            let mut order: Vec<&str> = Vec::new();
            for one in found {
                let name = if one.activity.is_empty() {
                    ""
                } else if one.step.is_empty() {
                    &one.activity
                } else {
                    &one.step
                };
                match order.iter().position(|known| *known == name) {
                    Some(at) => groups[at].1.push(one),
                    None => {
                        order.push(name);
                        let title = if name.is_empty() { "The whole process" } else { name };
                        groups.push((title.to_owned(), vec![one]));
                    }
                }
            }
            groups
        }
        By::Object => {
            let mut groups: BTreeMap<String, Vec<&Required>> = BTreeMap::new();
            for one in found {
                for object in &one.objects {
                    groups.entry(super::named(object)).or_default().push(one);
                }
            }
            let bare: Vec<&Required> = found.iter().copied().filter(|one| one.objects.is_empty()).collect();
            let last = (!bare.is_empty()).then(|| ("No part of a tool is named".to_owned(), bare));
            groups.into_iter().chain(last).collect()
        }
    }
}

fn table(caption: &str, rows: &[&Required], now: Time) -> Markup {
    let row = |one: &&Required| {
        Row::new(vec![
            super::title(one),
            super::step(one),
            html! { (priority_label(one.priority)) },
            super::objects(one),
            html! { (super::status(one, now)) @if let Some(trial) = one.trials.first() { p { "tested on version " (trial.version) ", " (trial.at.day_in_words()) } } },
        ])
    };
    ui::table(&Table {
        caption,
        columns: &[
            Column::text("requirement", "Requirement"),
            Column::text("step", "Step"),
            Column::text("priority", "How much"),
            Column::text("objects", "Met by"),
            Column::text("state", "State"),
        ],
        rows: rows.iter().map(row).collect(),
        ..Table::default()
    })
}

/// So many proposals are shown at once; more are folded away.
const FEW: usize = 5;

/// What the definition asks of a tool without saying so.
fn proposed(tooled: &Tooled, proposals: &[Proposal], base: &str, form: &Form) -> Markup {
    let steps: Vec<String> = proposals
        .iter()
        .map(|one| {
            let asked = &one.requirement;
            format!("{} {} Met when: {}", one.because, capital(priority_label(asked.priority)), asked.acceptance)
        })
        .collect();
    let choices: Vec<Choice> = proposals
        .iter()
        .zip(&steps)
        .map(|(one, hint)| Choice { value: &one.source, label: &one.requirement.text, hint })
        .collect();
    let sent = form.all("source");
    let chosen: Vec<&str> = sent.iter().map(String::as_str).collect();
    let where_to = if tooled.has_draft {
        "What you choose is written into the open draft."
    } else {
        "What you choose is written into a new draft, which begins as a copy of the version in force."
    };
    let (taking, leaving) = (format!("{base}/proposals"), format!("{base}/proposals/refusal"));
    let complaints = ["source", "proposal", "reason"].map(|name| form.complaint(name));
    let is_open = proposals.len() <= FEW || complaints.iter().any(Option::is_some);
    let count = html! { span { (proposals.len()) @if proposals.len() == 1 { " proposal" } @else { " proposals" } } };
    let choice = html! {
        (form_part(&Sent { action: &taking, ..Sent::default() }, html! {
            (Field::new("source", "To be written down").error(form.complaint("source")).required().checkboxes(&choices, &chosen))
            (ui::form::submit_bar(ui::button::primary("Write into the draft")))
        }))
        (ui::disclosure("Leave one out", form_part(&Sent { action: &leaving, ..Sent::default() }, html! {
            (Field::new("proposal", "What no tool has to do").value(form.raw("proposal")).required().select(&choices))
            (form.field("reason", "Why").required().textarea(2))
            (ui::form::submit_bar(ui::button::primary("Leave it out")))
        })))
    };
    let body = html! {
        @if proposals.is_empty() {
            p { "Every form, proof, record, time limit, decision and measure of the definition is written down as a requirement, or was left out with a reason." }
        } @else {
            p { "The definition asks this of a tool, and no requirement says it. " (where_to) }
            (ui::openings(&[ui::Opening { id: "proposals", number: "", title: "What may be written down", aside: count, body: choice, is_open }]))
        }
    };
    ui::section("What else the definition asks of a tool", None, body)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
