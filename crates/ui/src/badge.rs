//! Status in a word: a pill with a tone, a quiet tag, and conditions to take away.

use maud::{Markup, html};

use crate::{Icon, Tone, icon};

/// A status in a word or two; the word carries the meaning, the tone helps the eye.
#[must_use]
pub fn pill(text: &str, tone: Tone) -> Markup {
    html! { span class={ "pill " (tone.class()) } { (text) } }
}

/// A quiet label: a kind, a version, an identifier.
#[must_use]
pub fn tag(text: &str) -> Markup {
    html! { span.tag { (text) } }
}

/// Conditions in force, each with a link that takes it away: words and address.
#[must_use]
pub fn chips(all: &[(&str, &str)]) -> Markup {
    html! {
        ul.chips role="list" {
            @for (words, href) in all {
                li { span { (words) } a href=(href) aria-label={ "Take away: " (words) } { (icon(Icon::Close)) } }
            }
        }
    }
}

/// A number beside a word of the menu or a tab; `words` is what a screen reader says ("3 waiting for you").
#[must_use]
pub fn count(number: u64, words: &str) -> Markup {
    html! { span.count { span aria-hidden="true" { (number) } span.visually-hidden { (words) } } }
}
