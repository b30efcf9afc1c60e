//! What changed between two versions, in plain words.

use maud::{Markup, html};

use crate::{Icon, icon};

/// What kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// New.
    Added,
    /// Gone.
    Removed,
    /// Different.
    #[default]
    Changed,
}

/// One change.
#[derive(Debug, Clone, Copy, Default)]
pub struct Change<'a> {
    /// Added, removed or changed.
    pub kind: Kind,
    /// The change as a sentence.
    pub sentence: &'a str,
    /// What stood there before, where that helps.
    pub before: Option<&'a str>,
    /// What stands there now.
    pub after: Option<&'a str>,
    /// Whether it makes an approval lapse.
    pub material: bool,
    /// Its number on the picture, which leads here (`#change-4`).
    pub number: Option<usize>,
    /// Whether the picture looks the same before and after.
    pub hidden: bool,
}

/// A list of changes.
#[must_use]
pub fn changes(all: &[Change<'_>]) -> Markup {
    html! {
        ul.changes role="list" {
            @for one in all {
                @let (class, picture, word) = match one.kind {
                    Kind::Added => ("is-added", Icon::Add, "Added: "),
                    Kind::Removed => ("is-removed", Icon::Steady, "Removed: "),
                    Kind::Changed => ("is-changed", Icon::Edit, "Changed: "),
                };
                li class={ "change " (class) } id=[one.number.map(|number| format!("change-{number}"))] {
                    @if let Some(number) = one.number { span.change-number { (number) } }
                    (icon(picture))
                    div {
                        p {
                            span.visually-hidden { (word) } (one.sentence)
                            @if one.material { " " span.pill.is-warning { "major" } }
                            @if one.hidden { " " span.change-hidden { (icon(Icon::Hidden)) "not seen in the picture" } }
                        }
                        @if one.before.is_some() || one.after.is_some() {
                            p.change-text {
                                @if let Some(before) = one.before { del { (before) } " " }
                                @if let Some(after) = one.after { ins { (after) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
