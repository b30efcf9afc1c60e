//! The list of requirements across all processes.

use std::collections::BTreeSet;

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::row;
use ui::table::Numbered;
use ui::{Choice, Column, Field, Row, Stat, Table, Tone};

use super::super::model::{PRIORITIES, Required, Standing, WaiverState, priority_key, priority_label, priority_of};
use crate::clock::Time;
use crate::config::limits;
use crate::definition::Priority;

/// Which requirements to show, and in which order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub words: String,
    /// The key or id of a process; empty for every one.
    pub process: String,
    /// The name of a tool; empty for every one.
    pub tool: String,
    pub priority: Option<Priority>,
    pub state: Option<Standing>,
    /// `requirement`, `process`, `priority` or `state`.
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: usize,
}

impl Listing {
    /// What an address asks for; `query` tells the value of a parameter.
    #[must_use]
    pub fn read(query: &dyn Fn(&str) -> Option<String>) -> Listing {
        let text = |name: &str| query(name).unwrap_or_default();
        let sort = query("sort").unwrap_or_else(|| "state".to_owned());
        Listing {
            words: text("q"),
            process: text("process"),
            tool: text("tool"),
            priority: priority_of(&text("priority")),
            state: Standing::from_key(&text("state")),
            downwards: sort.starts_with('-'),
            sort: sort.trim_start_matches('-').to_owned(),
            page: query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    /// What is asked for, in order.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Required], now: Time) -> Vec<&'a Required> {
        let words = self.words.trim().to_lowercase();
        let tool = self.tool.trim().to_lowercase();
        let says = |one: &Required| {
            let texts = [&one.text, &one.acceptance, &one.step];
            let parts = one.objects.iter().map(|object| &object.name);
            texts.into_iter().chain(parts).any(|text| text.to_lowercase().contains(&words))
        };
        let mut found: Vec<&Required> = all
            .iter()
            .filter(|one| words.is_empty() || says(one))
            .filter(|one| self.process.is_empty() || one.process_key == self.process || one.process_id == self.process)
            .filter(|one| tool.is_empty() || one.objects.iter().any(|object| object.tool.to_lowercase() == tool))
            .filter(|one| self.priority.is_none_or(|priority| one.priority == priority))
            .filter(|one| self.state.is_none_or(|state| one.standing(now) == state))
            .collect();
        match self.sort.as_str() {
            "requirement" => found.sort_by_key(|one| one.text.to_lowercase()),
            "process" => found.sort_by_key(|one| one.process.to_lowercase()),
            "priority" => found.sort_by_key(|one| one.priority),
            _ => found.sort_by_key(|one| (one.standing(now), one.priority)),
        }
        if self.downwards {
            found.reverse();
        }
        found
    }

    /// The filters in force, as they stand in the address.
    #[must_use]
    pub fn query(&self) -> Vec<(&str, &str)> {
        [
            ("q", self.words.as_str()),
            ("process", &self.process),
            ("tool", &self.tool),
            ("priority", self.priority.map_or("", priority_key)),
            ("state", self.state.map_or("", Standing::key)),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

/// The figures and the list.
#[must_use]
pub fn list(listing: &Listing, all: &[Required], now: Time) -> Markup {
    html! {
        @if !all.is_empty() { (figures(all, now)) }
        (table(listing, all, now))
    }
}

fn figures(all: &[Required], now: Time) -> Markup {
    let musts: Vec<Standing> =
        all.iter().filter(|one| one.priority == Priority::Must).map(|one| one.standing(now)).collect();
    let met = musts.iter().filter(|one| matches!(one, Standing::Met | Standing::Workaround)).count();
    let missed = musts.iter().filter(|one| matches!(one, Standing::Failed | Standing::NotMet)).count();
    let count = |standing| all.iter().filter(|one| one.standing(now) == standing).count().to_string();
    let (unanswered, to_test, waived) = (count(Standing::Unanswered), count(Standing::ToTest), count(Standing::Waived));
    let (met, note) = (
        met.to_string(),
        match missed {
            0 => "none fails or is not met".to_owned(),
            1 => "1 fails or is not met".to_owned(),
            more => format!("{more} fail or are not met"),
        },
    );
    let of = format!("of {}", musts.len());
    let tile = |label, value, href| Stat { label, value, href: Some(href), ..Stat::default() };
    ui::stats(&[
        Stat {
            label: "Musts that are met",
            value: &met,
            unit: &of,
            target: Some((&note, if missed == 0 { Tone::Good } else { Tone::Bad })),
            href: Some("/requirements?priority=must"),
            ..Stat::default()
        },
        tile("Not answered", &unanswered, "/requirements?state=unanswered"),
        tile("To be tested", &to_test, "/requirements?state=to_test"),
        tile("Waived", &waived, "/requirements?state=waived"),
    ])
}

fn table(listing: &Listing, all: &[Required], now: Time) -> Markup {
    let found = listing.of(all, now);
    let query = listing.query();
    let (sort, page) = ((listing.sort.as_str(), listing.downwards), (listing.page, limits::PAGE_ROWS));
    let pages = Numbered::of_page("/requirements", &query, sort, page, found.len());
    let (around, export, workbook) =
        (pages.around(), pages.file("/requirements.csv"), pages.file("/requirements.xlsx"));
    let empty = if all.is_empty() {
        (
            "No requirement yet",
            "Requirements come from the definitions in force. Write them in a draft, or take what is proposed at the tab “Tool” of a process.",
            Some(ui::button_link("Processes", "/processes", Weight::Plain, None)),
        )
    } else {
        ("Nothing matches", "Change the filter to see more.", None)
    };
    ui::table(&Table {
        caption: "Requirements",
        base: "/requirements",
        query: &query,
        columns: &[
            Column::text("requirement", "The tool").sortable(),
            Column::text("process", "Process").sortable(),
            Column::text("step", "Step"),
            Column::text("priority", "How much").sortable(),
            Column::text("objects", "Met by"),
            Column::text("state", "State").sortable(),
        ],
        rows: pages.shown(&found).iter().map(|one| entry(one, now)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing, all)),
        export_href: Some(&export),
        workbook_href: Some(&workbook),
        empty: Some(empty),
    })
}

fn entry(one: &Required, now: Time) -> Row {
    Row::new(vec![
        super::title(one),
        html! { a href=(format!("/processes/{}/tool", one.process_key)) { (one.process) } },
        super::step(one),
        html! { (priority_label(one.priority)) },
        super::objects(one),
        super::status(one, now),
    ])
}

fn filters(listing: &Listing, all: &[Required]) -> Markup {
    let any = |label| std::iter::once(Choice::new("", label));
    let processes: BTreeSet<(&str, &str)> =
        all.iter().map(|one| (one.process.as_str(), one.process_key.as_str())).collect();
    let processes: Vec<Choice> =
        any("Any process").chain(processes.iter().map(|(name, key)| Choice::new(key, name))).collect();
    let tools: BTreeSet<&str> = all.iter().flat_map(|one| &one.objects).map(|object| object.tool.as_str()).collect();
    let tools: Vec<Choice> = any("Any tool").chain(tools.iter().map(|tool| Choice::new(tool, tool))).collect();
    let priorities: Vec<Choice> =
        any("Any").chain(PRIORITIES.iter().map(|one| Choice::new(priority_key(*one), priority_label(*one)))).collect();
    row(&[
        Field::new("q", "Words").value(&listing.words).search(),
        Field::new("process", "Process").value(&listing.process).select(&processes),
        Field::new("tool", "Tool").value(&listing.tool).select(&tools),
        Field::new("priority", "How much").value(listing.priority.map_or("", priority_key)).select(&priorities),
        Field::new("state", "State").value(listing.state.map_or("", Standing::key)).select(&super::standings()),
    ])
}

/// The requirement as a line of a file, in the order of `pages::HEADER`.
#[must_use]
pub fn line(one: &Required, now: Time) -> Vec<String> {
    let trial = one.trials.first();
    let objects: Vec<String> = one.objects.iter().map(super::named).collect();
    let waivers: Vec<String> = one
        .waivers
        .iter()
        .filter(|waiver| waiver.state(now) != WaiverState::Ended)
        .map(|waiver| format!("{} (until {}, {})", waiver.what, waiver.until.date(), waiver.state(now).label()))
        .collect();
    vec![
        one.process.clone(),
        one.text.clone(),
        priority_label(one.priority).to_owned(),
        if one.step.is_empty() { one.activity.clone() } else { one.step.clone() },
        one.acceptance.clone(),
        one.standing(now).label().to_owned(),
        one.answer.as_ref().map(|answer| answer.gap.label().to_owned()).unwrap_or_default(),
        one.answer.as_ref().map(|answer| answer.note.clone()).unwrap_or_default(),
        objects.join("\n"),
        one.result.label().to_owned(),
        trial.map(|trial| trial.at.date().to_string()).unwrap_or_default(),
        trial.map(|trial| trial.by.clone()).unwrap_or_default(),
        trial.map(|trial| trial.version.clone()).unwrap_or_default(),
        trial.map(|trial| trial.note.clone()).unwrap_or_default(),
        trial.map(|trial| trial.evidence.clone()).unwrap_or_default(),
        waivers.join("\n"),
    ]
}
