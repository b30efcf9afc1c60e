//! The service levels of a case: how much time is left, and why a clock rests.

use maud::{Markup, html};
use ui::{Column, Row, Table, Tone};

use super::super::service_level::{Shown, Stand};

/// The clocks of a case.
#[must_use]
pub fn levels(levels: &[Shown]) -> Markup {
    ui::table(&Table {
        caption: "Service levels of this case",
        columns: &[
            Column::text("name", "Service level"),
            Column::text("stand", "Stands"),
            Column::text("left", "Time left"),
            Column::text("due", "Due"),
        ],
        rows: levels.iter().map(row).collect(),
        ..Table::default()
    })
}

fn row(one: &Shown) -> Row {
    let (word, tone) = match (one.stand, one.outcome) {
        (_, "missed") => ("missed", Tone::Bad),
        (_, "met") => ("kept", Tone::Good),
        (Stand::Paused, _) => ("rests", Tone::Neutral),
        (Stand::Void, _) => ("no longer promised", Tone::Neutral),
        _ if one.used_percent >= 75 => ("running", Tone::Warning),
        _ => ("running", Tone::Info),
    };
    let left = match (one.stand.is_open(), one.left_seconds < 0) {
        (true, true) => format!("over by {}", one.left),
        (true, false) => format!("{} ({} % used)", one.left, one.used_percent),
        (false, true) => format!("was over by {}", one.left),
        (false, false) => format!("{} % was used", one.used_percent),
    };
    Row::new(vec![
        html! { (one.name) },
        html! {
            (ui::pill(word, tone))
            @if !one.why.is_empty() { " since " time datetime=(one.since.rfc3339()) { (one.since.in_words()) } ". " (one.why) }
        },
        html! { (left) },
        html! {
            @match one.due_at {
                Some(due) => { time datetime=(due.rfc3339()) { (due.in_words()) } }
                None => { "–" }
            }
        },
    ])
}
