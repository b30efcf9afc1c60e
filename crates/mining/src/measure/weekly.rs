//! A measure week by week with the limits of its usual variation, and the weeks that are a signal rather than noise.
//!
//! Limits are those of the XmR chart: mean ± 2.66 × mean moving range. Absent: recalculation of limits after a signal,
//! sub-groups. Source: D. J. Wheeler, "Understanding Variation" (2nd ed., 2000), ch. 3 and appendix (the three
//! detection rules); ISO 7870-2 for the factor 2.66. Weeks are those of ISO 8601 (Monday first).

use super::{Measure, MeasureSpec, case_facts, open_at};
use crate::log::EventLog;
use crate::moment::{Zone, date_of, days_since_1970};
use serde::Serialize;

/// Factor between the mean moving range and the distance of the limits.
const XMR_FACTOR: f64 = 2.66;
/// Fewest whole weeks for which limits are computed.
pub const MIN_WEEKS_FOR_LIMITS: usize = 8;
/// Weeks on one side of the mean that make a signal.
const RUN: usize = 8;
/// Most weeks of a run chart: from 1970 to the last year a log may speak of.
const MAX_WEEKS: i64 = 7_000;

/// Why a week is a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// The value lies outside the limits.
    OutsideLimits,
    /// It belongs to eight or more successive weeks on one side of the mean.
    RunOnOneSide,
    /// It belongs to four successive weeks of which three lie closer to the same limit than to the mean.
    NearLimit,
}

/// One week.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeekPoint {
    /// Start of the week (Monday 0:00 in the zone of the spec), microseconds since 1970.
    pub start: i64,
    /// ISO year.
    pub year: i64,
    /// ISO week, 1 to 53.
    pub week: i64,
    /// Value of the measure; `None` when no ticket counts.
    pub value: Option<f64>,
    /// Tickets it rests on.
    pub n: usize,
    /// Whether the log covers the whole week; the first and last week often are not whole and take no part in the
    /// limits.
    pub whole: bool,
    /// Why the week is a signal; empty for noise.
    pub signals: Vec<Signal>,
}

/// The limits of usual variation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ControlLimits {
    /// Mean of the weeks.
    pub mean: f64,
    /// Mean of the moving ranges (absolute differences between successive weeks).
    pub moving_range: f64,
    /// Lower limit, not below 0.
    pub lower: f64,
    /// Upper limit, not above 1 for shares.
    pub upper: f64,
    /// Weeks they rest on.
    pub weeks: usize,
}

/// A measure over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunChart {
    /// Which measure.
    pub measure: Measure,
    /// Week by week, without gaps.
    pub points: Vec<WeekPoint>,
    /// Limits; `None` with fewer than [`MIN_WEEKS_FOR_LIMITS`] whole weeks.
    pub limits: Option<ControlLimits>,
}

/// The run chart of a measure: volume by the week of opening, backlog at the end of each week, all else by the week of
/// resolution.
///
/// An unknown time zone in the spec counts as UTC.
#[must_use]
pub fn weekly(log: &EventLog, spec: &MeasureSpec, measure: Measure) -> RunChart {
    let zone = Zone::named(&spec.time_zone).unwrap_or_else(|_| Zone::utc());
    let facts = case_facts(log, spec);
    let mut chart = RunChart { measure, points: Vec::new(), limits: None };
    let instants = facts.iter().flat_map(|case| [Some(case.opened), case.resolved]).flatten();
    let Some((first, last)) = span(instants.filter(|time| spec.within(*time))) else { return chart };
    let first_week = week_of(&zone, first);
    let weeks = (week_of(&zone, last) - first_week + 1).clamp(1, MAX_WEEKS);
    let mut values = vec![Vec::new(); weeks as usize];
    for case in &facts {
        let when = if measure == Measure::Volume { Some(case.opened) } else { case.resolved };
        if let (Some(when), Some(value)) = (when.filter(|when| spec.within(*when)), measure.of_case(case))
            && let Some(bucket) = values.get_mut((week_of(&zone, when) - first_week).max(0) as usize)
        {
            bucket.push(value);
        }
    }
    for (index, bucket) in values.into_iter().enumerate() {
        let monday = (first_week + index as i64) * 7 - 3;
        let (start, end) = (zone.day_start(monday), zone.day_start(monday + 7));
        let bucket = match measure {
            Measure::Backlog => facts.iter().filter(|case| open_at(case, Some(end))).map(|_| 1.0).collect(),
            _ => bucket,
        };
        let summary = measure.summarise(bucket);
        let (year, week) = iso_week(monday);
        let whole = monday >= zone.day(first) && monday + 6 <= zone.day(last);
        chart.points.push(WeekPoint {
            start,
            year,
            week,
            value: summary.value,
            n: summary.n,
            whole,
            signals: Vec::new(),
        });
    }
    chart.limits = limits(&chart);
    mark(&mut chart);
    chart
}

fn span(instants: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    instants.fold(None, |span, time| match span {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}

/// Weeks since the one that began on Monday, 29 December 1969.
fn week_of(zone: &Zone, micros: i64) -> i64 {
    (zone.day(micros) + 3).div_euclid(7)
}

/// ISO year and week of a Monday given as a day number.
fn iso_week(monday: i64) -> (i64, i64) {
    let (year, _, _) = date_of(monday + 3);
    let week = (monday + 3 - days_since_1970(year, 1, 1)) / 7 + 1;
    (year, week)
}

fn limits(chart: &RunChart) -> Option<ControlLimits> {
    let values: Vec<f64> = chart.points.iter().filter(|point| point.whole).filter_map(|point| point.value).collect();
    if values.len() < MIN_WEEKS_FOR_LIMITS {
        return None;
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let ranges: Vec<f64> = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    let moving_range = ranges.iter().sum::<f64>() / ranges.len() as f64;
    let highest = if chart.measure.is_share() { 1.0 } else { f64::INFINITY };
    Some(ControlLimits {
        mean,
        moving_range,
        lower: (mean - XMR_FACTOR * moving_range).max(0.0),
        upper: (mean + XMR_FACTOR * moving_range).min(highest),
        weeks: values.len(),
    })
}

fn mark(chart: &mut RunChart) {
    let Some(limits) = chart.limits else { return };
    let reach = XMR_FACTOR * limits.moving_range;
    let known: Vec<(usize, f64)> = chart
        .points
        .iter()
        .enumerate()
        .filter(|(_, point)| point.whole)
        .filter_map(|(index, point)| point.value.map(|value| (index, value - limits.mean)))
        .collect();
    let mut found = Vec::new();
    for (index, away) in &known {
        if limits.mean + away > limits.upper || limits.mean + away < limits.lower {
            found.push((*index, Signal::OutsideLimits));
        }
    }
    for side in [1.0, -1.0] {
        for run in known.windows(RUN).filter(|run| run.iter().all(|(_, away)| away * side > 0.0)) {
            found.extend(run.iter().map(|(index, _)| (*index, Signal::RunOnOneSide)));
        }
        let near = |away: f64| away * side > reach / 2.0;
        for four in known.windows(4).filter(|four| four.iter().filter(|(_, away)| near(*away)).count() >= 3) {
            found.extend(four.iter().filter(|(_, away)| near(*away)).map(|(index, _)| (*index, Signal::NearLimit)));
        }
    }
    for (index, signal) in found {
        let signals = &mut chart.points[index].signals;
        if !signals.contains(&signal) {
            signals.push(signal);
        }
    }
}
