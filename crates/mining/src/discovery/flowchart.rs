//! A discovered process as steps, gateways and flows: what a BPMN diagram is drawn from.
//!
//! Each step has one flow in and one out; a gateway splits or joins, never both. Absent: places on paper, pools, events
//! other than start and end. Source: BPMN 2.0.2 §10.5 and §10.6; blocks become gateways as in Leemans, "Robust Process
//! Mining with Guarantees" (2017), §2.2.

use super::tree::{Block, ProcessTree};
use crate::conformance::{Net, Transition};
use serde::Serialize;

/// What stands at a place of the chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartNode {
    /// Where cases begin; the first node is the only one.
    Start,
    /// Where cases end.
    End,
    /// A step, by its name.
    Activity(String),
    /// A gateway for one of several flows.
    Exclusive,
    /// A gateway for all flows at once.
    Parallel,
}

/// A flow from one node to another, by their positions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ChartFlow {
    /// The node before.
    pub from: usize,
    /// The node after.
    pub to: usize,
    /// Out of a choice, how large a share of the cases at the gateway took this flow, from 0 to 1.
    pub share: Option<f64>,
}

/// A process as a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Flowchart {
    /// Steps, gateways, start and end.
    pub nodes: Vec<ChartNode>,
    /// What follows what.
    pub flows: Vec<ChartFlow>,
}

/// The end of what is drawn so far.
#[derive(Clone, Copy)]
struct Loose {
    node: usize,
    share: Option<f64>,
}

impl Flowchart {
    pub(super) fn add(&mut self, node: ChartNode) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    pub(super) fn connect(&mut self, from: usize, to: usize, share: Option<f64>) {
        self.flows.push(ChartFlow { from, to, share });
    }

    /// The chart as a Petri net; a flow is a place, and flows that an exclusive gateway joins are one.
    #[must_use]
    pub fn net(&self) -> Net {
        let mut place: Vec<usize> = (0..self.flows.len()).collect();
        let into = |node: usize| (0..self.flows.len()).filter(move |flow| self.flows[*flow].to == node);
        let out = |node: usize| (0..self.flows.len()).filter(move |flow| self.flows[*flow].from == node);
        for (node, what) in self.nodes.iter().enumerate() {
            let (ways_in, ways_out): (Vec<_>, Vec<_>) = (into(node).collect(), out(node).collect());
            if let (ChartNode::Exclusive, [one]) = (what, &ways_out[..]) {
                for joined in ways_in {
                    let (old, new) = (place[joined], place[*one]);
                    place.iter_mut().filter(|place| **place == old).for_each(|place| *place = new);
                }
            }
        }
        let (first, last) = (self.flows.len(), self.flows.len() + 1);
        let mut transitions = Vec::new();
        let mut step = |node: usize, label: Option<&String>, inputs: Vec<usize>, outputs: Vec<usize>| {
            let id = format!("n{node}-{}", transitions.len());
            transitions.push(Transition { id, label: label.cloned(), inputs, outputs });
        };
        for (node, what) in self.nodes.iter().enumerate() {
            let ways_in: Vec<usize> = into(node).map(|flow| place[flow]).collect();
            let ways_out: Vec<usize> = out(node).map(|flow| place[flow]).collect();
            match what {
                ChartNode::Start => step(node, None, vec![first], ways_out),
                ChartNode::End => ways_in.into_iter().for_each(|way| step(node, None, vec![way], vec![last])),
                ChartNode::Activity(name) => step(node, Some(name), ways_in, ways_out),
                ChartNode::Parallel => step(node, None, ways_in, ways_out),
                ChartNode::Exclusive if ways_out.len() > 1 => {
                    for way in &ways_in {
                        ways_out.iter().for_each(|out| step(node, None, vec![*way], vec![*out]));
                    }
                }
                ChartNode::Exclusive => {}
            }
        }
        let places = (0..self.flows.len()).map(|flow| format!("flow {flow}"));
        let places = places.chain(["start".to_owned(), "end".to_owned()]).collect();
        Net { places, transitions, initial: vec![first], finals: vec![vec![last]] }
    }

    fn block(&mut self, tree: &ProcessTree, before: Loose) -> Loose {
        match &tree.block {
            Block::Silent => before,
            Block::Activity(name) => self.after(before, ChartNode::Activity(name.clone())),
            Block::Sequence(parts) => parts.iter().fold(before, |before, part| self.block(part, before)),
            Block::Exclusive(parts) => self.beside(parts, before, &ChartNode::Exclusive),
            Block::Parallel(parts) => self.beside(parts, before, &ChartNode::Parallel),
            Block::Loop(parts) => self.repeat(parts, before),
        }
    }

    fn after(&mut self, before: Loose, what: ChartNode) -> Loose {
        let node = self.add(what);
        self.connect(before.node, node, before.share);
        Loose { node, share: None }
    }

    fn beside(&mut self, parts: &[ProcessTree], before: Loose, gateway: &ChartNode) -> Loose {
        let split = self.after(before, gateway.clone());
        let all: u64 = parts.iter().map(|part| part.times).sum();
        let share = |times: u64| (*gateway == ChartNode::Exclusive).then(|| times as f64 / all.max(1) as f64);
        let ends: Vec<Loose> =
            parts.iter().map(|part| self.block(part, Loose { share: share(part.times), ..split })).collect();
        let join = self.add(gateway.clone());
        ends.into_iter().for_each(|end| self.connect(end.node, join, end.share));
        Loose { node: join, share: None }
    }

    fn repeat(&mut self, parts: &[ProcessTree], before: Loose) -> Loose {
        let Some((body, redo)) = parts.split_first() else { return before };
        let join = self.after(before, ChartNode::Exclusive);
        let end = self.block(body, join);
        let split = self.after(end, ChartNode::Exclusive);
        let again: u64 = redo.iter().map(|part| part.times).sum();
        let all = body.times.max(again).max(1) as f64;
        for part in redo {
            let end = self.block(part, Loose { share: Some(part.times as f64 / all), ..split });
            self.connect(end.node, join.node, end.share);
        }
        Loose { share: Some(1.0 - again as f64 / all), ..split }
    }
}

impl From<&ProcessTree> for Flowchart {
    fn from(tree: &ProcessTree) -> Flowchart {
        let mut chart = Flowchart::default();
        let start = Loose { node: chart.add(ChartNode::Start), share: None };
        let last = chart.block(tree, start);
        chart.after(last, ChartNode::End);
        chart
    }
}
