//! The page of one task: what to do, the form, and what else can be done with the work.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Choice, Field, Tone};

use super::super::model::TaskState;
use super::super::task::Seen;
use super::super::task::form::{Named, Question};
use super::super::task::people::needed;
use super::fields;
use super::talk::{Talk, talk};
use crate::clock::Time;
use crate::web::Form;
use crate::web::help::markdown;

/// Everything the page is made of.
pub struct Task {
    pub seen: Seen,
    pub questions: Vec<Question>,
    /// Who can be named in answers, and whom the work can be handed to.
    pub people: Vec<Named>,
    /// Who has it, by name.
    pub claimed_by: String,
    /// Who did it, by name.
    pub done_by: String,
    /// Names of those who are asked.
    pub asked: Vec<String>,
    /// What earlier steps filled in: label and words.
    pub known: Vec<(String, String)>,
    /// What is said and attached.
    pub talk: Talk,
    /// Who paused the case and why, where it is paused.
    pub paused: Option<String>,
    /// Why the visitor must not do it, if they must not.
    pub forbidden: Option<String>,
    pub person_id: String,
}

/// The whole page.
#[must_use]
pub fn task(one: &Task, form: &Form, now: Time) -> Markup {
    let task = &one.seen.task;
    let is_mine = task.claimed_by == one.person_id;
    let is_free = task.claimed_by.is_empty();
    let acts = (one.seen.is_asked || one.seen.runs) && one.paused.is_none();
    let main = html! {
        (form.summary())
        @if task.state != TaskState::Open {
            (ui::callout(Tone::Good, "Nothing to do here any more", html! {
                p { @if one.done_by.is_empty() { "The case went on without it." } @else { (one.done_by) " did it." } }
            }))
        } @else if let Some(sentence) = &one.paused {
            (ui::callout(Tone::Warning, "Not now", html! { p { (sentence) ". It goes on when somebody resumes the case." } }))
        } @else if let Some(sentence) = &one.forbidden {
            (ui::callout(Tone::Warning, "Somebody else has to do this", html! { p { (sentence) } }))
        } @else if !is_mine && !is_free {
            (ui::callout(Tone::Info, "Taken on", html! { p { (one.claimed_by) " has this work." } }))
        }
        (what_to_do(one))
        @if task.state == TaskState::Open && one.forbidden.is_none() && acts && (is_mine || is_free || one.seen.runs) {
            (ui::section("Fill in and go on", None, complete(one, form)))
        }
        (ui::section("Comments and files", None, talk(&one.talk, form)))
    };
    let side = html! {
        (ui::section("The work", None, facts(one, now)))
        @if task.state == TaskState::Open && acts { (ui::section("Not now, or not you?", None, others(one, form, is_mine, is_free))) }
    };
    ui::split(main, side)
}

fn what_to_do(one: &Task) -> Markup {
    let activity = one.seen.loaded.definition.activities.get(&one.seen.task.element);
    html! {
        @if let Some(activity) = activity {
            @let parts = [
                ("Why", activity.purpose.as_str()),
                ("What happens", activity.description.as_str()),
                ("How to decide", activity.decision_rule.as_str()),
                ("If something is wrong", activity.exception_path.as_str()),
                ("Tool", activity.tool.as_str()),
                ("What is recorded", activity.record.as_str()),
            ];
            @let said: Vec<(&str, Markup)> = parts.into_iter().filter(|(_, text)| !text.trim().is_empty()).map(|(term, text)| (term, html! { (text) })).collect();
            @if !activity.steps.trim().is_empty() || !said.is_empty() {
                (ui::section("What to do", None, html! {
                    @if !activity.steps.trim().is_empty() { (markdown(&activity.steps)) }
                    @if !said.is_empty() { (ui::definitions(&said)) }
                }))
            }
        }
        @if !one.known.is_empty() {
            @let known: Vec<(&str, Markup)> = one.known.iter().map(|(label, words)| (label.as_str(), html! { (words) })).collect();
            (ui::section("What is known", None, ui::definitions(&known)))
        }
    }
}

fn complete(one: &Task, form: &Form) -> Markup {
    let action = format!("{}/completion", one.seen.task.href());
    form_part(
        &Sent { action: &action, guard: !one.questions.is_empty(), ..Sent::default() },
        html! {
            @if one.questions.is_empty() { p { "Nothing is asked here. Say when the work is done." } }
            (fields(&one.questions, form, &one.people))
            (submit_bar(ui::primary("Done")))
        },
    )
}

fn facts(one: &Task, now: Time) -> Markup {
    let task = &one.seen.task;
    let due = html! {
        @match task.due_at {
            Some(due) => {
                time datetime=(due.date().to_string()) { (due.day_in_words()) }
                @if task.state == TaskState::Open && due.date() < now.date() { " " (ui::pill("overdue", Tone::Bad)) }
            }
            None => "not said"
        }
    };
    let needed = needed(&one.seen.loaded, &task.element).join(", ");
    let mut facts = vec![
        ("Case", html! { a href=(one.seen.case.href()) { (one.seen.case.title) } " " (ui::tag(&one.seen.case.code)) }),
        ("Due", due),
        ("Offered", html! { time datetime=(task.offered_at.rfc3339()) { (task.offered_at.in_words()) } }),
        (
            "Who has it",
            html! {
                @if !one.claimed_by.is_empty() { (ui::person(&one.claimed_by, None, None)) }
                @else if one.asked.is_empty() { "nobody" }
                @else { "nobody yet; asked: " (one.asked.join(", ")) }
            },
        ),
    ];
    if !needed.is_empty() {
        facts.push(("Skills needed", html! { (needed) }));
    }
    ui::definitions(&facts)
}

fn others(one: &Task, form: &Form, is_mine: bool, is_free: bool) -> Markup {
    let href = one.seen.task.href();
    let people: Vec<Choice> = std::iter::once(Choice::new("", "Choose …"))
        .chain(one.people.iter().map(|(id, name)| Choice::new(id, name)))
        .collect();
    html! {
        @if is_free && one.forbidden.is_none() {
            p { "Take it on, and nobody else is asked." }
            (ui::buttons(&[ui::post_button("Take it on", &format!("{href}/claim"), Weight::Plain, &[])]))
        }
        @if !is_free && (is_mine || one.seen.runs) {
            (ui::buttons(&[confirm(&Confirm {
                id: "give-back",
                opener: "Give it back…",
                title: "Give this work back?",
                text: "Everybody who can do it is asked again.",
                verb: "Give it back",
                danger: false,
                action: &format!("{href}/return"),
            }, Field::new("reason", "Reason").id("return-reason").textarea(2))]))
        }
        @if is_free || is_mine || one.seen.runs {
            (ui::disclosure("Hand it to somebody", form_part(&Sent { action: &format!("{href}/delegation"), ..Sent::default() }, html! {
                (form.field("person", "To whom").required().select(&people))
                (form.field("reason", "What they should know").textarea(2))
                (submit_bar(ui::button("Hand it over", "", "")))
            })))
        }
    }
}
