//! One case as a story: what happened when, who had it, and how long nothing happened.

use maud::{Markup, html};
use ui::table::Paging;
use ui::{Column, Row, Table};

use crate::clock::Time;
use crate::measure::Log;
use crate::measure::counting::Counting;

/// Events of one page.
pub const EVENTS: usize = 200;

/// Something that happened.
pub struct Happened {
    pub activity: String,
    pub at: Time,
    /// Empty where nobody is named.
    pub group: String,
}

/// Some events of a case in their order.
pub struct Told {
    pub events: Vec<Happened>,
    /// The one before the first of them, where there is one.
    pub before: Option<Happened>,
    /// Events before them, and of how many.
    pub skip: usize,
    pub of: usize,
}

/// The whole page; `to` gives the address of another page of the events.
#[must_use]
pub fn one(
    log: &Log,
    counting: &Counting,
    told: &Told,
    facts: &[(String, String)],
    to: &dyn Fn(usize) -> String,
) -> Markup {
    let (events, reckoning) = (&told.events, counting.reckoning());
    let before = |at: usize| at.checked_sub(1).map_or(told.before.as_ref(), |before| events.get(before));
    let since = |at: usize| Some(reckoning.between(before(at)?.at.0, events[at].at.0) as f64 / 3.6e9);
    let rows = events.iter().enumerate().map(|(at, event)| {
        let handed = !event.group.is_empty() && before(at).is_some_and(|before| before.group != event.group);
        Row::new(vec![
            html! { (event.activity) },
            html! { (event.at.in_words()) },
            html! { @if let Some(hours) = since(at) { (counting.duration(hours)) } },
            html! { (event.group) @if handed { " " (ui::tag("handed over")) } },
        ])
    });
    let names: Vec<String> = facts.iter().map(|(name, _)| super::column_words(name)).collect();
    let pairs: Vec<(&str, Markup)> =
        names.iter().zip(facts).map(|(name, (_, value))| (name.as_str(), html! { (value) })).collect();
    let page = told.skip / EVENTS + 1;
    let is_paged = told.of > events.len();
    let previous = (page > 1).then(|| to(page - 1));
    let next = (told.skip + events.len() < told.of).then(|| to(page + 1));
    let story = ui::table(&Table {
        caption: "Events",
        columns: &[
            Column::text("what", "What happened"),
            Column::text("when", "When"),
            Column::figures("after", "After"),
            Column::text("who", "Group"),
        ],
        rows: rows.collect(),
        page: is_paged.then(|| Paging {
            total: u64::try_from(told.of).ok(),
            first: u64::try_from(told.skip + 1).unwrap_or(1),
            previous: previous.as_deref(),
            next: next.as_deref(),
        }),
        ..Table::default()
    });
    let main = html! { (story) p { "From the log “" (log.name) "”, in the words of the tool. Times count " (counting.words()) "." } };
    if pairs.is_empty() { main } else { ui::split(main, ui::section("Attributes", None, ui::definitions(&pairs))) }
}
