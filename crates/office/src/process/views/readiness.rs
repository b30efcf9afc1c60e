//! What is settled before a process is automated, what is not, and who accepted that.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Column, Row, Table, Tone};

use super::super::readiness::{Acceptance, Condition, Standing, Unsettled};
use super::Seen;
use crate::web::Form;

/// The whole page.
#[must_use]
pub fn readiness(seen: &Seen, read: Option<&Standing>, form: &Form) -> Markup {
    let Some(read) = read else {
        return ui::empty_state("No version is in force yet", "What is not published is not automated.", None);
    };
    let held = read.held();
    html! {
        (form.summary())
        @if read.unsettled.is_empty() {
            (ui::callout(Tone::Good, "Nothing stands in the way", html! { p { "The process can run here and go to an engine." } }))
        } @else if held.is_empty() {
            (ui::callout(Tone::Warning, "Accepted by its owner", html! { p { "The process can be automated although this is not settled:" } (list(&read.unsettled)) }))
        } @else {
            (ui::callout(Tone::Bad, "Held", html! {
                p { "The process neither runs here nor goes to an engine until this is settled or its owner accepts it. What runs already goes on." }
                (list(&held))
            }))
        }
        @if let Some(one) = &read.acceptance { (ui::section("What was accepted", None, accepted(one))) }
        @if !held.is_empty() {
            @if seen.owns() { (ui::section("Accept it", None, form_of(seen, &read.unsettled, form))) }
            @else { p { "Only whoever owns the process can accept it. " a href=(seen.at("people")) { "Who that is" } "." } }
        }
        (ui::section("Marks of a managed process", None, marks(&read.conditions)))
        p { a href=(seen.at("potential")) { "The automation potential" } " also asks whether the work follows the process, where a log shows it." }
    }
}

/// What was accepted before a process was automated, for its first page.
#[must_use]
pub fn accepted_note(seen: &Seen, one: &Acceptance) -> Markup {
    ui::callout(
        Tone::Warning,
        "Its owner accepted that it is automated before everything was settled",
        html! {
            p { (one.by_name) " accepted that on " (one.accepted_at.day_in_words()) ": " (one.reason) }
            p { a href=(seen.at("readiness")) { "What was accepted" } }
        },
    )
}

fn list(all: &[Unsettled]) -> Markup {
    html! { ul { @for one in all { li { (one.sentence) } } } }
}

fn accepted(one: &Acceptance) -> Markup {
    html! {
        (ui::definitions(&[
            ("By", html! { (one.by_name) }),
            ("On", html! { (one.accepted_at.day_in_words()) }),
            ("Why", html! { (one.reason) }),
            ("What", list(&one.accepted)),
        ]))
    }
}

fn form_of(seen: &Seen, all: &[Unsettled], form: &Form) -> Markup {
    form_part(
        &Sent { action: &seen.at("readiness/acceptance"), ..Sent::default() },
        html! {
            p { "You accept, under your name, that the process is automated although all of this is not settled:" }
            (list(all))
            @for one in all { (ui::form::hidden("read", &one.key)) }
            (form.field("reason", "Why it is automated nevertheless").hint("It stands here, on the first page of the process, and in the journal.").required().textarea(3))
            (submit_bar(ui::primary("Accept it under my name")))
        },
    )
}

fn marks(conditions: &[Condition]) -> Markup {
    let line = |one: &Condition| {
        let (word, tone) = match one.met {
            Some(true) => ("yes", Tone::Good),
            Some(false) => ("no", Tone::Bad),
            None => ("not known", Tone::Info),
        };
        Row::new(vec![html! { (one.name) }, ui::pill(word, tone), html! { (one.why) }])
    };
    ui::table(&Table {
        caption: "Marks of a managed process",
        columns: &[Column::text("name", "Mark"), Column::text("met", "Met"), Column::text("why", "Why")],
        rows: conditions.iter().filter(|one| one.key != "followed").map(line).collect(),
        ..Table::default()
    })
}
