//! The page of search.

use maud::{Markup, html};
use ui::form::{question, submit_bar};
use ui::{Column, Row, Table};

use super::Found;

/// The question and what was found.
#[must_use]
pub fn found(words: &str, found: &[Found]) -> Markup {
    let rows = found
        .iter()
        .map(|one| Row::new(vec![html! { a href=(one.href) { (one.label) } }, html! { (one.kind) }]))
        .collect();
    html! {
        (question("/search", html! {
            (ui::Field::new("q", "What do you look for?").value(words).required().search())
            (submit_bar(ui::primary("Search")))
        }))
        (ui::table(&Table {
            caption: "Found",
            columns: &[Column::text("label", "Found"), Column::text("kind", "What it is")],
            rows,
            empty: Some(("Nothing found", "Try fewer letters, or another word.", None)),
            ..Table::default()
        }))
    }
}
