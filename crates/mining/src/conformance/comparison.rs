//! What the alignments of all ways say together: fitness, deviations, the activities and their times, and what was left out.
//!
//! Absent: the search for alignments. Sources: fitness as in W. van der Aalst, "Process Mining" (2nd ed., 2016), §8.3; A.
//! Adriansyah, "Aligning Observed and Modeled Behavior" (2014), ch. 7.

use super::align::{self, Move};
use super::deviation::{self, thousands};
use super::performance::Times;
use super::trace::{Reading, Step, Trace};
use super::{ActivityFlow, Conformance, ConformanceOptions, Deviation, DeviationKind, MAX_EXAMPLES, StateCount};
use crate::log::{EventLog, Part, Reckoning};
use crate::measure::quantile;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
struct Count {
    cases: Vec<usize>,
    occurrences: u64,
}

pub(super) struct Comparison<'l> {
    log: &'l EventLog,
    reckoning: Reckoning,
    pub(super) labels: Vec<Option<u32>>,
    /// What the shortest run of the process costs when nothing of it happened.
    shortest: u64,
    tally: BTreeMap<(DeviationKind, u32), Count>,
    conforming_hours: Vec<f64>,
    /// Cases and executions of each activity.
    executions: Vec<(u64, u64)>,
    /// For each activity the last way in which it was seen.
    seen: Vec<u64>,
    way: u64,
    pub(super) times: Times,
    costs: (u64, u64),
    fitness_sum: f64,
    pub(super) result: Conformance,
}

impl<'l> Comparison<'l> {
    pub(super) fn new(part: &Part<'l>, labels: Vec<Option<u32>>, activities: usize, shortest: u64) -> Comparison<'l> {
        Comparison {
            log: part.log(),
            reckoning: part.reckoning().clone(),
            labels,
            shortest,
            tally: BTreeMap::new(),
            conforming_hours: Vec::new(),
            executions: vec![(0, 0); activities],
            seen: vec![0; activities],
            way: 0,
            times: Times::new(activities),
            costs: (0, 0),
            fitness_sum: 0.0,
            result: Conformance { cases: part.case_count() as u64, ..Conformance::default() },
        }
    }

    /// Takes in the cases that went one way: what explains them, the steps that the process knows, and all.
    pub(super) fn way(&mut self, moves: Option<&[Move]>, known: &[u32], trace: &Trace, cases: &[usize]) {
        let count = cases.len() as u64;
        let Some(moves) = moves else {
            self.result.not_computed += count;
            return;
        };
        let mut found = deviation::judge(moves, known, &self.labels);
        if known.len() < trace.steps.len() {
            found.extend(trace.steps.iter().filter_map(|step| match step {
                Step::Unmodelled(state) => Some((DeviationKind::Unmodelled, *state)),
                Step::Known(_) => None,
            }));
        }
        let cost = align::cost(moves) + (trace.steps.len() - known.len()) as u64;
        let worst = trace.steps.len() as u64 + if trace.open { 0 } else { self.shortest };
        self.costs.0 += cost * count;
        self.costs.1 += worst * count;
        self.fitness_sum += (1.0 - cost as f64 / worst.max(1) as f64) * count as f64;
        self.result.compared += count;
        self.result.still_open += if trace.open { count } else { 0 };
        self.count_executions(moves, known, count);
        if found.is_empty() {
            self.result.conforming += count;
            self.result.conforming_numbers.extend(cases.iter().map(|case| *case as u32));
            self.conforming_hours.extend(cases.iter().map(|case| hours(self.log, *case, &self.reckoning)));
            return;
        }
        for deviation in &found {
            self.tally.entry(*deviation).or_default().occurrences += count;
        }
        found.sort_unstable();
        found.dedup();
        for deviation in found {
            self.tally.entry(deviation).or_default().cases.extend(cases);
        }
    }

    fn count_executions(&mut self, moves: &[Move], known: &[u32], count: u64) {
        self.way += 1;
        for step in moves {
            if let Move::Both(position, _) = step {
                let activity = known[*position as usize] as usize;
                self.executions[activity].1 += count;
                if self.seen[activity] != self.way {
                    self.seen[activity] = self.way;
                    self.executions[activity].0 += count;
                }
            }
        }
        if self.result.firings.is_empty() {
            return;
        }
        for step in moves {
            if let Move::Both(_, transition) | Move::Model(transition) | Move::Silent(transition) = step {
                self.result.firings[*transition as usize] += count;
            }
        }
    }

    pub(super) fn finish(
        mut self,
        part: &Part<'_>,
        reading: &Reading,
        activities: &BTreeSet<&str>,
        options: &ConformanceOptions,
        overflowed: bool,
    ) -> Conformance {
        let compared = self.result.compared;
        if compared > 0 {
            self.result.fitness = Some(1.0 - self.costs.0 as f64 / self.costs.1.max(1) as f64);
            self.result.average_fitness = Some(self.fitness_sum / compared as f64);
        }
        let usual = quantile(&mut self.conforming_hours, 0.5);
        let show = |id: &str| options.names.get(id).map_or_else(|| id.to_owned(), Clone::clone);
        for ((kind, code), mut count) in std::mem::take(&mut self.tally) {
            count.cases.sort_unstable();
            let mut durations: Vec<f64> =
                count.cases.iter().map(|case| hours(self.log, *case, &self.reckoning)).collect();
            let element = match kind {
                DeviationKind::Unmodelled => self.log.activities().get(code).unwrap_or_default().to_owned(),
                _ => reading.activities[code as usize].clone(),
            };
            let named = count.cases.iter().take(MAX_EXAMPLES).filter_map(|case| self.log.case(*case));
            self.result.deviations.push(Deviation {
                kind,
                name: if kind == DeviationKind::Unmodelled { element.clone() } else { show(&element) },
                element,
                cases: count.cases.len() as u64,
                of: compared,
                occurrences: count.occurrences,
                extra_hours: quantile(&mut durations, 0.5).zip(usual).map(|(median, usual)| median - usual),
                examples: named.map(|case| case.name().to_owned()).collect(),
                case_numbers: count.cases.iter().map(|case| *case as u32).collect(),
            });
        }
        self.result
            .deviations
            .sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| (a.kind, &a.element).cmp(&(b.kind, &b.element))));
        self.result.activities = activity_flows(reading, &self.executions, &mut self.times);
        self.result.conforming_numbers.sort_unstable();
        let seen: BTreeSet<&str> = reading.activities.iter().map(String::as_str).collect();
        self.result.unobserved = activities.difference(&seen).map(|id| (*id).to_owned()).collect();
        let counts = state_counts(part);
        self.result.ignored = counted(self.log, &counts, |state| reading.ignores(state));
        self.result.unmodelled = counted(self.log, &counts, |state| reading.unmodelled(state));
        self.result.notes = notes(&self.result, &show, overflowed);
        self.result
    }
}

fn activity_flows(reading: &Reading, executions: &[(u64, u64)], times: &mut Times) -> Vec<ActivityFlow> {
    let flows = reading.activities.iter().zip(executions).enumerate();
    let mut flows: Vec<ActivityFlow> = flows
        .map(|(code, (activity, (cases, executions)))| {
            let [waiting, working, following] = times.spread(code);
            ActivityFlow {
                activity: activity.clone(),
                cases: *cases,
                executions: *executions,
                waiting,
                working,
                following,
            }
        })
        .collect();
    flows.sort_by(|a, b| a.activity.cmp(&b.activity));
    flows
}

/// Hours that count from the first event of a case to its last.
pub(super) fn hours(log: &EventLog, case: usize, reckoning: &Reckoning) -> f64 {
    reckoning.seconds(&log.time[log.range(case)]) / 3600.0
}

/// Events and cases of each state.
fn state_counts(part: &Part<'_>) -> Vec<(u64, u64)> {
    let mut counts = vec![(0, 0); part.log().activities().len()];
    let mut last = vec![usize::MAX; counts.len()];
    for case in part.cases() {
        for code in case.activity_codes().iter().map(|code| *code as usize) {
            counts[code].0 += 1;
            counts[code].1 += u64::from(last[code] != case.index);
            last[code] = case.index;
        }
    }
    counts
}

fn counted(log: &EventLog, counts: &[(u64, u64)], chosen: impl Fn(u32) -> bool) -> Vec<StateCount> {
    let states = log.activities().iter().zip(counts).enumerate();
    let states = states.filter(|(code, (_, count))| count.1 > 0 && chosen(*code as u32));
    let mut list: Vec<StateCount> = states
        .map(|(_, (state, (events, cases)))| StateCount { state: state.to_owned(), events: *events, cases: *cases })
        .collect();
    list.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.state.cmp(&b.state)));
    list
}

/// The first of some texts, and how many more there are.
fn enumerated(texts: impl Iterator<Item = String>, count: usize) -> String {
    let told = texts.take(MAX_EXAMPLES).collect::<Vec<_>>().join(", ");
    match count.saturating_sub(MAX_EXAMPLES) {
        0 => told,
        more => format!("{told} and {} more", thousands(more as u64)),
    }
}

fn notes(result: &Conformance, show: &dyn Fn(&str) -> String, overflowed: bool) -> Vec<String> {
    let list = |states: &[StateCount]| {
        let told = states.iter().map(|count| format!("“{}” ({} events)", count.state, thousands(count.events)));
        enumerated(told, states.len())
    };
    let mut notes = Vec::new();
    if !result.ignored.is_empty() {
        notes.push(format!("Left out on purpose: {}.", list(&result.ignored)));
    }
    if !result.unmodelled.is_empty() {
        notes.push(format!("Not in the process: {}.", list(&result.unmodelled)));
    }
    if !result.unobserved.is_empty() {
        let names = result.unobserved.iter().map(|id| format!("“{}”", show(id)));
        let names = enumerated(names, result.unobserved.len());
        notes.push(format!("No state of the log stands for {names}; whether it happened cannot be seen."));
    }
    if result.collapsed > 0 {
        notes
            .push(format!("{} successive rows of the same activity were drawn together.", thousands(result.collapsed)));
    }
    if result.still_open > 0 {
        notes.push(format!(
            "{} cases are still open; only what they did so far was compared.",
            thousands(result.still_open)
        ));
    }
    if result.not_computed > 0 {
        notes.push(format!(
            "{} of {} cases were not computed, because comparing them would take too long; they are in no figure here.",
            thousands(result.not_computed),
            thousands(result.cases)
        ));
    }
    if overflowed {
        notes.push("The process can pile up work without end at one place; ways with more than a few tokens there were not followed.".to_owned());
    }
    notes
}
