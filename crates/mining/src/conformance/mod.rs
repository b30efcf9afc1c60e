//! Does work happen as the process says? Each case is compared with the published process, and each departure is told.
//!
//! Whatever the comparison leaves out (states ignored on purpose, repeated rows, activities the log cannot show, cases
//! too costly to compute) is said in the result. Absent: data and time perspectives. Sources: A. Adriansyah,
//! "Aligning Observed and Modeled Behavior" (2014); fitness as in W. van der Aalst, "Process Mining" (2nd ed., 2016),
//! §8.3.

mod align;
mod bound;
mod consequence;
mod deviation;
mod exactness;
mod net;
mod performance;
mod replay;
mod states;
#[cfg(test)]
mod tests;
mod trace;
mod way;

pub use consequence::{Consequence, MostAffected, consequences};
pub(crate) use deviation::thousands;
pub use deviation::{Deviation, DeviationKind};
pub(crate) use net::Markings;
pub use net::{Net, Transition};
pub use performance::Spread;
pub use replay::{Replay, Stay, Stray, Travel, replay};
pub use trace::{ActivityMap, Target};

use crate::cores;
use crate::log::{EventLog, Part};
use crate::measure::quantile;
use align::{Aligner, Move, NoAlignment};
use exactness::Exactness;
use performance::Times;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use trace::{Reading, Step, Trace};
use way::{Way, ways};

/// Most example cases named for a deviation.
pub const MAX_EXAMPLES: usize = 20;

/// Fewest ways for which work is shared among cores.
const WAYS_WORTH_SHARING: usize = 64;

/// How to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConformanceOptions {
    /// Whether successive rows of the same activity count as one (audit logs write a row per change of any field).
    pub collapse_repeats: bool,
    /// States that end a case. When given, a case that ends in another state is still open and is not asked for the
    /// rest of the process.
    pub closing_states: Vec<String>,
    /// Names of the activities to show, by identifier; an activity without one is shown by its identifier.
    pub names: BTreeMap<String, String>,
    /// Whether to tell how long cases wait before each activity, how long it is worked on, and how often each transition fired.
    pub times: bool,
    /// Most states the search visits for one way of working; beyond, its cases are reported as not computed.
    pub max_states: usize,
    /// Most different ways of working; with more the log is refused as too varied.
    pub max_ways: usize,
}

impl Default for ConformanceOptions {
    fn default() -> Self {
        ConformanceOptions {
            collapse_repeats: true,
            closing_states: Vec::new(),
            names: BTreeMap::new(),
            times: false,
            max_states: 500_000,
            max_ways: usize::MAX,
        }
    }
}

/// Why a log cannot be compared with a net.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConformanceError {
    /// What is wrong and what to do.
    pub why: String,
}

impl fmt::Display for ConformanceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for ConformanceError {}

/// How often an activity of the process was seen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActivityFlow {
    /// Identifier of the activity.
    pub activity: String,
    /// Cases in which it happened as the process has it.
    pub cases: u64,
    /// How often it happened as the process has it.
    pub executions: u64,
    /// From the last row of the step before to its first row; only where times were asked for.
    pub waiting: Option<Spread>,
    /// From its first row to its last; only where times were asked for.
    pub working: Option<Spread>,
    /// From its last row to the first row of the step after; only where times were asked for.
    pub following: Option<Spread>,
}

/// A state of the log and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateCount {
    /// The state as the log calls it.
    pub state: String,
    /// Events.
    pub events: u64,
    /// Cases.
    pub cases: u64,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Conformance {
    /// Cases of the log.
    pub cases: u64,
    /// Cases that were compared; the shares rest on these.
    pub compared: u64,
    /// Compared cases without any deviation.
    pub conforming: u64,
    /// Compared cases that are still open (only where closing states are given).
    pub still_open: u64,
    /// Cases not computed because the search would have been too long.
    pub not_computed: u64,
    /// Different ways of working among the cases, in the words of the process.
    pub ways: u64,
    /// Fitness of the log, from 0 to 1: 1 − cost of all alignments ÷ cost if nothing had fitted; `None` when nothing
    /// was compared.
    pub fitness: Option<f64>,
    /// Mean fitness of the cases.
    pub average_fitness: Option<f64>,
    /// Whether the process allows little more than what happened, from 0 (anything goes) to 1; `None` when nothing was
    /// compared or the search would have been too long.
    pub precision: Option<f64>,
    /// How likely it is, from 0 to 1, that the process also allows what the next case does; `None` when nothing was compared.
    pub generalization: Option<f64>,
    /// Deviations, those of most cases first.
    pub deviations: Vec<Deviation>,
    /// The activities the log can show, by their identifiers.
    pub activities: Vec<ActivityFlow>,
    /// States the process does not know; they are deviations too.
    pub unmodelled: Vec<StateCount>,
    /// States left out on purpose.
    pub ignored: Vec<StateCount>,
    /// Activities that no state stands for: the log cannot show whether they happened.
    pub unobserved: Vec<String>,
    /// Repeated rows that were drawn together.
    pub collapsed: u64,
    /// What was left out or assumed, in sentences.
    pub notes: Vec<String>,
    /// The conforming cases, by their number in the log.
    #[serde(skip)]
    pub conforming_numbers: Vec<u32>,
    /// How often each transition of the net takes place in what explains the cases, skipped steps included.
    #[serde(skip)]
    pub firings: Vec<u64>,
}

impl Conformance {
    /// Share of the compared cases without deviation, from 0 to 1; `None` when nothing was compared.
    #[must_use]
    pub fn conforming_share(&self) -> Option<f64> {
        (self.compared > 0).then(|| self.conforming as f64 / self.compared as f64)
    }
}

/// Compares a log, or a part of it, with the net; cases keep the numbers that they have in the log.
///
/// # Errors
/// [`ConformanceError`] when the net does not hold together or cannot be completed, the map names an unknown activity, or the
/// cases take more ways than the options allow.
pub fn conformance<'l>(
    part: impl Into<Part<'l>>,
    net: &Net,
    map: &ActivityMap,
    options: &ConformanceOptions,
) -> Result<Conformance, ConformanceError> {
    let part = part.into();
    let log = part.log();
    net.check().map_err(|why| ConformanceError { why: format!("The process cannot be compared: {why}.") })?;
    let activities = net.activities();
    let reading = Reading::new(log, &activities, map, &options.closing_states, options.collapse_repeats);
    let reading = reading.map_err(|why| ConformanceError { why })?;
    let position = |label: &String| reading.activities.iter().position(|known| known == label).map(|code| code as u32);
    let labels: Vec<Option<u32>> =
        net.transitions.iter().map(|transition| transition.label.as_ref().and_then(position)).collect();
    let mut aligner = Aligner::new(net, labels.clone(), options.max_states.max(1), false);
    let shortest = aligner.align(&[], false).map_err(|reason| ConformanceError {
        why: match reason {
            NoAlignment::NoEnd => "The process cannot be compared: no end can be reached from its start.".to_owned(),
            NoAlignment::Budget => "The process cannot be compared: it is too large or never settles.".to_owned(),
        },
    })?;
    let mut comparison = Comparison {
        log,
        labels,
        shortest: align::cost(&shortest),
        tally: BTreeMap::new(),
        conforming_hours: Vec::new(),
        executions: vec![(0, 0); reading.activities.len()],
        times: Times::new(reading.activities.len()),
        costs: (0, 0),
        fitness_sum: 0.0,
        result: Conformance {
            cases: part.case_count() as u64,
            firings: if options.times { vec![0; net.transitions.len()] } else { Vec::new() },
            ..Conformance::default()
        },
    };
    let (ways, collapsed) = ways(&part, &reading);
    if ways.len() > options.max_ways {
        return Err(too_varied(ways.len(), options.max_ways));
    }
    comparison.result.ways = ways.len() as u64;
    comparison.result.collapsed = collapsed;
    let (aligned, overflowed) = align_all(net, &comparison.labels, &ways, options);
    let overflowed = overflowed || aligner.states.markings.overflowed;
    let mut exactness = Exactness::new(&mut aligner.states);
    for ((trace, cases), aligned) in ways.iter().zip(aligned) {
        if let Ok(moves) = &aligned {
            exactness.run(moves, cases.len() as u64);
            if options.times {
                comparison.times.way(log, &reading, moves, trace, cases);
            }
        }
        comparison.way(aligned, trace, cases);
    }
    comparison.result.precision = exactness.precision();
    comparison.result.generalization = exactness.generalization();
    Ok(comparison.finish(&part, &reading, &activities, options, overflowed))
}

fn too_varied(ways: usize, most: usize) -> ConformanceError {
    let (ways, most) = (thousands(ways as u64), thousands(most as u64));
    let why = format!(
        "The cases take {ways} different ways, and at most {most} are compared at once. Choose some of the cases, for \
         example those of one month or of one group."
    );
    ConformanceError { why }
}

/// An alignment of each way, on all cores, and whether a place overflowed.
fn align_all(
    net: &Net,
    labels: &[Option<u32>],
    ways: &[Way],
    options: &ConformanceOptions,
) -> (Vec<Result<Vec<Move>, NoAlignment>>, bool) {
    let cores = if ways.len() < WAYS_WORTH_SHARING { 1 } else { cores::count() };
    let shares = cores::map((0..cores).collect(), |core: usize| {
        let mut aligner = Aligner::new(net, labels.to_vec(), options.max_states.max(1), options.times);
        let own = ways.iter().skip(core).step_by(cores);
        let aligned: Vec<_> =
            own.map(|(trace, _)| aligner.align(&deviation::known(&trace.steps), trace.open)).collect();
        (aligned, aligner.states.markings.overflowed)
    });
    let overflowed = shares.iter().any(|(_, overflowed)| *overflowed);
    let mut shares: Vec<_> = shares.into_iter().map(|(aligned, _)| aligned.into_iter()).collect();
    let in_turn = (0..ways.len()).map(|way| shares[way % cores].next().expect("each way was aligned"));
    (in_turn.collect(), overflowed)
}

#[derive(Default)]
struct Count {
    cases: Vec<usize>,
    occurrences: u64,
}

struct Comparison<'l> {
    log: &'l EventLog,
    labels: Vec<Option<u32>>,
    shortest: u64,
    tally: BTreeMap<(DeviationKind, u32), Count>,
    conforming_hours: Vec<f64>,
    executions: Vec<(u64, u64)>,
    times: Times,
    costs: (u64, u64),
    fitness_sum: f64,
    result: Conformance,
}

impl Comparison<'_> {
    fn way(&mut self, aligned: Result<Vec<Move>, NoAlignment>, trace: &Trace, cases: &[usize]) {
        let count = cases.len() as u64;
        let known = deviation::known(&trace.steps);
        let Ok(moves) = aligned else {
            self.result.not_computed += count;
            return;
        };
        let mut found = deviation::judge(&moves, &known, &self.labels);
        let outside = trace.steps.iter().filter_map(|step| match step {
            Step::Unmodelled(state) => Some((DeviationKind::Unmodelled, *state)),
            Step::Known(_) => None,
        });
        found.extend(outside);
        let cost = align::cost(&moves) + (trace.steps.len() - known.len()) as u64;
        let worst = trace.steps.len() as u64 + if trace.open { 0 } else { self.shortest };
        self.costs.0 += cost * count;
        self.costs.1 += worst * count;
        self.fitness_sum += (1.0 - cost as f64 / worst.max(1) as f64) * count as f64;
        self.result.compared += count;
        self.result.still_open += if trace.open { count } else { 0 };
        self.count_executions(&moves, &known, count);
        if found.is_empty() {
            self.result.conforming += count;
            self.result.conforming_numbers.extend(cases.iter().map(|case| *case as u32));
            self.conforming_hours.extend(cases.iter().map(|case| hours(self.log, *case)));
        }
        for deviation in &found {
            self.tally.entry(*deviation).or_default().occurrences += count;
        }
        for deviation in found.into_iter().collect::<BTreeSet<_>>() {
            self.tally.entry(deviation).or_default().cases.extend(cases);
        }
    }

    fn count_executions(&mut self, moves: &[Move], known: &[u32], count: u64) {
        let mut seen = BTreeSet::new();
        for step in moves {
            if let Move::Both(_, transition) | Move::Model(transition) | Move::Silent(transition) = step
                && let Some(firings) = self.result.firings.get_mut(*transition as usize)
            {
                *firings += count;
            }
            if let Move::Both(position, _) = step {
                let activity = known[*position as usize];
                self.executions[activity as usize].1 += count;
                if seen.insert(activity) {
                    self.executions[activity as usize].0 += count;
                }
            }
        }
    }

    fn finish(
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
            let mut durations: Vec<f64> = count.cases.iter().map(|case| hours(self.log, *case)).collect();
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

fn hours(log: &EventLog, case: usize) -> f64 {
    let range = log.range(case);
    match (log.time.get(range.start), range.end.checked_sub(1).and_then(|last| log.time.get(last))) {
        (Some(first), Some(last)) if !range.is_empty() => last.saturating_sub(*first) as f64 / 3.6e9,
        _ => 0.0,
    }
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

fn notes(result: &Conformance, show: &dyn Fn(&str) -> String, overflowed: bool) -> Vec<String> {
    let list = |states: &[StateCount]| {
        states
            .iter()
            .map(|count| format!("“{}” ({} events)", count.state, thousands(count.events)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut notes = Vec::new();
    if !result.ignored.is_empty() {
        notes.push(format!("Left out on purpose: {}.", list(&result.ignored)));
    }
    if !result.unmodelled.is_empty() {
        notes.push(format!("Not in the process: {}.", list(&result.unmodelled)));
    }
    if !result.unobserved.is_empty() {
        let names: Vec<String> = result.unobserved.iter().map(|id| format!("“{}”", show(id))).collect();
        notes.push(format!("No state of the log stands for {}; whether it happened cannot be seen.", names.join(", ")));
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
