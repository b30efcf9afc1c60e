//! What the field calls by the same name, side by side: each figure with who defines it so, and how many cases it rests on.
//!
//! Resolution in calendar and in working time, first-assignment resolution, first-time fix, backlog and its age, multi-hop, three
//! definitions of ping-pong, rework, push-to-front, waiting for the user; for all cases, by an attribute, or over time. Absent:
//! targets and run charts (see [`crate::weekly`]). Sources: ServiceNow product documentation (IT Manager dashboard, Process Mining
//! insights); Celonis documentation, "Ping Pong Cases"; A. Paszkiewicz and W. Picard, BPI Challenge 2013 (CEUR-WS 1052).

mod case;
mod rule;
mod slow;
#[cfg(test)]
mod tests;

pub use slow::{Repetition, SlowTransition, repetitions, slow_transitions};

use crate::log::{EventLog, Part, Value};
use crate::measure::{MeasureSpec, quantile};
use crate::moment::{DAY_US, Zone, date_of};
use calendar::{Calendar, CalendarSpec};
use case::{CaseFigures, figures};
use rule::{Of, RULES, Rule};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most groups that a breakdown has; the rest are drawn together as "other".
pub const MAX_BREAKDOWN: usize = 200;

/// Who defines a figure so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Definition {
    /// The documentation of ServiceNow.
    ServiceNow,
    /// The documentation of Celonis.
    Celonis,
    /// The reports of the BPI Challenge 2013.
    Bpic2013,
    /// No one source; said in the description.
    Mandate,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorUnit {
    /// A number of cases or events.
    Count,
    /// A fraction from 0 to 1.
    Share,
    /// Seconds.
    Seconds,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicator {
    /// Its name for programs, such as `ping_pong_celonis_direct`.
    pub key: &'static str,
    /// What exactly is counted, in one sentence.
    pub meaning: &'static str,
    /// Who defines it so.
    pub definition: Definition,
    /// What the value is.
    pub unit: IndicatorUnit,
    /// The value; `None` when no case counts.
    pub value: Option<f64>,
    /// Cases it rests on.
    pub n: usize,
}

/// Where the support line of an event is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum LineRule {
    /// The name of the group ends with it, such as `V5 3rd`; groups without such an ending are the first line.
    Suffix {
        /// Endings of the second, third, … line.
        endings: Vec<String>,
    },
    /// The line of each group; groups that are not named have none.
    Groups {
        /// The line, from 1, by the name of the group.
        lines: BTreeMap<String, u8>,
    },
}

/// What the figures need to know beside the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IndicatorSpec {
    /// What resolved and closed mean, and the period.
    pub measure: MeasureSpec,
    /// Working hours; without them there are no figures in working time.
    pub calendar: Option<CalendarSpec>,
    /// States in which the ticket waits for the user.
    pub wait_user: Vec<String>,
    /// Where the support line is told; without it there is no push-to-front.
    pub lines: Option<LineRule>,
    /// The instant of "now" for the age of the backlog, microseconds since 1970; the end of the log when absent.
    pub now: Option<i64>,
    /// Days without an event after which an open ticket is stale; 5 when absent (ServiceNow: incident 5, problem 30).
    pub stale_days: Option<u16>,
}

/// The figures of one part of a log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    /// The value of the attribute, or the month as `2024-02`.
    pub name: String,
    /// Cases of the part.
    pub cases: usize,
    /// All figures.
    pub indicators: Vec<Indicator>,
}

/// All figures of the cases in question.
///
/// # Errors
/// A sentence when the calendar cannot be.
pub fn indicators<'l>(part: impl Into<Part<'l>>, spec: &IndicatorSpec) -> Result<Vec<Indicator>, String> {
    let part = part.into();
    let cases = figures(&part, spec, calendar(spec)?.as_ref());
    Ok(summarise(&cases.iter().collect::<Vec<_>>(), spec, now(part.log(), spec)))
}

/// All figures by the value of a column of cases, the most frequent value first; cases without one stand under "".
///
/// # Errors
/// A sentence when there is no such column or the calendar cannot be.
pub fn indicators_by<'l>(
    part: impl Into<Part<'l>>,
    spec: &IndicatorSpec,
    column: &str,
) -> Result<Vec<Breakdown>, String> {
    let part = part.into();
    let Some(values) = part.log().column(column) else {
        return Err(format!("There is no column \"{column}\" of cases."));
    };
    let name = |case: &CaseFigures| match values.get(case.case) {
        None => String::new(),
        Some(Value::Text(text)) => text.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Flag(flag)) => flag.to_string(),
        Some(Value::Time(time)) => crate::moment::iso(time),
    };
    let mut all = broken_down(&part, spec, name)?;
    all.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    if all.len() > MAX_BREAKDOWN {
        let rest = all.split_off(MAX_BREAKDOWN - 1);
        all.push(("other".to_owned(), rest.into_iter().flat_map(|(_, cases)| cases).collect()));
    }
    Ok(told(all, part.log(), spec))
}

/// All figures by the month in which cases were opened, in order; months are those of the zone of the spec.
///
/// # Errors
/// A sentence when the zone or calendar cannot be.
pub fn indicators_by_month<'l>(part: impl Into<Part<'l>>, spec: &IndicatorSpec) -> Result<Vec<Breakdown>, String> {
    let part = part.into();
    let zone = Zone::named(&spec.measure.time_zone).map_err(|why| format!("{why}."))?;
    let name = |case: &CaseFigures| {
        let (year, month, _) = date_of(zone.day(case.facts.opened));
        format!("{year:04}-{month:02}")
    };
    let mut all = broken_down(&part, spec, name)?;
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(told(all, part.log(), spec))
}

type Groups = Vec<(String, Vec<CaseFigures>)>;

fn broken_down(part: &Part<'_>, spec: &IndicatorSpec, name: impl Fn(&CaseFigures) -> String) -> Result<Groups, String> {
    let mut groups: BTreeMap<String, Vec<CaseFigures>> = BTreeMap::new();
    for case in figures(part, spec, calendar(spec)?.as_ref()) {
        groups.entry(name(&case)).or_default().push(case);
    }
    Ok(groups.into_iter().collect())
}

fn told(groups: Groups, log: &EventLog, spec: &IndicatorSpec) -> Vec<Breakdown> {
    let now = now(log, spec);
    let one = |(name, cases): (String, Vec<CaseFigures>)| Breakdown {
        name,
        cases: cases.len(),
        indicators: summarise(&cases.iter().collect::<Vec<_>>(), spec, now),
    };
    groups.into_iter().map(one).collect()
}

fn calendar(spec: &IndicatorSpec) -> Result<Option<Calendar>, String> {
    spec.calendar.as_ref().map(Calendar::new).transpose()
}

fn now(log: &EventLog, spec: &IndicatorSpec) -> i64 {
    spec.now.or_else(|| log.period().map(|(_, last)| last)).unwrap_or_default()
}

/// Collects figures in order.
struct Table(Vec<Indicator>);

impl Table {
    fn put(
        &mut self,
        key: &'static str,
        definition: Definition,
        unit: IndicatorUnit,
        (value, n): (Option<f64>, usize),
        meaning: &'static str,
    ) {
        self.0.push(Indicator { key, meaning, definition, unit, value, n });
    }

    /// Mean, median and 90th percentile of seconds.
    fn times(
        &mut self,
        keys: [&'static str; 3],
        definition: Definition,
        mut seconds: Vec<f64>,
        meanings: [&'static str; 3],
    ) {
        let n = seconds.len();
        let mean = (n > 0).then(|| seconds.iter().sum::<f64>() / n as f64);
        let values = [mean, quantile(&mut seconds, 0.5), quantile(&mut seconds, 0.9)];
        for ((key, value), meaning) in keys.into_iter().zip(values).zip(meanings) {
            self.put(key, definition, IndicatorUnit::Seconds, (value, n), meaning);
        }
    }
}

/// The share of cases for which something known is so.
fn share<'c>(
    cases: impl Iterator<Item = &'c CaseFigures>,
    of: impl Fn(&CaseFigures) -> Option<bool>,
) -> (Option<f64>, usize) {
    let known: Vec<bool> = cases.filter_map(of).collect();
    let yes = known.iter().filter(|yes| **yes).count();
    ((!known.is_empty()).then(|| yes as f64 / known.len() as f64), known.len())
}

fn summarise(cases: &[&CaseFigures], spec: &IndicatorSpec, now: i64) -> Vec<Indicator> {
    let mut table = Table(Vec::new());
    let of_cases = || cases.iter().copied();
    let resolved = || of_cases().filter(|case| case.facts.resolved.is_some_and(|at| within(spec, at)));
    resolution(&mut table, resolved(), spec);
    for Rule { key, definition, of, meaning, holds } in &RULES {
        let told = match of {
            Of::Resolved => share(resolved(), holds),
            Of::Lines if spec.lines.is_none() => continue,
            Of::Waits if spec.wait_user.is_empty() => continue,
            Of::All | Of::Lines | Of::Waits => share(of_cases(), holds),
        };
        table.put(key, *definition, IndicatorUnit::Share, told, meaning);
    }
    if !spec.wait_user.is_empty() {
        let (waiting, events) = of_cases().fold((0, 0), |sum, case| (sum.0 + case.wait_user, sum.1 + case.events));
        let value = (events > 0).then(|| f64::from(waiting) / f64::from(events));
        let meaning = "Events that wait for the user, of all events.";
        table.put("wait_user_events", Definition::Bpic2013, IndicatorUnit::Share, (value, cases.len()), meaning);
        let value = (Some(f64::from(waiting)), cases.len());
        let meaning = "Events that wait for the user.";
        table.put("wait_user_count", Definition::Bpic2013, IndicatorUnit::Count, value, meaning);
    }
    backlog(&mut table, cases, spec, now);
    table.0
}

fn within(spec: &IndicatorSpec, time: i64) -> bool {
    spec.measure.from.is_none_or(|from| time >= from) && spec.measure.until.is_none_or(|until| time < until)
}

fn resolution<'c>(table: &mut Table, resolved: impl Iterator<Item = &'c CaseFigures> + Clone, spec: &IndicatorSpec) {
    let calendar = resolved.clone().filter_map(|case| case.facts.resolution_seconds()).collect();
    let keys = ["resolution_mean", "resolution_median", "resolution_p90"];
    let meanings = [
        "Mean time from opened to resolved, by the calendar.",
        "Median time from opened to resolved, by the calendar.",
        "90th percentile of the time from opened to resolved, by the calendar.",
    ];
    table.times(keys, Definition::ServiceNow, calendar, meanings);
    let closure =
        resolved.clone().filter_map(|case| Some(case.closed?.saturating_sub(case.facts.opened).max(0) as f64 / 1e6));
    let keys = ["closure_mean", "closure_median", "closure_p90"];
    let meanings = [
        "Mean time from opened to closed (Success dashboard).",
        "Median time from opened to closed.",
        "90th percentile of the time from opened to closed.",
    ];
    table.times(keys, Definition::ServiceNow, closure.collect(), meanings);
    if spec.calendar.is_some() {
        let business = resolved.filter_map(|case| case.business_seconds).collect();
        let keys = ["resolution_business_mean", "resolution_business_median", "resolution_business_p90"];
        let meanings = [
            "Mean time from opened to resolved, in working time.",
            "Median time from opened to resolved, in working time.",
            "90th percentile of the time from opened to resolved, in working time.",
        ];
        table.times(keys, Definition::Mandate, business, meanings);
    }
}

/// What is open now, how old it is, and what nobody touched for long.
fn backlog(table: &mut Table, cases: &[&CaseFigures], spec: &IndicatorSpec, now: i64) {
    use Definition::ServiceNow;
    let open: Vec<&&CaseFigures> = cases
        .iter()
        .filter(|case| case.facts.opened <= now && case.facts.resolved.is_none_or(|resolved| resolved > now))
        .collect();
    let n = open.len();
    table.put("backlog", ServiceNow, IndicatorUnit::Count, (Some(n as f64), n), "Opened and not resolved now.");
    let ages = open.iter().map(|case| now.saturating_sub(case.facts.opened).max(0) as f64 / 1e6).collect();
    let keys = ["backlog_age_mean", "backlog_age_median", "backlog_age_p90"];
    let meanings =
        ["Mean age of open tickets.", "Median age of open tickets.", "90th percentile of the age of open tickets."];
    table.times(keys, ServiceNow, ages, meanings);
    let stale_us = i64::from(spec.stale_days.unwrap_or(5)) * DAY_US;
    let stale = open.iter().filter(|case| now.saturating_sub(case.last) > stale_us).count();
    let value = (n > 0).then(|| stale as f64 / n as f64);
    table.put(
        "backlog_stale",
        ServiceNow,
        IndicatorUnit::Share,
        (value, n),
        "Open tickets that nobody touched for longer than the stale days.",
    );
}
