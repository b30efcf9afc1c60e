//! The measures of a process: volume, time to resolve, reopened, reassigned, first-time-right, service level, backlog.
//!
//! Each comes with the number of tickets it rests on. Absent: priorities as a dimension (see
//! [`crate::EventLog::part`]). Source: ServiceNow IT Manager and Success dashboards for the definitions; Hyndman and Fan, "Sample Quantiles
//! in Statistical Packages" (1996), type 7, for median and 90th percentile.

mod facts;
mod tally;
#[cfg(test)]
mod tests;
mod weekly;

pub use facts::{CaseFacts, case_facts};
pub(crate) use weekly::Timeline;
pub use weekly::{ControlLimits, MIN_WEEKS_FOR_LIMITS, RunChart, Signal, WeekPoint, charts, weekly};

use crate::log::Part;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What "resolved" and "reopened" mean, and which period counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeasureSpec {
    /// States that mean "resolved" or follow it without reopening (such as asking the caller).
    pub resolved: Vec<String>,
    /// States that mean "closed"; they end a case as well. A case is reopened when another state follows one of the
    /// two.
    pub closed: Vec<String>,
    /// Whether the source's own columns (opened, resolved, reopen count …) decide where they are filled.
    pub use_columns: bool,
    /// Only cases opened (volume) or resolved (all else) at or after this instant, microseconds since 1970.
    pub from: Option<i64>,
    /// Only cases opened or resolved before this instant, microseconds since 1970.
    pub until: Option<i64>,
    /// Time zone of the weeks of a run chart.
    pub time_zone: String,
}

impl Default for MeasureSpec {
    fn default() -> Self {
        MeasureSpec {
            resolved: ["Resolved", "Solved", "Completed"].map(str::to_owned).to_vec(),
            closed: ["Closed"].map(str::to_owned).to_vec(),
            use_columns: true,
            from: None,
            until: None,
            time_zone: "UTC".to_owned(),
        }
    }
}

impl MeasureSpec {
    fn ends(&self) -> BTreeSet<&str> {
        self.resolved.iter().chain(&self.closed).map(String::as_str).collect()
    }

    fn within(&self, time: i64) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }
}

/// The measures there are. Shares are fractions from 0 to 1, times are seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Tickets opened.
    Volume,
    /// Mean time from opened to resolved, in seconds.
    ResolutionTimeMean,
    /// Median of the same.
    ResolutionTimeMedian,
    /// 90th percentile of the same.
    ResolutionTimeP90,
    /// Share of resolved tickets that were reopened.
    ReopenedShare,
    /// Share of resolved tickets that changed hands at least once.
    ReassignedShare,
    /// Mean number of changes of hand of resolved tickets.
    ReassignmentsMean,
    /// Share of resolved tickets without reassignment and without reopening.
    FirstTimeRightShare,
    /// Share of resolved tickets that met their service level, among those of which the source says it.
    SlaMetShare,
    /// Tickets not resolved at the end of the period.
    Backlog,
}

impl Measure {
    /// All measures in the order in which they are shown.
    pub const ALL: [Measure; 10] = [
        Measure::Volume,
        Measure::ResolutionTimeMean,
        Measure::ResolutionTimeMedian,
        Measure::ResolutionTimeP90,
        Measure::ReopenedShare,
        Measure::ReassignedShare,
        Measure::ReassignmentsMean,
        Measure::FirstTimeRightShare,
        Measure::SlaMetShare,
        Measure::Backlog,
    ];

    /// Whether the value is a fraction from 0 to 1.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(
            self,
            Measure::ReopenedShare | Measure::ReassignedShare | Measure::FirstTimeRightShare | Measure::SlaMetShare
        )
    }

    /// Whether the value is a number of seconds.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Measure::ResolutionTimeMean | Measure::ResolutionTimeMedian | Measure::ResolutionTimeP90)
    }

    /// What one ticket contributes: its seconds, its count, or 1 and 0 for yes and no; `None` when it does not count.
    /// For volume and backlog it is 1 for every ticket in question.
    #[must_use]
    pub fn of_case(self, case: &CaseFacts) -> Option<f64> {
        let yes = |flag: bool| f64::from(u8::from(flag));
        match self {
            Measure::Volume => Some(1.0),
            Measure::Backlog => case.resolved.is_none().then_some(1.0),
            _ if case.resolved.is_none() => None,
            Measure::ResolutionTimeMean | Measure::ResolutionTimeMedian | Measure::ResolutionTimeP90 => {
                case.resolution_seconds()
            }
            Measure::ReopenedShare => Some(yes(case.reopens > 0.0)),
            Measure::ReassignedShare => case.reassignments.map(|count| yes(count > 0.0)),
            Measure::ReassignmentsMean => case.reassignments,
            Measure::FirstTimeRightShare => case.first_time_right().map(yes),
            Measure::SlaMetShare => case.made_sla.map(yes),
        }
    }
}

/// A measure and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeasureValue {
    /// Which measure.
    pub measure: Measure,
    /// Its value; `None` when no ticket counts.
    pub value: Option<f64>,
    /// How many tickets count.
    pub n: usize,
}

/// All measures of a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measures {
    /// One entry for each measure, in the order of [`Measure::ALL`].
    pub values: Vec<MeasureValue>,
}

impl Measures {
    /// One of them.
    #[must_use]
    pub fn get(&self, measure: Measure) -> MeasureValue {
        let found = self.values.iter().find(|value| value.measure == measure).copied();
        found.unwrap_or(MeasureValue { measure, value: None, n: 0 })
    }
}

/// All measures of the log in the period of the spec.
#[must_use]
pub fn measures<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec) -> Measures {
    let timeline = Timeline::new(&part.into(), spec);
    Measures { values: Measure::ALL.iter().map(|measure| timeline.value(*measure)).collect() }
}

/// What each ticket in the period contributes to a measure (see [`Measure::of_case`]); the raw material for comparing
/// before and after.
#[must_use]
pub fn measure_values<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec, measure: Measure) -> Vec<f64> {
    sample(&case_facts(part, spec), spec, measure)
}

fn sample(facts: &[CaseFacts], spec: &MeasureSpec, measure: Measure) -> Vec<f64> {
    if measure == Measure::Backlog {
        return facts.iter().filter(|case| open_at(case, spec.until)).map(|_| 1.0).collect();
    }
    let counts = |case: &&CaseFacts| match measure {
        Measure::Volume => spec.within(case.opened),
        _ => case.resolved.is_some_and(|resolved| spec.within(resolved)),
    };
    facts.iter().filter(counts).filter_map(|case| measure.of_case(case)).collect()
}

/// Whether a case is open at an instant, or at the end of the log.
fn open_at(case: &CaseFacts, instant: Option<i64>) -> bool {
    match instant {
        Some(instant) => case.opened < instant && case.resolved.is_none_or(|resolved| resolved >= instant),
        None => case.resolved.is_none(),
    }
}

/// The quantile of a sample, linear between neighbours (type 7 of Hyndman and Fan, 1996); `None` for an empty one. Reorders the
/// sample.
#[must_use]
pub fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let place = share.clamp(0.0, 1.0) * (values.len() - 1) as f64;
    let below = place.floor() as usize;
    let (_, low, higher) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = higher.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(low + (high - low) * (place - below as f64))
}
