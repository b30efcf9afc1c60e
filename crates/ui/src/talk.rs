//! What people say about something: a conversation, short remarks that lead to one, and how many there are at a place.
//!
//! Absent: who may say what. Texts keep their line breaks and stay text; words that were withdrawn leave their author and time.

use maud::{Markup, html};

use crate::{Icon, avatar, icon};

/// What one person said in a conversation.
#[derive(Debug, Clone, Default)]
pub struct Said<'a> {
    /// An id that is unique on the page; may be empty.
    pub id: &'a str,
    /// Who said it.
    pub who: &'a str,
    /// The time as a machine reads it (RFC 3339).
    pub datetime: &'a str,
    /// The time as a person reads it, with what belongs to it ("edited", "about version 2.0").
    pub when: &'a str,
    /// The words; `None` where they were withdrawn.
    pub text: Option<&'a str>,
    /// What was said besides, each with its heading; what is empty is left out.
    pub notes: &'a [(&'a str, &'a str)],
    /// Pills beside the name.
    pub marks: Markup,
    /// Whether it is the answer that everybody looks for.
    pub is_answer: bool,
    /// What the visitor can do with these words.
    pub actions: Option<Markup>,
}

/// A conversation, the first words first.
#[must_use]
pub fn conversation(all: &[Said<'_>]) -> Markup {
    html! {
        ol.talk role="list" {
            @for one in all {
                li class=[one.is_answer.then_some("is-answer")] id=[(!one.id.is_empty()).then_some(one.id)] {
                    (avatar(one.who))
                    div.talk-words {
                        p.talk-head { strong { (one.who) } " " time datetime=(one.datetime) { (one.when) } " " (one.marks) }
                        @match one.text {
                            Some(text) => p.talk-text { (text) },
                            None => p.talk-gone { "Withdrawn by its author." },
                        }
                        @if one.notes.iter().any(|(_, text)| !text.is_empty()) {
                            dl.talk-notes { @for (label, text) in one.notes.iter().filter(|(_, text)| !text.is_empty()) {
                                div { dt { (label) } dd { (text) } }
                            } }
                        }
                        @if let Some(actions) = &one.actions { div.talk-actions { (actions) } }
                    }
                }
            }
        }
    }
}

/// The beginning of a conversation, in a line or two.
#[derive(Debug, Clone, Default)]
pub struct Remark<'a> {
    /// The conversation.
    pub href: &'a str,
    /// Its first words.
    pub text: &'a str,
    /// Who said them.
    pub who: &'a str,
    /// When, and about what.
    pub line: &'a str,
    /// Pills before the words.
    pub marks: Markup,
}

/// Short remarks, each leading to its conversation.
#[must_use]
pub fn remarks(all: &[Remark<'_>]) -> Markup {
    html! {
        ul.remarks role="list" {
            @for one in all {
                li {
                    (avatar(one.who))
                    div {
                        p { (one.marks) " " a href=(one.href) { (one.text) } }
                        p.remark-line { (one.who) " · " (one.line) }
                    }
                }
            }
        }
    }
}

/// How much is said at a place, as a link to it; `words` says what the number counts ("2 open comments on Diagnose").
#[must_use]
pub fn talk_link(number: usize, words: &str, href: &str) -> Markup {
    html! {
        a class={ "talk-link" @if number == 0 { " is-empty" } } href=(href) title=(words) {
            (icon(Icon::Comment))
            @if number > 0 { span aria-hidden="true" { (number) } }
            span.visually-hidden { (words) }
        }
    }
}
