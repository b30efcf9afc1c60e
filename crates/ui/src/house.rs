//! A house of things in things: bands of boxes that hold boxes, drawn by the server, which are nested lists underneath.
//!
//! Absent: what the boxes stand for, and how deep they go; whoever has no eyes for boxes hears lists in lists.

use maud::{Markup, html};

use crate::Tone;

/// A storey of the house.
#[derive(Debug, Clone, Default)]
pub struct Storey<'a> {
    /// What its boxes have in common; without it the storey has no heading.
    pub label: &'a str,
    /// Its boxes.
    pub rooms: Vec<Room<'a>>,
}

/// A box.
#[derive(Debug, Clone, Default)]
pub struct Room<'a> {
    /// Its name.
    pub title: &'a str,
    /// Where its name leads.
    pub href: &'a str,
    /// A line below the name: who answers for it.
    pub line: &'a str,
    /// What is said beside the name.
    pub aside: Markup,
    /// Draws the eye to it.
    pub tone: Tone,
    /// What it holds.
    pub inside: Vec<Room<'a>>,
    /// What is not shown of it: how it is told, and where it is shown ("7 below").
    pub more: Option<(&'a str, &'a str)>,
}

/// The whole house.
#[must_use]
pub fn house(storeys: &[Storey<'_>]) -> Markup {
    html! {
        div.house {
            @for storey in storeys {
                section.storey {
                    @if !storey.label.is_empty() { h2.storey-label { (storey.label) } }
                    (rooms(&storey.rooms))
                }
            }
        }
    }
}

fn rooms(all: &[Room<'_>]) -> Markup {
    html! { ul.rooms role="list" { @for one in all { (room(one)) } } }
}

fn room(one: &Room<'_>) -> Markup {
    let class = format!("room {}{}", one.tone.class(), if one.inside.is_empty() { "" } else { " is-filled" });
    html! {
        li class=(class) {
            p.room-head { a.room-title href=(one.href) { (one.title) } span.room-aside { (one.aside) } }
            @if !one.line.is_empty() { p.room-line { (one.line) } }
            @if !one.inside.is_empty() { (rooms(&one.inside)) }
            @if let Some((words, href)) = one.more { p.room-more { a href=(href) { (words) } } }
        }
    }
}
