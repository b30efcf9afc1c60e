//! Measures on small logs with known answers, and limits on known series.

use super::*;
use crate::moment::{DAY_US, HOUR_US};
use crate::{EventLog, Fact, LogBuilder, NewEvent, Value};

/// Each case: name, events of (activity, hour, group).
type Told<'a> = (&'a str, &'a [(&'a str, i64, &'a str)]);

fn log(cases: &[Told<'_>]) -> EventLog {
    let mut builder = LogBuilder::new();
    for (case, events) in cases {
        for (row, (activity, hour, group)) in events.iter().enumerate() {
            let event = NewEvent { case, activity, time: hour * HOUR_US, resource: Some(group), row: row as u32 };
            builder.event(event, &[]).expect("room");
        }
    }
    builder.finish()
}

const STORIES: [Told<'static>; 4] = [
    ("straight", &[("New", 0, "desk"), ("Resolved", 2, "desk"), ("Closed", 50, "desk")]),
    ("handed over", &[("New", 0, "desk"), ("Active", 1, "net"), ("Active", 2, "db"), ("Resolved", 4, "db")]),
    ("reopened", &[("New", 0, "desk"), ("Resolved", 1, "desk"), ("Active", 2, "desk"), ("Resolved", 9, "desk")]),
    ("open", &[("New", 3, "desk"), ("Active", 5, "net")]),
];

#[test]
fn measures_of_four_stories_are_right() {
    let measures = measures(&log(&STORIES), &MeasureSpec::default());
    let hours = 3600.0;
    let expected = [
        (Measure::Volume, Some(4.0), 4),
        (Measure::ResolutionTimeMean, Some(5.0 * hours), 3),
        (Measure::ResolutionTimeMedian, Some(4.0 * hours), 3),
        (Measure::ResolutionTimeP90, Some(8.0 * hours), 3),
        (Measure::ReopenedShare, Some(1.0 / 3.0), 3),
        (Measure::ReassignedShare, Some(1.0 / 3.0), 3),
        (Measure::ReassignmentsMean, Some(2.0 / 3.0), 3),
        (Measure::FirstTimeRightShare, Some(1.0 / 3.0), 3),
        (Measure::SlaMetShare, None, 0),
        (Measure::Backlog, Some(1.0), 1),
    ];
    for (measure, value, n) in expected {
        assert_eq!(measures.get(measure), MeasureValue { measure, value, n });
    }
}

#[test]
fn the_columns_of_the_source_decide_where_they_are_filled() {
    let mut builder = LogBuilder::new();
    builder.fact_column(Fact::Resolved).expect("room");
    builder.fact_column(Fact::ReopenCount).expect("room");
    let event = NewEvent { case: "a", activity: "New", time: 0, resource: None, row: 2 };
    builder.event(event, &[Some(Value::Time(HOUR_US)), Some(Value::Number(2.0))]).expect("room");
    let log = builder.finish();
    let value = |spec: &MeasureSpec, measure| measures(&log, spec).get(measure).value;
    let with = MeasureSpec::default();
    assert_eq!(value(&with, Measure::ResolutionTimeMedian), Some(3600.0));
    assert_eq!(value(&with, Measure::ReopenedShare), Some(1.0));
    assert_eq!(value(&with, Measure::ReassignedShare), None);
    let without = MeasureSpec { use_columns: false, ..MeasureSpec::default() };
    assert_eq!(value(&without, Measure::Backlog), Some(1.0));
}

#[test]
fn a_period_counts_openings_for_volume_and_resolutions_for_the_rest() {
    let spec = MeasureSpec { from: Some(2 * HOUR_US), until: Some(5 * HOUR_US), ..MeasureSpec::default() };
    let measures = measures(&log(&STORIES), &spec);
    assert_eq!(measures.get(Measure::Volume).value, Some(1.0));
    assert_eq!(measures.get(Measure::ResolutionTimeMedian).n, 2);
    assert_eq!(measures.get(Measure::Backlog).value, Some(2.0));
}

fn per_week(counts: &[usize]) -> RunChart {
    let monday = 4 * 24;
    let mut builder = LogBuilder::new();
    for (week, count) in counts.iter().enumerate() {
        for index in 0..*count {
            let time = (monday + week as i64 * 168 + index as i64 * 167 / (*count as i64 - 1).max(1)) * HOUR_US;
            let case = format!("{week}-{index}");
            builder.event(NewEvent { case: &case, activity: "New", time, resource: None, row: 0 }, &[]).expect("room");
        }
    }
    weekly(&builder.finish(), &MeasureSpec::default(), Measure::Volume)
}

#[test]
fn limits_are_those_of_the_xmr_chart() {
    let chart = per_week(&[10, 12, 10, 12, 10, 12, 10, 12, 10, 12]);
    let limits = chart.limits.expect("nine whole weeks");
    assert_eq!(chart.points[0].start, 4 * DAY_US);
    assert_eq!((chart.points[0].year, chart.points[0].week), (1970, 2));
    assert!((limits.moving_range - 2.0).abs() < 1e-9);
    assert!((limits.upper - limits.mean - 5.32).abs() < 1e-9);
    assert!(chart.points.iter().all(|point| point.signals.is_empty()));
    assert!(per_week(&[10; 6]).limits.is_none());
}

#[test]
fn an_outlier_and_a_long_run_are_signals() {
    let spike = per_week(&[10, 12, 10, 12, 10, 60, 10, 12, 10, 12, 10, 12]);
    assert!(spike.points[5].signals.contains(&Signal::OutsideLimits));
    assert!(!spike.points[4].signals.contains(&Signal::OutsideLimits));
    let step = per_week(&[10, 11, 10, 11, 10, 11, 10, 11, 10, 21, 20, 21, 20, 21, 20, 21, 20, 21, 20]);
    assert!(step.points[2].signals.contains(&Signal::RunOnOneSide));
    assert!(step.points[12].signals.contains(&Signal::RunOnOneSide));
}

#[test]
fn a_week_without_tickets_is_a_gap_in_shares_and_zero_in_volume() {
    let chart = per_week(&[5, 0, 5]);
    assert_eq!(chart.points[1].value, Some(0.0));
    let log = log(&[
        ("a", &[("New", 100, "g"), ("Resolved", 101, "g")]),
        ("b", &[("New", 500, "g"), ("Resolved", 501, "g")]),
    ]);
    let shares = weekly(&log, &MeasureSpec::default(), Measure::ReopenedShare);
    let all = charts(&log, &MeasureSpec::default(), &Measure::ALL);
    let alone = Measure::ALL.map(|measure| weekly(&log, &MeasureSpec::default(), measure));
    assert_eq!(all, alone, "one walk tells what each walk of its own tells");
    assert_eq!(shares.points.iter().map(|point| point.value).collect::<Vec<_>>(), [Some(0.0), None, Some(0.0)]);
}

#[test]
fn the_backlog_of_each_week_is_that_of_asking_case_by_case_summer_time_included() {
    let spec = MeasureSpec { time_zone: "Europe/Zurich".to_owned(), ..MeasureSpec::default() };
    let facts: Vec<CaseFacts> = (0..400_i64)
        .map(|case| CaseFacts {
            opened: (80 * 24 + case * 5 % 900) * HOUR_US,
            resolved: (case % 3 > 0).then_some((80 * 24 + case * 5 % 900 + case * 11 % 700) * HOUR_US),
            took_us: (case % 3 > 0).then_some((case * 11 % 700) * HOUR_US),
            reopens: 0.0,
            reassignments: None,
            made_sla: None,
        })
        .collect();
    let shares = [facts[..150].to_vec(), facts[150..].to_vec()];
    let timeline = Timeline::of(&shares, &spec);
    let chart = timeline.chart(Measure::Backlog);
    assert!(chart.points.len() > 8);
    let zone = crate::Zone::named(&spec.time_zone).expect("known");
    for point in &chart.points {
        let end = zone.day_start(zone.day(point.start) + 7);
        assert_eq!(point.n, facts.iter().filter(|case| open_at(case, Some(end))).count(), "{}", point.week);
    }
    let volume = timeline.chart(Measure::Volume);
    for (point, next) in volume.points.iter().zip(volume.points.iter().skip(1)) {
        let within = |case: &&CaseFacts| (point.start..next.start).contains(&case.opened);
        assert_eq!(point.n, facts.iter().filter(within).count());
    }
}

#[test]
fn what_is_added_up_is_what_each_ticket_contributes() {
    let facts: Vec<CaseFacts> = (0..300_i64)
        .map(|case| CaseFacts {
            opened: case * 7 % 90 * DAY_US,
            resolved: (case % 4 > 0).then_some((case * 7 % 90 + case % 5) * DAY_US + case * 1_000_001),
            took_us: (case % 4 > 0).then_some(case % 5 * DAY_US + case * 1_000_001),
            reopens: (case % 3) as f64,
            reassignments: (case % 6 > 0).then_some((case % 2) as f64),
            made_sla: (case % 5 > 0).then_some(case % 7 > 0),
        })
        .collect();
    let spec = MeasureSpec { from: Some(10 * DAY_US), until: Some(60 * DAY_US), ..MeasureSpec::default() };
    let timeline = Timeline::of(&[facts[..7].to_vec(), facts[7..].to_vec()], &spec);
    for measure in Measure::ALL {
        let mut values = sample(&facts, &spec, measure);
        let expected = match measure {
            Measure::Volume | Measure::Backlog => Some(values.len() as f64),
            Measure::ResolutionTimeMedian => quantile(&mut values, 0.5),
            Measure::ResolutionTimeP90 => quantile(&mut values, 0.9),
            _ => Some(values.iter().sum::<f64>() / values.len() as f64),
        };
        let found = timeline.value(measure);
        assert_eq!(found.n, values.len(), "{measure:?}");
        assert!(found.value.zip(expected).is_some_and(|(a, b)| (a - b).abs() < 1e-6), "{found:?} {expected:?}");
        let weeks: usize = timeline.chart(measure).points.iter().map(|point| point.n).sum();
        assert!(measure == Measure::Backlog || weeks == found.n, "{measure:?}: {weeks} in the weeks, {}", found.n);
    }
}
