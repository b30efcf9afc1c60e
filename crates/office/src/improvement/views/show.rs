//! The page of one improvement.

use maud::{Markup, html};
use ui::Tone;

use super::super::model::{Act, Improvement, Measure, Stage};
use super::super::register::Listed;
use super::super::score::priority_in_words;
use super::list::is_late;
use super::story::story;
use super::{forms, tone};
use crate::clock::Time;
use crate::connector::{Connector, ticket};
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
    /// What was made of it in tools, and the tools that can take it.
    pub tickets: Vec<ticket::Ticket>,
    pub takers: Vec<Connector>,
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
        (tickets(shown, form))
        (ui::section("Journal", None, crate::journal::views::history(&shown.entries)))
        @if withdraws {
            (ui::section("No longer wanted?", None, forms::withdrawal(one, form)))
        }
    };
    ui::split(main, side)
}

/// What became of it in tools, and the way there.
fn tickets(shown: &Shown, form: &Form) -> Markup {
    let one = &shown.listed.improvement;
    let action = format!("/improvements/{}/tickets", one.id);
    let may = shown.rights.works && !one.stage.is_closed();
    ticket::section(&ticket::Offer { tickets: &shown.tickets, takers: &shown.takers, action: &action, may }, form)
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
