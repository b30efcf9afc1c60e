//! The views that are lists: ways, values of an attribute, cases.

use maud::{Markup, html};
use ui::table::Paging;
use ui::{Column, Row, Table};

use super::super::model::{Clause, column_words, way_print};
use super::super::sides::{Group, MOST_VALUES};
use super::{At, Head};
use crate::measure::figures::ListedCase;
use crate::measure::views::way;
use crate::web::form::encode;

fn percent(cases: usize, of: usize) -> String {
    super::percent(cases as f64 / of.max(1) as f64)
}

/// The ways that cases take, the most frequent first.
pub(super) fn ways(at: &At, head: &Head, all: &[(Vec<String>, usize, f64)], count: usize) -> Markup {
    let mut sum = 0;
    let rows = all.iter().map(|(steps, cases, hours)| {
        sum += cases;
        let href = at.narrowed(Clause::Way(way_print(steps)));
        Row::new(vec![
            html! { a href=(href) { (way(steps)) } },
            html! { (ui::chart::number(*cases as f64)) },
            html! { (percent(*cases, head.cases)) },
            html! { (percent(sum, head.cases)) },
            html! { (steps.len()) },
            html! { (at.duration(*hours)) },
        ])
    });
    let rows: Vec<Row> = rows.collect();
    let file = at.file();
    html! {
        p {
            "There are " (ui::chart::number(count as f64)) " ways; "
            @if count > all.len() { "the " (all.len()) " most frequent are listed and " }
            "together these take " (percent(sum, head.cases)) " of the cases. A click shows the cases of one way."
        }
        (ui::table(&Table {
            caption: "Ways",
            columns: &[
                Column::text("way", "Way"),
                Column::figures("cases", "Cases"),
                Column::figures("share", "Share"),
                Column::figures("sum", "Together"),
                Column::figures("steps", "Steps"),
                Column::figures("time", "Median time"),
            ],
            rows,
            export_href: Some(&file),
            ..Table::default()
        }))
    }
}

/// The values of an attribute; each leads to its cases.
pub(super) fn attributes(at: &At, head: &Head, by: &str, groups: &[Group], count: usize) -> Markup {
    let hrefs: Vec<String> = head.columns.iter().map(|column| at.href(&[("by", column.clone())])).collect();
    let names: Vec<String> = head.columns.iter().map(|column| column_words(column)).collect();
    let tabs: Vec<ui::Tab> = head
        .columns
        .iter()
        .zip(names.iter().zip(&hrefs))
        .map(|(column, (label, href))| ui::Tab { label, href, count: None, current: column == by })
        .collect();
    let rows = groups.iter().map(|one| {
        let href = at.narrowed(Clause::Value { column: by.to_owned(), value: one.value.clone() });
        Row::new(vec![
            html! { a href=(href) { @if one.value.is_empty() { "none" } @else { (one.value) } } },
            html! { (ui::chart::number(one.cases as f64)) },
            html! { (percent(one.cases, head.cases)) },
            html! { (at.duration(one.median_hours)) },
        ])
    });
    let file = format!("{}&by={}", at.file(), encode(by));
    html! {
        (ui::tabs("Attributes", &tabs))
        @if count > MOST_VALUES { p { "The " (MOST_VALUES) " most frequent of " (ui::chart::number(count as f64)) " values." } }
        (ui::table(&Table {
            caption: "Values",
            columns: &[
                Column::text("value", "Value"),
                Column::figures("cases", "Cases"),
                Column::figures("share", "Share"),
                Column::figures("time", "Median time, first to last event"),
            ],
            rows: rows.collect(),
            export_href: Some(&file),
            ..Table::default()
        }))
    }
}

/// One page of the cases.
pub(super) fn cases(at: &At, head: &Head, cases: &[ListedCase], skip: usize, page: usize) -> Markup {
    let number = skip / page.max(1) + 1;
    let to = |page: usize| at.href(&[("page", page.to_string())]);
    let previous = (number > 1).then(|| to(number - 1));
    let next = (skip + cases.len() < head.cases).then(|| to(number + 1));
    let export = at.export();
    let rows = cases.iter().map(|case| {
        let name = encode(&case.name).replace('/', "%2F");
        let all = [("log", at.log), ("count", at.count)].into_iter().filter_map(|(name, value)| Some((name, value?)));
        let query: Vec<String> = all.map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
        let href = format!("{}/cases/{name}{query}", at.base());
        Row::new(vec![
            html! { a href=(href) { (case.name) } },
            html! { (case.first_at.in_words()) },
            html! { (at.duration(case.hours)) },
            html! { (case.events) },
            way(&case.way),
        ])
    });
    ui::table(&Table {
        caption: "Cases",
        columns: &[
            Column::text("case", "Case"),
            Column::text("first", "First event"),
            Column::figures("time", "Time"),
            Column::figures("events", "Events"),
            Column::text("way", "Way"),
        ],
        rows: rows.collect(),
        page: Some(Paging {
            total: u64::try_from(head.cases).ok(),
            first: u64::try_from(skip + 1).unwrap_or(1),
            previous: previous.as_deref(),
            next: next.as_deref(),
        }),
        export_href: Some(&export),
        ..Table::default()
    })
}
