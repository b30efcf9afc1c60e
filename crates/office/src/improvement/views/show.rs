//! The page of one improvement.

use maud::{Markup, html};
use ui::Tone;
use ui::timeline::{self, timeline};

use super::super::model::{Act, Improvement, Measure, Stage};
use super::super::register::Listed;
use super::super::score::priority_in_words;
use super::list::is_late;
use super::story::story;
use super::{forms, tone};
use crate::clock::Time;
use crate::journal::Entry;
use crate::people::Person;
use crate::web::Form;

/// What the visitor may do to the improvement.
#[derive(Clone, Copy, Debug)]
pub struct Rights {
    pub manages: bool,
    pub works: bool,
    pub verifies: bool,
    pub withdraws: bool,
    pub drafts: bool,
}

/// Everything the page is made of.
pub struct Shown {
    pub listed: Listed,
    /// Who can own it; only for whoever decides.
    pub people: Vec<Person>,
    /// The measures of its process; only for whoever decides.
    pub measures: Vec<Measure>,
    pub rights: Rights,
    pub entries: Vec<Entry>,
}

/// The pills beside the heading.
#[must_use]
pub fn status(improvement: &Improvement, now: Time) -> Markup {
    html! {
        (ui::pill(improvement.stage.label(), tone(improvement.stage)))
        @if is_late(improvement, now) { (ui::pill("Overdue", Tone::Bad)) }
        (ui::tag(&improvement.name()))
    }
}

/// The whole page: what is next, the story, and beside it priority and journal.
#[must_use]
pub fn show(shown: &Shown, form: &Form, now: Time) -> Markup {
    let one = &shown.listed.improvement;
    let main = html! {
        (form.summary())
        @if let Some(waiting) = waiting(shown, now) { (waiting) }
        (story(&shown.listed))
        (next(shown, form))
    };
    let declines = shown.rights.manages && one.stage == Stage::Proposed;
    let withdraws = shown.rights.withdraws && !declines && one.stage.after(Act::Withdraw).is_ok();
    let side = html! {
        (ui::section("Priority", None, priority(shown, form)))
        (ui::section("Journal", None, journal(&shown.entries)))
        @if withdraws {
            (ui::section("No longer wanted?", None, forms::withdrawal(one, form)))
        }
    };
    ui::split(main, side)
}

/// What everybody waits for, for those who cannot do it themselves.
fn waiting(shown: &Shown, now: Time) -> Option<Markup> {
    let one = &shown.listed.improvement;
    let owner = shown.listed.owner.as_str();
    let (title, sentence) = match one.stage {
        Stage::Proposed if !shown.rights.manages => {
            ("Somebody decides", "Whoever is responsible was asked to accept or decline it.".to_owned())
        }
        Stage::Accepted | Stage::InProgress if !shown.rights.works => {
            let due = one.plan.as_ref().map_or(now, |plan| plan.due_at).day_in_words();
            ("In work", format!("{owner} completes it by {due}."))
        }
        Stage::Completed if !shown.rights.verifies => {
            ("Is the benefit there?", "Somebody other than its owner verifies it when data is there.".to_owned())
        }
        _ => return None,
    };
    Some(ui::callout(Tone::Info, title, html! { p { (sentence) } }))
}

/// The next step, for whoever can take it.
fn next(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.listed.improvement;
    match one.stage {
        Stage::Proposed if shown.rights.manages => ui::section(
            "Decide",
            Some(forms::refusal(one, form)),
            forms::acceptance(one, form, &shown.people, &shown.measures),
        ),
        Stage::Accepted | Stage::InProgress if shown.rights.works => {
            let drafts = shown.rights.drafts && one.version.is_none();
            let start = (one.stage == Stage::Accepted && !drafts).then(|| forms::start(one));
            html! {
                @if drafts {
                    (ui::section("Change the process", Some(forms::draft(one)), html! {
                        p { "The draft remembers this improvement, and the version that comes of it is linked here." }
                    }))
                }
                (ui::section("Complete it when the change is in place", start, forms::completion(one, form)))
            }
        }
        Stage::Completed if shown.rights.verifies => {
            ui::section("Is the benefit there?", None, forms::verification(one, form))
        }
        Stage::Verified | Stage::NotVerified => html! {
            @if one.stage == Stage::NotVerified && shown.rights.works { (ui::buttons(&[forms::start(one)])) }
            @if shown.rights.verifies { (ui::disclosure("Give a new verdict", forms::verification(one, form))) }
        },
        _ => html! {},
    }
}

fn priority(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.listed.improvement;
    html! {
        (ui::definitions(&[
            ("Priority", html! { strong { (priority_in_words(one.score.priority())) } }),
            ("How", html! { (one.score.in_words()) }),
            ("Size", html! { (one.score.size.label()) }),
        ]))
        @if shown.rights.manages && !one.stage.is_closed() { (forms::rescoring(one, form)) }
    }
}

fn journal(entries: &[Entry]) -> Markup {
    let words: Vec<(String, String, String, String)> = entries
        .iter()
        .map(|entry| (deed(&entry.action).to_owned(), entry.reason(), entry.at.rfc3339(), entry.at.in_words()))
        .collect();
    let shown: Vec<timeline::Entry> = entries
        .iter()
        .zip(&words)
        .map(|(entry, (what, why, datetime, when))| timeline::Entry {
            who: &entry.actor_name,
            what,
            why: (!why.is_empty()).then_some(why.as_str()),
            datetime,
            when,
            ..timeline::Entry::default()
        })
        .collect();
    timeline(&shown)
}

/// What was done, as the rest of a sentence.
fn deed(action: &str) -> &'static str {
    match action {
        "improvement.proposed" => "proposed it",
        "improvement.accepted" => "accepted it",
        "improvement.declined" => "declined it",
        "improvement.withdrawn" => "withdrew it",
        "improvement.rescored" => "judged its priority anew",
        "improvement.started" => "began the work",
        "improvement.version_linked" => "linked the version of the process that it changes",
        "improvement.completed" => "completed it",
        "improvement.measured" => "noted what new data says",
        "improvement.verified" => "verified that the benefit is there",
        "improvement.not_verified" => "looked and did not find the benefit",
        _ => "changed it",
    }
}
