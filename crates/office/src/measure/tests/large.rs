//! Logs that are large in one way: every page about them stays small.

use axum::http::StatusCode;

use super::*;

/// The largest page, bytes.
const PAGE_BYTES: usize = 700_000;

/// Every page that shows the log.
const PAGES: [&str; 16] = [
    "/measures",
    "/deviations",
    "/scorecard",
    "/explorer",
    "/explorer?view=process",
    "/explorer?view=ways",
    "/explorer?view=dots",
    "/explorer?view=dots&axis=start",
    "/explorer?view=attributes&by=activity",
    "/explorer?view=attributes&by=resource",
    "/explorer?view=groups",
    "/explorer?view=weeks",
    "/explorer?view=found",
    "/explorer?view=changes",
    "/explorer?view=cases",
    "/explorer?passes=New&longer=0",
];

/// One line of an export.
fn line(case: &str, state: &str, minute: i64, group: &str) -> String {
    let at = Time::parse_date("2026-01-05").expect("a day").plus_seconds(minute * 60).rfc3339();
    format!("{case},{state},{} {},{group}\n", &at[..10], &at[11..16])
}

fn file(lines: impl Iterator<Item = String>) -> Vec<u8> {
    std::iter::once("number,state,at,group\n".to_owned()).chain(lines).collect::<String>().into_bytes()
}

/// Imports a log and looks at every page about it.
fn walked(name: &str, bytes: Vec<u8>, more: &'static [(&'static str, &'static str)]) {
    each(name, |office| {
        let bytes = bytes.clone();
        async move {
            let (owner, process_id) = incident(&office).await;
            let import = imported(&office, &owner, &process_id, &bytes, Mode::GoodRows).await;
            assert_eq!(import.state, ImportState::Done, "{}", import.message);
            let base = "/processes/incident-management";
            for (path, expected) in PAGES.iter().map(|path| (*path, "")).chain(more.iter().copied()) {
                let page = office.get(&format!("{base}{path}"), Some(&owner)).await;
                assert!(page.status == StatusCode::OK, "{path}: {} {}", page.status, page.body);
                assert!(page.body.len() < PAGE_BYTES, "{path} has {} bytes", page.body.len());
                assert!(page.body.contains(expected), "{path} lacks “{expected}”");
            }
            office.settle().await;
        }
    });
}

#[test]
fn a_case_with_a_hundred_thousand_events_is_shown_page_by_page() {
    let states = ["New", "Active", "Awaiting User Info", "Resolved"];
    let long =
        (0..100_000_i64).map(|at| line("LONG", states[at as usize % 4], at, ["Desk", "Network"][at as usize % 2]));
    let usual = (0..40_i64).flat_map(|case| {
        [("New", 0), ("Active", 30), ("Closed", 600)]
            .map(|(state, after)| line(&format!("A{case}"), state, case * 1_000 + after, "Desk"))
    });
    let more = &[
        ("/explorer/cases/LONG", "page=2"),
        ("/explorer/cases/LONG?page=500", "page=499"),
        ("/explorer/cases/LONG?page=999999", "page=499"),
        ("/explorer?view=dots", "some are left out, evenly"),
        ("/explorer?view=cases", " more"),
    ];
    walked("large_case", file(long.chain(usual)), more);
}

#[test]
fn thousands_of_states_are_neither_choices_nor_rows_of_one_page() {
    let lines = (0..6_000_i64).map(|at| line(&format!("A{}", at / 4), &format!("State number {at}"), at * 3, "Desk"));
    let more = &[("/deviations", "with the most cases of"), ("/explorer", "The name of a step, as the log has it.")];
    walked("large_states", file(lines), more);
}

#[test]
fn one_wrong_date_makes_no_chart_of_decades() {
    let usual = (0..60_i64).flat_map(|case| {
        [("New", 0), ("Closed", 600)]
            .map(|(state, after)| line(&format!("A{case}"), state, case * 1_440 + after, "Desk"))
    });
    let wrong = ["OLD,New,1970-01-05 08:00,Desk\n".to_owned(), "OLD,Closed,1970-01-06 08:00,Desk\n".to_owned()];
    let more = &[("/measures", "Shown are the newest 260 of"), ("/explorer?view=weeks", "Shown are the newest 260 of")];
    walked("large_period", file(usual.chain(wrong)), more);
}

#[test]
fn as_many_values_as_cases_are_counted_and_the_most_frequent_listed() {
    let lines = (0..20_000_i64).map(|at| line(&format!("A{at}"), "New", at, &format!("Group {at}")));
    let more = &[("/explorer?view=attributes&by=resource", "The 100 most frequent of 20\u{202f}000 values.")];
    walked("large_values", file(lines), more);
}

#[test]
fn a_log_of_one_event_has_every_page() {
    walked("large_one", file(std::iter::once(line("A1", "New", 0, "Desk"))), &[("/explorer/cases/A1", "New")]);
}
