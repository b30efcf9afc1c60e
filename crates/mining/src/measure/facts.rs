//! What counts of each ticket: when it was opened and resolved, whether it came back, changed hands, kept its promise.
//!
//! The source's own columns decide where it has them; else the order of events does. Absent: business hours; times are
//! calendar time. Source: ServiceNow, "Average resolution time of resolved incidents", "% reopened", "Average
//! reassignments" (IT Manager and Success dashboards).

use super::MeasureSpec;
use crate::log::{Case, EventLog, Fact};

/// What measures need to know of one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseFacts {
    /// When it was opened: the `opened` column, else the first event. Microseconds since 1970.
    pub opened: i64,
    /// When it was last resolved: the `resolved` column, else the first resolving event after which nothing reopened
    /// it, else the `closed` column. `None` while it is open.
    pub resolved: Option<i64>,
    /// How often it was reopened: the `reopen_count` column, else how often work followed a resolving event.
    pub reopens: f64,
    /// How often it changed hands: the `reassignment_count` column, else how often the resource changed; `None` where
    /// neither is known.
    pub reassignments: Option<f64>,
    /// Whether it met its service level, where the source says so.
    pub made_sla: Option<bool>,
}

impl CaseFacts {
    /// Seconds from opened to resolved; never negative.
    #[must_use]
    pub fn resolution_seconds(&self) -> Option<f64> {
        self.resolved.map(|resolved| resolved.saturating_sub(self.opened).max(0) as f64 / 1e6)
    }

    /// Resolved without coming back and without changing hands; `None` while open or where reassignments are not known.
    #[must_use]
    pub fn first_time_right(&self) -> Option<bool> {
        self.resolved?;
        Some(self.reassignments? == 0.0 && self.reopens == 0.0)
    }
}

/// The facts of all cases that have events, in the order of the log.
#[must_use]
pub fn case_facts(log: &EventLog, spec: &MeasureSpec) -> Vec<CaseFacts> {
    let ends = spec.ends();
    let done: Vec<bool> = log.activities().iter().map(|name| ends.contains(name)).collect();
    let has_resources = !log.resources().is_empty();
    log.cases().filter(|case| !case.times().is_empty()).map(|case| facts(&case, spec, &done, has_resources)).collect()
}

fn facts(case: &Case<'_>, spec: &MeasureSpec, done: &[bool], has_resources: bool) -> CaseFacts {
    let times = case.times();
    let mut resolved = None;
    let mut reopens = 0.0;
    for (activity, time) in case.activity_codes().iter().zip(times) {
        match (done[*activity as usize], resolved) {
            (true, None) => resolved = Some(*time),
            (false, Some(_)) => {
                resolved = None;
                reopens += 1.0;
            }
            _ => {}
        }
    }
    let column = |fact| if spec.use_columns { case.time(fact) } else { None };
    let number = |fact| if spec.use_columns { case.number(fact) } else { None };
    CaseFacts {
        opened: column(Fact::Opened).unwrap_or(times[0]),
        resolved: column(Fact::Resolved).or(resolved).or_else(|| column(Fact::Closed)),
        reopens: number(Fact::ReopenCount).unwrap_or(reopens),
        reassignments: number(Fact::ReassignmentCount).or_else(|| has_resources.then(|| changes_of_hand(case))),
        made_sla: case.flag(Fact::MadeSla),
    }
}

fn changes_of_hand(case: &Case<'_>) -> f64 {
    let known: Vec<u32> = case.resource_codes().iter().copied().filter(|code| *code != u32::MAX).collect();
    known.windows(2).filter(|pair| pair[0] != pair[1]).count() as f64
}
