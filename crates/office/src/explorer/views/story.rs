//! One case as a story: what happened when, who had it, and how long nothing happened.

use maud::{Markup, html};
use ui::{Column, Row, Table};

use super::duration;
use crate::clock::Time;
use crate::measure::Log;

/// Something that happened.
pub struct Happened {
    pub activity: String,
    pub at: Time,
    /// Empty where nobody is named.
    pub group: String,
}

/// The whole page.
#[must_use]
pub fn one(log: &Log, events: &[Happened], facts: &[(String, String)]) -> Markup {
    let since = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| events.get(before))?;
        Some(events[at].at.0.saturating_sub(before.at.0) as f64 / 3.6e9)
    };
    let rows = events.iter().enumerate().map(|(at, event)| {
        let handed = at > 0 && !event.group.is_empty() && events[at - 1].group != event.group;
        Row::new(vec![
            html! { (event.activity) },
            html! { (event.at.in_words()) },
            html! { @if let Some(hours) = since(at) { (duration(hours)) } },
            html! { (event.group) @if handed { " " (ui::tag("handed over")) } },
        ])
    });
    let names: Vec<String> = facts.iter().map(|(name, _)| super::column_words(name)).collect();
    let pairs: Vec<(&str, Markup)> =
        names.iter().zip(facts).map(|(name, (_, value))| (name.as_str(), html! { (value) })).collect();
    let story = ui::table(&Table {
        caption: "Events",
        columns: &[
            Column::text("what", "What happened"),
            Column::text("when", "When"),
            Column::figures("after", "After"),
            Column::text("who", "Group"),
        ],
        rows: rows.collect(),
        ..Table::default()
    });
    let main = html! { (story) p { "From the log “" (log.name) "”, in the words of the tool." } };
    if pairs.is_empty() { main } else { ui::split(main, ui::section("Attributes", None, ui::definitions(&pairs))) }
}
