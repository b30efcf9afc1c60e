//! The cheapest ways of a net from each of its markings to each other, when no event happens.
//!
//! A visible step costs one, a silent one nothing; of ways that cost the same the one with fewer steps counts. Absent: nets with
//! many markings. Source: E. Dijkstra, "A note on two problems in connexion with graphs" (1959), from each goal backwards.

use super::align::Move;
use super::net::Markings;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Most markings of a net whose ways are all worked out.
const MOST_MARKINGS: usize = 128;
/// Fewest states that may be visited where all markings are looked at first.
pub(super) const FEWEST_STATES: usize = 1_024;
/// What a way costs that does not exist; two of them can be added.
pub(super) const FAR: u32 = 1 << 30;

/// The ways between all markings.
pub(super) struct Roads {
    count: usize,
    /// Cost and steps by goal, then by start.
    costs: Vec<u32>,
    hops: Vec<u32>,
    /// The first step in the same order: the transition, whether it is visible, and the marking after it.
    first: Vec<(u32, bool, u32)>,
}

/// A step to a marking: from where, by which transition, at what cost.
type Arc = (u32, u32, bool);

impl Roads {
    /// `None` when the net has more markings than are worth it, or few states may be visited.
    pub(super) fn new(markings: &mut Markings<'_>, labels: &[Option<u32>], states: usize) -> Option<Roads> {
        if states < FEWEST_STATES {
            return None;
        }
        let mut arcs: Vec<Vec<Arc>> = vec![Vec::new()];
        let mut from = 0;
        while (from as usize) < markings.len() {
            for (transition, to) in markings.next(from).iter() {
                arcs.resize(markings.len(), Vec::new());
                arcs[*to as usize].push((from, *transition, labels[*transition as usize].is_some()));
            }
            if markings.len() > MOST_MARKINGS {
                return None;
            }
            from += 1;
        }
        let count = markings.len();
        let mut roads = Roads {
            count,
            costs: vec![FAR; count * count],
            hops: vec![0; count * count],
            first: vec![(0, false, 0); count * count],
        };
        (0..count).for_each(|goal| roads.lead_to(goal, &arcs));
        Some(roads)
    }

    fn lead_to(&mut self, goal: usize, arcs: &[Vec<Arc>]) {
        let at = |marking: u32| goal * self.count + marking as usize;
        let mut open = BinaryHeap::from([Reverse((0, 0, goal as u32))]);
        self.costs[at(goal as u32)] = 0;
        while let Some(Reverse((cost, hops, here))) = open.pop() {
            if (cost, hops) != (self.costs[at(here)], self.hops[at(here)]) {
                continue;
            }
            for (from, transition, visible) in &arcs[here as usize] {
                let longer = (cost + u32::from(*visible), hops + 1);
                if longer < (self.costs[at(*from)], self.hops[at(*from)]) {
                    (self.costs[at(*from)], self.hops[at(*from)]) = longer;
                    self.first[at(*from)] = (*transition, *visible, here);
                    open.push(Reverse((longer.0, longer.1, *from)));
                }
            }
        }
    }

    /// Number of markings.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// What it costs from each marking to a goal.
    pub(super) fn costs_to(&self, goal: u32) -> &[u32] {
        &self.costs[goal as usize * self.count..][..self.count]
    }

    /// Cost and steps of a way.
    pub(super) fn length(&self, from: u32, to: u32) -> (u32, u32) {
        let at = to as usize * self.count + from as usize;
        (self.costs[at], self.hops[at])
    }

    /// Adds the steps of a way, which has to exist; silent ones only when asked for.
    #[inline]
    pub(super) fn travel(&self, mut from: u32, to: u32, silent: bool, moves: &mut Vec<Move>) {
        while from != to {
            let (transition, visible, next) = self.first[to as usize * self.count + from as usize];
            if visible {
                moves.push(Move::Model(transition));
            } else if silent {
                moves.push(Move::Silent(transition));
            }
            from = next;
        }
    }
}
