//! Each definition on cases small enough to count by hand.

use super::*;
use crate::log::{Kind, LogBuilder, NewEvent, Scope};

/// A log from lines of steps: activity, group and hour, such as `New@Desk 0, Resolved@Net 5`.
fn log(cases: &[&str]) -> EventLog {
    let mut builder = LogBuilder::new();
    builder.column("kind", Kind::Text, Scope::Case).expect("there is room");
    for (number, steps) in cases.iter().enumerate() {
        for (row, step) in steps.split(", ").enumerate() {
            let (who, hour) = step.rsplit_once(' ').expect("an hour");
            let (activity, group) =
                who.split_once('@').map_or((who, None), |(activity, group)| (activity, Some(group)));
            let time = 1_704_099_600_000_000 + hour.parse::<i64>().expect("a number") * 3_600_000_000;
            let name = format!("c{number}");
            let new = NewEvent { case: &name, activity, time, resource: group, row: row as u32 };
            let kind = if number % 2 == 0 { "even" } else { "odd" };
            builder.event(new, &[Some(Value::Text(kind))]).expect("there is room");
        }
    }
    builder.finish()
}

fn value(log: &EventLog, spec: &IndicatorSpec, key: &str) -> (Option<f64>, usize) {
    let all = indicators(log, spec).expect("the spec is good");
    all.iter().find(|one| one.key == key).map(|one| (one.value, one.n)).unwrap_or_else(|| panic!("no {key}"))
}

#[test]
fn each_definition_counts_what_it_says() {
    let spec = IndicatorSpec {
        wait_user: vec!["Wait".to_owned()],
        lines: Some(LineRule::Suffix { endings: vec![" 2nd".to_owned(), " 3rd".to_owned()] }),
        ..IndicatorSpec::default()
    };
    let rules: [(&str, &[(&str, f64)]); 12] = [
        (
            "first_assignment_resolution",
            &[("New@A 0, Resolved@A 1", 1.0), ("New@A 0, Resolved@B 1", 0.0), ("New@A 0, Work@B 1, Resolved@A 2", 1.0)],
        ),
        (
            "first_time_fix",
            &[
                ("New@A 0, Resolved@A 1", 1.0),
                ("New@A 0, Work@B 1, Resolved@A 2", 0.0),
                ("New@A 0, Resolved@A 1, New@A 2, Resolved@A 3", 0.0),
            ],
        ),
        ("reopened", &[("New 0, Resolved 1, New 2, Resolved 3", 1.0), ("New 0, Resolved 1, Closed 2", 0.0)]),
        ("multi_hop", &[("New@A 0, New@B 1", 0.0), ("New@A 0, New@B 1, New@A 2", 1.0)]),
        (
            "ping_pong_servicenow",
            &[
                ("a@A 0, a@B 1, a@A 2, a@B 3, a@A 4", 0.0),
                ("a@A 0, a@B 1, a@A 2, a@B 3, a@A 4, a@B 5", 1.0),
                ("a@A 0, a@B 1, a@A 2, a@C 3, a@A 4, a@B 5, a@A 6", 0.0),
            ],
        ),
        ("ping_pong_celonis_direct", &[("a 0, b 1, a 2", 1.0), ("a 0, b 1, c 2, a 3", 0.0), ("a 0, a 1", 0.0)]),
        ("ping_pong_celonis_indirect", &[("a 0, b 1, a 2", 0.0), ("a 0, b 1, c 2, a 3", 1.0)]),
        ("ping_pong_bpic", &[("a@A 0, a@B 1, a@C 2", 0.0), ("a@A 0, a@B 1, a@C 2, a@A 3", 1.0), ("a@A 0, a@A 1", 0.0)]),
        ("rework", &[("a 0, b 1", 0.0), ("a 0, a 1", 1.0)]),
        ("only_first_line", &[("a@A 0, a@B 1", 1.0), ("a@A 0, a@B 2nd 1", 0.0)]),
        (
            "correct_line_path",
            &[("a@A 0, a@B 2nd 1, a@C 3rd 2", 1.0), ("a@A 0, a@B 3rd 1", 0.0), ("a@A 0, a@B 2nd 1, a@A 2", 0.0)],
        ),
        ("wait_user_events", &[("a 0, Wait 1, Wait 2, b 3", 0.5), ("a 0, b 1", 0.0)]),
    ];
    for (key, cases) in rules {
        for (case, expected) in cases {
            assert_eq!(value(&log(&[case]), &spec, key), (Some(*expected), 1), "{key}: {case}");
        }
        let all = log(&cases.iter().map(|(case, _)| *case).collect::<Vec<_>>());
        assert_eq!(value(&all, &spec, key).1, cases.len());
    }
}

#[test]
fn resolution_is_told_in_calendar_and_in_working_time() {
    let log = log(&["New 0, Resolved 1", "New 0, Resolved 24, Closed 48", "New 0"]);
    let spec = IndicatorSpec { calendar: Some(CalendarSpec::default()), ..IndicatorSpec::default() };
    assert_eq!(value(&log, &spec, "resolution_mean"), (Some(45_000.0), 2));
    assert_eq!(value(&log, &spec, "resolution_business_mean"), (Some((3_600.0 + 8.0 * 3_600.0) / 2.0), 2));
    assert_eq!(value(&log, &spec, "closure_mean"), (Some(48.0 * 3_600.0), 1));
    let plain = indicators(&log, &IndicatorSpec::default()).expect("good");
    assert!(plain.iter().all(|one| !one.key.contains("business")));
}

#[test]
fn the_backlog_has_an_age_and_a_stale_part() {
    let log = log(&["New 0", "New 100, Work 190", "New 10, Resolved 20"]);
    let spec = IndicatorSpec { now: Some(1_704_099_600_000_000 + 200 * 3_600_000_000), ..IndicatorSpec::default() };
    assert_eq!(value(&log, &spec, "backlog"), (Some(2.0), 2));
    assert_eq!(value(&log, &spec, "backlog_age_mean"), (Some(150.0 * 3_600.0), 2));
    assert_eq!(value(&log, &spec, "backlog_stale"), (Some(0.5), 2));
}

#[test]
fn figures_are_broken_down_by_an_attribute_and_by_month() {
    let log = log(&["New 0, Resolved 1", "New 0, Resolved 3", "New 800, Resolved 805"]);
    let by = indicators_by(&log, &IndicatorSpec::default(), "kind").expect("there is the column");
    assert_eq!(by.iter().map(|one| (one.name.as_str(), one.cases)).collect::<Vec<_>>(), [("even", 2), ("odd", 1)]);
    assert!(indicators_by(&log, &IndicatorSpec::default(), "none").is_err());
    let months = indicators_by_month(&log, &IndicatorSpec::default()).expect("a zone");
    assert_eq!(
        months.iter().map(|one| (one.name.as_str(), one.cases)).collect::<Vec<_>>(),
        [("2024-01", 2), ("2024-02", 1)]
    );
    let mean = |one: &Breakdown| one.indicators[0].value;
    assert_eq!((mean(&months[0]), mean(&by[1])), (Some(7_200.0), Some(10_800.0)));
}

#[test]
fn slow_transitions_and_extreme_repetitions_are_found_with_their_cases() {
    let mut cases: Vec<String> = (0..60).map(|number| format!("New 0, Resolved {}", 1 + number % 2)).collect();
    cases.extend((0..20).map(|_| "New 0, Resolved 50".to_owned()));
    cases.extend(
        (0..20).map(|_| {
            (0..42).map(|step| format!("{} {step}", ["Ping", "Pong"][step % 2])).collect::<Vec<_>>().join(", ")
        }),
    );
    cases.extend((0..1_000).map(|_| "Ping 0, Pong 1".to_owned()));
    let log = log(&cases.iter().map(String::as_str).collect::<Vec<_>>());
    let slow = slow_transitions(&log);
    assert_eq!((slow.len(), slow[0].from.as_str(), slow[0].slow, slow[0].occurrences), (1, "New", 20, 80));
    assert_eq!((slow[0].examples.len(), slow[0].examples[0].as_str(), slow[0].slow_seconds), (20, "c60", 180_000.0));
    let extreme = repetitions(&log);
    assert_eq!((extreme.len(), extreme[0].from.as_str(), extreme[0].extreme, extreme[0].median), (1, "Ping", 20, 1.0));
}
