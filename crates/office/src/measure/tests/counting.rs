//! Times count by the clock or in working time, and every number says which.

use axum::http::StatusCode;
use serde_json::json;

use super::*;
use crate::definition::Definition;
use crate::measure::counting::Counted;
use crate::measure::memory;
use crate::process::Version;

/// Monday to Friday at these hours, in UTC.
fn hours(week: &str) -> serde_json::Value {
    let day = crate::calendar::Hours {
        time_zone: "UTC".to_owned(),
        week: std::array::from_fn(|weekday| if weekday < 5 { spans(week) } else { Vec::new() }),
        days: Vec::new(),
    };
    json!(day)
}

fn spans(text: &str) -> Vec<::calendar::WorkSpan> {
    let (from, to) = text.split_once('-').expect("from and to");
    let minutes = |hour: &str| hour.parse::<u16>().expect("an hour") * 60;
    vec![::calendar::WorkSpan { from_minute: minutes(from), to_minute: minutes(to) }]
}

/// An office with a calendar and the log of [`EXPORT`]: by the clock the two cases take 4 and 28 hours, in the calendar 3 and 11.
async fn counted(office: &Office) -> (Guest, String) {
    let keeper = office.person("Gil", &[Role::SmoManager]).await;
    let body = json!({ "name": "Support hours", "hours": hours("9-17") });
    let made = office.json("PUT", "/api/calendars/support", Some(&keeper), &body).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    let (owner, process_id) = incident(office).await;
    let import = imported(office, &owner, &process_id, EXPORT.as_bytes(), Mode::AllOrNothing).await;
    assert_eq!(import.state, ImportState::Done, "{}", import.message);
    (owner, process_id)
}

/// The process as it would be if its times counted in a calendar.
async fn in_force(office: &Office, process_id: &str, calendar: &str) -> (crate::measure::Log, Version, Definition) {
    let (id, now) = (process_id.to_owned(), office.app.now());
    let read = move |tx: &mut db::Tx| {
        let (version, definition) = process::published(tx, &id, now)?.expect("in force");
        Ok((store::logs(tx, &id)?.remove(0), version, definition))
    };
    let (log, version, mut definition) = office.app.read(read).await.expect("a log");
    for one in definition.measures.iter_mut().filter(|one| one.kind.is_time()) {
        one.calendar = calendar.to_owned();
    }
    (log, version, definition)
}

#[test]
fn a_measure_counts_in_the_calendar_that_its_definition_names() {
    each("measure_counting", |office| async move {
        let (_, process_id) = counted(&office).await;
        let mut medians = Vec::new();
        for calendar in ["", "support", "gone"] {
            let (log, version, definition) = in_force(&office, &process_id, calendar).await;
            let found = memory::figures_of(&office.app, &log, &version, &definition).await.expect("figures");
            let median = found.iter().find(|one| one.measure.kind.is_time()).expect("a time");
            let shares = found.iter().filter(|one| !one.measure.kind.is_time());
            assert!(shares.clone().all(|one| matches!(one.counted, Counted::NoTime)));
            medians.push((median.value, median.counted.words(), median.chart.points.is_empty()));
        }
        assert_eq!(medians[0], (Some(16.0), "by the clock".to_owned(), false));
        assert_eq!(medians[1], (Some(7.0), "in the working time of “Support hours”".to_owned(), false));
        assert!(medians[2].0.is_none() && medians[2].1.contains("does not keep") && medians[2].2, "{medians:?}");
    });
}

#[test]
fn a_change_of_the_calendar_changes_what_was_remembered() {
    each("measure_counting_change", |office| async move {
        let (_, process_id) = counted(&office).await;
        let (log, version, definition) = in_force(&office, &process_id, "support").await;
        let median = async || {
            let found = memory::figures_of(&office.app, &log, &version, &definition).await.expect("figures");
            found.iter().find(|one| one.measure.kind.is_time()).and_then(|one| one.value)
        };
        assert_eq!(median().await, Some(7.0));
        let keeper = office.person("Vera", &[Role::SmoManager]).await;
        let body = json!({ "name": "Support hours", "hours": hours("8-12"), "revision": 1 });
        let changed = office.json("PUT", "/api/calendars/support", Some(&keeper), &body).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(median().await, Some(6.0), "8 to 12 are four hours a day, and the first case takes one day");
    });
}

#[test]
fn the_pages_count_as_the_address_says_and_say_so() {
    each("measure_counting_pages", |office| async move {
        let (owner, _) = counted(&office).await;
        let base = "/processes/incident-management";
        let get = async |path: &str| office.get(&format!("{base}{path}"), Some(&owner)).await;
        let agreed = get("/measures").await;
        assert!(agreed.body.contains("16 hours over the whole log, 2 cases, counted by the clock"), "{}", agreed.body);
        let looked = get("/measures?count=support").await;
        assert!(
            looked.body.contains("7 hours over the whole log, 2 cases, counted in the working time of “Support hours”")
                && looked.body.contains("hours of work")
                && looked.body.contains("measures.csv?count=support"),
            "{}",
            looked.body
        );
        let targets = |page: &str| page.matches("target: ").count();
        assert!(targets(&looked.body) < targets(&agreed.body), "a target by the clock is none of work");
        assert!(get("/measures?count=gone").await.body.contains("This calendar is not kept here"));
        assert_eq!(get("/measures.csv?count=gone").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let table = get("/measures.csv?count=support").await.body;
        assert!(table.contains(",hours of work,") && table.contains("“Support hours”"), "{table}");
        let figures = office.get(&format!("/api{base}/measures?count=support"), Some(&owner)).await.value();
        let timed = figures["measures"].as_array().expect("a list").iter().find(|one| one["unit"] == "hours");
        let timed = timed.expect("a time");
        assert_eq!((&timed["counted_in"], &timed["value"]), (&json!("support"), &json!(7.0)));

        let explored = get("/explorer?count=support").await;
        assert!(
            explored.body.contains("Times count in the working time of “Support hours”.")
                && explored.body.contains("7 h"),
            "{}",
            explored.body
        );
        for (query, cases) in [("longer=5", 1), ("longer=12&count=support", 0), ("longer=10&count=support", 1)] {
            let told = office.get(&format!("/api{base}/explorer?{query}"), Some(&owner)).await.value();
            assert_eq!(told["cases"], json!(cases), "{query}: {told}");
        }
        assert_eq!(
            office.get(&format!("/api{base}/explorer?count=gone"), Some(&owner)).await.status,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        let cases = get("/explorer.csv?count=support").await.body;
        assert!(cases.contains("Case,First event,Hours of work,") && cases.contains(",3.00,"), "{cases}");
        let story = get("/explorer/cases/A2?count=support").await.body;
        assert!(story.contains("Times count in the working time of “Support hours”."), "{story}");
        let on_process = get("/explorer?view=process&count=support").await.body;
        assert!(on_process.contains("Extra hours of work, median"), "{on_process}");
    });
}
