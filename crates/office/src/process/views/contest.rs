//! Two people changed the same part: both texts side by side, and a person decides. Nothing was overwritten.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};
use ui::{Choice, Tone};

use super::super::draft::Contest;
use crate::clock::Time;

/// How long ago, as people say it.
fn ago(at: Time, now: Time) -> String {
    let minutes = (now.0 - at.0) / 60_000_000;
    match minutes {
        ..1 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        2..60 => format!("{minutes} minutes ago"),
        _ => format!("on {}", at.in_words()),
    }
}

/// The page: who changed what, mine and theirs, and the choice. `fields` are those of the form as it was sent.
#[must_use]
pub fn contest(contest: &Contest, action: &str, back: &str, fields: &[(String, String)], now: Time) -> Markup {
    let seen = contest.revision.to_string();
    let what = match contest.conflicts.as_slice() {
        [one] => format!("{} changed “{}” {}", contest.by, one.label, ago(contest.at, now)),
        all => format!("{} changed {} of the parts that you changed, {}", contest.by, all.len(), ago(contest.at, now)),
    };
    html! {
        (ui::callout(Tone::Warning, &what, html! {
            p { "You worked on the same. Nothing of yours is saved yet, and nothing is lost: choose below." }
            @if contest.changes.len() > contest.conflicts.len() {
                p { "What you and others changed elsewhere is kept either way." }
            }
        }))
        @for conflict in &contest.conflicts {
            (ui::section(&conflict.label, None, html! {
                (ui::cards(&[
                    ui::card("Mine", None, text(&conflict.mine)),
                    ui::card(&format!("Theirs ({})", contest.by), None, text(&conflict.theirs)),
                ]))
                (ui::disclosure("What stood there before", text(&conflict.base)))
            }))
        }
        (form_part(&Sent { action, ..Sent::default() }, html! {
            @for (name, value) in fields.iter().filter(|(name, _)| name != "seen" && name != "choice") { (hidden(name, value)) }
            (hidden("seen", &seen))
            (ui::Field::new("choice", "Which one stands?").required().value("theirs").radios(&[
                Choice { value: "theirs", label: "Take theirs", hint: "Your other changes are saved; this part stays as they wrote it." },
                Choice { value: "mine", label: "Keep mine", hint: "It replaces what they wrote. Theirs stays in the journal of the draft." },
            ]))
            (submit_bar(html! {
                (ui::primary("Save it so"))
                (ui::button_link("Look at the draft first", back, ui::button::Weight::Quiet, None))
            }))
        }))
    }
}

fn text(words: &str) -> Markup {
    html! {
        @if words.is_empty() { p { em { "Nothing" } } }
        @for line in words.lines() { p { (line) } }
    }
}
