//! Draws a process from what was recorded: the steps, their order, choices, parallel work and loops that the cases show.
//!
//! Absent: data, conditions, roles, sub-processes; time. Sources: S. J. J. Leemans, D. Fahland, W. van der Aalst,
//! "Discovering Block-Structured Process Models from Event Logs" (2013) and "… Containing Infrequent Behaviour" (2014);
//! A. Weijters, J. Ribeiro, "Flexible Heuristics Miner" (2011).

mod cut;
mod flowchart;
mod graph;
mod heuristics;
mod inductive;
mod sound;
mod split;
#[cfg(test)]
mod tests;
mod traces;
mod tree;

pub use flowchart::{ChartFlow, ChartNode, Flowchart};
pub use tree::{Block, ProcessTree};

use crate::log::Part;
use serde::{Deserialize, Serialize};
use std::fmt;
use traces::Traces;

/// Most different activities of a log from which a model is drawn; nobody can read a larger one.
pub const MAX_MODEL_ACTIVITIES: usize = 200;

/// How a model is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoveryOptions {
    /// Share from 0 to 1 of the most frequent continuation of a step below which another continuation is taken for noise;
    /// at 0 the model allows everything that was recorded. Only the inductive miner filters noise.
    pub noise: f64,
    /// Whether successive rows of the same activity count as one (audit logs write a row per change of any field).
    pub collapse_repeats: bool,
    /// How certain the heuristics miner must be, from 0 to 1, that one step depends on another before it draws a flow.
    pub dependency: f64,
}

impl Default for DiscoveryOptions {
    fn default() -> Self {
        DiscoveryOptions { noise: 0.0, collapse_repeats: true, dependency: 0.9 }
    }
}

/// Why no model can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiscoveryError {
    /// The log has no events.
    Empty,
    /// The log has this many different activities.
    TooMany(usize),
    /// A share is not between 0 and 1; its name.
    NoShare(&'static str),
}

impl fmt::Display for DiscoveryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DiscoveryError::Empty => f.write_str("The log has no events; there is nothing to draw."),
            DiscoveryError::TooMany(count) => write!(
                f,
                "The log has {count} different activities, and a model of more than {MAX_MODEL_ACTIVITIES} cannot be \
                 read. Choose a coarser column as the activity, or filter the log."
            ),
            DiscoveryError::NoShare(what) => write!(f, "The {what} must be a number from 0 to 1."),
        }
    }
}

impl std::error::Error for DiscoveryError {}

/// The block-structured process that the inductive miner finds. With noise 0 it allows every case of the log.
///
/// # Errors
/// [`DiscoveryError`] when the log is empty or has too many activities, or the noise is no share.
pub fn inductive<'l>(part: impl Into<Part<'l>>, options: &DiscoveryOptions) -> Result<ProcessTree, DiscoveryError> {
    let (names, traces) = read(&part.into(), options)?;
    Ok(inductive::Miner { names: &names, noise: options.noise }.mine(traces).simple())
}

/// The process that the heuristics miner finds: the flows between steps that are certain enough, with parallel work where
/// it can be joined again. It is always sound; it need not allow every case of the log.
///
/// # Errors
/// [`DiscoveryError`] when the log is empty or has too many activities, or the dependency is no share.
pub fn heuristics<'l>(part: impl Into<Part<'l>>, options: &DiscoveryOptions) -> Result<Flowchart, DiscoveryError> {
    let (names, traces) = read(&part.into(), options)?;
    Ok(heuristics::mine(&names, &traces, options.dependency))
}

/// The names of the activities in alphabetical order, and the ways of the cases in their numbers: the order of the rows
/// and of the cases decides nothing.
fn read(part: &Part<'_>, options: &DiscoveryOptions) -> Result<(Vec<String>, Traces), DiscoveryError> {
    for (value, what) in [(options.noise, "noise"), (options.dependency, "dependency")] {
        if !(0.0..=1.0).contains(&value) {
            return Err(DiscoveryError::NoShare(what));
        }
    }
    let ways = crate::flow::variants(part);
    let mut used: Vec<u32> = ways.iter().flat_map(|way| way.activities.iter().copied()).collect();
    used.sort_unstable();
    used.dedup();
    if used.is_empty() {
        return Err(DiscoveryError::Empty);
    }
    if used.len() > MAX_MODEL_ACTIVITIES {
        return Err(DiscoveryError::TooMany(used.len()));
    }
    let name = |code: &u32| part.log().activities().get(*code).unwrap_or_default();
    used.sort_by(|a, b| name(a).cmp(name(b)));
    let mut numbers = vec![0; part.log().activities().len()];
    used.iter().enumerate().for_each(|(number, code)| numbers[*code as usize] = number as u32);
    let traces = ways.into_iter().map(|way| {
        let mut trace: Vec<u32> = way.activities.iter().map(|code| numbers[*code as usize]).collect();
        if options.collapse_repeats {
            trace.dedup();
        }
        (trace, way.cases.len() as u64)
    });
    Ok((used.iter().map(|code| name(code).to_owned()).collect(), Traces::new(traces.collect())))
}
