//! What the figures need to know of each case.
//!
//! Absent: the judgement over all cases. Source: the definitions at the head of [`super`].

use super::{IndicatorSpec, LineRule};
use crate::flow::{USUAL_REPETITIONS, alternations, comes_back};
use crate::log::{EventLog, Fact, Part, Value};
use crate::measure::{CaseFacts, case_facts};
use calendar::Calendar;
use std::collections::HashMap;
use std::ops::Range;

/// A code that stands for no group.
const NONE: u32 = u32::MAX;

/// One case.
#[derive(Clone, Debug)]
pub(super) struct CaseFigures {
    pub(super) case: usize,
    pub(super) facts: CaseFacts,
    pub(super) closed: Option<i64>,
    pub(super) business_seconds: Option<f64>,
    pub(super) last: i64,
    pub(super) events: u32,
    pub(super) has_groups: bool,
    /// Whether the first group resolved it; `None` while it is open or without groups.
    pub(super) first_assignment: Option<bool>,
    pub(super) hops: u32,
    pub(super) alternates: bool,
    pub(super) comes_back: bool,
    pub(super) again_after_one: bool,
    pub(super) again_after_more: bool,
    pub(super) rework: bool,
    /// Lines in the order taken, each once while it lasts; `None` where a group has no known line.
    pub(super) lines: Option<Vec<u8>>,
    pub(super) wait_user: u32,
}

/// States and lines looked up once for all cases.
struct Reading<'s> {
    log: &'s EventLog,
    done: Vec<bool>,
    closing: Vec<bool>,
    waits: Vec<bool>,
    /// The line of each group; 0 for none.
    lines: Option<Vec<u8>>,
}

/// The figures of all cases that have events, in the order of the log.
pub(super) fn figures(part: &Part<'_>, spec: &IndicatorSpec, calendar: Option<&Calendar>) -> Vec<CaseFigures> {
    let log = part.log();
    let has = |names: &[String]| -> Vec<bool> {
        log.activities().iter().map(|name| names.iter().any(|known| known == name)).collect()
    };
    let (resolved, closing) = (has(&spec.measure.resolved), has(&spec.measure.closed));
    let reading = Reading {
        log,
        done: resolved.iter().zip(&closing).map(|(resolved, closed)| *resolved || *closed).collect(),
        closing,
        waits: has(&spec.wait_user),
        lines: spec.lines.as_ref().map(|rule| log.resources().iter().map(|group| line_of(rule, group)).collect()),
    };
    let facts = case_facts(part, &spec.measure);
    let shares = part.on_cores(|share| {
        let mut found = Vec::new();
        share.each(|case, events| {
            if !events.is_empty() {
                found.push((case, reading.own(case, events)));
            }
        });
        found
    });
    let found = shares.into_iter().flatten().zip(facts);
    found.map(|((case, own), facts)| own.with(&reading, case, facts, calendar)).collect()
}

fn line_of(rule: &LineRule, group: &str) -> u8 {
    match rule {
        LineRule::Suffix { endings } => {
            let place = endings.iter().position(|ending| group.ends_with(ending.as_str()));
            place.map_or(1, |place| u8::try_from(place + 2).unwrap_or(u8::MAX))
        }
        LineRule::Groups { lines } => lines.get(group).copied().unwrap_or(0),
    }
}

/// What the order of the events says.
struct Own {
    events: Range<usize>,
    closed: Option<i64>,
    /// Place of the event that resolved the case for good.
    resolving: Option<usize>,
    groups: Vec<u32>,
    again: (bool, bool),
    rework: bool,
    lines: Option<Vec<u8>>,
    wait_user: u32,
}

impl Reading<'_> {
    fn own(&self, case: usize, events: Range<usize>) -> Own {
        let activities = &self.log.activity[events.clone()];
        let mut groups: Vec<u32> =
            self.log.resource[events.clone()].iter().copied().filter(|code| *code != NONE).collect();
        let lines = self.lines.as_ref().filter(|_| !groups.is_empty()).and_then(|lines| {
            let mut way: Vec<u8> = groups.iter().map(|group| lines[*group as usize]).collect();
            way.dedup();
            (!way.contains(&0)).then_some(way)
        });
        groups.dedup();
        let (mut resolving, mut closed) = (None, None);
        for (place, activity) in activities.iter().enumerate() {
            match (self.done[*activity as usize], resolving) {
                (true, None) => resolving = Some(place),
                (false, Some(_)) => (resolving, closed) = (None, None),
                _ => {}
            }
            if self.closing[*activity as usize] && closed.is_none() {
                closed = Some(self.log.time[events.start + place]);
            }
        }
        let stated = self.log.case(case).and_then(|case| case.time(Fact::Closed));
        let (again, rework) = repeats(activities);
        let wait_user = activities.iter().filter(|activity| self.waits[**activity as usize]).count() as u32;
        Own { events, closed: stated.or(closed), resolving, groups, again, rework, lines, wait_user }
    }
}

impl Own {
    fn with(self, reading: &Reading<'_>, case: usize, facts: CaseFacts, calendar: Option<&Calendar>) -> CaseFigures {
        let times = &reading.log.time[self.events.clone()];
        let business = |calendar: &Calendar| Some(calendar.between(facts.opened, facts.resolved?) as f64 / 1e6);
        let first_assignment = facts.resolved.and_then(|resolved| {
            // Without a resolving state the last event up to the stated time counts.
            let until =
                self.resolving.unwrap_or_else(|| times.partition_point(|time| *time <= resolved).saturating_sub(1));
            let groups = &reading.log.resource[self.events.clone()];
            let last = groups[..=until.min(groups.len() - 1)].iter().rev().find(|code| **code != NONE);
            Some(last? == self.groups.first()?)
        });
        let stated = reading.log.fact(Fact::ReassignmentCount).and_then(|column| column.get(case));
        let hops = match stated {
            Some(Value::Number(count)) => count.max(0.0) as u32,
            _ => self.groups.len().saturating_sub(1) as u32,
        };
        CaseFigures {
            case,
            closed: self.closed,
            business_seconds: calendar.and_then(business),
            last: times[times.len() - 1],
            events: times.len() as u32,
            has_groups: !self.groups.is_empty(),
            first_assignment,
            hops,
            alternates: alternations(&self.groups, USUAL_REPETITIONS) > 0,
            comes_back: comes_back(&self.groups),
            again_after_one: self.again.0,
            again_after_more: self.again.1,
            rework: self.rework,
            lines: self.lines,
            wait_user: self.wait_user,
            facts,
        }
    }
}

/// Whether an activity comes again with exactly one, and with more than one, other activity in between; and whether one
/// appears twice at all.
fn repeats(activities: &[u32]) -> ((bool, bool), bool) {
    let mut last: HashMap<u32, usize, foldhash::fast::RandomState> = HashMap::default();
    let (mut one, mut more, mut rework) = (false, false, false);
    for (place, activity) in activities.iter().enumerate() {
        if let Some(before) = last.insert(*activity, place) {
            rework = true;
            one |= place - before == 2;
            more |= place - before > 2;
        }
    }
    ((one, more), rework)
}
