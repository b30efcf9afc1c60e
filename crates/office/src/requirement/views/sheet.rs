//! The test sheet of a process: every requirement that can be tested, in the order of the process, to work through in one go.

use maud::{Markup, html};
use ui::form::{Form as Sent, entry, form as form_part};
use ui::{Choice, Field};

use super::super::model::{Required, priority_label};
use crate::clock::Time;
use crate::process::Process;
use crate::web::Form;

/// The sheet.
#[must_use]
pub fn sheet(process: &Process, all: &[Required], form: &Form, now: Time) -> Markup {
    let base = format!("/processes/{}/tool", process.key);
    let action = format!("{base}/tests");
    let testable: Vec<&Required> = all.iter().filter(|one| one.can_be_tested()).collect();
    let left = all.len() - testable.len();
    html! {
        (form.summary())
        @if testable.is_empty() {
            (ui::empty_state(
                "Nothing can be tested yet",
                "A requirement can be tested when somebody said how the tool meets it.",
                Some(ui::button_link("Back to the requirements", &base, ui::button::Weight::Primary, None)),
            ))
        } @else {
            p { "Answer what you tested; what you leave at “not now” stays as it is." }
            @if left > 0 { p { (left) @if left == 1 { " requirement is" } @else { " requirements are" } " not here, because nobody said how a tool meets them, or none does." } }
            (form_part(&Sent { action: &action, guard: true, ..Sent::default() }, html! {
                @for one in &testable { (line(one, form, now)) }
                (ui::form::submit_bar(html! {
                    (ui::button::primary("Save the results"))
                    (ui::button_link("Back", &base, ui::button::Weight::Quiet, None))
                }))
            }))
        }
    }
}

const RESULTS: [(&str, &str); 3] = [("", "Not now"), ("passed", "Passed"), ("failed", "Failed")];

fn line(one: &Required, form: &Form, now: Time) -> Markup {
    let name = |part: &str| format!("{part}-{}", one.id);
    let (result, note, evidence, revision) = (name("result"), name("observation"), name("evidence"), name("revision"));
    let choices = RESULTS.map(|(key, label)| Choice::new(key, label));
    let known = one.revision.to_string();
    let read = match form.raw(&revision) {
        "" => known.as_str(),
        sent => sent,
    };
    entry(
        &one.text,
        html! {
            div {
                p { (super::status(one, now)) " " (priority_label(one.priority)) ", " (super::step(one)) }
                @if !one.acceptance.is_empty() { p { "Met when: " (one.acceptance) } }
                (super::objects(one))
            }
            (ui::form::hidden(&revision, read))
            (Field::new(&result, "Result").value(form.raw(&result)).required().radios(&choices))
            (Field::new(&note, "What was seen").value(form.raw(&note)).textarea(2))
            (Field::new(&evidence, "Where the proof is").hint("An address, if there is one.").value(form.raw(&evidence)).url())
        },
    )
}
