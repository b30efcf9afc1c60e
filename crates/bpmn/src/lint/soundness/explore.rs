//! Visits every state that a graph can get into.
//!
//! Absent: states with two tokens on one edge, which are reported and not followed. Source: BPMN 2.0.2 §13.4; the inclusive join
//! of §13.4.2: it waits while a token elsewhere can still reach an input that has none, and no input that has one.

use std::collections::{BTreeSet, HashSet, VecDeque};

use super::graph::{Graph, Join, Step};

/// What is known about a graph. Nodes are named by their number, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Known {
        /// Joins that can wait for ever.
        stuck: BTreeSet<usize>,
        /// Nodes after which two tokens lie on one edge.
        doubled: BTreeSet<usize>,
        /// Nodes that no case passes although a path leads there.
        dead: BTreeSet<usize>,
    },
    /// There are more states than were allowed.
    Unknown,
}

/// Which edges hold a token.
type State = Vec<u64>;

fn holds(state: &State, edge: usize) -> bool {
    state[edge / 64] & (1 << (edge % 64)) != 0
}

fn set(state: &mut State, edge: usize) {
    state[edge / 64] |= 1 << (edge % 64);
}

fn unset(state: &mut State, edge: usize) {
    state[edge / 64] &= !(1 << (edge % 64));
}

/// Visits at most `limit` states.
pub(super) fn explore(graph: &Graph, limit: usize) -> Answer {
    let empty: State = vec![0; graph.edges.div_ceil(64).max(1)];
    let mut seen: HashSet<State> = HashSet::new();
    let mut waiting = VecDeque::new();
    for start in &graph.starts {
        let mut state = empty.clone();
        start.iter().for_each(|edge| set(&mut state, *edge));
        waiting.push_back(state);
    }
    let reaches = Reach::of(graph);
    let (mut stuck, mut doubled, mut passed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    while let Some(state) = waiting.pop_front() {
        if !seen.insert(state.clone()) {
            continue;
        }
        if seen.len() > limit {
            return Answer::Unknown;
        }
        let mut moved = false;
        for (at, step) in graph.steps.iter().enumerate() {
            for inputs in enabled(step, at, &state, &reaches) {
                moved = true;
                passed.insert(at);
                let mut taken = if step.clears { empty.clone() } else { state.clone() };
                inputs.iter().for_each(|edge| unset(&mut taken, *edge));
                for choice in &step.choices {
                    let mut next = taken.clone();
                    let free = choice.iter().filter(|edge| !holds(&next, **edge)).count();
                    if free < choice.len() {
                        doubled.insert(step.node);
                        continue;
                    }
                    choice.iter().for_each(|edge| set(&mut next, *edge));
                    waiting.push_back(next);
                }
            }
        }
        if !moved && state != empty {
            let waits = |step: &&Step| step.inputs.iter().any(|edge| holds(&state, *edge));
            stuck.extend(graph.steps.iter().filter(waits).map(|step| step.node));
        }
    }
    let connected = connected(graph);
    let dead = graph.steps.iter().enumerate().filter(|(at, _)| connected.contains(at) && !passed.contains(at));
    let dead = dead.map(|(_, step)| step.node);
    // A state that is not followed may have been the only way somewhere.
    let dead = if doubled.is_empty() { dead.collect() } else { BTreeSet::new() };
    Answer::Known { stuck, doubled, dead }
}

/// The steps that a path leads to, whatever they wait for.
fn connected(graph: &Graph) -> BTreeSet<usize> {
    let mut edges: BTreeSet<usize> = graph.starts.iter().flatten().copied().collect();
    let mut found = BTreeSet::new();
    loop {
        let known = found.len();
        for (at, step) in graph.steps.iter().enumerate() {
            if !found.contains(&at) && step.inputs.iter().any(|edge| edges.contains(edge)) {
                found.insert(at);
                edges.extend(step.choices.iter().flatten());
            }
        }
        if found.len() == known {
            return found;
        }
    }
}

/// Each way in which a step can happen: the tokens it takes.
fn enabled(step: &Step, at: usize, state: &State, reaches: &Reach) -> Vec<Vec<usize>> {
    let there: Vec<usize> = step.inputs.iter().copied().filter(|edge| holds(state, *edge)).collect();
    match step.join {
        _ if there.is_empty() => Vec::new(),
        Join::Any => there.into_iter().map(|edge| vec![edge]).collect(),
        Join::All if there.len() == step.inputs.len() => vec![there],
        Join::All => Vec::new(),
        Join::Inclusive => {
            let comes = |edge: usize| {
                let may_come = step.inputs.iter().any(|input| !holds(state, *input) && reaches.past(at, edge, *input));
                may_come && !there.iter().any(|input| reaches.past(at, edge, *input))
            };
            let elsewhere = (0..state.len() * 64).filter(|edge| holds(state, *edge) && !there.contains(edge));
            if elsewhere.into_iter().any(comes) { Vec::new() } else { vec![there] }
        }
    }
}

/// For each inclusive join: from which edge which of its inputs can be reached without passing it.
struct Reach {
    by_step: Vec<Vec<(usize, Vec<bool>)>>,
}

impl Reach {
    fn of(graph: &Graph) -> Self {
        let inclusive = |(at, step): (usize, &Step)| {
            if step.join != Join::Inclusive || step.inputs.len() < 2 {
                return Vec::new();
            }
            step.inputs.iter().map(|input| (*input, Self::before(graph, at, *input))).collect()
        };
        Self { by_step: graph.steps.iter().enumerate().map(inclusive).collect() }
    }

    /// The edges from which `input` can be reached without passing the step `join`.
    fn before(graph: &Graph, join: usize, input: usize) -> Vec<bool> {
        let mut found = vec![false; graph.edges];
        let mut waiting = vec![input];
        while let Some(edge) = waiting.pop() {
            if std::mem::replace(&mut found[edge], true) {
                continue;
            }
            for (at, step) in graph.steps.iter().enumerate() {
                if at != join && step.choices.iter().flatten().any(|output| *output == edge) {
                    waiting.extend(&step.inputs);
                }
            }
        }
        found
    }

    fn past(&self, step: usize, edge: usize, input: usize) -> bool {
        self.by_step[step].iter().any(|(to, from)| *to == input && from.get(edge) == Some(&true))
    }
}
