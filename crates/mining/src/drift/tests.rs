//! Changes planted on a known day are found there, and nothing is found where nothing changed.

use super::*;
use crate::moment::HOUR_US;
use crate::{EventLog, LogBuilder, NewEvent};

#[test]
fn the_tail_of_chi_square_is_that_of_the_tables() {
    for (square, freedom, expected) in [
        (3.841_459, 1.0, 0.05),
        (6.634_897, 1.0, 0.01),
        (11.070_498, 5.0, 0.05),
        (18.307_038, 10.0, 0.05),
        (67.504_807, 50.0, 0.05),
        (135.806_723, 100.0, 0.01),
        (2.0, 2.0, (-1.0_f64).exp()),
        (80.0, 2.0, (-40.0_f64).exp()),
    ] {
        let found = upper_tail(square, freedom);
        assert!((found / expected - 1.0).abs() < 1e-5, "{square} {freedom}: {found}");
    }
    assert_eq!((upper_tail(0.0, 3.0), upper_tail(1e6, 3.0)), (1.0, 0.0));
}

/// A case an hour; `skips` says for each case how often in a hundred the diagnosis is left out.
fn log(cases: usize, seed: u64, skips: impl Fn(usize) -> usize) -> EventLog {
    let mut state = seed;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut builder = LogBuilder::new();
    for number in 0..cases {
        let mut way = vec!["Register"];
        if next(100) >= skips(number) {
            way.push("Diagnose");
        }
        (0..next(3)).for_each(|_| way.push("Wait"));
        way.push("Resolve");
        let case = format!("c{number:05}");
        for (row, activity) in way.into_iter().enumerate() {
            let time = number as i64 * HOUR_US + row as i64;
            let event = NewEvent { case: &case, activity, time, resource: None, row: row as u32 };
            builder.event(event, &[]).expect("room");
        }
    }
    builder.finish()
}

#[test]
fn a_process_that_does_not_change_has_no_changes() {
    let found = (0..40).map(|seed| drifts(&log(3_000, seed, |_| 20)).changes.len()).filter(|count| *count > 0).count();
    assert!(found <= 2, "{found} of 40 logs");
}

#[test]
fn planted_changes_are_found_near_their_day_with_what_shifted() {
    for seed in 0..20 {
        let found = drifts(&log(3_000, seed, |number| if (1_000..2_000).contains(&number) { 60 } else { 20 }));
        assert_eq!(found.window, 300);
        assert_eq!(found.changes.len(), 2, "seed {seed}: {found:?}");
        for (change, day) in found.changes.iter().zip([1_000, 2_000]) {
            assert!(change.cases_before.abs_diff(day) < 60, "seed {seed}: {} is not {day}", change.cases_before);
            assert_eq!(change.at, change.cases_before as i64 * HOUR_US);
        }
        let shift = &found.changes[0].shifted[0];
        assert_eq!(
            (shift.from.as_str(), shift.to.as_str(), shift.after < shift.before),
            ("Register", "Diagnose", true)
        );
    }
}

#[test]
fn a_log_too_short_to_tell_is_not_looked_at() {
    assert_eq!(drifts(&log(2 * MIN_WINDOW_CASES - 1, 1, |_| 20)), Drifts { window: 0, changes: Vec::new() });
    assert_eq!(drifts(&EventLog::default()).window, 0);
    let abrupt = drifts(&log(2 * MIN_WINDOW_CASES, 1, |number| if number < MIN_WINDOW_CASES { 0 } else { 100 }));
    assert_eq!(abrupt.changes.iter().map(|change| change.cases_before).collect::<Vec<_>>(), [MIN_WINDOW_CASES]);
}
