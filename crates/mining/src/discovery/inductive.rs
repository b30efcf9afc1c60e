//! The inductive miner: cuts the activities into parts, and each part again, until single steps remain.
//!
//! Where nothing can be cut, a way out that still allows every trace is taken, the most exact one first. Absent: life-cycle
//! information. Sources: Leemans, Fahland and van der Aalst, "Discovering Block-Structured Process Models from Event Logs"
//! (2013), §3 and "… Containing Infrequent Behaviour" (2014), §4; ways out as in S. J. J. Leemans, "Robust Process Mining
//! with Guarantees" (2017), §6.1.3.

use super::cut::{self, Cut, Relation};
use super::graph::Graph;
use super::split::split;
use super::traces::Traces;
use super::tree::{Block, ProcessTree};

pub(super) struct Miner<'n> {
    /// The names of the activities by their numbers.
    pub(super) names: &'n [String],
    /// See [`super::DiscoveryOptions::noise`].
    pub(super) noise: f64,
}

impl Miner<'_> {
    /// The tree of some traces.
    pub(super) fn mine(&self, traces: Traces) -> ProcessTree {
        let (times, empty) = (traces.times(), traces.empty());
        if empty == times {
            return ProcessTree::silent(times);
        }
        if empty > 0 {
            let rest = self.mine(traces.without_empty());
            if (empty as f64) < self.noise * times as f64 {
                return rest;
            }
            return ProcessTree { times, block: Block::Exclusive(vec![rest, ProcessTree::silent(empty)]) };
        }
        if let Some(step) = self.single(&traces) {
            return step;
        }
        let graph = Graph::of(&traces);
        let unfiltered = cut::find(&graph);
        let found = unfiltered.or_else(|| if self.noise > 0.0 { cut::find(&graph.filtered(self.noise)) } else { None });
        match found {
            Some(cut) => self.cut(&traces, &cut),
            None => self.way_out(&traces, &graph),
        }
    }

    /// One step, where the traces are (but for noise) nothing but that step once.
    fn single(&self, traces: &Traces) -> Option<ProcessTree> {
        let activities = traces.activities();
        let [activity] = activities[..] else { return None };
        let (times, events) = (traces.times(), traces.events());
        let repeats = events - times;
        (repeats == 0 || (repeats as f64) < self.noise * times as f64).then(|| self.step(activity, times))
    }

    fn step(&self, activity: u32, times: u64) -> ProcessTree {
        ProcessTree { times, block: Block::Activity(self.names[activity as usize].clone()) }
    }

    fn cut(&self, traces: &Traces, cut: &Cut) -> ProcessTree {
        let parts =
            split(traces, cut).into_iter().filter(|part| part.times() > 0).map(|part| self.mine(part)).collect();
        let block = match cut.relation {
            Relation::Exclusive => Block::Exclusive(parts),
            Relation::Sequence => Block::Sequence(parts),
            Relation::Parallel => Block::Parallel(parts),
            Relation::Loop => Block::Loop(parts),
        };
        ProcessTree { times: traces.times(), block }
    }

    fn way_out(&self, traces: &Traces, graph: &Graph) -> ProcessTree {
        let times = traces.times();
        if let Some(activity) = once_each(traces, graph).or_else(|| concurrent(traces, graph)) {
            let parts = vec![
                self.mine(traces.only(|other| other == activity)),
                self.mine(traces.only(|other| other != activity)),
            ];
            return ProcessTree { times, block: Block::Parallel(parts) };
        }
        let node = |activity: u32| graph.activities.binary_search(&activity).expect("an activity of these traces");
        let starts = |activity: u32| graph.starts[node(activity)] > 0;
        let ends = |activity: u32| graph.ends[node(activity)] > 0;
        let again = traces.cut_where(|trace, at| ends(trace[at - 1]) && starts(trace[at]));
        let again = if again == *traces { traces.cut_where(|trace, at| starts(trace[at])) } else { again };
        if again != *traces {
            let more = again.times() - times;
            return ProcessTree { times, block: Block::Loop(vec![self.mine(again), ProcessTree::silent(more)]) };
        }
        let mut counts = vec![0; graph.len()];
        for (trace, times) in traces.iter() {
            trace.iter().for_each(|activity| counts[node(*activity)] += times);
        }
        let any = graph.activities.iter().zip(counts).map(|(activity, times)| self.step(*activity, times)).collect();
        let events = traces.events();
        let any = ProcessTree { times: events, block: Block::Exclusive(any) };
        ProcessTree { times, block: Block::Loop(vec![any, ProcessTree::silent(events - times)]) }
    }
}

/// An activity that happens exactly once in each trace, where there are others.
fn once_each(traces: &Traces, graph: &Graph) -> Option<u32> {
    let once =
        |activity: &u32| traces.iter().all(|(trace, _)| trace.iter().filter(|other| *other == activity).count() == 1);
    graph.activities.iter().copied().find(|activity| graph.len() > 1 && once(activity))
}

/// An activity without which the others can be cut.
fn concurrent(traces: &Traces, graph: &Graph) -> Option<u32> {
    let cuttable = |activity: &u32| {
        let rest = traces.only(|other| other != *activity).without_empty();
        cut::find(&Graph::of(&rest)).is_some()
    };
    graph.activities.iter().copied().find(|activity| graph.len() > 1 && cuttable(activity))
}
