//! When the process changed: days from which on cases take other ways, with figures of the cases before and after.
//!
//! Pure. A stretch lies between two changes; cases belong to the stretch in which they begin. Absent: causes; what came at the same
//! time need not be one. Sources: see `mining::drifts`, `mining::compare_before_after`.

use mining::{Difference, EventLog, Measure, MeasureSpec, Part, RunChart, ShiftedStep};

use crate::clock::Time;

/// Figures that are compared before and after a change.
const COMPARED: [Measure; 4] =
    [Measure::ResolutionTimeMean, Measure::FirstTimeRightShare, Measure::ReassignedShare, Measure::ReopenedShare];

/// A day from which on cases take other ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Beginning of the first case after it.
    pub at: Time,
    /// How likely chance alone would make the cases differ as much.
    pub chance: f64,
    /// The stretch before: its beginning, none for that of the log, and its cases.
    pub before: (Option<Time>, usize),
    /// The stretch after: its end, none for that of the log, and its cases.
    pub after: (Option<Time>, usize),
    pub shifted: Vec<ShiftedStep>,
    /// Times in hours, shares of one.
    pub figures: Vec<(Measure, Difference)>,
}

/// What is found, and the cases begun week by week.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// Cases that are held beside as many others; 0 where there are too few.
    pub window: usize,
    pub all: Vec<Change>,
    pub weeks: RunChart,
}

/// Looks for changes among the cases of a part.
#[must_use]
pub fn changes(part: &Part, spec: &MeasureSpec) -> Changes {
    let found = mining::drifts(part);
    let bounds: Vec<i64> = found.changes.iter().map(|change| change.at).collect();
    let stretches: Vec<Part> = (0..=bounds.len())
        .map(|at| {
            let from = at.checked_sub(1).map(|before| bounds[before]);
            begun(part, from, bounds.get(at).copied())
        })
        .collect();
    let all = found.changes.into_iter().enumerate().map(|(at, change)| {
        let (before, after) = (&stretches[at], &stretches[at + 1]);
        let figures = COMPARED.iter().map(|measure| (*measure, compared(before, after, spec, *measure)));
        Change {
            at: Time(change.at),
            chance: change.chance,
            before: (at.checked_sub(1).map(|one| Time(bounds[one])), before.case_count()),
            after: (bounds.get(at + 1).map(|one| Time(*one)), after.case_count()),
            shifted: change.shifted,
            figures: figures.collect(),
        }
    });
    Changes { window: found.window, all: all.collect(), weeks: mining::weekly(part, spec, Measure::Volume) }
}

/// The cases that begin in a stretch.
fn begun<'l>(part: &Part<'l>, from: Option<i64>, until: Option<i64>) -> Part<'l> {
    let log: &'l EventLog = part.log();
    let is_in = |time: i64| from.is_none_or(|from| time >= from) && until.is_none_or(|until| time < until);
    let cases = part.cases().filter(|case| case.times().first().is_some_and(|time| is_in(*time)));
    let cases = cases.filter_map(|case| u32::try_from(case.index).ok()).collect();
    Part::of(log, cases).counted_by(part.reckoning().clone())
}

fn compared(before: &Part, after: &Part, spec: &MeasureSpec, measure: Measure) -> Difference {
    let factor = if measure.is_time() { 1.0 / 3600.0 } else { 1.0 };
    let values = |part: &Part| -> Vec<f64> {
        mining::measure_values(part, spec, measure).into_iter().map(|value| value * factor).collect()
    };
    let (old, new) = (values(before), values(after));
    if measure.is_time() {
        return mining::compare_before_after(&old, &new);
    }
    let yes = |values: &[f64]| values.iter().filter(|value| **value > 0.5).count();
    mining::compare_shares((yes(&old), old.len()), (yes(&new), new.len()))
}
