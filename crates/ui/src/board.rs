//! A board: things in columns by stage, each a card that leads to its page.
//!
//! Absent: dragging; what moves a thing to another stage is a decision with its own form.

use maud::{Markup, html};

/// A column of the board.
#[derive(Debug, Clone, Default)]
pub struct Lane<'a> {
    /// The stage.
    pub label: &'a str,
    /// How many things stand there in all; the cards may be fewer.
    pub count: u64,
    /// The first of them.
    pub cards: Vec<BoardCard<'a>>,
    /// Where all of them are listed.
    pub href: &'a str,
}

/// A thing on the board.
#[derive(Debug, Clone, Default)]
pub struct BoardCard<'a> {
    /// Its name.
    pub title: &'a str,
    /// Its page.
    pub href: &'a str,
    /// A line above the name: its number, its process.
    pub line: &'a str,
    /// What matters about it: owner, due day, priority.
    pub foot: Option<Markup>,
}

/// The board; it scrolls sideways where the screen is narrow.
#[must_use]
pub fn board(label: &str, lanes: &[Lane<'_>]) -> Markup {
    html! {
        div.board tabindex="0" role="region" aria-label=(label) {
            @for lane in lanes {
                section.lane {
                    h2.lane-head { a href=(lane.href) { (lane.label) } " " span.count { (lane.count) } }
                    @if lane.cards.is_empty() { p.lane-none { "None" } }
                    @else {
                        ul role="list" {
                            @for card in &lane.cards {
                                li.lane-card {
                                    @if !card.line.is_empty() { p.lane-line { (card.line) } }
                                    p.lane-title { a href=(card.href) { (card.title) } }
                                    @if let Some(foot) = &card.foot { div.lane-foot { (foot) } }
                                }
                            }
                        }
                        @if lane.count > lane.cards.len() as u64 { p { a href=(lane.href) { "All " (lane.count) } } }
                    }
                }
            }
        }
    }
}
