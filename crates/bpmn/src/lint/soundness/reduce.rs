//! Makes a graph smaller without changing whether it can get stuck or run twice: sequences, plain choices, plain parallel blocks
//! and plain loops shrink until only what is not nested stays.
//!
//! Absent: reductions that need more than two steps to look at. Source: Sadiq and Orlowska, *Analyzing process models using graph
//! reduction techniques* (2000).

use std::collections::{BTreeMap, BTreeSet};

use super::graph::{Graph, Join, Step};

pub(super) fn reduce(mut graph: Graph) -> Graph {
    while sequence(&mut graph) || same_target(&mut graph) || loop_back(&mut graph) || end(&mut graph) {}
    graph
}

/// The only step that takes from each edge, and the only one that puts onto it.
fn ends(graph: &Graph) -> (BTreeMap<usize, usize>, BTreeMap<usize, usize>) {
    let mut takes = BTreeMap::new();
    let mut puts = BTreeMap::new();
    for (at, step) in graph.steps.iter().enumerate() {
        takes.extend(step.inputs.iter().map(|edge| (*edge, at)));
        puts.extend(step.choices.iter().flatten().map(|edge| (*edge, at)));
    }
    (takes, puts)
}

/// A step with one way in and one way out is as good as the edge.
fn sequence(graph: &mut Graph) -> bool {
    let plain = |step: &Step| {
        let [input] = step.inputs.as_slice() else { return None };
        let [choice] = step.choices.as_slice() else { return None };
        let [output] = choice.as_slice() else { return None };
        (!step.clears && input != output).then_some((*input, *output))
    };
    let gone: Vec<(usize, usize)> = graph.steps.iter().filter_map(plain).collect();
    if gone.is_empty() {
        return false;
    }
    graph.steps.retain(|step| plain(step).is_none());
    // Following the sequences to their last edge; a ring of plain steps is cut after one round.
    let next: BTreeMap<usize, usize> = gone.into_iter().collect();
    let last = |edge: usize| {
        let mut at = edge;
        for _ in 0..=next.len() {
            match next.get(&at) {
                Some(after) => at = *after,
                None => break,
            }
        }
        at
    };
    let sources = graph.starts.iter_mut().flatten();
    let outputs = graph.steps.iter_mut().flat_map(|step| step.choices.iter_mut().flatten());
    for edge in sources.chain(outputs) {
        *edge = last(*edge);
    }
    true
}

/// Several edges from one step to another are as good as one: of a choice into any, and of a split into all.
fn same_target(graph: &mut Graph) -> bool {
    let (takes, _) = ends(graph);
    for at in 0..graph.steps.len() {
        let step = &graph.steps[at];
        let alone = |edge: &usize| !graph.starts.iter().flatten().any(|start| start == edge);
        let target = |edge: usize| takes.get(&edge).copied().filter(|_| alone(&edge));
        let join = |edge: usize, join: Join| target(edge).filter(|to| graph.steps[*to].join == join);
        let exclusive = step.choices.len() > 1 && step.choices.iter().all(|choice| choice.len() == 1);
        let pair = if exclusive {
            let edges: Vec<usize> = step.choices.iter().map(|choice| choice[0]).collect();
            twins(&edges, |edge| join(edge, Join::Any))
        } else if let [choice] = step.choices.as_slice() {
            twins(choice, |edge| join(edge, Join::All))
        } else {
            None
        };
        let Some((edge, to)) = pair else { continue };
        graph.steps[to].inputs.retain(|input| *input != edge);
        if exclusive {
            graph.steps[at].choices.retain(|choice| choice[0] != edge);
        } else {
            graph.steps[at].choices[0].retain(|output| *output != edge);
        }
        return true;
    }
    false
}

/// A token that only goes to a plain end need not go there, unless several paths met just before.
fn end(graph: &mut Graph) -> bool {
    let is_end = |step: &Step| !step.clears && step.inputs.len() == 1 && step.choices.iter().all(Vec::is_empty);
    let gone: BTreeSet<usize> = graph.steps.iter().filter(|step| is_end(step)).map(|step| step.inputs[0]).collect();
    let mut changed = false;
    for step in graph.steps.iter_mut().filter(|step| step.join != Join::Any || step.inputs.len() == 1) {
        for choice in &mut step.choices {
            let before = choice.len();
            choice.retain(|edge| !gone.contains(edge));
            changed |= choice.len() < before;
        }
        step.choices.dedup();
    }
    if changed {
        let used: BTreeSet<usize> =
            graph.steps.iter().flat_map(|step| step.choices.iter().flatten().copied()).collect();
        let starts: BTreeSet<usize> = graph.starts.iter().flatten().copied().collect();
        graph.steps.retain(|step| !is_end(step) || used.contains(&step.inputs[0]) || starts.contains(&step.inputs[0]));
    }
    changed
}

/// A second edge to the same step, and that step.
fn twins(edges: &[usize], target: impl Fn(usize) -> Option<usize>) -> Option<(usize, usize)> {
    let mut seen = BTreeMap::new();
    for edge in edges {
        let Some(to) = target(*edge) else { continue };
        if seen.insert(to, *edge).is_some_and(|before| before != *edge) {
            return Some((*edge, to));
        }
    }
    None
}

/// A choice that leads straight back to the join before it changes nothing.
fn loop_back(graph: &mut Graph) -> bool {
    let (takes, puts) = ends(graph);
    for at in 0..graph.steps.len() {
        let split = &graph.steps[at];
        let [entry] = split.inputs.as_slice() else { continue };
        let exclusive = split.choices.len() > 1 && split.choices.iter().all(|choice| choice.len() == 1);
        let Some(join) = puts.get(entry).copied().filter(|_| exclusive && split.join == Join::Any) else { continue };
        let before = &graph.steps[join];
        if before.join != Join::Any || before.choices.len() != 1 || before.choices[0].len() != 1 || join == at {
            continue;
        }
        let back = split.choices.iter().map(|choice| choice[0]).find(|edge| takes.get(edge) == Some(&join));
        let Some(back) = back.filter(|_| before.inputs.len() > 1) else { continue };
        graph.steps[join].inputs.retain(|input| *input != back);
        graph.steps[at].choices.retain(|choice| choice[0] != back);
        return true;
    }
    false
}
