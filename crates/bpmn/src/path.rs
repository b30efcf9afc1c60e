//! The longest way through a process, by a weight that the caller gives each step.
//!
//! Loops are walked once, and of two branches that run at the same time the longer one counts. Absent: how often a way is taken.
//! Source: the longest path of a graph without cycles (Sedgewick, *Algorithms*, §4.4).

use std::collections::{BTreeMap, BTreeSet};

use crate::diagram::Diagram;
use crate::model::{Kind, Node};

/// A way through a diagram.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// Ids of the nodes in the order in which they are passed; what is inside a sub-process follows it.
    pub nodes: Vec<String>,
    /// The sum of the weights.
    pub weight: u64,
}

impl Way {
    /// By weight, then by steps.
    fn rank(&self) -> (u64, usize) {
        (self.weight, self.nodes.len())
    }
}

/// The heaviest way from a beginning to an end, over all processes of the file.
#[must_use]
pub fn longest(diagram: &Diagram, weight: impl Fn(&Node) -> u64) -> Way {
    let mut inside: BTreeMap<&str, Way> = BTreeMap::new();
    // What is inside comes after what it is in, so backwards the inner ways are known first.
    for node in diagram.nodes().iter().rev().filter(|node| matches!(node.kind, Kind::SubProcess(_))) {
        let nodes: Vec<&Node> = diagram.within(&node.process, Some(&node.id)).collect();
        let way = through(diagram, &nodes, &weight, &inside);
        inside.insert(&node.id, way);
    }
    let processes: BTreeSet<&str> = diagram.nodes().iter().map(|node| node.process.as_str()).collect();
    let ways = processes.into_iter().map(|process| {
        let nodes: Vec<&Node> = diagram.within(process, None).collect();
        through(diagram, &nodes, &weight, &inside)
    });
    ways.max_by_key(Way::rank).unwrap_or_default()
}

/// The heaviest way through the nodes of one level.
fn through(diagram: &Diagram, nodes: &[&Node], weight: &dyn Fn(&Node) -> u64, inside: &BTreeMap<&str, Way>) -> Way {
    let at: BTreeMap<&str, usize> = nodes.iter().enumerate().map(|(at, node)| (node.id.as_str(), at)).collect();
    let next: Vec<Vec<usize>> = nodes
        .iter()
        .map(|node| {
            let flows = diagram.outgoing(&node.id).map(|flow| flow.target.as_str());
            let events = diagram.attached(&node.id).map(|event| event.id.as_str());
            flows.chain(events).filter_map(|id| at.get(id).copied()).collect()
        })
        .collect();
    let own: Vec<u64> = nodes
        .iter()
        .map(|node| weight(node).saturating_add(inside.get(node.id.as_str()).map_or(0, |way| way.weight)))
        .collect();
    let entered: BTreeSet<usize> = next.iter().flatten().copied().collect();
    let starts = (0..nodes.len()).filter(|at| !entered.contains(at)).chain(0..nodes.len());
    let walked = walk(&next, &own, starts);
    let begins = (0..nodes.len()).filter(|at| !entered.contains(at) || entered.len() == nodes.len());
    let Some(first) = begins.max_by_key(|at| walked[*at].rank) else { return Way::default() };
    let mut way = Way { nodes: Vec::new(), weight: walked[first].rank.0 };
    let mut here = Some(first);
    while let Some(at) = here {
        way.nodes.push(nodes[at].id.clone());
        way.nodes.extend(inside.get(nodes[at].id.as_str()).into_iter().flat_map(|way| way.nodes.iter().cloned()));
        here = walked[at].next;
    }
    way
}

/// The heaviest way onwards from a node: its weight and steps, and where it goes next.
#[derive(Clone, Copy, Default)]
struct Onwards {
    rank: (u64, usize),
    next: Option<usize>,
}

/// Depth first, without recursion: a node is ready when all that follows it is, save what leads back to where the walk came from.
fn walk(next: &[Vec<usize>], own: &[u64], starts: impl Iterator<Item = usize>) -> Vec<Onwards> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Ready,
    }
    let mut state = vec![State::New; next.len()];
    let mut found = vec![Onwards::default(); next.len()];
    for start in starts {
        let mut stack = vec![(start, 0)];
        while let Some((at, tried)) = stack.pop() {
            if tried == 0 {
                if state[at] != State::New {
                    continue;
                }
                state[at] = State::Open;
            }
            if let Some(to) = next[at].get(tried) {
                stack.push((at, tried + 1));
                stack.push((*to, 0));
                continue;
            }
            let ready = next[at].iter().copied().filter(|to| state[*to] == State::Ready);
            let best = ready.max_by_key(|to| found[*to].rank);
            let (weight, steps) = best.map_or((0, 0), |to| found[to].rank);
            found[at] = Onwards { rank: (own[at].saturating_add(weight), steps + 1), next: best };
            state[at] = State::Ready;
        }
    }
    found
}

#[cfg(test)]
mod tests;
