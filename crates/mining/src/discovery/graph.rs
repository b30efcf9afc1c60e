//! Which activity directly follows which in some traces, and what can be reached from where.
//!
//! Absent: long-distance relations. Source: Leemans, Fahland and van der Aalst, "Discovering Block-Structured Process
//! Models from Event Logs" (2013), §2; the filter is that of "… Containing Infrequent Behaviour" (2014), §4.1.

use super::traces::Traces;

/// A directly-follows graph with numbers of its own for the activities.
#[derive(Clone, Debug)]
pub(super) struct Graph {
    /// The activities in rising order; a node is a position here.
    pub(super) activities: Vec<u32>,
    follows: Vec<u64>,
    /// How many traces begin, and how many end, with each node.
    pub(super) starts: Vec<u64>,
    pub(super) ends: Vec<u64>,
}

impl Graph {
    pub(super) fn of(traces: &Traces) -> Graph {
        let activities = traces.activities();
        let count = activities.len();
        let mut node = vec![0; activities.last().map_or(0, |most| *most as usize + 1)];
        activities.iter().enumerate().for_each(|(place, activity)| node[*activity as usize] = place);
        let mut graph =
            Graph { activities, follows: vec![0; count * count], starts: vec![0; count], ends: vec![0; count] };
        for (trace, times) in traces.iter() {
            let (Some(first), Some(last)) = (trace.first(), trace.last()) else { continue };
            graph.starts[node[*first as usize]] += times;
            graph.ends[node[*last as usize]] += times;
            for pair in trace.windows(2) {
                graph.follows[node[pair[0] as usize] * count + node[pair[1] as usize]] += times;
            }
        }
        graph
    }

    pub(super) fn len(&self) -> usize {
        self.activities.len()
    }

    /// How often `to` directly followed `from`.
    pub(super) fn count(&self, from: usize, to: usize) -> u64 {
        self.follows[from * self.len() + to]
    }

    pub(super) fn has(&self, from: usize, to: usize) -> bool {
        self.count(from, to) > 0
    }

    /// Without what is rarer than this share of the most frequent continuation (or beginning).
    pub(super) fn filtered(&self, noise: f64) -> Graph {
        let mut graph = self.clone();
        let count = self.len();
        let rare = |value: u64, most: u64| (value as f64) < noise * most as f64;
        let most = self.starts.iter().max().copied().unwrap_or(0);
        graph.starts.iter_mut().filter(|value| rare(**value, most)).for_each(|value| *value = 0);
        for from in 0..count {
            let row = &mut graph.follows[from * count..(from + 1) * count];
            let most = row.iter().max().copied().unwrap_or(0).max(self.ends[from]);
            row.iter_mut().filter(|value| rare(**value, most)).for_each(|value| *value = 0);
            if rare(self.ends[from], most) {
                graph.ends[from] = 0;
            }
        }
        graph
    }

    /// For each pair whether a way leads from one to the other, as `from * len + to`.
    pub(super) fn reach(&self) -> Vec<bool> {
        let count = self.len();
        let mut reach: Vec<bool> = self.follows.iter().map(|times| *times > 0).collect();
        for by in 0..count {
            let onward = reach[by * count..(by + 1) * count].to_vec();
            for from in (0..count).filter(|from| *from != by) {
                if reach[from * count + by] {
                    let row = &mut reach[from * count..(from + 1) * count];
                    row.iter_mut().zip(&onward).for_each(|(known, more)| *known |= more);
                }
            }
        }
        reach
    }
}

/// Groups of nodes that grow together; the groups stand in the order of their first nodes.
pub(super) fn groups(nodes: &[usize], together: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left = nodes.to_vec();
    let mut all = Vec::new();
    while !left.is_empty() {
        let mut group = vec![left.remove(0)];
        let mut at = 0;
        while at < group.len() {
            let here = group[at];
            let (near, far) = left.iter().partition(|other| together(here, **other));
            group.extend::<Vec<usize>>(near);
            left = far;
            at += 1;
        }
        group.sort_unstable();
        all.push(group);
    }
    all
}
