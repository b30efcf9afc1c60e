//! What the page about the API shows.

use maud::{Markup, html};
use ui::{Column, Row, Table};

use super::document::who;
use super::operations::{Body, Content, GROUPS, Operation};
use super::schemas;

/// Every operation, group by group.
#[must_use]
pub(super) fn operations() -> Markup {
    html! {
        @for (group, operations) in GROUPS { (ui::section(group, None, table(group, operations))) }
    }
}

fn table(group: &str, operations: &[Operation]) -> Markup {
    ui::table(&Table {
        caption: group,
        base: "/api/docs",
        columns: &[
            Column::text("address", "Address"),
            Column::text("what", "What it does"),
            Column::text("who", "Who may"),
            Column::text("takes", "Takes"),
            Column::text("answers", "Answers"),
        ],
        rows: operations.iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(one: &Operation) -> Row {
    Row::new(vec![
        html! { code { (one.method) " " (one.path) } },
        html! { (one.summary) },
        html! { (who(one.access)) },
        takes(one),
        html! {
            @for (status, _, content) in one.answers {
                @match content {
                    Content::Json(name) => p { (status) ": " (fields(name)) },
                    Content::Html => p { (status) ": a page" },
                }
            }
        },
    ])
}

fn takes(one: &Operation) -> Markup {
    let query: Vec<&str> = one.query.iter().map(|(name, _)| name.trim_end_matches('?')).collect();
    html! {
        @if !query.is_empty() { p { "Query: " (query.join(", ")) } }
        @match one.body {
            Body::Nothing => {}
            Body::Json(name) => p { "JSON: " (fields(name)) }
            Body::File => p { "The file as the body" }
        }
        @if one.keyed { p { "Header: Idempotency-Key" } }
    }
}

/// The names of the fields of a schema, in a row.
fn fields(name: &str) -> String {
    let names = schemas::named(name).map_or(&[][..], |schema| schema.fields);
    names.iter().map(|(name, _)| name.trim_end_matches('?')).collect::<Vec<_>>().join(", ")
}
