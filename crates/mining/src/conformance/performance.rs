//! How long cases wait before each activity of the process and how long it is worked on, for heat on the published diagram.
//!
//! Working is the time from the first to the last row of a step (successive rows of the same activity are one step), waiting
//! the time from the last row of the step before, following the time to the first row of the step after. Only steps that happened where the process has them count. Times
//! are counted as the part says. Absent: work that nobody recorded. Source: W. van der Aalst, A. Adriansyah, B. van Dongen, "Replaying History on Process
//! Models for Conformance Checking and Performance Analysis" (2012), §5.

use super::align::Move;
use super::trace::{Reading, Trace};
use crate::log::Part;
use crate::measure::quantile;
use serde::Serialize;

/// How some times are spread.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// How many there are.
    pub n: u64,
    /// Half of them are no longer, in seconds.
    pub median_seconds: f64,
    /// Nine of ten are no longer, in seconds.
    pub p90_seconds: f64,
    /// All of them together, in seconds.
    pub sum_seconds: f64,
}

impl Spread {
    fn of(mut seconds: Vec<f64>) -> Option<Spread> {
        seconds.sort_by(f64::total_cmp);
        Some(Spread {
            n: seconds.len() as u64,
            median_seconds: quantile(&mut seconds, 0.5)?,
            p90_seconds: quantile(&mut seconds, 0.9)?,
            sum_seconds: seconds.iter().sum(),
        })
    }
}

/// The times of each activity, by its code.
#[derive(Default)]
pub(super) struct Times {
    waiting: Vec<Vec<f64>>,
    working: Vec<Vec<f64>>,
    following: Vec<Vec<f64>>,
}

impl Times {
    pub(super) fn new(activities: usize) -> Times {
        let none = || vec![Vec::new(); activities];
        Times { waiting: none(), working: none(), following: none() }
    }

    /// Takes in the cases that share an alignment.
    pub(super) fn way(&mut self, part: &Part<'_>, reading: &Reading, moves: &[Move], trace: &Trace, cases: &[usize]) {
        let known = Reading::known(trace);
        let fitting: Vec<(usize, u32)> = moves
            .iter()
            .filter_map(|step| match step {
                Move::Both(position, _) => known.get(*position as usize).copied(),
                _ => None,
            })
            .collect();
        let seconds = |from: i64, to: i64| part.reckoning().between(from, to) as f64 / 1e6;
        for case in cases.iter().filter_map(|case| part.log().case(*case)) {
            let spans = reading.spans(&case);
            for (place, activity) in &fitting {
                let (first, last) = spans[*place];
                self.working[*activity as usize].push(seconds(first, last));
                if let Some((_, before)) = place.checked_sub(1).map(|before| spans[before]) {
                    self.waiting[*activity as usize].push(seconds(before, first));
                }
                if let Some((next, _)) = spans.get(*place + 1) {
                    self.following[*activity as usize].push(seconds(last, *next));
                }
            }
        }
    }

    /// Waiting before an activity, working on it, and the time to the step after it.
    pub(super) fn spread(&mut self, activity: usize) -> [Option<Spread>; 3] {
        let take = |times: &mut Vec<Vec<f64>>| times.get_mut(activity).map(std::mem::take).and_then(Spread::of);
        [take(&mut self.waiting), take(&mut self.working), take(&mut self.following)]
    }
}
