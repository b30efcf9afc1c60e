//! The page on which it is said how long ended cases are kept.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::Range;
use ui::form::{hidden, question, submit_bar};
use ui::{Choice, Column, Field, Row, Table, Tone};

use super::super::retention::{Preview, Retention, Way};
use crate::web::Form;

/// The whole page: what is said, a look at what would go, and the decision.
#[must_use]
pub fn retention(
    action: &str,
    (said, given): (Option<&Retention>, Option<(i64, Way)>),
    preview: Option<&Preview>,
    sets: bool,
    form: &Form,
) -> Markup {
    let meant = given.or(said.map(|one| (one.days, one.way)));
    let days = meant.map(|(days, _)| days.to_string()).unwrap_or_default();
    let way = meant.map_or(Way::Remove, |(_, way)| way);
    let ways = [
        Choice { value: Way::Remove.key(), label: "Remove them", hint: "With values, story, comments and files." },
        Choice {
            value: Way::Empty.key(),
            label: "Empty their values",
            hint: "Title, reference, values, comments and files go. Who did which step when stays for the event log.",
        },
    ];
    html! {
        (form.summary())
        (ui::callout(Tone::Info, "Now", html! { p { (now_said(said)) } }))
        (ui::section("Look at what would go", None, question(action, html! {
            (Field::new("days", "Days after the end of a case").value(&days).error(form.complaint("days")).short().number(&Range { min: Some(1.0), max: Some(36_500.0), unit: "days", ..Range::default() }))
            (Field::new("way", "What becomes of the cases then").value(way.key()).radios(&ways))
            (submit_bar(ui::button("Look", "", "")))
        })))
        @if let Some(preview) = preview { (ui::section("What would go now", None, would_go(preview, way))) }
        @if sets {
            (ui::buttons(&[
                html! { @if let Some((days, way)) = given.filter(|(days, _)| *days > 0) {
                    (confirm(&Confirm {
                        id: "set-retention",
                        opener: &format!("Keep ended cases for {days} days…"),
                        title: &format!("Keep ended cases for {days} days?"),
                        text: "What is past that goes within the hour, in small steps, and cannot be brought back. The journal says how many cases went, and keeps what it has noted of them.",
                        verb: "Say so",
                        danger: true,
                        action,
                    }, html! { (hidden("days", &days.to_string())) (hidden("way", way.key())) }))
                } },
                html! { @if said.is_some() { (ui::post_button("Keep them for ever", action, Weight::Plain, &[])) } },
            ]))
        } @else { p { "The owner of the process decides." } }
    }
}

fn now_said(said: Option<&Retention>) -> String {
    match said {
        None => "Ended cases are kept for ever.".to_owned(),
        Some(one) => {
            let what = match one.way {
                Way::Remove => "Ended cases are removed",
                Way::Empty => "The values of ended cases are emptied",
            };
            format!("{what} after {} days. {} said so on {}.", one.days, one.set_by, one.set_at.day_in_words())
        }
    }
}

/// How many there are of something.
fn many(count: i64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn would_go(preview: &Preview, way: Way) -> Markup {
    let verb = if way == Way::Remove { "removed" } else { "emptied" };
    html! {
        p {
            (preview.cases) @if preview.cases == 1 { " case that" } @else { " cases that" } " ended before "
            time datetime=(preview.before.rfc3339()) { (preview.before.day_in_words()) } " would be " (verb)
            ", with " (many(preview.comments, "comment")) " and " (many(preview.files, "file")) "."
        }
        @if !preview.first.is_empty() {
            (ui::table(&Table {
                caption: "The first of them",
                columns: &[Column::text("case", "Case"), Column::text("ended", "Ended")],
                rows: preview.first.iter().map(|(id, label, ended)| Row::new(vec![
                    html! { a href={ "/cases/" (id) } { (label) } },
                    html! { time datetime=(ended.rfc3339()) { (ended.day_in_words()) } },
                ])).collect(),
                ..Table::default()
            }))
        }
    }
}
