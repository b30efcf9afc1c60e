//! Logs as nobody wishes them go through everything that is asked of a log, in a time that can be waited for and in bounded memory.
//!
//! One case has 100,000 events of nearly as many activities, another 100,000 events of three; a thousand more are usual.

use mining::{
    ActivityMap, Condition, ConformanceOptions, DiscoveryOptions, EventLog, Filter, Flowchart, Groups, ImportError,
    Imported, IndicatorSpec, Limits, Mapping, MeasureSpec, Mode, Part, TimeFormat, USUAL_REPETITIONS,
};
use std::fmt::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

const EVENTS: usize = 100_000;
/// A few fewer than a log may have.
const ACTIVITIES: usize = 99_000;
const START_US: i64 = 1_700_000_000_000_000;
/// Longest that one question may take, on a busy machine in the development profile.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most memory that this program may ever have had.
const MOST_MB: f64 = 2_000.0;

fn import(text: &str) -> Result<Imported, ImportError> {
    let mut mapping = Mapping::events("case", "activity", "time", TimeFormat::YearMonthDay);
    mapping.resource = Some("group".to_owned());
    let go = |_| ControlFlow::Continue(());
    mining::import_csv(text.as_bytes(), &mapping, &go, Mode::AllOrNothing, &Limits::default())
}

fn row(text: &mut String, case: &str, activity: &str, second: usize, group: usize) {
    let time = mining::iso(START_US + second as i64 * 1_000_000);
    writeln!(text, "{case},{activity},{time},Group {group}").expect("memory");
}

fn extreme() -> EventLog {
    let mut text = "case,activity,time,group\n".to_owned();
    for event in 0..EVENTS {
        row(&mut text, "all different", &format!("Activity {}", event % ACTIVITIES), event, event % 1_000);
        row(
            &mut text,
            "long",
            ["Register", "Diagnose", "Wait", "Repair", "Resolve"][event * event % 5],
            event,
            event % 3,
        );
    }
    for case in 0..1_000 {
        for (place, activity) in ["Register", "Diagnose", "Repair", "Resolve", "Close"].into_iter().enumerate() {
            row(&mut text, &format!("usual {case}"), activity, case * 100 + place * 10, (case + place) % 3);
        }
    }
    import(&text).expect("imports").log
}

/// Asks a question and says how long the answer took.
fn ask<R>(what: &str, work: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let answer = work();
    let took = start.elapsed();
    println!("{what}: {took:.1?}");
    assert!(took < PATIENCE, "{what} took {took:?}");
    answer
}

/// The most memory this program ever had, where the system tells it.
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<f64>().ok()? / 1_024.0)
}

#[test]
fn enormous_cases_and_very_many_activities_are_answered_in_bounded_time_and_memory() {
    let log = ask("import", extreme);
    assert_eq!((log.case_count(), log.event_count()), (1_002, 2 * EVENTS + 5_000));
    let spec = MeasureSpec { resolved: vec!["Resolve".into()], closed: vec!["Close".into()], ..MeasureSpec::default() };
    let groups = Groups::resource(&log);
    assert_eq!(ask("overview", || mining::overview(&log, &spec)).cases, 1_002);
    assert!(ask("follows", || mining::follows(&log)).pairs.len() > ACTIVITIES);
    assert!(ask("graph with times", || mining::dfg(&log)).edges.len() > ACTIVITIES);
    assert_eq!(ask("variants", || mining::variants(&log)).len(), 3);
    assert!(!ask("handover", || mining::handover(&log)).is_empty());
    assert!(ask("silo map", || mining::silo_map(&log, &groups)).units.len() >= 1_000);
    assert!(ask("ping-pong", || mining::ping_pong(&log, &groups, USUAL_REPETITIONS)).cycles.cases > 0);
    ask("slow transitions", || mining::slow_transitions(&log));
    ask("repetitions", || mining::repetitions(&log));
    let indicators = IndicatorSpec { measure: spec.clone(), ..IndicatorSpec::default() };
    assert!(!ask("indicators", || mining::indicators(&log, &indicators)).expect("told").is_empty());
    assert!(!ask("indicators by month", || mining::indicators_by_month(&log, &indicators)).expect("told").is_empty());
    ask("drifts", || mining::drifts(&log));
    ask("measures of each case", || mining::case_facts(&log, &spec));
    let filter = Filter { conditions: vec![Condition::Passes { activity: "Activity 77".to_owned() }] };
    assert_eq!(ask("filter", || log.part(&filter).expect("no columns")).case_count(), 1);
    let mut csv = Vec::new();
    ask("CSV", || mining::export_csv(&log, &mut csv)).expect("memory");
    let mut xes = Vec::new();
    ask("XES", || mining::export_xes(&log, &mut xes)).expect("memory");
    let bytes = ask("bytes", || log.to_bytes());
    assert!(ask("bytes read", || EventLog::from_bytes(&bytes)).is_ok_and(|again| again == log));
    if let Some(peak) = peak_mb() {
        println!("peak memory: {peak:.0} MB");
        assert!(peak < MOST_MB, "{peak} MB");
    }
}

#[test]
fn enormous_cases_are_compared_with_a_process_in_bounded_time() {
    let log = extreme();
    let options = DiscoveryOptions { noise: 0.2, ..DiscoveryOptions::default() };
    assert!(ask("a model of too much", || mining::inductive(&log, &options)).is_err(), "nobody could read it");
    let readable = Part::of(
        &log,
        log.cases().filter(|case| case.name() != "all different").map(|case| case.index as u32).collect(),
    );
    ask("heuristics miner", || mining::heuristics(&readable, &options)).expect("a model");
    let usual = Part::of(
        &log,
        log.cases().filter(|case| case.name().starts_with("usual")).map(|case| case.index as u32).collect(),
    );
    let models = [
        ask("inductive miner", || mining::inductive(&readable, &options)).expect("a model"),
        ask("inductive miner of the usual", || mining::inductive(&usual, &options)).expect("a model"),
    ];
    for tree in models {
        let net = Flowchart::from(&tree).net();
        let map = ActivityMap::by_name(&log, net.activities().into_iter().map(|id| (id, id)));
        for collapse_repeats in [false, true] {
            let options = ConformanceOptions { collapse_repeats, times: true, ..ConformanceOptions::default() };
            let found = ask("conformance", || mining::conformance(&log, &net, &map, &options)).expect("comparable");
            assert_eq!((found.cases, found.not_computed), (1_002, 0));
            assert!(found.notes.iter().all(|note| note.chars().count() < 2_000), "a note can be read");
            ask("consequences", || mining::consequences(&log, &found, &MeasureSpec::default()));
            let moved = ask("replay", || mining::replay(&readable, &net, &map, &options)).expect("moves");
            assert_eq!(moved.cases, 1_001);
        }
    }
}

#[test]
fn a_column_with_a_million_different_values_is_no_activity_and_refused() {
    let mut text = "case,activity,time,group\n".to_owned();
    for event in 0..1_000_000 {
        writeln!(text, "C{},A{event},2026-01-01T00:00:00Z,Desk", event % 1_000).expect("memory");
    }
    let refused = ask("import", || import(&text)).expect_err("a million activities").to_string();
    assert!(refused.contains("1000000 different activities"), "{refused}");
}
