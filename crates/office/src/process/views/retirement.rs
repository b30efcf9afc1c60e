//! Ending a process: the wish, what ends with it, and the sign on the pages of one that ended.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, hidden, row, submit_bar};
use ui::{Choice, Tone};

use super::super::model::Process;
use super::super::retirement::{Retirement, Touched};
use super::Seen;
use crate::clock::Time;
use crate::web::Form;

/// What stands on every page of a process that is retired or will be.
#[must_use]
pub fn banner(seen: &Seen) -> Option<Markup> {
    let end = seen.process.retirement.as_ref()?;
    let successor = html! {
        @match &seen.family.successor {
            Some(one) => { " Its place takes " a href=(one.href) { (one.process.name) } "." },
            None => " Nothing takes its place.",
        }
    };
    let (tone, title) = if end.from <= seen.now {
        (Tone::Warning, format!("Retired since {}", end.from.day_in_words()))
    } else {
        (Tone::Info, format!("Retires on {}", end.from.day_in_words()))
    };
    let archive = if end.from <= seen.now { " This is an archive: it is read, and no longer followed." } else { "" };
    Some(ui::callout(
        tone,
        &title,
        html! {
            p { (end.by) ": " (end.reason) }
            p { (successor) (archive) }
            @if seen.rights.publishes {
                (ui::buttons(&[ui::button_link("Bring it back", &seen.at("reinstatement"), Weight::Plain, None)]))
            }
        },
    ))
}

/// What stands on the pages that other capabilities have about a retired process.
#[must_use]
pub fn archive(process: &Process, now: Time) -> Option<Markup> {
    let end = process.retirement.as_ref().filter(|end| end.from <= now)?;
    let title = format!("Retired since {}", end.from.day_in_words());
    let href = format!("/processes/{}", process.key);
    let body = html! { p { "This is an archive: it is read, and no longer followed. " a href=(href) { "Why, and what takes its place" } } };
    Some(ui::callout(Tone::Warning, &title, body))
}

/// A pill for a process that ends or ended.
#[must_use]
pub fn pill(end: &Retirement, now: Time) -> Markup {
    if end.from <= now {
        ui::pill("retired", Tone::Neutral)
    } else {
        ui::pill(&format!("retires on {}", end.from.day_in_words()), Tone::Info)
    }
}

/// The first step: from which day, why, and what takes its place.
#[must_use]
pub fn retirement_form(seen: &Seen, all: &[Process], form: &Form) -> Markup {
    let others: Vec<(&str, &str)> = all
        .iter()
        .filter(|one| one.id != seen.process.id && one.retirement.is_none())
        .map(|one| (one.key.as_str(), one.name.as_str()))
        .collect();
    let choices: Vec<Choice> = std::iter::once(Choice::new("", "Nothing"))
        .chain(others.iter().map(|(key, name)| Choice::new(key, name)))
        .collect();
    let body = html! {
        (form.summary())
        (form.field("reason", "Why it ends").required().textarea(3))
        (row(&[
            form.field("from", "Retired from").hint("Left empty: from now on.").date(),
            form.field("successor", "What takes its place").select(&choices),
        ]))
        (submit_bar(html! {
            (ui::primary("See what ends with it"))
            (ui::button_link("Leave it", &seen.href, Weight::Quiet, None))
        }))
    };
    ui::split(
        form_part(&Sent { action: &seen.at("retirement"), guard: true, ..Sent::default() }, body),
        ui::callout(
            Tone::Info,
            "Nothing is deleted",
            html! { p { "A retired process leaves the lists. Its pages, versions and journal stay as an archive, and it can be brought back." } },
        ),
    )
}

/// The second step: what ends with it, and the yes.
#[must_use]
pub fn retirement_question(seen: &Seen, form: &Form, touched: &Touched, from: Time, successor: Option<&str>) -> Markup {
    let day = if from <= seen.now { "From now on".to_owned() } else { format!("From {}", from.day_in_words()) };
    let names = |all: &[String]| all.join(", ");
    let hand_offs = format!(
        "Hand-offs with {} end. Their definitions go on naming it until their owners change them.",
        names(&touched.partners)
    );
    html! {
        (ui::callout(Tone::Warning, &format!("{day}, {} is retired", seen.process.name), html! {
            p { "Its place takes " (successor.unwrap_or("nothing")) ". The reason: " (form.raw("reason")) }
        }))
        (ui::section("What ends with it", None, html! {
            ul {
                li { "It leaves the lists; nothing can be drafted or published of it any more." }
                @if touched.draft { li { "Its open draft is discarded, with the approvals it waits for." } }
                @if touched.asks == 1 { li { "1 open ask about it ends." } }
                @if touched.asks > 1 { li { (touched.asks) " open asks about it end." } }
                @if !touched.partners.is_empty() { li { (hand_offs) } }
                @if !touched.variants.is_empty() { li { "Its variants stay, and have no base any more that changes: " (names(&touched.variants)) "." } }
            }
        }))
        (form_part(&Sent { action: &seen.at("retirement"), ..Sent::default() }, html! {
            (hidden("reason", form.raw("reason")))
            (hidden("from", form.raw("from")))
            (hidden("successor", form.raw("successor")))
            (hidden("sure", "yes"))
            (submit_bar(html! {
                (ui::danger("Retire it"))
                (ui::button_link("Back, change nothing", &seen.href, Weight::Quiet, None))
            }))
        }))
    }
}

/// Bringing a process back.
#[must_use]
pub fn reinstatement_form(seen: &Seen, form: &Form) -> Markup {
    form_part(
        &Sent { action: &seen.at("reinstatement"), ..Sent::default() },
        html! {
            (form.summary())
            (form.field("reason", "Why it stays").required().textarea(3))
            (submit_bar(html! {
                (ui::primary("Bring it back"))
                (ui::button_link("Leave it", &seen.href, Weight::Quiet, None))
            }))
        },
    )
}
