//! Does work happen as the process says? Each case is compared with the published process, and each departure is told.
//!
//! Whatever the comparison leaves out (states ignored on purpose, repeated rows, activities the log cannot show, cases
//! too costly to compute) is said in the result. Absent: data and time perspectives. Sources: A. Adriansyah,
//! "Aligning Observed and Modeled Behavior" (2014); fitness as in W. van der Aalst, "Process Mining" (2nd ed., 2016),
//! §8.3.

mod ahead;
mod align;
mod bound;
mod comparison;
mod consequence;
mod deviation;
mod exactness;
mod net;
mod performance;
mod replay;
mod roads;
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
use crate::log::Part;
use align::{Aligner, Move, NoAlignment};
use comparison::Comparison;
use exactness::Exactness;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use trace::Reading;
use way::{Way, ways};

/// Most example cases named for a deviation.
pub const MAX_EXAMPLES: usize = 20;

/// Fewest ways for which work is shared among cores: those that are searched, and those that take next to no time.
const WAYS_WORTH_SHARING: (usize, usize) = (64, 20_000);

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
    let mut aligner = Aligner::new(net, labels.clone(), options.max_states.max(1), options.times);
    let shortest = aligner.align(&[], false).map_err(|reason| ConformanceError {
        why: match reason {
            NoAlignment::NoEnd => "The process cannot be compared: no end can be reached from its start.".to_owned(),
            NoAlignment::Budget => "The process cannot be compared: it is too large or never settles.".to_owned(),
        },
    })?;
    let shortest = align::cost(&shortest);
    let mut comparison = Comparison::new(&part, labels, reading.activities.len(), shortest);
    if options.times {
        comparison.result.firings = vec![0; net.transitions.len()];
    }
    let (ways, collapsed) = ways(&part, &reading);
    if ways.len() > options.max_ways {
        return Err(too_varied(ways.len(), options.max_ways));
    }
    comparison.result.ways = ways.len() as u64;
    comparison.result.collapsed = collapsed;
    let mut aligned = align_all(&mut aligner, net, &comparison.labels, &ways, options);
    let mut exactness = Exactness::new(&mut aligner.states);
    let mut known = Vec::new();
    for (way, (trace, cases)) in ways.iter().enumerate() {
        trace.known(&mut known);
        let share = way % aligned.len();
        let moves = aligned[share].next();
        if let Some(moves) = moves {
            exactness.run(moves, cases.len() as u64);
            if options.times {
                comparison.times.way(&part, &reading, moves, trace, cases);
            }
        }
        comparison.way(moves, &known, trace, cases);
    }
    comparison.result.precision = exactness.precision();
    comparison.result.generalization = exactness.generalization();
    let overflowed = aligner.states.markings.overflowed || aligned.iter().any(|share| share.overflowed);
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

/// Alignments of some ways, one after the other.
#[derive(Default)]
struct Aligned {
    moves: Vec<Move>,
    /// Where the moves of each way end; `None` where there are none.
    ends: Vec<Option<usize>>,
    overflowed: bool,
    told: usize,
    at: usize,
}

impl Aligned {
    fn of<'w>(aligner: &mut Aligner<'_>, ways: impl Iterator<Item = &'w Way>) -> Aligned {
        let mut aligned = Aligned::default();
        let mut known = Vec::new();
        for (trace, _) in ways {
            trace.known(&mut known);
            let found = aligner.explain(&known, trace.open, &mut aligned.moves);
            aligned.ends.push(found.is_ok().then_some(aligned.moves.len()));
        }
        aligned.overflowed = aligner.states.markings.overflowed;
        aligned
    }

    /// The moves of the next way.
    fn next(&mut self) -> Option<&[Move]> {
        let end = self.ends[self.told];
        self.told += 1;
        let from = self.at;
        self.at = end?;
        Some(&self.moves[from..self.at])
    }
}

/// An alignment of each way, dealt out to as many cores as are worth it.
fn align_all(
    aligner: &mut Aligner<'_>,
    net: &Net,
    labels: &[Option<u32>],
    ways: &[Way],
    options: &ConformanceOptions,
) -> Vec<Aligned> {
    let (searched, quick) = WAYS_WORTH_SHARING;
    if ways.len() < if aligner.is_quick() { quick } else { searched } {
        return vec![Aligned::of(aligner, ways.iter())];
    }
    let cores = cores::count();
    cores::map((0..cores).collect(), |core: usize| {
        let mut aligner = Aligner::new(net, labels.to_vec(), options.max_states.max(1), options.times);
        Aligned::of(&mut aligner, ways.iter().skip(core).step_by(cores))
    })
}
