//! Small pictures beside words, from the Lucide set (ISC licence).
//!
//! Absent: icons that stand alone without words; use [`named`] for those, which a screen reader can say.
//! The shapes come from the npm package `lucide-static` at build time.

use maud::{Markup, PreEscaped, html};

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// A decorative icon; hidden from screen readers because words stand beside it.
#[must_use]
pub fn icon(icon: Icon) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" aria-hidden="true" focusable="false" { (PreEscaped(icon.shapes())) } }
}

/// An icon that carries meaning by itself, with the words a screen reader says.
#[must_use]
pub fn named(icon: Icon, words: &str) -> Markup {
    html! { svg.icon viewBox="0 0 24 24" role="img" aria-label=(words) { (PreEscaped(icon.shapes())) } }
}
