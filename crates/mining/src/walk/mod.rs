//! A log made by walking a process: believable tickets with deviations planted where one wants them found.
//!
//! The same seed gives the same log on every machine, and the log holds what an export of a ticket tool holds (group,
//! priority, service level, counts), so that a demo passes through the same import as a real file. Absent: staff and
//! queues. Source: play-out of a Petri net, W. van der Aalst, "Process Mining" (2nd ed., 2016), §2.2.3.

mod case;
mod chance;
mod spec;
#[cfg(test)]
mod tests;

pub use spec::{Duration, Plant, Planted, Priority, WalkSpec};

use crate::conformance::Net;
use crate::log::{EventLog, Fact, Full, LogBuilder, NewEvent, Value};
use crate::moment::{DAY_US, LAST_YEAR, days_since_1970};
use case::{Told, tell};
use chance::Chance;
use std::fmt;
use std::ops::RangeInclusive;

/// Most cases of a generated log.
pub const MAX_CASES: usize = 5_000_000;
/// Mean numbers of new cases per day that can be asked for.
const ARRIVALS: RangeInclusive<f64> = 0.01..=1e6;
/// Share of a working day's arrivals that a day of the weekend has.
const WEEKEND: f64 = 1.0 / 3.0;
/// Hours of the day and how many of a hundred tickets arrive in each (office hours with a peak in the morning).
const HOURS: [f64; 24] = [
    0.5, 0.5, 0.5, 0.5, 0.5, 1.0, 2.0, 5.0, 11.0, 12.0, 11.0, 9.0, 6.0, 9.0, 9.0, 8.0, 6.0, 3.5, 1.5, 1.0, 0.75, 0.75,
    0.5, 0.5,
];

/// Why no log could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkError {
    /// What is wrong and what to do.
    pub why: String,
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for WalkError {}

impl From<Full> for WalkError {
    fn from(full: Full) -> Self {
        WalkError { why: full.to_string() }
    }
}

/// Walks the net once for each case.
///
/// The log has the facts opened, resolved, closed, priority, made SLA, reopen count and reassignment count.
///
/// # Errors
/// [`WalkError`] when the net does not hold together, a walk does not end, or the spec is out of bounds.
pub fn walk(net: &Net, spec: &WalkSpec) -> Result<EventLog, WalkError> {
    net.check().map_err(|why| WalkError { why: format!("The process cannot be walked: {why}.") })?;
    let complain = |why: &str| Err(WalkError { why: why.to_owned() });
    if spec.cases > MAX_CASES {
        return complain(&format!("At most {MAX_CASES} cases can be generated."));
    }
    if !ARRIVALS.contains(&spec.arrivals_per_day) {
        return complain("The number of arrivals per day must lie between 0.01 and 1,000,000.");
    }
    if !(0..days_since_1970(LAST_YEAR, 1, 1) * DAY_US).contains(&spec.start) {
        return complain("The log must start between 1970 and 2100.");
    }
    if spec.priorities.is_empty() {
        return complain("At least one priority is needed.");
    }
    let mut chance = Chance::new(spec.seed);
    let mut builder = LogBuilder::new();
    for fact in Fact::ALL {
        builder.fact_column(fact)?;
    }
    for (index, opened) in arrivals(spec, &mut chance).into_iter().enumerate() {
        let mut own = Chance::new(chance.next());
        let told = tell(net, spec, opened, &mut own)?;
        add(&mut builder, spec, &format!("{}{:07}", spec.prefix, index + 1), &told)?;
    }
    Ok(builder.finish())
}

/// Instants at which cases begin, in order.
fn arrivals(spec: &WalkSpec, chance: &mut Chance) -> Vec<i64> {
    let mut instants = Vec::with_capacity(spec.cases);
    let first_day = spec.start.div_euclid(DAY_US);
    let mut owed = 0.0;
    let mut day = first_day;
    while instants.len() < spec.cases {
        let weekend = (day + 3).rem_euclid(7) >= 5;
        let mean = spec.arrivals_per_day * if weekend { WEEKEND } else { 1.0 };
        owed += mean * (0.7 + 0.6 * chance.unit());
        let today = (owed as usize).min(spec.cases - instants.len());
        owed -= owed.floor();
        let mut of_day: Vec<i64> = (0..today)
            .map(|_| {
                let hour = chance.choose(HOURS.iter().copied()) as i64;
                let second = hour * 3_600 + (chance.unit() * 3_600.0) as i64;
                day.saturating_mul(DAY_US).saturating_add(second * 1_000_000)
            })
            .collect();
        of_day.sort_unstable();
        instants.extend(of_day);
        day += 1;
    }
    instants
}

fn add(builder: &mut LogBuilder, spec: &WalkSpec, name: &str, told: &Told) -> Result<(), WalkError> {
    let happened = told.events.iter().filter(|event| spec.until.is_none_or(|until| event.time < until));
    let known = told.facts(happened.clone(), spec);
    let values = Fact::ALL.map(|fact| match fact {
        Fact::Opened => Some(Value::Time(told.opened)),
        Fact::Resolved => known.resolved.map(Value::Time),
        Fact::Closed => known.closed.map(Value::Time),
        Fact::Priority => Some(Value::Text(&told.priority)),
        Fact::MadeSla => known.made_sla.map(Value::Flag),
        Fact::ReopenCount => Some(Value::Number(known.reopens)),
        Fact::ReassignmentCount => Some(Value::Number(known.reassignments)),
    });
    for (row, event) in happened.enumerate() {
        let new = NewEvent {
            case: name,
            activity: &event.state,
            time: event.time,
            resource: Some(&event.group),
            row: row as u32,
        };
        builder.event(new, &values)?;
    }
    Ok(())
}
