//! A part of a log without a copy of it: the cases that a question is about, and by what their times are counted.
//!
//! Absent: parts of cases; a case is taken whole, or copied out by [`EventLog::select`]. Source: the selections of column
//! stores (Abadi et al., "The Design and Implementation of Modern Column-Oriented Database Systems", 2013, §4.1).

use super::{Case, EventLog, Reckoning};
use crate::cores;
use std::ops::Range;

/// Fewest events for which work is shared among cores.
const WORTH_SHARING: usize = 100_000;
/// Shares that work is cut into: as many on every machine, so that sums of fractions are the same on all, and more than most have
/// cores, so that one long share keeps nobody waiting.
const SHARES: usize = 16;

/// Some or all cases of a log, in its order.
#[derive(Clone, Debug)]
pub struct Part<'l> {
    log: &'l EventLog,
    /// Numbers of the cases in rising order; all when absent.
    chosen: Option<Vec<u32>>,
    reckoning: Reckoning,
}

impl<'l> From<&'l EventLog> for Part<'l> {
    fn from(log: &'l EventLog) -> Self {
        Part { log, chosen: None, reckoning: Reckoning::default() }
    }
}

impl<'l> From<&Part<'l>> for Part<'l> {
    fn from(part: &Part<'l>) -> Self {
        part.clone()
    }
}

/// Cases that one core works on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share<'p> {
    pub(crate) log: &'p EventLog,
    cases: Cases<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Cases<'p> {
    From(usize, usize),
    These(&'p [u32]),
}

impl<'l> Part<'l> {
    /// The cases with these numbers; numbers the log does not have are passed over.
    #[must_use]
    pub fn of(log: &'l EventLog, mut cases: Vec<u32>) -> Part<'l> {
        cases.retain(|case| (*case as usize) < log.case_count());
        cases.sort_unstable();
        cases.dedup();
        Part { log, chosen: Some(cases), reckoning: Reckoning::default() }
    }

    pub(super) fn chosen(log: &'l EventLog, rising: Vec<u32>) -> Part<'l> {
        Part { log, chosen: Some(rising), reckoning: Reckoning::default() }
    }

    /// The same cases with their times counted in another way.
    #[must_use]
    pub fn counted_by(self, reckoning: Reckoning) -> Part<'l> {
        Part { reckoning, ..self }
    }

    /// By what times are counted; by the clock unless somebody said otherwise.
    #[must_use]
    pub fn reckoning(&self) -> &Reckoning {
        &self.reckoning
    }

    /// The log it is a part of.
    #[must_use]
    pub fn log(&self) -> &'l EventLog {
        self.log
    }

    /// Number of cases.
    #[must_use]
    pub fn case_count(&self) -> usize {
        self.chosen.as_ref().map_or(self.log.case_count(), Vec::len)
    }

    /// Number of events.
    #[must_use]
    pub fn event_count(&self) -> usize {
        match &self.chosen {
            None => self.log.event_count(),
            Some(chosen) => chosen.iter().map(|case| self.log.range(*case as usize).len()).sum(),
        }
    }

    /// The cases in the order of the log.
    pub fn cases(&self) -> impl Iterator<Item = Case<'l>> + '_ {
        let log = self.log;
        let all = if self.chosen.is_none() { 0..log.case_count() } else { 0..0 };
        let some = self.chosen.iter().flatten().map(|case| *case as usize);
        all.chain(some).map(move |index| Case { log, index })
    }

    /// The cases cut into shares of about as many events each.
    pub(crate) fn shares(&self) -> Vec<Share<'_>> {
        let log = self.log;
        let all = log.event_count();
        let count = if all < WORTH_SHARING { 1 } else { SHARES };
        let bounds = (1..=count).map(|share| match share == count {
            true => log.case_count(),
            false => log.starts.partition_point(|start| (*start as usize) < all / count * share).min(log.case_count()),
        });
        let mut from = 0;
        let mut shares = Vec::with_capacity(count);
        for to in bounds {
            let cases = match &self.chosen {
                None => Cases::From(from, to),
                Some(chosen) => {
                    let place = |case: usize| chosen.partition_point(|number| (*number as usize) < case);
                    Cases::These(&chosen[place(from)..place(to)])
                }
            };
            shares.push(Share { log, cases });
            from = to;
        }
        shares
    }

    /// Does `work` on the shares on all cores; results in the order of the log.
    pub(crate) fn on_cores<R: Send>(&self, work: impl Fn(Share<'_>) -> R + Sync) -> Vec<R> {
        cores::map(self.shares(), work)
    }
}

impl Share<'_> {
    /// Calls `work` with the number of each case and the places of its events.
    #[inline]
    pub(crate) fn each(&self, mut work: impl FnMut(usize, Range<usize>)) {
        match self.cases {
            Cases::From(from, to) => {
                for case in from..to {
                    work(case, self.log.range(case));
                }
            }
            Cases::These(cases) => {
                for case in cases {
                    work(*case as usize, self.log.range(*case as usize));
                }
            }
        }
    }

    /// The bounds of a share without gaps.
    pub(crate) fn whole(&self) -> Option<Range<usize>> {
        match self.cases {
            Cases::From(from, to) => Some(from..to),
            Cases::These(_) => None,
        }
    }

    /// Number of cases.
    pub(crate) fn len(&self) -> usize {
        match self.cases {
            Cases::From(from, to) => to - from,
            Cases::These(cases) => cases.len(),
        }
    }
}
