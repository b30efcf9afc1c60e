//! The cases behind a deviation.

use maud::{Markup, html};
use mining::Deviation;
use ui::table::Paging;
use ui::{Column, Row, Table};

use super::super::counting::Counting;
use super::super::figures::{ListedCase, deviation_key};
use super::super::model::Log;
use super::number;
use crate::process::Process;
use crate::web::form::encode;

/// Steps of a way written out.
const STEPS: usize = 14;

/// A way in a cell: its first steps, and how many more there are.
#[must_use]
pub fn way(steps: &[String]) -> Markup {
    html! {
        (steps.iter().take(STEPS).cloned().collect::<Vec<_>>().join(" → "))
        @if steps.len() > STEPS { " → … " (number((steps.len() - STEPS) as f64)) " more" }
    }
}

/// What the page shows.
pub struct Behind<'a> {
    pub process: &'a Process,
    pub log: &'a Log,
    pub deviation: &'a Deviation,
    /// By what the hours were counted.
    pub counting: &'a Counting,
    /// The cases of this page.
    pub cases: &'a [ListedCase],
    /// Cases on the pages before.
    pub skip: usize,
    /// Cases of one page.
    pub page: usize,
}

/// The address of the cases behind a deviation, or of the same as a file.
#[must_use]
pub fn cases_href(process: &Process, log: &Log, deviation: &Deviation, ending: &str) -> String {
    let named = encode(&deviation_key(deviation));
    format!("/processes/{}/deviations/cases{ending}?log={}&deviation={named}", process.key, log.id)
}

/// One page of the cases, each with its way.
#[must_use]
pub fn cases(behind: &Behind) -> Markup {
    let here = cases_href(behind.process, behind.log, behind.deviation, "");
    let export = cases_href(behind.process, behind.log, behind.deviation, ".csv");
    let (all, at) = (behind.deviation.case_numbers.len(), behind.skip / behind.page.max(1) + 1);
    let previous = (at > 1).then(|| format!("{here}&page={}", at - 1));
    let next = (behind.skip + behind.cases.len() < all).then(|| format!("{here}&page={}", at + 1));
    let line = |case: &ListedCase| {
        Row::new(vec![
            html! { (case.name) },
            html! { (case.first_at.in_words()) },
            html! { (number(case.hours)) },
            html! { (case.events) },
            way(&case.way),
        ])
    };
    html! {
        (ui::table(&Table {
            caption: "Cases",
            columns: &[
                Column::text("case", "Case"),
                Column::text("first", "First event"),
                Column::figures("hours", behind.counting.hours()),
                Column::figures("events", "Events"),
                Column::text("way", "Way through the states"),
            ],
            rows: behind.cases.iter().map(line).collect(),
            page: Some(Paging {
                total: u64::try_from(all).ok(),
                first: u64::try_from(behind.skip + 1).unwrap_or(1),
                previous: previous.as_deref(),
                next: next.as_deref(),
            }),
            export_href: Some(&export),
            ..Table::default()
        }))
        p { "From the log “" (behind.log.name) "”, in the words of the tool. Times count " (behind.counting.words()) "." }
    }
}
