//! What the pages of comments show.

mod form;
mod list;
mod place;
mod talk;

pub use form::{Alike, Asking, alike, say};
pub use list::{Listed, list, opened, questions};
pub use place::{Places, at, badges, count, draft_panel, gone, panel};
pub use talk::{Shown, show};

use maud::{Markup, html};
use ui::Tone;

use crate::clock::Time;
use crate::comment::{Comment, Kind, State, Words};

fn kind_pill(kind: Kind) -> Markup {
    match kind {
        Kind::Comment => ui::tag("comment"),
        Kind::Question => ui::pill("question", Tone::Info),
        Kind::Practice => ui::pill("done differently", Tone::Warning),
    }
}

fn state_pill(comment: &Comment, now: Time) -> Markup {
    let tone = match comment.state {
        State::Open if comment.due_at.is_some_and(|due| due.plus_days(1) < now) => Tone::Bad,
        State::Open => Tone::Info,
        State::Answered | State::Accepted | State::Resolved => Tone::Good,
        State::Declined | State::Merged | State::Withdrawn => Tone::Neutral,
    };
    ui::pill(comment.state.label(), tone)
}

/// The pills beside the heading.
#[must_use]
pub fn status(comment: &Comment, now: Time) -> Markup {
    html! { (kind_pill(comment.kind)) " " (state_pill(comment, now)) }
}

/// The text, or that it was withdrawn.
fn text(words: &Words) -> Option<&str> {
    words.withdrawn_at.is_none().then_some(words.text.as_str())
}

/// "3 replies", "1 reply", or nothing.
fn replies(number: i64) -> String {
    match number {
        0 => String::new(),
        1 => " · 1 reply".to_owned(),
        more => format!(" · {more} replies"),
    }
}
