//! The forms of improvements.

use maud::{Markup, html};
use ui::Choice;
use ui::dialog::{Confirm, confirm};
use ui::form::{Form as Sent, Range, form as form_part, row, submit_bar};

use super::super::model::{Improvement, Measure, Stage};
use super::super::score::Size;
use crate::people::Person;
use crate::process::Process;
use crate::web::Form;

/// The form for an idea.
#[must_use]
pub fn proposal(form: &Form, processes: &[Process]) -> Markup {
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "None: the office as a whole"))
        .chain(processes.iter().map(|process| Choice::new(&process.id, &process.name)))
        .collect();
    let body = html! {
        (form.summary())
        (form.field("title", "What shall get better").hint("As an imperative, for example “Categorise before work begins”.").required().text())
        (form.field("process_id", "Which process it would improve").select(&choices))
        (form.field("description", "What is wrong today, and what you have seen").textarea(6))
        (judgement(form))
        (submit_bar(ui::primary("Propose")))
    };
    form_part(&Sent { action: "/improvements", guard: true, ..Sent::default() }, body)
}

/// Size, value, risk and urgency.
pub(super) fn judgement(form: &Form) -> Markup {
    let sizes: Vec<Choice> = Size::ALL.iter().map(|size| Choice::new(size.key(), size.label())).collect();
    let degrees = [("1", "1, little"), ("2", "2"), ("3", "3, middling"), ("4", "4"), ("5", "5, much")]
        .map(|(v, l)| Choice::new(v, l));
    row(&[
        form.field("size", "Size").hint("How much work it is.").required().select(&sizes),
        form.field("value", "Value").hint("What it is worth.").required().select(&degrees),
        form.field("risk", "Risk").hint("What may happen without it.").required().select(&degrees),
        form.field("urgency", "Urgency").hint("How soon its worth is lost.").required().select(&degrees),
    ])
}

/// Accepting: who, by what measure, from where to where, by when.
pub(super) fn acceptance(improvement: &Improvement, form: &Form, people: &[Person], measures: &[Measure]) -> Markup {
    let owners: Vec<Choice> = people
        .iter()
        .filter(|person| person.disabled_at.is_none())
        .map(|person| Choice::new(&person.id, &person.name))
        .collect();
    let any = Range { step: Some(0.01), ..Range::default() };
    let body = html! {
        (row(&[
            form.field("owner", "Owner").hint("Somebody else verifies the benefit.").required().select(&owners),
            form.field("due", "Due").hint("When the change is in place.").required().date(),
        ]))
        (measured_by(form, measures))
        (row(&[
            form.field("baseline", "Baseline").hint("Where it stands today.").required().number(&any),
            form.field("target", "Target").hint("Where it shall stand.").required().number(&any),
        ]))
        (form.field("expected", "Expected benefit, in words").textarea(3))
        (submit_bar(ui::primary("Accept")))
    };
    let action = format!("{}/acceptance", improvement.href());
    form_part(&Sent { action: &action, guard: true, ..Sent::default() }, body)
}

/// The choice of a measure that is none of the process.
pub const OTHER: &str = "-";

/// The measure: one of the process, or one that only people can take.
fn measured_by(form: &Form, measures: &[Measure]) -> Markup {
    let unit = form.field("unit", "Unit").hint("For example h or %.").short().text();
    if measures.is_empty() {
        let name = form.field("measure_name", "Measured by").hint("For example “Resolution time, median”.").required();
        return row(&[name.text(), unit]);
    }
    let labels: Vec<String> = measures.iter().map(label_of).collect();
    let choices: Vec<Choice> = measures
        .iter()
        .zip(&labels)
        .map(|(measure, label)| Choice::new(&measure.key, label))
        .chain([Choice::new(OTHER, "Another one, named below")])
        .collect();
    html! {
        (form.field("measure", "Measured by").hint("A measure of the process is compared before and after by itself.").required().select(&choices))
        (row(&[form.field("measure_name", "Another measure").hint("Only where none of the process fits.").text(), unit]))
    }
}

fn label_of(measure: &Measure) -> String {
    if measure.unit.is_empty() { measure.label.clone() } else { format!("{} ({})", measure.label, measure.unit) }
}

/// The question before a proposal is declined.
pub(super) fn refusal(improvement: &Improvement, form: &Form) -> Markup {
    let action = format!("{}/refusal", improvement.href());
    let question = Confirm {
        id: "decline",
        opener: "Decline…",
        title: "Decline this proposal?",
        text: "It stays in the register with your reason, and whoever raised it can read it.",
        verb: "Decline",
        danger: true,
        action: &action,
    };
    confirm(&question, form.field("reason", "Why").required().textarea(3))
}

/// The question before an improvement is withdrawn.
pub(super) fn withdrawal(improvement: &Improvement, form: &Form) -> Markup {
    let action = format!("{}/withdrawal", improvement.href());
    let question = Confirm {
        id: "withdraw",
        opener: "Withdraw…",
        title: "Withdraw this improvement?",
        text: "It stays in the register with your reason. It cannot be taken up again; propose it anew instead.",
        verb: "Withdraw",
        danger: true,
        action: &action,
    };
    confirm(&question, form.field("why", "Why").required().textarea(3))
}

/// Saying that the change is in place.
pub(super) fn completion(improvement: &Improvement, form: &Form) -> Markup {
    let action = format!("{}/completion", improvement.href());
    let body = html! {
        (form.field("comment", "What was done").textarea(3))
        (submit_bar(ui::primary("Complete")))
    };
    form_part(&Sent { action: &action, ..Sent::default() }, body)
}

/// The verdict about the benefit.
pub(super) fn verification(improvement: &Improvement, form: &Form) -> Markup {
    let action = format!("{}/verification", improvement.href());
    let unit = improvement.plan.as_ref().map_or("", |plan| plan.measure.unit.as_str());
    let verdicts = [
        Choice { value: "kept", label: "The benefit is there", hint: "What was expected can be seen." },
        Choice { value: "not_kept", label: "The benefit is not there", hint: "Not yet, not enough, or no longer." },
    ];
    let hint = match improvement.measurement {
        Some(_) => "Leave it empty to take the measured value.",
        None => "Nothing was measured yet; give the value that you saw.",
    };
    let seen = Range { step: Some(0.01), unit, ..Range::default() };
    let value = form.field("seen", "The value that you saw").hint(hint);
    let value = if improvement.measurement.is_none() { value.required() } else { value };
    let body = html! {
        (form.field("verdict", "Your verdict").required().radios(&verdicts))
        (value.number(&seen))
        (form.field("comment", "What you looked at").textarea(3))
        (submit_bar(ui::primary("Give the verdict")))
    };
    form_part(&Sent { action: &action, ..Sent::default() }, body)
}

/// Judging the priority anew.
pub(super) fn rescoring(improvement: &Improvement, form: &Form) -> Markup {
    let action = format!("{}/score", improvement.href());
    let body = html! { (judgement(form)) (submit_bar(ui::button("Judge anew", "act", "score"))) };
    ui::disclosure(
        "Judge size, value, risk and urgency anew",
        form_part(&Sent { action: &action, ..Sent::default() }, body),
    )
}

/// Beginning the work, or taking it up again.
pub(super) fn start(improvement: &Improvement) -> Markup {
    let action = format!("{}/start", improvement.href());
    let label = if improvement.stage == Stage::NotVerified { "Take the work up again" } else { "Start the work" };
    ui::post_button(label, &action, ui::button::Weight::Plain, &[])
}

/// Starting a draft of the process for the improvement.
pub(super) fn draft(improvement: &Improvement) -> Markup {
    let action = format!("{}/draft", improvement.href());
    ui::post_button("Start a draft of the process", &action, ui::button::Weight::Plain, &[])
}
