//! A process that was found in a log becomes a diagram: drawn, weighed against the log, readable by every BPMN tool, and ready to be
//! a draft.
//!
//! Absent: roles and lanes; the log knows groups, not who answers. Source: BPMN 2.0.2 §10; discovery and the figures are in the
//! crate `mining`.

use std::collections::{BTreeMap, BTreeSet};

use bpmn::{LayoutError, ProcessSketch, SketchFlow, SketchStep, StepKind};
use mining::{ActivityMap, ChartNode, Conformance, ConformanceOptions, DiscoveryOptions, Flowchart, Part, Target};

use super::figures;
use super::model::Log;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::process::key_of;

/// Most different ways whose cases are held against a drawing; somebody waits for its figures.
const MOST_WAYS: usize = 20_000;
/// Most states that are looked at for one of them.
const MOST_STATES: usize = 20_000;

/// A way to find a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miner {
    /// Blocks within blocks, with a filter for what is rare.
    Inductive,
    /// The flows that are certain enough.
    Heuristics,
}

impl Miner {
    /// The word in the address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Miner::Inductive => "inductive",
            Miner::Heuristics => "heuristics",
        }
    }

    /// Reads [`Miner::key`]; the inductive one where it is none.
    #[must_use]
    pub fn from_key(key: &str) -> Miner {
        if key == Miner::Heuristics.key() { Miner::Heuristics } else { Miner::Inductive }
    }
}

/// How a process is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub miner: Miner,
    /// What is rarer than this share of the most frequent continuation is left out; the inductive miner only.
    pub noise_percent: u8,
}

impl Wanted {
    /// The way in words.
    #[must_use]
    pub fn words(self) -> String {
        match self.miner {
            Miner::Inductive => format!("the inductive miner, rarer than {} % left out", self.noise_percent),
            Miner::Heuristics => "the heuristics miner".to_owned(),
        }
    }
}

/// How well a diagram suits a log, each from 0 to 1; none where it was too costly to compute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    pub fitness: Option<f64>,
    pub precision: Option<f64>,
    pub generalization: Option<f64>,
    pub simplicity: f64,
}

/// A process that some cases show.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovered {
    /// BPMN with its drawing.
    pub diagram: String,
    /// Its steps, by their ids in the diagram.
    pub steps: Vec<(String, String)>,
    /// Ids of the steps that the published process has too.
    pub shared: BTreeSet<String>,
    pub quality: Quality,
    pub cases: usize,
    pub not_computed: u64,
}

/// The process that the cases of a part show. Where a state stands for a step of the published process, the step keeps its id and
/// name.
///
/// # Errors
/// A sentence when the part has no events or too many different activities.
pub fn discover(
    log: &Log,
    part: &Part,
    definition: Option<&Definition>,
    wanted: Wanted,
) -> Result<Discovered, Failure> {
    let options = DiscoveryOptions { noise: f64::from(wanted.noise_percent) / 100.0, ..DiscoveryOptions::default() };
    let refused = |error: mining::DiscoveryError| Failure::refused(error.to_string());
    let chart = match wanted.miner {
        Miner::Inductive => Flowchart::from(&mining::inductive(part, &options).map_err(refused)?),
        Miner::Heuristics => mining::heuristics(part, &options).map_err(refused)?,
    };
    let words = definition.map(|definition| words(log, definition)).unwrap_or_default();
    let name = definition.map_or(log.name.as_str(), |definition| definition.name.as_str());
    let told = format!("Found by {} in the log “{}”: {} cases.", wanted.words(), log.name, part.case_count());
    let drawn = drawn(name, &told, &chart, &words)
        .map_err(|error| Failure::refused(format!("The process cannot be drawn: {error}.")))?;
    let parsed = bpmn::Diagram::parse(&drawn.text)
        .map_err(|error| Failure::refused(format!("The process cannot be drawn: {error}.")))?;
    let net = figures::net(&parsed)?;
    let states = drawn.ids.iter().map(|(state, id)| (state.clone(), Target::Activity(id.clone()))).collect();
    let options = ConformanceOptions {
        closing_states: log.reading.closed.clone(),
        max_ways: MOST_WAYS,
        max_states: MOST_STATES,
        ..ConformanceOptions::default()
    };
    // A drawing whose figures would take too long is still a drawing.
    let found = mining::conformance(part, &net, &ActivityMap { states }, &options)
        .unwrap_or_else(|_| Conformance { not_computed: part.case_count() as u64, ..Conformance::default() });
    let published: BTreeSet<&String> = words.values().map(|(id, _)| id).collect();
    let steps: Vec<(String, String)> = parsed
        .nodes()
        .iter()
        .filter(|node| node.is_activity())
        .map(|node| (node.id.clone(), node.name.clone()))
        .collect();
    let quality = Quality {
        fitness: found.fitness,
        precision: found.precision,
        generalization: found.generalization,
        simplicity: net.simplicity(),
    };
    let shared = steps.iter().map(|(id, _)| id).filter(|id| published.contains(id)).cloned().collect();
    let (cases, not_computed) = (part.case_count(), found.not_computed);
    Ok(Discovered { diagram: drawn.text, steps, shared, quality, cases, not_computed })
}

/// The steps of a definition by the states that stand for them.
fn words(log: &Log, definition: &Definition) -> BTreeMap<String, (String, String)> {
    let names: BTreeMap<String, String> = definition.steps().into_iter().collect();
    let step = |(state, target): (&String, &Target)| match target {
        Target::Activity(id) => Some((state.clone(), (id.clone(), names.get(id)?.clone()))),
        _ => None,
    };
    log.reading.states.iter().filter_map(step).collect()
}

/// A chart as a diagram, and the ids that its activities have there.
struct Drawn {
    text: String,
    ids: BTreeMap<String, String>,
}

/// The chart as a BPMN file with its drawing; the flows out of a choice say which share of the cases took them.
///
/// # Errors
/// When the chart is too large to be laid out.
pub fn diagram(name: &str, documentation: &str, chart: &Flowchart) -> Result<String, LayoutError> {
    drawn(name, documentation, chart, &BTreeMap::new()).map(|drawn| drawn.text)
}

fn drawn(
    name: &str,
    documentation: &str,
    chart: &Flowchart,
    words: &BTreeMap<String, (String, String)>,
) -> Result<Drawn, LayoutError> {
    let mut taken = BTreeSet::new();
    let named: Vec<(String, String)> = chart.nodes.iter().map(|node| named(node, words, &mut taken)).collect();
    let step = |(node, (id, name)): (&ChartNode, &(String, String))| SketchStep {
        id: id.clone(),
        name: name.clone(),
        lane: String::new(),
        kind: match node {
            ChartNode::Start => StepKind::Start,
            ChartNode::End => StepKind::End,
            ChartNode::Activity(_) => StepKind::Task,
            ChartNode::Exclusive => StepKind::Exclusive,
            ChartNode::Parallel => StepKind::Parallel,
        },
        documentation: String::new(),
        attached_to: None,
    };
    let flow = |flow: &mining::ChartFlow| SketchFlow {
        from: named[flow.from].0.clone(),
        to: named[flow.to].0.clone(),
        name: flow.share.map(told).unwrap_or_default(),
        condition: None,
        default: false,
    };
    let text = bpmn::layout(&ProcessSketch {
        id: "process".to_owned(),
        name: name.to_owned(),
        documentation: documentation.to_owned(),
        lanes: Vec::new(),
        steps: chart.nodes.iter().zip(&named).map(step).collect(),
        flows: chart.flows.iter().map(flow).collect(),
    })?;
    let id = |(node, (id, _)): (&ChartNode, &(String, String))| match node {
        ChartNode::Activity(activity) => Some((activity.clone(), id.clone())),
        _ => None,
    };
    Ok(Drawn { text, ids: chart.nodes.iter().zip(&named).filter_map(id).collect() })
}

/// The id and the name of a node; those of the published step where the activity stands for one that no other has taken.
fn named(
    node: &ChartNode,
    words: &BTreeMap<String, (String, String)>,
    taken: &mut BTreeSet<String>,
) -> (String, String) {
    let name = match node {
        ChartNode::Start => "Recorded for the first time",
        ChartNode::End => "Nothing more recorded",
        ChartNode::Activity(name) => match words.get(name) {
            Some(known) if taken.insert(known.0.clone()) => return known.clone(),
            _ => name.as_str(),
        },
        ChartNode::Exclusive | ChartNode::Parallel => "",
    };
    (free_id(node, taken), name.to_owned())
}

/// A share in whole per cent.
fn told(share: f64) -> String {
    match share * 100.0 {
        share if share > 0.0 && share < 0.5 => "under 1 %".to_owned(),
        share if (99.5..100.0).contains(&share) => "over 99 %".to_owned(),
        share => format!("{share:.0} %"),
    }
}

/// An XML name that says what it names and is not taken yet.
fn free_id(node: &ChartNode, taken: &mut BTreeSet<String>) -> String {
    let word = match node {
        ChartNode::Start => "start".to_owned(),
        ChartNode::End => "end".to_owned(),
        ChartNode::Activity(name) => format!("step_{}", key_of(name).replace('-', "_")),
        ChartNode::Exclusive => "choice".to_owned(),
        ChartNode::Parallel => "parallel".to_owned(),
    };
    let numbered = (2..).map(|number| format!("{word}_{number}"));
    let free = std::iter::once(word.clone()).chain(numbered).find(|id| !taken.contains(id));
    let id = free.expect("numbers do not run out");
    taken.insert(id.clone());
    id
}

#[cfg(test)]
mod tests;
