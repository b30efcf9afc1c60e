//! Work that comes back: the words "ping-pong" and "cycle" as ServiceNow, Celonis and the BPI Challenge 2013 use them, side
//! by side, because their figures differ several times over.
//!
//! Absent: how long the work was away. Sources: ServiceNow, "Process Mining" documentation (ping-pong: two steps alternate
//! uninterrupted, three repetitions); Celonis documentation, "Ping Pong Cases" (direct and indirect); W. Picard,
//! A. Paszkiewicz, "Process Mining at Volvo IT Belgium" (BPI Challenge 2013): cycles in the graph of a case's handovers.

use super::groups::Groups;
use crate::log::{Part, Share};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Repetitions from which ServiceNow speaks of ping-pong.
pub const USUAL_REPETITIONS: usize = 3;
/// Most cycles that are told apart in one case; beyond, the case counts with those found.
pub const MAX_CYCLES_OF_A_CASE: usize = 10_000;

/// How many cases, and how often in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Occurs {
    /// Cases in which it happens.
    pub cases: u64,
    /// How often it happens.
    pub times: u64,
}

impl Occurs {
    fn see(&mut self, times: u64) {
        self.cases += u64::from(times > 0);
        self.times += times;
    }

    fn add(&mut self, other: Occurs) {
        self.cases += other.cases;
        self.times += other.times;
    }
}

/// A cycle of handovers, and the cases in which it closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cycle {
    /// The groups in the order in which they hand over; the last hands over to the first.
    pub groups: Vec<String>,
    /// Cases whose handovers contain it.
    pub cases: u64,
}

/// How often work comes back, by each definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PingPong {
    /// Cases looked at.
    pub cases: u64,
    /// Handovers: a group directly follows another.
    pub handovers: Occurs,
    /// ServiceNow: two groups alternate uninterrupted, the pair at least as often as asked for.
    pub alternating: Occurs,
    /// Celonis, direct: a group again with exactly one other in between.
    pub direct: Occurs,
    /// Celonis, indirect: a group again with more than one other in between.
    pub indirect: Occurs,
    /// BPI Challenge 2013: handovers of a case that form a circle, each circle once a case. A case has one if and only if
    /// some group comes back.
    pub cycles: Occurs,
    /// Of these, circles of two groups.
    pub two_cycles: Occurs,
    /// The cycles, those of most cases first.
    pub list: Vec<Cycle>,
    /// Cases with more than [`MAX_CYCLES_OF_A_CASE`] cycles.
    pub cut_short: u64,
}

/// Counts how often work comes back to a group. `repetitions` is how often a pair must alternate to count as ServiceNow's
/// ping-pong ([`USUAL_REPETITIONS`]).
#[must_use]
pub fn ping_pong<'l>(part: impl Into<Part<'l>>, groups: &Groups<'l>, repetitions: usize) -> PingPong {
    let part = part.into();
    let mut all = PingPong::default();
    let mut cycles: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
    for (share, found) in part.on_cores(|share| count(share, groups, repetitions.max(1))) {
        all.cases += share.cases;
        all.handovers.add(share.handovers);
        all.alternating.add(share.alternating);
        all.direct.add(share.direct);
        all.indirect.add(share.indirect);
        all.cycles.add(share.cycles);
        all.two_cycles.add(share.two_cycles);
        all.cut_short += share.cut_short;
        for (cycle, cases) in found {
            *cycles.entry(cycle).or_default() += cases;
        }
    }
    let named = |(cycle, cases): (Vec<u32>, u64)| {
        let mut names: Vec<String> = cycle.into_iter().map(|code| groups.name(code)).collect();
        // The first in the alphabet begins, whatever its code.
        let first = (0..names.len()).min_by_key(|at| names[*at].clone()).unwrap_or(0);
        names.rotate_left(first);
        Cycle { groups: names, cases }
    };
    all.list = cycles.into_iter().map(named).collect();
    all.list.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.groups.cmp(&b.groups)));
    all
}

fn count(share: Share<'_>, groups: &Groups<'_>, repetitions: usize) -> (PingPong, BTreeMap<Vec<u32>, u64>) {
    let mut all = PingPong::default();
    let mut cycles = BTreeMap::new();
    let mut stations = Vec::new();
    // For each group its next station, seen from the one at hand.
    let mut next = vec![usize::MAX; groups.names().len()];
    share.each(|_, places| {
        groups.stations(places, &mut stations);
        all.cases += 1;
        all.handovers.see(stations.len().saturating_sub(1) as u64);
        let (mut direct, mut indirect) = (0, 0);
        for (place, group) in stations.iter().enumerate().rev() {
            match std::mem::replace(&mut next[*group as usize], place) {
                usize::MAX => {}
                again if again == place + 2 => direct += 1,
                _ => indirect += 1,
            }
        }
        stations.iter().for_each(|group| next[*group as usize] = usize::MAX);
        all.direct.see(direct);
        all.indirect.see(indirect);
        all.alternating.see(alternations(&stations, repetitions));
        let found = if comes_back(&stations) { cycles_of(&stations) } else { Some(Vec::new()) };
        all.cut_short += u64::from(found.is_none());
        let found = found.unwrap_or_default();
        all.cycles.see(found.len() as u64);
        all.two_cycles.see(found.iter().filter(|cycle| cycle.len() == 2).count() as u64);
        for cycle in found {
            *cycles.entry(cycle).or_default() += 1;
        }
    });
    (all, cycles)
}

/// Stretches in which two groups alternate (A B A B A B) without interruption and the pair comes at least so often. No group
/// follows itself.
pub(crate) fn alternations(stations: &[u32], repetitions: usize) -> u64 {
    let (mut found, mut length) = (0, 2);
    for place in 2..=stations.len() {
        if place < stations.len() && stations[place] == stations[place - 2] {
            length += 1;
        } else {
            found += u64::from(length / 2 >= repetitions && stations.len() >= 2);
            length = 2;
        }
    }
    found
}

/// Whether a group has the ticket again after another had it. No group follows itself.
pub(crate) fn comes_back(stations: &[u32]) -> bool {
    let mut met = HashSet::with_capacity(stations.len());
    stations.len() > 2 && !stations.iter().all(|group| met.insert(*group))
}

/// The circles in the graph of a case's handovers, each beginning with its least code; `None` when there are too many.
fn cycles_of(stations: &[u32]) -> Option<Vec<Vec<u32>>> {
    let mut next: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for pair in stations.windows(2) {
        next.entry(pair[0]).or_default().insert(pair[1]);
    }
    let mut found = Vec::new();
    let mut steps = 0;
    for start in next.keys() {
        let (mut path, mut within) = (vec![*start], HashSet::new());
        let mut open: Vec<Vec<u32>> = vec![next[start].iter().copied().collect()];
        while let Some(last) = open.last_mut() {
            steps += 1;
            if found.len() > MAX_CYCLES_OF_A_CASE || steps > MAX_CYCLES_OF_A_CASE * 100 {
                return None;
            }
            let Some(to) = last.pop() else {
                open.pop();
                if let Some(group) = path.pop() {
                    within.remove(&group);
                }
                continue;
            };
            if to == *start {
                found.push(path.clone());
            } else if to > *start && within.insert(to) {
                path.push(to);
                open.push(next.get(&to).map(|more| more.iter().copied().collect()).unwrap_or_default());
            }
        }
    }
    Some(found)
}
