//! What the explorer shows: the selection with its figures, and one view of it at a time.

mod changes;
mod discovery;
mod groups;
mod map;
mod performance;
mod story;
mod tables;

use maud::{Markup, html};
use mining::{Handover, Measure, Measures, RunChart};
use ui::button::Weight;
use ui::form::{hidden, question, row};
use ui::{Choice, Stat, Tone};

use super::changes::Changes;
use super::model::{Clause, Selection, column_words};
use super::sides::{Dotted, Group, Shown};
use crate::clock::Time;
use crate::failure::Refusal;
use crate::measure::Log;
use crate::measure::counting::Counting;
use crate::measure::figures::ListedCase;
use crate::measure::views::choice;
use crate::process::Process;
use crate::web::form::encode;

pub use discovery::{Found, Weighed, not_drafted};
pub use groups::measure_words;
pub use performance::Performed;
pub use story::{EVENTS, Happened, Told, one};

/// Steps offered in a list.
const MOST_CHOICES: usize = 200;

/// A side from which the log is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Map,
    /// The published diagram.
    Process,
    Ways,
    Dots,
    Attributes,
    Groups,
    Weeks,
    /// The process that the cases show.
    Found,
    /// When it changed.
    Changes,
    Cases,
}

impl View {
    const ALL: [View; 10] = [
        View::Map,
        View::Process,
        View::Ways,
        View::Dots,
        View::Attributes,
        View::Groups,
        View::Weeks,
        View::Found,
        View::Changes,
        View::Cases,
    ];

    /// The word in the address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            View::Map => "map",
            View::Process => "process",
            View::Ways => "ways",
            View::Dots => "dots",
            View::Attributes => "attributes",
            View::Groups => "groups",
            View::Weeks => "weeks",
            View::Found => "found",
            View::Changes => "changes",
            View::Cases => "cases",
        }
    }

    fn label(self) -> &'static str {
        match self {
            View::Map => "Map",
            View::Process => "On the process",
            View::Ways => "Ways",
            View::Dots => "Dotted chart",
            View::Attributes => "Attributes",
            View::Groups => "Groups",
            View::Weeks => "Weeks",
            View::Found => "Found process",
            View::Changes => "Changes",
            View::Cases => "Cases",
        }
    }

    /// Reads [`View::key`]; the map where it is none.
    #[must_use]
    pub fn from_key(key: &str) -> View {
        View::ALL.into_iter().find(|view| view.key() == key).unwrap_or(View::Map)
    }
}

/// Where the visitor stands.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub process: &'a Process,
    /// The log, where the address names one.
    pub log: Option<&'a str>,
    pub view: View,
    pub selection: &'a Selection,
    /// How times count.
    pub counting: &'a Counting,
    /// The key of the calendar, where the address names one; empty for the clock.
    pub count: Option<&'a str>,
}

impl At<'_> {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let log = self.log.map(|log| ("log", log.to_owned()));
        let view = (self.view != View::Map).then(|| ("view", self.view.key().to_owned()));
        let count = self.count.map(|key| ("count", key.to_owned()));
        log.into_iter().chain(count).chain(view).chain(self.selection.clauses.iter().map(Clause::parameter)).collect()
    }

    fn base(&self) -> String {
        format!("/processes/{}/explorer", self.process.key)
    }

    fn address(&self, base: &str, more: &[(&'static str, String)]) -> String {
        let all = self.parameters();
        let query: Vec<String> =
            all.iter().chain(more).map(|(name, value)| format!("{name}={}", encode(value))).collect();
        if query.is_empty() { base.to_owned() } else { format!("{base}?{}", query.join("&")) }
    }

    /// The address of this place, with more parameters.
    fn href(&self, more: &[(&'static str, String)]) -> String {
        self.address(&self.base(), more)
    }

    /// The address of something beside the page that knows the same cases.
    fn beside(&self, name: &str) -> String {
        self.address(&format!("{}/{name}", self.base()), &[])
    }

    /// The address of the numbers of this view as a file.
    fn file(&self) -> String {
        self.beside("view.csv")
    }

    fn export(&self) -> String {
        self.address(&format!("{}.csv", self.base()), &[])
    }

    /// The address with one more condition.
    fn narrowed(&self, clause: Clause) -> String {
        let selection = self.selection.with(clause);
        At { selection: &selection, ..*self }.href(&[])
    }

    /// A duration as people say it, in the time that counts.
    fn duration(&self, hours: f64) -> String {
        self.counting.duration(hours)
    }

    fn viewed(&self, view: View) -> String {
        At { view, ..*self }.href(&[])
    }

    /// What a form has to carry along so that it changes only what it asks.
    fn carried(&self, without: &[&str]) -> Markup {
        html! { @for (name, value) in self.parameters().iter().filter(|(name, _)| !without.contains(name)) { (hidden(name, value)) } }
    }
}

/// What is said of the selected cases on every view.
pub struct Head {
    pub cases: usize,
    /// Cases of the log.
    pub of: usize,
    pub events: usize,
    pub measures: Measures,
    /// Of the whole log, for the filter.
    pub activities: Vec<String>,
    pub columns: Vec<String>,
    pub period: Option<(i64, i64)>,
    /// The calendars of the office: keys and names.
    pub calendars: Vec<(String, String)>,
}

/// What one view shows.
pub enum Content {
    Map {
        shown: Shown,
        steps: u8,
        arrows: u8,
        by_time: bool,
    },
    /// Each way with its cases and their median duration in hours; how many ways there are.
    Ways {
        ways: Vec<(Vec<String>, usize, f64)>,
        count: usize,
    },
    Dots {
        dotted: Dotted,
        since_start: bool,
    },
    Attributes {
        by: String,
        groups: Vec<Group>,
        count: usize,
    },
    Groups {
        handovers: Vec<Handover>,
    },
    Weeks {
        charts: Vec<RunChart>,
    },
    Cases {
        cases: Vec<ListedCase>,
        skip: usize,
        page: usize,
    },
    /// On the published process.
    Process(Box<Performed>),
    /// The process that they show.
    Found(Box<Found>),
    Changes(Changes),
    /// No version is in force.
    Unpublished,
    /// The log cannot be compared with the process; why.
    NotComparable(Vec<Refusal>),
}

/// A share of one as people say it.
fn percent(share: f64) -> String {
    format!("{:.1}\u{a0}%", share * 100.0)
}

/// What stands in place of a view when the selection cannot be made.
#[must_use]
pub fn cannot(refusals: &[Refusal], back: &str) -> Markup {
    html! {
        (ui::callout(Tone::Warning, "These cases cannot be chosen", html! { @for refusal in refusals { p { (refusal.sentence) } } }))
        (ui::buttons(&[ui::button_link("All cases", back, Weight::Plain, None)]))
    }
}

/// The whole page.
#[must_use]
pub fn show(at: &At, complaints: &[String], log: &Log, logs: &[Log], head: &Head, content: &Content) -> Markup {
    html! {
        @if !complaints.is_empty() {
            (ui::callout(Tone::Warning, "Not every condition could be read", html! { @for one in complaints { p { (one) } } }))
        }
        (selected(at, log, logs, head))
        (figures(at, head))
        (counted(at, head))
        (filter(at, head))
        (views(at))
        @if head.cases == 0 {
            (ui::empty_state("No case is like that", "Take one of the conditions away to see more.", None))
        } @else {
            @match content {
                Content::Map { shown, steps, arrows, by_time } => (map::show(at, head, shown, *steps, *arrows, *by_time)),
                Content::Ways { ways, count } => (tables::ways(at, head, ways, *count)),
                Content::Dots { dotted, since_start } => (groups::dots(at, dotted, *since_start)),
                Content::Attributes { by, groups, count } => (tables::attributes(at, head, by, groups, *count)),
                Content::Groups { handovers } => (groups::handovers(at, handovers)),
                Content::Weeks { charts } => (groups::weeks(at, charts)),
                Content::Cases { cases, skip, page } => (tables::cases(at, head, cases, *skip, *page)),
                Content::Found(found) => (discovery::show(at, found)),
                Content::Changes(changes) => (changes::show(at, changes)),
                Content::Process(performed) => (performance::show(at, log, performed)),
                Content::Unpublished => (ui::empty_state("No version in force", "Publish a version of this process; then its log is shown on its diagram.", None)),
                Content::NotComparable(refusals) => (crate::measure::views::not_comparable(refusals)),
            }
        }
    }
}

/// Which cases are looked at, with a way to take each condition back.
fn selected(at: &At, log: &Log, logs: &[Log], head: &Head) -> Markup {
    let share = percent(head.cases as f64 / head.of.max(1) as f64);
    let number = |value: usize| ui::chart::number(value as f64);
    let takers: Vec<(String, String)> = at
        .selection
        .clauses
        .iter()
        .map(|clause| {
            let rest = at.selection.without(clause);
            (clause.words(), At { selection: &rest, ..*at }.href(&[]))
        })
        .collect();
    html! {
        p {
            @if at.selection.clauses.is_empty() { "All " (number(head.of)) " cases of the log “" (log.name) "”." }
            @else { (number(head.cases)) " of " (number(head.of)) " cases (" (share) ") of the log “" (log.name) "”:" }
        }
        @if !takers.is_empty() {
            (ui::chips(&takers.iter().map(|(words, href)| (words.as_str(), href.as_str())).collect::<Vec<_>>()))
        }
        @if logs.len() > 1 {
            (ui::disclosure("Another log", html! {
                ul { @for one in logs { li { a href={ (at.base()) "?log=" (one.id) } { (one.name) ", imported on " (one.imported_at.day_in_words()) } } } }
            }))
        }
    }
}

/// By what times count, and the choice of another way.
fn counted(at: &At, head: &Head) -> Markup {
    let href = |key: Option<&str>| At { count: key, ..*at }.href(&[]);
    html! {
        p { "Times count " (at.counting.words()) "." }
        (choice(None, &head.calendars, Some(at.counting.key()), &href))
    }
}

fn figures(at: &At, head: &Head) -> Markup {
    let number = ui::chart::number;
    let value = |measure: Measure| {
        let found = head.measures.get(measure).value;
        match found {
            None => "–".to_owned(),
            Some(value) if measure.is_time() => at.duration(value / 3600.0),
            Some(value) if measure.is_share() => percent(value),
            Some(value) => number(value),
        }
    };
    let shown = [
        ("Resolution time, median", Measure::ResolutionTimeMedian),
        ("Nine in ten within", Measure::ResolutionTimeP90),
        ("Right first time", Measure::FirstTimeRightShare),
        ("Reassigned", Measure::ReassignedShare),
        ("Reopened", Measure::ReopenedShare),
    ];
    let mut values = vec![("Cases", number(head.cases as f64)), ("Events", number(head.events as f64))];
    values.extend(shown.map(|(label, measure)| (label, value(measure))));
    let stats: Vec<Stat> = values.iter().map(|(label, value)| Stat { label, value, ..Stat::default() }).collect();
    ui::stats(&stats)
}

fn views(at: &At) -> Markup {
    let hrefs = View::ALL.map(|view| at.viewed(view));
    let tabs: Vec<ui::Tab> = View::ALL
        .iter()
        .zip(&hrefs)
        .map(|(view, href)| ui::Tab { label: view.label(), href, count: None, current: *view == at.view })
        .collect();
    ui::tabs("Views of the log", &tabs)
}

/// More conditions, as one form; without script it is sent with its button.
fn filter(at: &At, head: &Head) -> Markup {
    let steps: Vec<Choice> = std::iter::once(Choice::new("", "Any"))
        .chain(head.activities.iter().take(MOST_CHOICES).map(|name| Choice::new(name, name)))
        .collect();
    let day = |time: i64| Time(time).date().to_string();
    let (first, last) = head.period.map_or((String::new(), String::new()), |(first, last)| (day(first), day(last)));
    let hint = format!("The log goes from {first} to {last}.");
    // With very many steps a list to choose from would be larger than everything else on the page.
    let step = |name, label| match head.activities.len() {
        ..=MOST_CHOICES => ui::Field::new(name, label).select(&steps),
        _ => ui::Field::new(name, label).hint("The name of a step, as the log has it.").text(),
    };
    ui::disclosure(
        "Look at some of the cases",
        question(
            &at.base(),
            html! {
                (at.carried(&[]))
                (row(&[
                    ui::Field::new("from", "Under way from").hint(&hint).date(),
                    ui::Field::new("until", "Until").date(),
                    ui::Field::new("longer", &format!("At least, {}", at.counting.hours().to_lowercase())).short().text(),
                    ui::Field::new("shorter", &format!("At most, {}", at.counting.hours().to_lowercase())).short().text(),
                ]))
                (row(&[step("passes", "Passes through"), step("avoids", "Never reaches"), step("begins", "Begins with"), step("ends", "Ends with")]))
                (row(&[step("follows_from", "This step …"), step("follows_to", "… directly followed by")]))
                p { "By an attribute: choose " @for (place, column) in head.columns.iter().take(12).enumerate() {
                    @if place > 0 { ", " }
                    a href={ (At { view: View::Attributes, ..*at }.href(&[("by", column.clone())])) } { (column_words(column)) }
                } ", then a value." }
                (ui::buttons(&[ui::primary("Show these cases")]))
            },
        ),
    )
}
