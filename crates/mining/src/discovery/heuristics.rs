//! The heuristics miner: draws the flows between steps that the log makes certain, and what runs in parallel.
//!
//! Parallel work is drawn only where it can be joined again: the least certain is given up first until the chart is sound.
//! Absent: long-distance dependencies, thresholds for single arcs. Source: A. Weijters, J. Ribeiro, "Flexible Heuristics
//! Miner" (2011), §II: dependency measure, length-one and length-two loops, all activities connected, relative to best.

use super::flowchart::{ChartNode, Flowchart};
use super::graph::groups;
use super::sound::is_sound;
use super::traces::Traces;
use std::collections::BTreeMap;

/// How much less certain than the best one a flow may be and still be drawn.
const RELATIVE_TO_BEST: f64 = 0.05;
/// How certain it must be that two steps are parallel.
const PARALLEL: f64 = 0.1;

/// What the log says of each pair of activities; the last two numbers are the start and the end.
struct Counts {
    size: usize,
    follows: Vec<u64>,
    /// How often an activity came back with just the other in between.
    returns: Vec<u64>,
}

impl Counts {
    fn of(activities: usize, traces: &Traces) -> Counts {
        let size = activities + 2;
        let mut counts = Counts { size, follows: vec![0; size * size], returns: vec![0; size * size] };
        for (trace, times) in traces.iter().filter(|(trace, _)| !trace.is_empty()) {
            let whole: Vec<usize> = std::iter::once(activities)
                .chain(trace.iter().map(|activity| *activity as usize))
                .chain([activities + 1])
                .collect();
            for pair in whole.windows(2) {
                counts.follows[pair[0] * size + pair[1]] += times;
            }
            for three in whole.windows(3).filter(|three| three[0] == three[2] && three[0] != three[1]) {
                counts.returns[three[0] * size + three[1]] += times;
            }
        }
        counts
    }

    fn count(&self, from: usize, to: usize) -> u64 {
        self.follows[from * self.size + to]
    }

    /// How certain it is that one depends on the other, from −1 to 1.
    fn dependency(&self, from: usize, to: usize) -> f64 {
        let (there, back) = (self.count(from, to) as f64, self.count(to, from) as f64);
        if from == to { there / (there + 1.0) } else { (there - back) / (there + back + 1.0) }
    }

    /// How certain it is that two alternate, from 0 to 1.
    fn alternates(&self, one: usize, other: usize) -> f64 {
        let both = (self.returns[one * self.size + other] + self.returns[other * self.size + one]) as f64;
        both / (both + 1.0)
    }

    /// How certain it is that two run in parallel after (or before) a step.
    fn parallel(&self, one: usize, other: usize, with: u64) -> f64 {
        (self.count(one, other) + self.count(other, one)) as f64 / (with as f64 + 1.0)
    }
}

/// The chart of some traces.
pub(super) fn mine(names: &[String], traces: &Traces, certain: f64) -> Flowchart {
    let counts = Counts::of(names.len(), traces);
    let flows = connected(&counts, dependencies(&counts, certain));
    let mut doubtful = parallel_pairs(&counts, &flows);
    loop {
        let chart = draw(names, &counts, &flows, &doubtful);
        if doubtful.is_empty() || is_sound(&chart.net()) {
            return chart;
        }
        let least = doubtful.iter().min_by(|a, b| a.1.total_cmp(b.1)).map(|(pair, _)| *pair);
        least.and_then(|pair| doubtful.remove(&pair));
    }
}

/// For each pair whether a flow is drawn, as `from * size + to`.
fn dependencies(counts: &Counts, certain: f64) -> Vec<bool> {
    let size = counts.size;
    let mut flows = vec![false; size * size];
    let best = |list: &mut dyn Iterator<Item = (usize, usize)>| {
        let seen = list.filter(|(from, to)| from != to && counts.count(*from, *to) > 0);
        seen.max_by(|a, b| {
            let rank = |pair: &(usize, usize)| (counts.dependency(pair.0, pair.1), counts.count(pair.0, pair.1));
            let (one, other) = (rank(a), rank(b));
            one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)).then(b.cmp(a))
        })
    };
    let after: Vec<_> = (0..size).map(|from| best(&mut (0..size).map(|to| (from, to)))).collect();
    let before: Vec<_> = (0..size).map(|to| best(&mut (0..size).map(|from| (from, to)))).collect();
    let strength = |pair: Option<(usize, usize)>| pair.map_or(1.0, |(from, to)| counts.dependency(from, to));
    for from in 0..size {
        for to in (0..size).filter(|to| counts.count(from, *to) > 0) {
            let dependency = counts.dependency(from, to);
            let near = |best: f64| best - dependency < RELATIVE_TO_BEST && dependency > 0.0;
            let alternate = from != to
                && counts.alternates(from, to) >= certain
                && counts.dependency(from, from) < certain
                && counts.dependency(to, to) < certain;
            let close = from != to && (near(strength(after[from])) || near(strength(before[to])));
            flows[from * size + to] = dependency >= certain || alternate || close;
        }
    }
    after.into_iter().chain(before).flatten().for_each(|(from, to)| flows[from * size + to] = true);
    flows
}

/// Adds the most frequent flows that are missing for each step to lie on a way from the start to the end.
fn connected(counts: &Counts, mut flows: Vec<bool>) -> Vec<bool> {
    let size = counts.size;
    for forwards in [true, false] {
        let begin = if forwards { size - 2 } else { size - 1 };
        loop {
            let mut reached = vec![false; size];
            let mut open = vec![begin];
            while let Some(node) = open.pop() {
                if !std::mem::replace(&mut reached[node], true) {
                    let next =
                        |other: &usize| if forwards { flows[node * size + other] } else { flows[other * size + node] };
                    open.extend((0..size).filter(next));
                }
            }
            let pairs = (0..size * size).map(|pair| (pair / size, pair % size));
            let crossing = pairs.filter(|(from, to)| match forwards {
                true => reached[*from] && !reached[*to],
                false => !reached[*from] && reached[*to],
            });
            let seen = crossing.filter(|(from, to)| counts.count(*from, *to) > 0);
            let Some((from, to)) = seen.max_by_key(|(from, to)| counts.count(*from, *to)) else { break };
            flows[from * size + to] = true;
        }
    }
    flows
}

/// Two flows out of a step, or two into it, that run in parallel: (step, whether out, one, other).
type Pair = (usize, bool, usize, usize);

/// All of them with how certain each is.
fn parallel_pairs(counts: &Counts, flows: &[bool]) -> BTreeMap<Pair, f64> {
    let size = counts.size;
    let mut pairs = BTreeMap::new();
    for node in 0..size {
        for outwards in [true, false] {
            let others = neighbours(size, flows, node, outwards);
            for (index, one) in others.iter().enumerate() {
                for other in &others[index + 1..] {
                    let with = match outwards {
                        true => counts.count(node, *one) + counts.count(node, *other),
                        false => counts.count(*one, node) + counts.count(*other, node),
                    };
                    let strength = counts.parallel(*one, *other, with);
                    let ordered = flows[one * size + other] || flows[other * size + one];
                    let both_ways = counts.count(*one, *other) > 0 && counts.count(*other, *one) > 0;
                    if strength > PARALLEL && both_ways && !ordered {
                        pairs.insert((node, outwards, *one, *other), strength);
                    }
                }
            }
        }
    }
    pairs
}

/// The steps that flows of a step lead to (or come from), without itself.
fn neighbours(size: usize, flows: &[bool], node: usize, outwards: bool) -> Vec<usize> {
    let drawn = |other: &usize| if outwards { flows[node * size + other] } else { flows[other * size + node] };
    (0..size).filter(|other| *other != node && drawn(other)).collect()
}

fn draw(names: &[String], counts: &Counts, flows: &[bool], parallel: &BTreeMap<Pair, f64>) -> Flowchart {
    let size = counts.size;
    let mut drawing = Drawing { chart: Flowchart::default(), counts, parallel, ends: BTreeMap::new() };
    for node in std::iter::once(size - 2).chain(0..size - 2).chain([size - 1]) {
        let what = match node {
            node if node == size - 2 => ChartNode::Start,
            node if node == size - 1 => ChartNode::End,
            node => ChartNode::Activity(names[node].clone()),
        };
        let place = drawing.chart.add(what);
        let (mut entry, mut exit, mut onwards) = (place, place, None);
        if flows[node * size + node] {
            entry = drawing.chart.add(ChartNode::Exclusive);
            exit = drawing.chart.add(ChartNode::Exclusive);
            let (again, all) = (counts.count(node, node) as f64, drawing.all(node) as f64);
            drawing.chart.connect(entry, place, None);
            drawing.chart.connect(place, exit, None);
            drawing.chart.connect(exit, entry, Some(again / all));
            onwards = Some(1.0 - again / all);
        }
        for (outwards, at, share) in [(true, exit, onwards), (false, entry, None)] {
            let others = neighbours(size, flows, node, outwards);
            drawing.gateways((node, outwards), at, others, share);
        }
    }
    for (from, to) in (0..size * size).map(|pair| (pair / size, pair % size)).filter(|(from, to)| from != to) {
        if flows[from * size + to] {
            let (start, share) = drawing.ends[&(from, true, to)];
            let (end, _) = drawing.ends[&(to, false, from)];
            drawing.chart.connect(start, end, share);
        }
    }
    drawing.chart
}

struct Drawing<'d> {
    chart: Flowchart,
    counts: &'d Counts,
    parallel: &'d BTreeMap<Pair, f64>,
    /// Where the flow between a step and another is fastened on the side of the first, and its share.
    ends: BTreeMap<(usize, bool, usize), (usize, Option<f64>)>,
}

impl Drawing<'_> {
    /// How often a step happened.
    fn all(&self, node: usize) -> u64 {
        (0..self.counts.size).map(|to| self.counts.count(node, to)).sum::<u64>().max(1)
    }

    /// Draws the gateways between a step and its neighbours on one side, beginning at a node.
    fn gateways(&mut self, side: (usize, bool), at: usize, others: Vec<usize>, share: Option<f64>) {
        let (node, outwards) = side;
        if let [one] = others[..] {
            self.ends.insert((node, outwards, one), (at, share));
            return;
        }
        if others.is_empty() {
            return;
        }
        let beside = |a: usize, b: usize| self.parallel.contains_key(&(node, outwards, a.min(b), a.max(b)));
        let all_at_once = groups(&others, |a, b| !beside(a, b));
        let (kind, parts) = if all_at_once.len() > 1 {
            (ChartNode::Parallel, all_at_once)
        } else {
            let one_of = groups(&others, beside);
            let parts = if one_of.len() > 1 { one_of } else { others.iter().map(|other| vec![*other]).collect() };
            (ChartNode::Exclusive, parts)
        };
        let gateway = self.chart.add(kind.clone());
        match outwards {
            true => self.chart.connect(at, gateway, share),
            false => self.chart.connect(gateway, at, None),
        }
        let weight = |part: &Vec<usize>| -> u64 {
            part.iter().map(|to| if outwards { self.counts.count(node, *to) } else { 0 }).sum()
        };
        let weights: Vec<u64> = parts.iter().map(weight).collect();
        let all = weights.iter().sum::<u64>().max(1) as f64;
        for (part, weight) in parts.into_iter().zip(weights) {
            let share = (outwards && kind == ChartNode::Exclusive).then_some(weight as f64 / all);
            self.gateways(side, gateway, part, share);
        }
    }
}
