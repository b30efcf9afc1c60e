//! What happened, newest first: who, when, what and why.

use maud::{Markup, html};

use crate::{Icon, Tone, avatar, icon};

/// One entry of a journal.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// Who did it.
    pub who: &'a str,
    /// What was done, as the rest of the sentence ("approved version 3").
    pub what: &'a str,
    /// The reason given, in the person's own words.
    pub why: Option<&'a str>,
    /// The time as a machine reads it (RFC 3339).
    pub datetime: &'a str,
    /// The time as a person reads it.
    pub when: &'a str,
    /// What it leads to: label and address.
    pub link: Option<(&'a str, &'a str)>,
    /// The picture at the line; the person's initials where there is none.
    pub picture: Option<(Icon, Tone)>,
}

/// A journal as a line of entries.
#[must_use]
pub fn timeline(entries: &[Entry<'_>]) -> Markup {
    html! {
        ol.timeline role="list" {
            @for entry in entries {
                li {
                    @match entry.picture {
                        Some((picture, tone)) => span class={ "timeline-mark " (tone.class()) } { (icon(picture)) },
                        None => (avatar(entry.who)),
                    }
                    div {
                        p { strong { (entry.who) } " " (entry.what) }
                        @if let Some(why) = entry.why { blockquote { (why) } }
                        p.timeline-foot {
                            time datetime=(entry.datetime) { (entry.when) }
                            @if let Some((label, href)) = entry.link { " · " a href=(href) { (label) } }
                        }
                    }
                }
            }
        }
    }
}
