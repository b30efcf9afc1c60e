//! What a generated log shall look like.
//!
//! Absent: calendars and queues; durations are stated, not simulated from staff. Source: the notion of a stochastic
//! Petri net with general durations (W. van der Aalst, "Process Mining", 2nd ed., 2016, §9.2), kept to what a demo
//! needs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long something takes, by four points of its distribution, in minutes; between them it is linear.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Nothing is faster.
    pub shortest: f64,
    /// Half are faster.
    pub median: f64,
    /// Nine of ten are faster.
    pub p90: f64,
    /// Nothing is slower.
    pub longest: f64,
}

impl Duration {
    /// The usual skewed shape around a median: a quarter of it to eight times it, the 90th percentile at three times.
    #[must_use]
    pub fn around(median: f64) -> Duration {
        Duration { shortest: median / 4.0, median, p90: median * 3.0, longest: median * 8.0 }
    }

    pub(super) fn at(&self, unit: f64) -> f64 {
        let between = |from: f64, to: f64, share: f64| from + (to - from) * share;
        let minutes = if unit < 0.5 {
            between(self.shortest, self.median, unit / 0.5)
        } else if unit < 0.9 {
            between(self.median, self.p90, (unit - 0.5) / 0.4)
        } else {
            between(self.p90, self.longest, (unit - 0.9) / 0.1)
        };
        if minutes.is_finite() { minutes.max(0.0) } else { 0.0 }
    }
}

/// What is planted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Plant {
    /// The activity does not happen.
    Skip {
        /// Identifier of the activity.
        activity: String,
    },
    /// A state that the process does not have happens after the activity.
    Insert {
        /// The state as the log shows it.
        state: String,
        /// Identifier of the activity.
        after: String,
    },
    /// The first of the activity and its next one change places.
    Swap {
        /// Identifier of the activity.
        activity: String,
    },
    /// The activity happens again in another group.
    Reassign {
        /// Identifier of the activity.
        activity: String,
    },
}

/// A deviation with its probability and period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planted {
    /// What happens.
    pub plant: Plant,
    /// Probability per case, from 0 to 1.
    pub share: f64,
    /// Only cases that begin at or after this instant, microseconds since 1970.
    #[serde(default)]
    pub from: Option<i64>,
    /// Only cases that begin before this instant, microseconds since 1970.
    #[serde(default)]
    pub until: Option<i64>,
    /// Minutes that it adds to the case at that place.
    #[serde(default)]
    pub extra_minutes: f64,
}

/// A priority, how frequent it is and how soon such a case shall be resolved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Priority {
    /// Its name.
    pub name: String,
    /// Its weight among the priorities.
    pub weight: f64,
    /// Minutes within which a case shall be resolved.
    pub resolve_minutes: f64,
    /// Factor on all durations of such a case.
    pub pace: f64,
}

/// What to walk and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalkSpec {
    /// The seed; the same seed gives the same log on every machine.
    pub seed: u64,
    /// Number of cases.
    pub cases: usize,
    /// Text in front of the number of a case, such as `INC`.
    pub prefix: String,
    /// When the first case may begin, microseconds since 1970.
    pub start: i64,
    /// Mean number of new cases on a working day; at weekends a third of it.
    pub arrivals_per_day: f64,
    /// State that the log shows for an activity, by identifier of the activity; the identifier itself when absent.
    pub states: BTreeMap<String, String>,
    /// How long an activity takes until the next step, by identifier of the activity.
    pub durations: BTreeMap<String, Duration>,
    /// How long an activity takes that has no entry of its own.
    pub duration: Duration,
    /// Weight of a transition where several are possible, by identifier of the transition; 1 when absent.
    pub weights: BTreeMap<String, f64>,
    /// Groups that may do an activity with their weights, by identifier of the activity; the case keeps its group while
    /// it may.
    pub groups: BTreeMap<String, Vec<(String, f64)>>,
    /// Group of activities that have no entry.
    pub default_group: String,
    /// The priorities.
    pub priorities: Vec<Priority>,
    /// Identifiers of the activities that mean "resolved", and of those that follow without reopening (such as asking
    /// the caller); any other activity after them reopens the case.
    pub resolved: Vec<String>,
    /// Identifiers of the activities that mean "closed".
    pub closed: Vec<String>,
    /// Deviations to plant.
    pub planted: Vec<Planted>,
    /// Instant at which the log is cut off, microseconds since 1970: later events have not happened yet and their cases
    /// are open.
    pub until: Option<i64>,
}

impl Default for WalkSpec {
    fn default() -> Self {
        WalkSpec {
            seed: 1,
            cases: 1_000,
            prefix: "INC".to_owned(),
            start: 0,
            arrivals_per_day: 40.0,
            states: BTreeMap::new(),
            durations: BTreeMap::new(),
            duration: Duration::around(60.0),
            weights: BTreeMap::new(),
            groups: BTreeMap::new(),
            default_group: "Service Desk".to_owned(),
            priorities: vec![Priority {
                name: "3 - Moderate".to_owned(),
                weight: 1.0,
                resolve_minutes: 2_880.0,
                pace: 1.0,
            }],
            resolved: Vec::new(),
            closed: Vec::new(),
            planted: Vec::new(),
            until: None,
        }
    }
}
