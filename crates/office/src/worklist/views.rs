//! What the home page shows.

use maud::{Markup, html};
use ui::button::Weight;
use ui::{Task, Tone};

use super::model::{Asked, Group, Outcome, due_in_words};
use crate::clock::Time;
use crate::journal::Entry;
use crate::people::Assignment;
use crate::web::form::encode;

/// Everything the home page is made of.
pub struct Work {
    /// What is due first.
    pub open: Vec<Asked>,
    /// How much is asked in all, and how much of it is overdue.
    pub counts: (usize, usize),
    pub done: Vec<Asked>,
    pub roles: Vec<Assignment>,
    /// What happened lately to the things that were asked about, newest first.
    pub entries: Vec<Entry>,
}

/// The sentence below the heading: how much, and what is late.
#[must_use]
pub fn lead(counts: (usize, usize)) -> String {
    match counts {
        (0, _) => "Nothing is asked of you just now.".to_owned(),
        (1, 0) => "One thing is asked of you.".to_owned(),
        (all, 0) => format!("{all} things are asked of you."),
        (1, 1) => "One thing is asked of you, and it is overdue.".to_owned(),
        (all, 1) => format!("{all} things are asked of you; one is overdue."),
        (all, late) => format!("{all} things are asked of you; {late} are overdue."),
    }
}

/// The whole page.
#[must_use]
pub fn home(work: &Work, now: Time) -> Markup {
    ui::split(asked(work, now), beside(work, now))
}

fn asked(work: &Work, now: Time) -> Markup {
    html! {
        @if work.open.is_empty() {
            (ui::empty_state(
                "All done",
                "When somebody needs your approval, your decision or your work, it stands here with its due day.",
                Some(ui::button_link("See the processes", "/processes", Weight::Plain, None)),
            ))
        }
        @for group in Group::ALL {
            @let asks: Vec<&Asked> = work.open.iter().filter(|ask| Group::of(ask.due_at, now) == group).collect();
            @if !asks.is_empty() { (ui::section(group.label(), None, list(&asks, group, now))) }
        }
        @if work.counts.0 > work.open.len() {
            p { "These are due first. " (work.counts.0 - work.open.len()) " more come after them; each moves up as others are done." }
        }
        @if !work.done.is_empty() { (ui::section("Done lately", None, ended(&work.done))) }
    }
}

fn list(asks: &[&Asked], group: Group, now: Time) -> Markup {
    let tone = match group {
        Group::Overdue => Tone::Bad,
        Group::ThisWeek => Tone::Warning,
        Group::Later => Tone::Neutral,
    };
    let dues: Vec<(String, String)> = asks
        .iter()
        .map(|ask| {
            let words = format!("{}, {}", ask.due_at.day_in_words(), due_in_words(ask.due_at, now));
            (words, ask.due_at.date().to_string())
        })
        .collect();
    let tasks: Vec<Task> = asks
        .iter()
        .zip(&dues)
        .map(|(ask, (due, datetime))| Task {
            title: &ask.title,
            why: &ask.why,
            href: &ask.href,
            verb: verb(&ask.kind),
            due,
            datetime,
            tone,
        })
        .collect();
    ui::tasks(&tasks)
}

/// The word on the button, from the kind of the ask.
fn verb(kind: &str) -> &'static str {
    match kind.rsplit('.').next().unwrap_or("") {
        "decide" => "Decide",
        "verify" => "Verify",
        "accept_role" => "Answer",
        "complete" => "Go on",
        "approval" | "approve" | "review" => "Review",
        "publish" => "Publish",
        "settle" => "Settle",
        "answer" => "Answer",
        "read" => "Read",
        _ => "Open",
    }
}

fn ended(done: &[Asked]) -> Markup {
    let dues: Vec<(String, String)> = done
        .iter()
        .map(|ask| {
            let at = ask.done_at.unwrap_or(ask.created_at);
            let words = match ask.outcome {
                Some(Outcome::Settled) => "no longer needed since",
                _ => "done on",
            };
            (format!("{words} {}", at.day_in_words()), at.date().to_string())
        })
        .collect();
    let tasks: Vec<Task> = done
        .iter()
        .zip(&dues)
        .map(|(ask, (due, datetime))| Task { title: &ask.title, href: &ask.href, due, datetime, ..Task::default() })
        .collect();
    ui::tasks(&tasks)
}

fn beside(work: &Work, now: Time) -> Markup {
    let processes: Vec<&Assignment> =
        work.roles.iter().filter(|role| role.is_current(now) && role.process_label.is_some()).collect();
    let all = ui::button_link("All processes", "/processes", Weight::Quiet, None);
    html! {
        (ui::section("My processes", Some(all), html! {
            @if processes.is_empty() {
                p { "You own or manage no process. What you do in them stands on their pages." }
            } @else {
                ul {
                    @for role in &processes {
                        @let name = role.process_label.as_deref().unwrap_or("");
                        li { a href={ "/processes?q=" (encode(name)) } { (name) } ", " (role.role.label().to_lowercase()) }
                    }
                }
            }
        }))
        @if !work.entries.is_empty() { (ui::section("What happened lately", None, crate::journal::views::lately(&work.entries))) }
        (ui::section("In your calendar", None, html! {
            p { "Due days can stand in your own calendar too. " a href="/me" { "Get the address" } "." }
        }))
    }
}
