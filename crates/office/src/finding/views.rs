//! What the pages of findings show.

use std::collections::BTreeSet;

use maud::{Markup, html};
use ui::button::Weight;
use ui::callout::Finding as Told;
use ui::form::row;
use ui::table::Numbered;
use ui::{Choice, Column, Field, Row, Stat, Table, Tone};

use super::model::{Found, key_of, label_of};
use super::pages::severity_key;
use crate::clock::Time;
use crate::config::limits;
use crate::definition::Severity;
use crate::process::Process;
use crate::web::form::encode;

/// Which findings to show, and in which order.
#[derive(Clone, Debug)]
pub struct Listing {
    pub words: String,
    /// Empty for every rule.
    pub rule: String,
    /// The key of a process; empty for every one.
    pub process: String,
    pub severity: Option<Severity>,
    /// `severity`, `process` or `rule`.
    pub sort: String,
    pub downwards: bool,
    /// From 1.
    pub page: usize,
}

impl Listing {
    /// What is asked for, in order.
    #[must_use]
    pub fn of<'a>(&self, all: &'a [Found]) -> Vec<&'a Found> {
        let words = self.words.trim().to_lowercase();
        let mut found: Vec<&Found> = all
            .iter()
            .filter(|one| self.rule.is_empty() || one.rule == self.rule)
            .filter(|one| self.process.is_empty() || one.process_key == self.process || one.process_id == self.process)
            .filter(|one| self.severity.is_none_or(|severity| one.severity == severity))
            .filter(|one| words.is_empty() || one.message.to_lowercase().contains(&words))
            .collect();
        match self.sort.as_str() {
            "process" => found.sort_by(|a, b| a.process.cmp(&b.process)),
            "rule" => found.sort_by(|a, b| a.rule.cmp(&b.rule)),
            _ => found.sort_by_key(|one| one.severity),
        }
        if self.downwards {
            found.reverse();
        }
        found
    }

    fn query(&self) -> Vec<(&str, &str)> {
        [("q", self.words.as_str()), ("rule", &self.rule), ("process", &self.process), ("severity", severity_key(self))]
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Info,
    }
}

/// The office's findings: how many, and each.
#[must_use]
pub fn list(listing: &Listing, all: &[Found]) -> Markup {
    let count = |severity| all.iter().filter(|one| one.severity == severity).count().to_string();
    let (errors, warnings, hints) = (count(Severity::Error), count(Severity::Warning), count(Severity::Info));
    let tile = |label, value, href| Stat { label, value, href: Some(href), ..Stat::default() };
    html! {
        @if !all.is_empty() {
            (ui::stats(&[
                tile("To mend", &errors, "/findings?severity=error"),
                tile("To look at", &warnings, "/findings?severity=warning"),
                tile("Hints", &hints, "/findings?severity=info"),
            ]))
        }
        (table(listing, all))
    }
}

fn table(listing: &Listing, all: &[Found]) -> Markup {
    let found = listing.of(all);
    let query = listing.query();
    let (sort, page) = ((listing.sort.as_str(), listing.downwards), (listing.page, limits::PAGE_ROWS));
    let pages = Numbered::of_page("/findings", &query, sort, page, found.len());
    let (around, export) = (pages.around(), pages.file("/findings.csv"));
    let empty = if all.is_empty() {
        ("Nothing is found", "Every definition in force keeps every rule of this office.", None)
    } else {
        ("Nothing matches", "Change the filter to see more.", None)
    };
    ui::table(&Table {
        caption: "Findings",
        base: "/findings",
        query: &query,
        columns: &[
            Column::text("finding", "Finding"),
            Column::text("severity", "Counts as").sortable(),
            Column::text("process", "Process").sortable(),
            Column::text("place", "Where"),
            Column::text("rule", "Rule").sortable(),
        ],
        rows: pages.shown(&found).iter().map(|one| line(one)).collect(),
        sort: Some((&listing.sort, listing.downwards)),
        page: Some(around.paging()),
        filters: Some(filters(listing, all)),
        export_href: Some(&export),
        workbook_href: None,
        empty: Some(empty),
    })
}

fn line(one: &Found) -> Row {
    let (why, remedy) = one.reason();
    Row::new(vec![
        html! { (one.message) (ui::disclosure("Why, and how to mend it", html! { p { (why) " " (remedy) } })) },
        html! { (ui::pill(label_of(one.severity), tone(one.severity))) @if one.new_at.is_some() { " " (ui::tag("new")) } },
        html! { a href=(format!("/processes/{}/findings", one.process_key)) { (one.process) } },
        html! { a href=(one.href) { (one.place) } },
        html! { a href=(format!("/rules/{}", one.rule)) { (one.rule) } },
    ])
}

fn filters(listing: &Listing, all: &[Found]) -> Markup {
    let rules: BTreeSet<&str> = all.iter().map(|one| one.rule.as_str()).collect();
    let processes: BTreeSet<(&str, &str)> =
        all.iter().map(|one| (one.process.as_str(), one.process_key.as_str())).collect();
    let any = |label| std::iter::once(Choice::new("", label));
    let rules: Vec<Choice> = any("Any rule").chain(rules.iter().map(|rule| Choice::new(rule, rule))).collect();
    let processes: Vec<Choice> =
        any("Any process").chain(processes.iter().map(|(name, key)| Choice::new(key, name))).collect();
    let severities: Vec<Choice> = any("Anything")
        .chain([Severity::Error, Severity::Warning, Severity::Info].map(|one| Choice::new(key_of(one), label_of(one))))
        .collect();
    row(&[
        Field::new("q", "Words").value(&listing.words).search(),
        Field::new("process", "Process").value(&listing.process).select(&processes),
        Field::new("rule", "Rule").value(&listing.rule).select(&rules),
        Field::new("severity", "Counts as").value(severity_key(listing)).select(&severities),
    ])
}

/// What is found in one process, with why and how to mend it.
#[must_use]
pub fn of_process(process: &Process, all: &[Found], may_settle: bool) -> Markup {
    let remedies: Vec<String> = all
        .iter()
        .map(|one| {
            let (why, remedy) = one.reason();
            format!("{why} {remedy}")
        })
        .collect();
    let told = |wanted: &dyn Fn(&Found) -> bool| -> Vec<Told> {
        all.iter()
            .zip(&remedies)
            .filter(|(one, _)| wanted(one))
            .map(|(one, remedy)| Told {
                tone: tone(one.severity),
                message: &one.message,
                remedy,
                place: Some((&one.place, &one.href)),
            })
            .collect()
    };
    let of = |severity: Severity| told(&move |one: &Found| one.severity == severity && one.new_at.is_none());
    let (errors, warnings, hints) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    let new = told(&|one: &Found| one.new_at.is_some());
    let since = all.iter().filter_map(|one| one.new_at).max().map(Time::day_in_words).unwrap_or_default();
    let settle = format!("/processes/{}/findings/looked", process.key);
    let every = format!("/findings?process={}", encode(&process.key));
    html! {
        @if all.is_empty() {
            (ui::empty_state("Nothing is found", "The version in force keeps every rule of this office, or none is in force yet.", None))
        }
        @if !new.is_empty() {
            (ui::section("Newly found", None, html! {
                p { "Mandate was renewed on " (since) " and has newer rules. They find what the version in force had before, too; nothing in it was changed." }
                (ui::finding(&new))
                @if may_settle { (ui::post_button("I have looked at them", &settle, Weight::Plain, &[])) }
            }))
        }
        @if !errors.is_empty() { (ui::section("To mend", None, ui::finding(&errors))) }
        @if !warnings.is_empty() { (ui::section("To look at", None, ui::finding(&warnings))) }
        @if !hints.is_empty() { (ui::section("Hints", None, ui::disclosure(&format!("{} hints", hints.len()), ui::finding(&hints)))) }
        (ui::buttons(&[
            ui::button_link("As a list", &every, Weight::Plain, None),
            ui::button_link("The rules of this office", "/rules", Weight::Quiet, None),
        ]))
    }
}
