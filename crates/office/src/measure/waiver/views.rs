//! What the pages of waivers show.

use maud::{Markup, html};
use mining::Deviation;
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Field, Tone};

use super::super::figures::deviation_key;
use super::model::{State, Waiver};
use crate::clock::Time;
use crate::process::Process;
use crate::web::Form;
use crate::web::form::encode;

/// What a waiver is, in a line.
pub(in crate::measure) const LEAD: &str =
    "A waiver says that a departure is known and accepted for a while; it stays counted.";

/// The form in which an owner grants a waiver, filled with what holds already.
pub(super) fn granting(
    process: &Process,
    deviation: &Deviation,
    log: Option<&str>,
    before: Option<&Waiver>,
    form: &Form,
) -> Markup {
    let log = log.map(|id| format!("?log={}", encode(id))).unwrap_or_default();
    let action = format!("/processes/{}/deviations/waivers{log}", process.key);
    let wanted = deviation_key(deviation);
    let is_sent = !form.raw("deviation").is_empty();
    let day = before.map(|one| one.until.date().to_string());
    let first = |name: &str, known: Option<&str>| {
        if is_sent { form.raw(name).to_owned() } else { known.unwrap_or_default().to_owned() }
    };
    let (why, until) = (first("why", before.map(|one| one.why.as_str())), first("until", day.as_deref()));
    html! {
        (form.summary())
        p { (LEAD) }
        (form_part(&Sent { action: &action, hidden: &[("deviation", &wanted)], ..Sent::default() }, html! {
            (form.field("why", "Why it is left so for now").value(&why).required().textarea(3))
            (form.field("until", "Last day").hint("At most two years from now. You are asked again when the day comes.").value(&until).required().date())
            (submit_bar(html! {
                (ui::primary("Grant the waiver"))
                (ui::button_link("Cancel", &format!("/processes/{}/deviations", process.key), Weight::Quiet, None))
            }))
        }))
    }
}

/// Where a waiver is in its life, as a pill.
pub(super) fn status(waiver: &Waiver, now: Time) -> Markup {
    match waiver.state(now) {
        State::Holds => pill(waiver),
        State::Expired => ui::pill(&format!("expired on {}", waiver.until.day_in_words()), Tone::Warning),
        State::Ended => ui::pill("ended", Tone::Neutral),
    }
}

/// Until when a waiver holds.
fn pill(waiver: &Waiver) -> Markup {
    ui::pill(&format!("waived until {}", waiver.until.day_in_words()), Tone::Info)
}

/// A waiver that holds, beside its deviation.
pub(in crate::measure) fn beside(process: &Process, waiver: &Waiver) -> Markup {
    html! {
        p { (pill(waiver)) " " (waiver.why) }
        p {
            "Granted by " (waiver.granted_by) ". "
            a href=(waiver.href(&process.key)) aria-label=(format!("The waiver of {}", waiver.what)) { "The waiver" }
        }
    }
}

/// One waiver, and what its owner can do with it.
pub(super) fn show(process: &Process, waiver: &Waiver, may_decide: bool, form: &Form) -> Markup {
    let ending = format!("{}/end", waiver.href(&process.key));
    let anew = new_href(process, &waiver.deviation_key(), None);
    let granted = format!("{}, {}", waiver.granted_by, waiver.granted_at.day_in_words());
    let mut known = vec![
        ("What the work does otherwise", html! { (waiver.what) }),
        ("Why", html! { (waiver.why) }),
        ("Last day", html! { (waiver.until.day_in_words()) }),
        ("Granted by", html! { (granted) }),
    ];
    if let Some(end) = &waiver.end {
        known.push(("Ended by", html! { (end.by) ", " (end.at.day_in_words()) }));
        known.push(("Why it ended", html! { (end.reason) }));
    }
    let reason: Field = form.field("reason", "Why it ends");
    html! {
        (form.summary())
        (ui::definitions(&known))
        @if may_decide {
            (ui::section("Let it hold longer", None, html! {
                p { "Say until which day, and why it is still left so." }
                (ui::buttons(&[ui::button_link("Grant it anew", &anew, Weight::Plain, None)]))
            }))
            (ui::section("End it", None, form_part(&Sent { action: &ending, ..Sent::default() }, html! {
                (reason.hint("The work follows the process again, or the departure is no longer accepted.").required().textarea(3))
                (submit_bar(ui::button::danger("End the waiver")))
            })))
        }
    }
}

/// The address of the form that grants a waiver of a deviation, in a log where it is named.
pub(in crate::measure) fn new_href(process: &Process, deviation: &str, log: Option<&str>) -> String {
    let log = log.map(|id| format!("&log={}", encode(id))).unwrap_or_default();
    format!("/processes/{}/deviations/waivers/new?deviation={}{log}", process.key, encode(deviation))
}
