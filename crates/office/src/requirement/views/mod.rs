//! What the pages of requirements show.

mod forms;
mod list;
mod sheet;
mod show;
mod tool;

pub use list::{Listing, line, list};
pub use sheet::sheet;
pub use show::{Shown, show};
pub use tool::{By, Tooled, tool};

use maud::{Markup, html};
use ui::{Choice, Tone};

use super::model::{Gap, Object, Required, Standing, WaiverState};
use crate::clock::Time;
use crate::web::form::encode;

/// The colour of a standing.
pub(super) fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Failed | Standing::NotMet => Tone::Bad,
        Standing::Unanswered | Standing::ToTest | Standing::Workaround => Tone::Warning,
        Standing::Waived => Tone::Info,
        Standing::Met => Tone::Good,
        Standing::NotWanted => Tone::Neutral,
    }
}

/// The pill of a requirement.
#[must_use]
pub fn status(one: &Required, now: Time) -> Markup {
    let standing = one.standing(now);
    ui::pill(standing.label(), tone(standing))
}

/// The pill of a waiver.
fn waiver_status(state: WaiverState) -> Markup {
    let tone = match state {
        WaiverState::Asked => Tone::Warning,
        WaiverState::Accepted => Tone::Info,
        WaiverState::Expired => Tone::Bad,
        WaiverState::Ended => Tone::Neutral,
    };
    ui::pill(state.label(), tone)
}

/// The requirement as a link, with how one sees that it is met.
fn title(one: &Required) -> Markup {
    html! {
        a href=(one.href()) { (one.text) }
        @if !one.acceptance.is_empty() { p { "Met when: " (one.acceptance) } }
    }
}

/// The activity as a link to where everybody reads it; the whole process where there is none.
fn step(one: &Required) -> Markup {
    let href = format!("/processes/{}/activities", one.process_key);
    html! {
        @if one.activity.is_empty() { "the whole process" }
        @else if one.step.is_empty() { (one.activity) }
        @else { a href={ (href) "#" (encode(&one.activity)) } { (one.step) } }
    }
}

/// The parts of tools that meet it, each leading to everything that the same part meets.
fn objects(one: &Required) -> Markup {
    html! {
        @if one.objects.is_empty() {
            @match one.answer.as_ref().map(|answer| answer.gap) {
                None | Some(Gap::NotMet) => "–",
                Some(_) => "no part of a tool is named",
            }
        } @else {
            ul { @for object in &one.objects { li { a href=(of_object(object)) { (named(object)) } } } }
        }
    }
}

/// A part of a tool in words.
fn named(object: &Object) -> String {
    format!("{}: {} “{}”", object.tool, object.kind.label().to_lowercase(), object.name)
}

/// Everything that a part of a tool meets.
fn of_object(object: &Object) -> String {
    ui::table::address("/requirements", &[("tool", object.tool.as_str()), ("q", object.name.as_str())])
}

/// Every standing as a choice of a filter.
fn standings() -> Vec<Choice<'static>> {
    let any = std::iter::once(Choice::new("", "Any state"));
    any.chain(Standing::ALL.iter().map(|one| Choice::new(one.key(), one.label()))).collect()
}
