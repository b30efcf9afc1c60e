//! What somebody is asked to do: the deed, why, by when, and one button to the place.

use maud::{Markup, html};

use crate::{Icon, Tone, icon};

/// One thing to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Task<'a> {
    /// The deed as an imperative ("Approve Incident management, version 3").
    pub title: &'a str,
    /// Why it is asked of this person.
    pub why: &'a str,
    /// The place where it is done.
    pub href: &'a str,
    /// The word on the button; empty where nothing is left to do.
    pub verb: &'a str,
    /// The due day as a person reads it ("due in 3 days").
    pub due: &'a str,
    /// The due day as a machine reads it (`2026-11-25`).
    pub datetime: &'a str,
    /// How pressing it is.
    pub tone: Tone,
}

/// Things to do, one below the other.
#[must_use]
pub fn tasks(all: &[Task<'_>]) -> Markup {
    html! {
        ul.tasks role="list" {
            @for one in all {
                li class={ "task " (one.tone.class()) } {
                    div.task-words {
                        p.task-title { @if one.verb.is_empty() { a href=(one.href) { (one.title) } } @else { (one.title) } }
                        @if !one.why.is_empty() { p.task-why { (one.why) } }
                        p.task-due { (icon(Icon::Calendar)) time datetime=(one.datetime) { (one.due) } }
                    }
                    @if !one.verb.is_empty() {
                        a.button href=(one.href) { (one.verb) span.visually-hidden { ": " (one.title) } }
                    }
                }
            }
        }
    }
}
