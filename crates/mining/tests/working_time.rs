//! Every duration follows the reckoning of the part: by the clock, or in the working time of a calendar.

use mining::{
    ActivityMap, Calendar, CalendarSpec, Condition, ConformanceOptions, EventLog, Filter, Groups, LogBuilder, Measure,
    MeasureSpec, Net, NewEvent, Part, Reckoning, Transition, WorkSpan, conformance, dfg, measure_values, measures,
    silo_map, slow_transitions,
};
use std::sync::Arc;

const HOUR_US: i64 = 3_600_000_000;
/// 1970 began on a Thursday; this is Friday, 2 January, 16:00.
const FRIDAY_16: i64 = 40;
/// Monday, 5 January, 10:00.
const MONDAY_10: i64 = 106;

fn log(cases: &[&[(&str, i64)]]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (case, events) in cases.iter().enumerate() {
        let case = format!("c{case}");
        for (row, (activity, hour)) in events.iter().enumerate() {
            let resource = Some(if row == 0 { "desk" } else { "network" });
            let event = NewEvent { case: &case, activity, time: hour * HOUR_US, resource, row: row as u32 };
            builder.event(event, &[]).expect("room");
        }
    }
    builder.finish()
}

/// Monday to Friday, nine to five.
fn office_hours() -> Reckoning {
    Reckoning::working(Arc::new(Calendar::new(&CalendarSpec::default()).expect("a calendar")))
}

fn all_hours() -> Reckoning {
    let day = vec![WorkSpan { from_minute: 0, to_minute: 1440 }];
    let spec = CalendarSpec { week: std::array::from_fn(|_| day.clone()), ..CalendarSpec::default() };
    Reckoning::working(Arc::new(Calendar::new(&spec).expect("a calendar")))
}

fn weekend() -> EventLog {
    log(&[&[("New", FRIDAY_16), ("Resolved", MONDAY_10)], &[("New", MONDAY_10), ("Resolved", MONDAY_10 + 1)]])
}

#[test]
fn a_weekend_between_two_events_counts_by_the_clock_and_not_in_working_time() {
    let log = weekend();
    let (clock, work) = (Part::from(&log), Part::from(&log).counted_by(office_hours()));
    let mean = |part: &Part<'_>| measures(part, &MeasureSpec::default()).get(Measure::ResolutionTimeMean).value;
    assert_eq!((mean(&clock), mean(&work)), (Some(67.0 * 1800.0), Some(3.0 * 1800.0)));
    let values = |part: &Part<'_>| measure_values(part, &MeasureSpec::default(), Measure::ResolutionTimeP90);
    assert_eq!((values(&clock), values(&work)), (vec![66.0 * 3600.0, 3600.0], vec![7200.0, 3600.0]));
    let edge = |part: &Part<'_>| dfg(part).edges[0].median_seconds;
    assert_eq!((edge(&clock), edge(&work)), (67.0 * 1800.0, 3.0 * 1800.0));
    let border = |part: &Part<'_>| silo_map(part, &Groups::resource(&log)).borders[0].sum_seconds;
    assert_eq!((border(&clock), border(&work)), (67.0 * 3600.0, 3.0 * 3600.0));
}

#[test]
fn a_filter_by_duration_counts_as_the_part_does() {
    let log = weekend();
    let filter = Filter { conditions: vec![Condition::Duration { at_least: Some(3.0 * 3600.0), at_most: None }] };
    assert_eq!(log.part(&filter).expect("a part").case_count(), 1, "66 hours of the clock");
    let part = log.part_by(&filter, &office_hours()).expect("a part");
    assert_eq!(part.case_count(), 0, "two hours of work");
    assert!(part.reckoning().calendar().is_some(), "the part goes on counting so");
}

#[test]
fn waiting_on_the_process_and_the_hours_of_a_deviation_are_counted_as_the_part_says() {
    let log = log(&[
        &[("New", FRIDAY_16), ("Resolved", FRIDAY_16)],
        &[("New", FRIDAY_16), ("Resolved", MONDAY_10), ("Odd", MONDAY_10 + 2)],
    ]);
    let step = |label: &str, from, to| Transition {
        id: label.to_owned(),
        label: Some(label.to_owned()),
        inputs: vec![from],
        outputs: vec![to],
    };
    let net = Net {
        places: vec!["a".to_owned(), "b".to_owned(), "c".to_owned()],
        transitions: vec![step("New", 0, 2), step("Resolved", 2, 1)],
        initial: vec![0],
        finals: vec![vec![1]],
    };
    let map = ActivityMap::by_name(&log, net.activities().into_iter().map(|id| (id, id)));
    let options = ConformanceOptions { times: true, ..ConformanceOptions::default() };
    let found = |reckoning| {
        let part = Part::from(&log).counted_by(reckoning);
        let found = conformance(part, &net, &map, &options).expect("comparable");
        let resolved = found.activities.iter().find(|one| one.activity == "Resolved").expect("seen");
        (resolved.waiting.expect("timed").sum_seconds / 3600.0, found.deviations[0].extra_hours)
    };
    assert_eq!(found(Reckoning::default()), (66.0, Some(68.0)));
    assert_eq!(found(office_hours()), (2.0, Some(4.0)));
}

#[test]
fn where_work_never_rests_working_time_is_the_time_of_the_clock() {
    let cases: Vec<Vec<(&str, i64)>> = (0..400_i64)
        .map(|case| {
            let start = case * 37 % 900;
            let slow = if case % 9 == 0 { 300 } else { case % 5 };
            vec![("New", start), ("Active", start + case % 3), ("Resolved", start + case % 3 + slow)]
        })
        .collect();
    let log = log(&cases.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let (clock, work) = (Part::from(&log), Part::from(&log).counted_by(all_hours()));
    let spec = MeasureSpec::default();
    assert_eq!(measures(&clock, &spec), measures(&work, &spec));
    assert_eq!(dfg(&clock), dfg(&work));
    assert_eq!(silo_map(&clock, &Groups::resource(&log)), silo_map(&work, &Groups::resource(&log)));
    assert!(!slow_transitions(&clock).is_empty());
    assert_eq!(slow_transitions(&clock), slow_transitions(&work));
}
