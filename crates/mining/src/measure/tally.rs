//! All measures of some tickets, added up in one walk over them.
//!
//! Times to resolve are added as whole microseconds, so that the order of tickets decides nothing. Absent: when a ticket
//! counts; who adds it decides. Source: the definitions of [`Measure::of_case`], which says the same of one ticket.

use super::{CaseFacts, Measure, MeasureValue, quantile};

/// What some tickets add up to.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) opened: usize,
    /// Tickets open at the instant in question.
    pub(super) open: usize,
    resolved: usize,
    reopened: usize,
    micros: i128,
    /// Times to resolve, in seconds; gone when it is settled.
    times: Vec<f64>,
    median: Option<f64>,
    p90: Option<f64>,
    /// Resolved tickets of which is known how often they changed hands.
    known: usize,
    reassigned: usize,
    reassignments: f64,
    right: usize,
    /// Resolved tickets of which the source says whether they met their service level.
    stated: usize,
    met: usize,
}

impl Tally {
    /// Adds a ticket that is resolved.
    pub(super) fn add_resolved(&mut self, case: &CaseFacts) {
        let Some(micros) = case.took_us else { return };
        self.resolved += 1;
        self.micros += i128::from(micros);
        self.times.push(micros as f64 / 1e6);
        self.reopened += usize::from(case.reopens > 0.0);
        if let Some(reassignments) = case.reassignments {
            self.known += 1;
            self.reassigned += usize::from(reassignments > 0.0);
            self.reassignments += reassignments;
            self.right += usize::from(case.first_time_right() == Some(true));
        }
        if let Some(met) = case.made_sla {
            self.stated += 1;
            self.met += usize::from(met);
        }
    }

    pub(super) fn merge(&mut self, other: &Tally) {
        self.opened += other.opened;
        self.open += other.open;
        self.resolved += other.resolved;
        self.reopened += other.reopened;
        self.micros += other.micros;
        self.times.extend_from_slice(&other.times);
        self.known += other.known;
        self.reassigned += other.reassigned;
        self.reassignments += other.reassignments;
        self.right += other.right;
        self.stated += other.stated;
        self.met += other.met;
    }

    /// Finds the quantiles; nothing is added any more.
    pub(super) fn settle(&mut self) {
        let mut times = std::mem::take(&mut self.times);
        self.median = quantile(&mut times, 0.5);
        self.p90 = quantile(&mut times, 0.9);
    }

    /// A measure of what is settled.
    pub(super) fn value(&self, measure: Measure) -> MeasureValue {
        let of = |n: usize, sum: f64| (n, (n > 0).then(|| sum / n as f64));
        let (n, value) = match measure {
            Measure::Volume => (self.opened, Some(self.opened as f64)),
            Measure::Backlog => (self.open, Some(self.open as f64)),
            Measure::ResolutionTimeMean => of(self.resolved, self.micros as f64 / 1e6),
            Measure::ResolutionTimeMedian => (self.resolved, self.median),
            Measure::ResolutionTimeP90 => (self.resolved, self.p90),
            Measure::ReopenedShare => of(self.resolved, self.reopened as f64),
            Measure::ReassignedShare => of(self.known, self.reassigned as f64),
            Measure::ReassignmentsMean => of(self.known, self.reassignments),
            Measure::FirstTimeRightShare => of(self.known, self.right as f64),
            Measure::SlaMetShare => of(self.stated, self.met as f64),
        };
        MeasureValue { measure, value, n }
    }
}
