//! How the work of a log falls into parts: parts that exclude each other, follow each other, run beside each other, or
//! repeat.
//!
//! Absent: parts that interleave without overlap, inclusive choices. Source: Leemans, Fahland and van der Aalst,
//! "Discovering Block-Structured Process Models from Event Logs" (2013), §3; parts that can only be skipped together stay
//! together as in S. J. J. Leemans, "Robust Process Mining with Guarantees" (2017), §6.1.2 (strict sequence cut).

use super::graph::{Graph, groups};

/// How parts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    Exclusive,
    Sequence,
    Parallel,
    /// The first part is done, and again after each of the others.
    Loop,
}

/// The parts of the activities, at least two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) relation: Relation,
    pub(super) parts: Vec<Vec<u32>>,
}

/// The first of the relations that fits, with its parts.
pub(super) fn find(graph: &Graph) -> Option<Cut> {
    let all: Vec<usize> = (0..graph.len()).collect();
    let relations = [Relation::Exclusive, Relation::Sequence, Relation::Parallel, Relation::Loop];
    relations.into_iter().find_map(|relation| {
        let parts = match relation {
            Relation::Exclusive => groups(&all, |a, b| graph.has(a, b) || graph.has(b, a)),
            Relation::Sequence => sequence(graph, &all),
            Relation::Parallel => parallel(graph, &all),
            Relation::Loop => repeating(graph, &all),
        };
        let named = |part: Vec<usize>| part.into_iter().map(|node| graph.activities[node]).collect();
        (parts.len() > 1).then(|| Cut { relation, parts: parts.into_iter().map(named).collect() })
    })
}

fn sequence(graph: &Graph, all: &[usize]) -> Vec<Vec<usize>> {
    let (count, reach) = (graph.len(), graph.reach());
    let mut parts = groups(all, |a, b| reach[a * count + b] == reach[b * count + a]);
    if parts.len() < 2 {
        return parts;
    }
    let ahead =
        |part: &Vec<usize>| reach[part[0] * count..(part[0] + 1) * count].iter().filter(|ahead| **ahead).count();
    // Those that reach most come first; a part that reaches itself counts itself, which keeps the order.
    let inside = |part: &Vec<usize>| part.iter().filter(|node| reach[part[0] * count + **node]).count();
    parts.sort_by_key(|part| std::cmp::Reverse(ahead(part) - inside(part)));
    keep_skippable_together(graph, parts)
}

/// Parts next to one that can be skipped are joined with it where they cannot happen without it.
fn keep_skippable_together(graph: &Graph, mut parts: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let count = parts.len();
    let mut part_of = vec![0; graph.len()];
    parts.iter().enumerate().for_each(|(part, nodes)| nodes.iter().for_each(|node| part_of[*node] = part));
    // For each part the first part that leads into it, and the last that it leads to; the ends of the log lie outside.
    let (outside_before, outside_after) = (-1_i64, count as i64);
    let mut first_into = vec![outside_after; count];
    let mut last_from = vec![outside_before; count];
    for from in 0..graph.len() {
        let part = part_of[from];
        if graph.starts[from] > 0 {
            first_into[part] = outside_before;
        }
        if graph.ends[from] > 0 {
            last_from[part] = outside_after;
        }
        for to in (0..graph.len()).filter(|to| graph.has(from, *to)) {
            let target = part_of[to];
            first_into[target] = first_into[target].min(part as i64);
            last_from[part] = last_from[part].max(target as i64);
        }
    }
    let skippable = |part: usize| {
        (part + 1..count).any(|after| first_into[after] < part as i64)
            || (0..part).any(|before| last_from[before] > part as i64)
    };
    for part in (0..count).filter(|part| skippable(*part)) {
        for before in (0..part).rev().take_while(|before| last_from[*before] <= part as i64) {
            let moved = std::mem::take(&mut parts[before]);
            parts[part].extend(moved);
        }
        for after in (part + 1..count).take_while(|after| first_into[*after] >= part as i64) {
            let moved = std::mem::take(&mut parts[after]);
            parts[part].extend(moved);
        }
    }
    parts.retain(|nodes| !nodes.is_empty());
    parts
}

fn parallel(graph: &Graph, all: &[usize]) -> Vec<Vec<usize>> {
    let parts = groups(all, |a, b| !(graph.has(a, b) && graph.has(b, a)));
    let whole = |part: &Vec<usize>| {
        part.iter().any(|node| graph.starts[*node] > 0) && part.iter().any(|node| graph.ends[*node] > 0)
    };
    let (mut parts, rest): (Vec<_>, Vec<_>) = parts.into_iter().partition(whole);
    match parts.first_mut() {
        Some(first) => first.extend(rest.into_iter().flatten()),
        None => return Vec::new(),
    }
    parts
}

fn repeating(graph: &Graph, all: &[usize]) -> Vec<Vec<usize>> {
    let (starts, ends): (Vec<bool>, Vec<bool>) =
        (graph.starts.iter().map(|times| *times > 0).collect(), graph.ends.iter().map(|times| *times > 0).collect());
    let (mut body, others): (Vec<usize>, Vec<usize>) = all.iter().partition(|node| starts[**node] || ends[**node]);
    if body.is_empty() {
        return Vec::new();
    }
    let begins: Vec<usize> = (0..graph.len()).filter(|node| starts[*node]).collect();
    let finishes: Vec<usize> = (0..graph.len()).filter(|node| ends[*node]).collect();
    let edge = body.clone();
    let returns = |node: &usize| {
        let into_body = edge.iter().filter(|to| graph.has(*node, **to));
        let from_body = edge.iter().filter(|from| graph.has(**from, *node));
        let (into_body, from_body): (Vec<_>, Vec<_>) = (into_body.collect(), from_body.collect());
        into_body.iter().all(|to| starts[**to])
            && from_body.iter().all(|from| ends[**from])
            && (into_body.is_empty() || begins.iter().all(|to| graph.has(*node, *to)))
            && (from_body.is_empty() || finishes.iter().all(|from| graph.has(*from, *node)))
    };
    let mut redo = Vec::new();
    for part in groups(&others, |a, b| graph.has(a, b) || graph.has(b, a)) {
        match part.iter().all(returns) {
            true => redo.push(part),
            false => body.extend(part),
        }
    }
    let mut parts = vec![body];
    parts.extend(redo);
    parts
}
