//! A measure week by week with the limits of its usual variation, and the weeks that are a signal rather than noise.
//!
//! Limits are those of the XmR chart: mean ± 2.66 × mean moving range. Absent: recalculation of limits after a signal,
//! sub-groups. Source: D. J. Wheeler, "Understanding Variation" (2nd ed., 2000), ch. 3 and appendix (the three
//! detection rules); ISO 7870-2 for the factor 2.66. Weeks are those of ISO 8601 (Monday first).

use super::facts::facts_by_share;
use super::tally::Tally;
use super::{CaseFacts, Measure, MeasureSpec, MeasureValue, open_at};
use crate::cores;
use crate::log::Part;
use crate::moment::{DAY_US, Zone, date_of, days_since_1970};
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
pub fn weekly<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec, measure: Measure) -> RunChart {
    Timeline::new(&part.into(), spec).chart(measure)
}

/// The run charts of several measures in their order, from one walk over the cases; see [`weekly`].
#[must_use]
pub fn charts<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec, measures: &[Measure]) -> Vec<RunChart> {
    let timeline = Timeline::new(&part.into(), spec);
    measures.iter().map(|measure| timeline.chart(*measure)).collect()
}

/// All measures of some cases, of each week and of the whole period, added up in one walk.
pub(crate) struct Timeline {
    zone: Zone,
    /// First and last instant, and the weeks between them; `None` when nothing lies in the period.
    span: Option<(i64, i64, Weeks)>,
    weeks: Vec<Tally>,
    whole: Tally,
}

impl Timeline {
    pub(crate) fn new(part: &Part<'_>, spec: &MeasureSpec) -> Timeline {
        Timeline::of(&facts_by_share(part, spec), spec)
    }

    /// The timeline of cases whose facts are known, in any number of shares.
    pub(super) fn of(facts: &[Vec<CaseFacts>], spec: &MeasureSpec) -> Timeline {
        let zone = Zone::named(&spec.time_zone).unwrap_or_else(|_| Zone::utc());
        let spans = cores::map(facts.iter().collect(), |share: &Vec<CaseFacts>| {
            let instants = share.iter().flat_map(|case| [Some(case.opened), case.resolved]).flatten();
            span(instants.filter(|time| spec.within(*time)))
        });
        let mut timeline = Timeline { zone, span: None, weeks: Vec::new(), whole: Tally::default() };
        let ends = spans.into_iter().flatten().flat_map(|(first, last)| [first, last]);
        if let Some((first, last)) = span(ends) {
            let weeks = Weeks::new(&timeline.zone, first, last);
            timeline.weeks = vec![Tally::default(); weeks.len()];
            for share in cores::map(facts.iter().collect(), |share: &Vec<CaseFacts>| weeks.tally(share, spec)) {
                timeline.weeks.iter_mut().zip(&share).for_each(|(week, some)| week.merge(some));
            }
            timeline.span = Some((first, last, weeks));
        }
        timeline.weeks.iter().for_each(|week| timeline.whole.merge(week));
        timeline.whole.open = facts.iter().flatten().filter(|case| open_at(case, spec.until)).count();
        let tallies = std::iter::once(&mut timeline.whole).chain(&mut timeline.weeks);
        match facts.len() {
            ..=1 => tallies.for_each(Tally::settle),
            _ => drop(cores::map(tallies.collect(), Tally::settle)),
        }
        timeline
    }

    /// A measure of the whole period.
    pub(crate) fn value(&self, measure: Measure) -> MeasureValue {
        self.whole.value(measure)
    }

    /// The run chart of a measure.
    pub(crate) fn chart(&self, measure: Measure) -> RunChart {
        let mut chart = RunChart { measure, points: Vec::new(), limits: None };
        let Some((first, last, weeks)) = &self.span else { return chart };
        let covered = self.zone.day(*first)..=self.zone.day(*last);
        for (index, tally) in self.weeks.iter().enumerate() {
            let monday = weeks.monday(index);
            let MeasureValue { value, n, .. } = tally.value(measure);
            let (year, week) = iso_week(monday);
            let whole = covered.contains(&monday) && covered.contains(&(monday + 6));
            let start = weeks.starts[index];
            chart.points.push(WeekPoint { start, year, week, value, n, whole, signals: Vec::new() });
        }
        chart.limits = limits(&chart);
        mark(&mut chart);
        chart
    }
}

/// The weeks of a run chart: where each begins, in microseconds since 1970, and where the last ends.
struct Weeks {
    first: i64,
    starts: Vec<i64>,
}

impl Weeks {
    fn new(zone: &Zone, first: i64, last: i64) -> Weeks {
        let first_week = week_of(zone, first);
        let count = (week_of(zone, last) - first_week + 1).clamp(1, MAX_WEEKS);
        let start = |week: i64| zone.day_start((first_week + week) * 7 - 3);
        Weeks { first: first_week, starts: (0..=count).map(start).collect() }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The day number of its Monday.
    fn monday(&self, index: usize) -> i64 {
        (self.first + index as i64) * 7 - 3
    }

    /// The week of an instant; one before the first or after the last counts to these.
    fn of(&self, instant: i64) -> usize {
        let last = self.len() - 1;
        let guess = (instant.saturating_sub(self.starts[0]) / (7 * DAY_US)).clamp(0, last as i64) as usize;
        // Summer time moves a start by less than a day, so that the guess is at most one week away.
        if guess > 0 && instant < self.starts[guess] {
            guess - 1
        } else if guess < last && instant >= self.starts[guess + 1] {
            guess + 1
        } else {
            guess
        }
    }

    /// What cases add up to, week by week.
    fn tally(&self, facts: &[CaseFacts], spec: &MeasureSpec) -> Vec<Tally> {
        let mut weeks = vec![Tally::default(); self.len()];
        let mut change = vec![0_i64; self.len() + 1];
        for case in facts {
            if spec.within(case.opened) {
                weeks[self.of(case.opened)].opened += 1;
            }
            if let Some(resolved) = case.resolved.filter(|resolved| spec.within(*resolved)) {
                weeks[self.of(resolved)].add_resolved(case);
            }
            // A case is open from the first week whose end lies after its opening to the last whose end is not after its
            // resolution.
            let from = self.first_end_after(case.opened);
            let to = case.resolved.map_or(self.len(), |resolved| self.first_end_after(resolved));
            if from < to {
                change[from] += 1;
                change[to] -= 1;
            }
        }
        let mut open = 0;
        for (week, change) in weeks.iter_mut().zip(change) {
            open += change;
            week.open = open as usize;
        }
        weeks
    }

    /// The first week that ends after an instant; their number when none does.
    fn first_end_after(&self, instant: i64) -> usize {
        let week = self.of(instant);
        week + usize::from(self.starts[week + 1] <= instant)
    }
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
