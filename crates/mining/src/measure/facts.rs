//! What counts of each ticket: when it was opened and resolved, whether it came back, changed hands, kept its promise.
//!
//! The source's own columns decide where it has them; else the order of events does. How long it took is
//! counted as the part says (see [`crate::Reckoning`]). Source: ServiceNow, "Average resolution time of resolved incidents", "% reopened", "Average
//! reassignments" (IT Manager and Success dashboards).

use super::MeasureSpec;
use crate::log::{EventLog, Fact, Part, Reckoning, Value, ValueColumn};
use std::ops::Range;

/// What measures need to know of one case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CaseFacts {
    /// When it was opened: the `opened` column, else the first event. Microseconds since 1970.
    pub opened: i64,
    /// When it was last resolved: the `resolved` column, else the first resolving event after which nothing reopened
    /// it, else the `closed` column. `None` while it is open.
    pub resolved: Option<i64>,
    /// Microseconds that count from opened to resolved; never negative.
    pub took_us: Option<i64>,
    /// How often it was reopened: the `reopen_count` column, else how often work followed a resolving event.
    pub reopens: f64,
    /// How often it changed hands: the `reassignment_count` column, else how often the resource changed; `None` where
    /// neither is known.
    pub reassignments: Option<f64>,
    /// Whether it met its service level, where the source says so.
    pub made_sla: Option<bool>,
}

impl CaseFacts {
    /// Seconds that count from opened to resolved; never negative.
    #[must_use]
    pub fn resolution_seconds(&self) -> Option<f64> {
        self.took_us.map(|micros| micros as f64 / 1e6)
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
pub fn case_facts<'l>(part: impl Into<Part<'l>>, spec: &MeasureSpec) -> Vec<CaseFacts> {
    facts_by_share(&part.into(), spec).concat()
}

/// The same, as the cores worked on them.
pub(super) fn facts_by_share(part: &Part<'_>, spec: &MeasureSpec) -> Vec<Vec<CaseFacts>> {
    let reading = Reading::new(part, spec);
    part.on_cores(|share| {
        let mut facts = Vec::with_capacity(share.len());
        share.each(|case, events| {
            if !events.is_empty() {
                facts.push(reading.facts(case, events));
            }
        });
        facts
    })
}

/// Columns and states looked up once for all cases.
struct Reading<'l> {
    log: &'l EventLog,
    reckoning: Reckoning,
    done: Vec<bool>,
    opened: Option<&'l ValueColumn>,
    resolved: Option<&'l ValueColumn>,
    closed: Option<&'l ValueColumn>,
    reopens: Option<&'l ValueColumn>,
    reassignments: Option<&'l ValueColumn>,
    made_sla: Option<&'l ValueColumn>,
}

impl<'l> Reading<'l> {
    fn new(part: &Part<'l>, spec: &MeasureSpec) -> Self {
        let log = part.log();
        let ends = spec.ends();
        let column = |fact| if spec.use_columns { log.fact(fact) } else { None };
        Reading {
            log,
            reckoning: part.reckoning().clone(),
            done: log.activities().iter().map(|name| ends.contains(name)).collect(),
            opened: column(Fact::Opened),
            resolved: column(Fact::Resolved),
            closed: column(Fact::Closed),
            reopens: column(Fact::ReopenCount),
            reassignments: column(Fact::ReassignmentCount),
            made_sla: log.fact(Fact::MadeSla),
        }
    }

    fn facts(&self, case: usize, events: Range<usize>) -> CaseFacts {
        let times = &self.log.time[events.clone()];
        let mut resolved = None;
        let mut reopens = 0.0;
        for (activity, time) in self.log.activity[events.clone()].iter().zip(times) {
            match (self.done[*activity as usize], resolved) {
                (true, None) => resolved = Some(*time),
                (false, Some(_)) => {
                    resolved = None;
                    reopens += 1.0;
                }
                _ => {}
            }
        }
        let time = |column: Option<&ValueColumn>| match column?.get(case)? {
            Value::Time(time) => Some(time),
            _ => None,
        };
        let number = |column: Option<&ValueColumn>| match column?.get(case)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let made_sla = self.made_sla.and_then(|column| match column.get(case)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        });
        let has_resources = !self.log.resources().is_empty();
        let opened = time(self.opened).unwrap_or(times[0]);
        let resolved = time(self.resolved).or(resolved).or_else(|| time(self.closed));
        CaseFacts {
            opened,
            resolved,
            took_us: resolved.map(|resolved| self.reckoning.between(opened, resolved)),
            reopens: number(self.reopens).unwrap_or(reopens),
            reassignments: number(self.reassignments)
                .or_else(|| has_resources.then(|| changes_of_hand(&self.log.resource[events]))),
            made_sla,
        }
    }
}

fn changes_of_hand(resources: &[u32]) -> f64 {
    let mut changes = 0_u32;
    let mut last = u32::MAX;
    for code in resources.iter().copied().filter(|code| *code != u32::MAX) {
        changes += u32::from(code != last && last != u32::MAX);
        last = code;
    }
    f64::from(changes)
}
