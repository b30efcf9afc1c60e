//! The RACI matrix: activities by roles, with the letters and what is wrong with a row.
//!
//! R responsible, A accountable, C consulted, I informed; every row needs exactly one A and at least one R.

use maud::{Markup, html};

use crate::{Tone, icon};

/// One activity and its letters, one text per role ("", "R", "A/R", …).
#[derive(Debug, Clone, Default)]
pub struct MatrixRow<'a> {
    /// The activity.
    pub label: &'a str,
    /// Its page or its place on the diagram.
    pub href: Option<&'a str>,
    /// Letters in the order of the roles; missing ones count as empty.
    pub cells: Vec<Markup>,
    /// What is wrong with the row, as a sentence.
    pub finding: Option<&'a str>,
    /// What stands beside the name, for example how much is said about the row.
    pub aside: Option<Markup>,
}

/// The matrix; `cells` are made with [`letters`] for reading or with any control for editing.
#[must_use]
pub fn matrix(caption: &str, roles: &[&str], rows: &[MatrixRow<'_>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.matrix {
                caption { (caption) }
                thead { tr { th scope="col" { "Activity" } @for role in roles { th scope="col" { (role) } } } }
                tbody {
                    @for row in rows {
                        tr class=[row.finding.map(|_| "has-finding")] {
                            th scope="row" {
                                @if let Some(href) = row.href { a href=(href) { (row.label) } } @else { (row.label) }
                                @if let Some(aside) = &row.aside { " " (aside) }
                                @if let Some(finding) = row.finding { span.matrix-finding { (icon(Tone::Bad.icon())) (finding) } }
                            }
                            @for index in 0..roles.len() {
                                td { @if let Some(cell) = row.cells.get(index) { (cell) } }
                            }
                        }
                    }
                }
            }
        }
        ul.legend role="list" {
            @for (letter, word) in [("R", "responsible: does it"), ("A", "accountable: answers for it"), ("C", "consulted before"), ("I", "informed after")] {
                li { (letters(letter)) " " (word) }
            }
        }
    }
}

/// The letters of one cell as coloured marks: `letters("A/R")`.
#[must_use]
pub fn letters(text: &str) -> Markup {
    html! {
        @for letter in text.chars().filter(char::is_ascii_alphabetic) {
            @let letter = letter.to_ascii_uppercase();
            span class={ "raci is-" (letter.to_ascii_lowercase()) } { (letter) }
        }
    }
}
