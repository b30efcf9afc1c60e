//! The forms of one requirement: how a tool meets it, which part of it, a test, a waiver.

use maud::{Markup, html};
use ui::button::Weight;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, form as form_part, row, submit_bar};
use ui::{Choice, Field};

use super::super::model::{Gap, ObjectKind, Required, Waiver, WaiverState};
use super::show::Shown;
use crate::clock::Time;
use crate::web::Form;

/// How a tool meets it.
pub(super) fn answer(one: &Required, form: &Form) -> Markup {
    let action = format!("{}/answer", one.href());
    let revision = one.revision.to_string();
    let choices: Vec<Choice> =
        Gap::ALL.iter().map(|gap| Choice { value: gap.key(), label: gap.label(), hint: gap.says() }).collect();
    let known = one.answer.as_ref();
    let sent = |name: &str, before: &str| {
        if form.raw("gap").is_empty() { before.to_owned() } else { form.raw(name).to_owned() }
    };
    let gap = sent("gap", known.map_or("", |answer| answer.gap.key()));
    let note = sent("note", known.map_or("", |answer| answer.note.as_str()));
    form_part(
        &Sent { action: &action, hidden: &[("revision", &revision)], ..Sent::default() },
        html! {
            (form.field("gap", "How the tool meets it").value(&gap).required().radios(&choices))
            (form.field("note", "How exactly").hint("For a workaround or a gap: what people do, or what is missing.").value(&note).textarea(3))
            (submit_bar(ui::button::primary("Save the answer")))
        },
    )
}

/// Which part of which tool.
pub(super) fn object(shown: &Shown, form: &Form) -> Markup {
    let action = format!("{}/objects", shown.required.href());
    let kinds: Vec<Choice> = ObjectKind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())).collect();
    let tools: Vec<(&str, &str)> = shown.tools.iter().map(|tool| (tool.as_str(), "")).collect();
    form_part(
        &Sent { action: &action, ..Sent::default() },
        html! {
            (ui::form::suggestions("tools", &tools))
            (row(&[
                form.field("tool", "Tool").required().suggestions("tools").text(),
                form.field("kind", "What it is").required().select(&kinds),
                form.field("name", "Its name in the tool").required().text(),
            ]))
            (form.field("link", "Where it is to be seen").hint("An address that begins with https://.").url())
            (submit_bar(ui::button::primary("Add it")))
        },
    )
}

/// A test.
pub(super) fn test(one: &Required, form: &Form) -> Markup {
    let action = format!("{}/tests", one.href());
    let revision = one.revision.to_string();
    form_part(
        &Sent { action: &action, hidden: &[("revision", &revision)], ..Sent::default() },
        html! {
            (form.field("result", "Result").required().radios(&[Choice::new("passed", "Passed"), Choice::new("failed", "Failed")]))
            (form.field("observation", "What was seen").hint("Needed where it failed.").textarea(3))
            (form.field("evidence", "Where the proof is").hint("An address that begins with https://.").url())
            (submit_bar(ui::button::primary("Save the result")))
        },
    )
}

/// A new waiver.
pub(super) fn waiver(one: &Required, form: &Form) -> Markup {
    let action = format!("{}/waivers", one.href());
    form_part(
        &Sent { action: &action, ..Sent::default() },
        html! {
            (form.field("what", "What the tool does otherwise").required().textarea(2))
            (form.field("why", "Why it is left so for now").required().textarea(2))
            (form.field("until", "Last day").hint("The owner of the process is asked to accept it, and again when the day is over.").required().date())
            (submit_bar(ui::button::primary("Ask for the waiver")))
        },
    )
}

/// What can be done with a waiver that has not ended.
pub(super) fn waiver_acts(shown: &Shown, waiver: &Waiver, now: Time) -> Markup {
    let base = format!("{}/waivers/{}", shown.required.href(), waiver.id);
    let (accepting, ending) = (format!("{base}/acceptance"), format!("{base}/end"));
    let (dialog, day, field, why) = (
        format!("end-{}", waiver.id),
        waiver.until.date().to_string(),
        format!("until-{}", waiver.id),
        format!("reason-{}", waiver.id),
    );
    let label = if waiver.state(now) == WaiverState::Asked { "Accept it" } else { "Let it hold until then" };
    html! {
        @if shown.owns {
            (form_part(&Sent { action: &accepting, ..Sent::default() }, html! {
                (Field::new("until", "Last day").id(&field).value(&day).required().date())
                (submit_bar(ui::button::primary(label)))
            }))
        }
        @if shown.answers {
            (confirm(&Confirm {
                id: &dialog,
                opener: if waiver.state(now) == WaiverState::Asked { "Refuse or withdraw it…" } else { "End it…" },
                title: "End this waiver?",
                text: "The requirement counts again as its test says.",
                verb: "End it",
                danger: true,
                action: &ending,
            }, Field::new("reason", "Why").id(&why).required().textarea(3)))
        }
    }
}

/// The button that takes a part of a tool away.
pub(super) fn remove(one: &Required, object_id: &str) -> Markup {
    ui::button::post_button("Take away", &format!("{}/objects/{object_id}/removal", one.href()), Weight::Quiet, &[])
}
