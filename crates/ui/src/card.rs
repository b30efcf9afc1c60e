//! Things side by side: cards in a grid, sections with a heading, and two panes.

use maud::{Markup, html};

/// A section of a page with its heading (h2) and, at its right, what can be done with it.
#[must_use]
pub fn section(title: &str, actions: Option<Markup>, body: Markup) -> Markup {
    html! {
        section.section {
            div.section-head { h2 { (title) } @if let Some(actions) = actions { div.buttons { (actions) } } }
            (body)
        }
    }
}

/// A card with its heading (h2); with `href` its title is a link and the whole card can be clicked.
#[must_use]
pub fn card(title: &str, href: Option<&str>, body: Markup) -> Markup {
    html! {
        article.card {
            h2.card-title { @if let Some(href) = href { a href=(href) { (title) } } @else { (title) } }
            (body)
        }
    }
}

/// Cards in as many columns as fit.
#[must_use]
pub fn cards(all: &[Markup]) -> Markup {
    html! { ul.cards role="list" { @for one in all { li { (one) } } } }
}

/// Two panes: the subject and what is said about it; below each other on a narrow screen.
#[must_use]
pub fn split(main: Markup, side: Markup) -> Markup {
    html! { div.split { div.split-main { (main) } div.split-side { (side) } } }
}

/// Parts below each other, with air between them.
#[must_use]
pub fn stack(all: &[Markup]) -> Markup {
    html! { div.stack { @for one in all { div { (one) } } } }
}
