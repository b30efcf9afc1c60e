//! How a process changed over its versions: each with its sentences, who and when and why; as a page, a table and Markdown.

use std::fmt::Write as _;

use maud::{Markup, html};
use ui::button::Weight;
use ui::change::{Change as Shown, changes};

use super::super::model::Version;
use super::{Seen, compare, pill, version_name};
use crate::clock::Time;
use crate::definition::{Change, Class};

/// Sentences of one version that are shown at once; the others can be opened.
const SHOWN: usize = 12;

/// A published version and what it changed.
pub struct Told {
    pub version: Version,
    /// The number of the version that it began from.
    pub base: Option<String>,
    /// None for a version that began from nothing.
    pub changes: Option<Vec<Change>>,
    pub published_by: String,
    pub submitted_by: String,
}

impl Told {
    fn class(&self) -> &'static str {
        match (&self.changes, self.version.class) {
            (None, _) | (_, None) => "first",
            (_, Some(class)) => class_word(class),
        }
    }

    /// The day from which it is in force.
    fn from(&self) -> String {
        self.version.effective_at.map(|at| at.date().to_string()).unwrap_or_default()
    }
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Major => "major",
        Class::Minor => "minor",
    }
}

/// The whole page.
#[must_use]
pub fn history(seen: &Seen, told: &[Told]) -> Markup {
    if told.is_empty() {
        return ui::empty_state(
            "Nothing is published yet",
            "The history begins with the first version that is published.",
            None,
        );
    }
    html! {
        (ui::buttons(&[
            ui::button_link("As a table (CSV)", &seen.at("history.csv"), Weight::Plain, Some(ui::Icon::Download)),
            ui::button_link("As Markdown", &seen.at("history.md"), Weight::Plain, Some(ui::Icon::Download)),
        ]))
        @for one in told { (version(seen, one)) }
    }
}

fn version(seen: &Seen, one: &Told) -> Markup {
    let version = &one.version;
    let seen_at = seen.at(&format!("versions/{}", version.number));
    let mut actions = vec![ui::button_link("See it", &seen_at, Weight::Quiet, None)];
    if let Some(base) = &one.base {
        let compare = seen.at(&format!("compare?from={base}&to={}", version.number));
        actions.push(ui::button_link(&format!("On the picture, against {base}"), &compare, Weight::Quiet, None));
    }
    let body = html! {
        p {
            (pill(version, &seen.versions, seen.now)) " " (ui::tag(one.class()))
            " Published " (version.published_at.map(Time::day_in_words).unwrap_or_default())
            @if !one.published_by.is_empty() { " by " (one.published_by) }
            @if let Some(at) = version.effective_at { ", in force from " time datetime=(at.date().to_string()) { (at.day_in_words()) } }
            @if !one.submitted_by.is_empty() { "; submitted by " (one.submitted_by) }
            "."
        }
        @if !version.note.is_empty() { p { "Why: " q { (version.note) } } }
        @if !version.improvement_id.is_empty() {
            p { a href={ "/improvements/" (version.improvement_id) } { "The improvement it was made for" } }
        }
        @match &one.changes {
            None => p { "The first version: all of it is new." },
            Some(all) if all.is_empty() => p { "It says the same as the version before." },
            Some(all) => (list(all)),
        }
        (ui::buttons(&actions))
    };
    ui::section(&version_name(version), None, body)
}

fn list(all: &[Change]) -> Markup {
    let shown: Vec<Shown> = all
        .iter()
        .map(|change| Shown {
            kind: compare::kind(&change.sentence),
            sentence: &change.sentence,
            material: change.class == Class::Major,
            ..Shown::default()
        })
        .collect();
    let (first, rest) = shown.split_at(shown.len().min(SHOWN));
    html! {
        (changes(first))
        @if !rest.is_empty() { (ui::disclosure(&format!("{} more", rest.len()), changes(rest))) }
    }
}

/// The rows of the table: one for each change, one for a version that has none.
pub fn history_rows(told: &[Told]) -> impl Iterator<Item = Vec<String>> {
    told.iter().flat_map(|one| {
        let at = |time: Option<Time>| time.map(|at| at.date().to_string()).unwrap_or_default();
        let head = [
            one.version.number.clone(),
            one.class().to_owned(),
            one.from(),
            at(one.version.published_at),
            one.published_by.clone(),
            one.submitted_by.clone(),
            one.version.note.clone(),
        ];
        let changes: Vec<(String, String)> = match &one.changes {
            Some(all) if !all.is_empty() => {
                all.iter().map(|change| (class_word(change.class).to_owned(), change.sentence.clone())).collect()
            }
            _ => vec![(String::new(), String::new())],
        };
        changes.into_iter().map(move |(class, sentence)| head.iter().cloned().chain([class, sentence]).collect())
    })
}

/// The history as Markdown.
#[must_use]
pub fn history_markdown(name: &str, told: &[Told]) -> String {
    let mut out = format!("# How {} changed\n", escaped(name));
    for one in told {
        let version = &one.version;
        let _ = write!(out, "\n## Version {} ({})\n\n", version.number, one.class());
        let _ = write!(
            out,
            "In force from {}. Published by {}, submitted by {}.\n\n",
            one.from(),
            escaped(&one.published_by),
            escaped(&one.submitted_by)
        );
        if !version.note.is_empty() {
            let _ = write!(out, "Why: {}\n\n", escaped(&version.note));
        }
        match &one.changes {
            None => out.push_str("The first version: all of it is new.\n"),
            Some(all) if all.is_empty() => out.push_str("It says the same as the version before.\n"),
            Some(all) => {
                for change in all {
                    let _ = writeln!(out, "- ({}) {}", class_word(change.class), escaped(&change.sentence));
                }
            }
        }
    }
    out
}

/// Text on one line, in which nothing acts as Markdown or HTML.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if "\\`*_[]<>#|".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
