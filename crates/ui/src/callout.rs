//! Sentences that ask for attention: callouts, findings at an element, and what to do when a list is empty.

use maud::{Markup, html};

use crate::{Tone, icon};

/// A boxed sentence with a title. `body` may hold links and buttons.
#[must_use]
pub fn callout(tone: Tone, title: &str, body: Markup) -> Markup {
    html! {
        div class={ "callout " (tone.class()) } {
            (icon(tone.icon()))
            div { p.callout-title { (title) } (body) }
        }
    }
}

/// One thing that a check found: where, what is wrong, and what to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Finding<'a> {
    /// How bad it is: `Bad` blocks, `Warning` should be looked at, `Info` is advice.
    pub tone: Tone,
    /// What is wrong, as a sentence.
    pub message: &'a str,
    /// What to do about it.
    pub remedy: &'a str,
    /// The element in plain words, with a link to it.
    pub place: Option<(&'a str, &'a str)>,
}

/// A list of findings; says so when there is none.
#[must_use]
pub fn finding(findings: &[Finding<'_>]) -> Markup {
    html! {
        @if findings.is_empty() {
            p.finding-none { (icon(Tone::Good.icon())) "Nothing found." }
        } @else {
            ul.findings role="list" {
                @for one in findings {
                    li class={ "finding " (one.tone.class()) } {
                        (icon(one.tone.icon()))
                        div {
                            p { strong { (severity(one.tone)) } (one.message) }
                            @if !one.remedy.is_empty() { p.finding-remedy { (one.remedy) } }
                            @if let Some((words, href)) = one.place { a href=(href) { (words) } }
                        }
                    }
                }
            }
        }
    }
}

fn severity(tone: Tone) -> &'static str {
    match tone {
        Tone::Bad => "Error: ",
        Tone::Warning => "Warning: ",
        Tone::Good => "Good: ",
        Tone::Info | Tone::Neutral => "Advice: ",
    }
}

/// What stands in place of an empty list: what would be here, and how to begin.
#[must_use]
pub fn empty_state(title: &str, text: &str, action: Option<Markup>) -> Markup {
    html! {
        div.empty {
            svg.empty-picture viewBox="0 0 160 72" aria-hidden="true" focusable="false" {
                circle cx="14" cy="36" r="9" {}
                path d="M23 36h21M92 36h14M126 36h12" {}
                rect x="44" y="20" width="48" height="32" rx="6" {}
                path d="M116 26l10 10-10 10-10-10z" {}
                circle.is-end cx="147" cy="36" r="9" {}
            }
            p.empty-title { (title) }
            p { (text) }
            @if let Some(action) = action { div.buttons { (action) } }
        }
    }
}
