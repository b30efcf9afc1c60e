//! The cheapest way to explain what happened by what the process allows: an optimal alignment.
//!
//! A step that happened but is not allowed, and a step that is demanded but did not happen, cost one each; a step that
//! fits and a silent one cost nothing. Absent: other costs, data, time. Source: A. Adriansyah, "Aligning Observed and
//! Modeled Behavior" (2014), ch. 4; search by A* over (position, marking) with the bound of [`super::bound`].

use super::bound::Bound;
use super::net::{Markings, Net};
use std::collections::HashMap;

/// One step of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// Position in the trace and transition agree.
    Both(u32, u32),
    /// The event at this position is not allowed here.
    Log(u32),
    /// This visible transition was demanded and did not happen.
    Model(u32),
    /// A silent transition.
    Silent(u32),
}

impl Move {
    fn costs(self) -> bool {
        matches!(self, Move::Log(_) | Move::Model(_))
    }
}

/// Why there is no alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoAlignment {
    /// The budget of states was used up.
    Budget,
    /// No end of the net can be reached.
    NoEnd,
}

/// Aligns traces with one net; what it learns of the net serves all traces.
pub(crate) struct Aligner<'n> {
    /// For each transition the code of its label, or `None` for a silent one.
    labels: Vec<Option<u32>>,
    pub(crate) markings: Markings<'n>,
    bound: Bound,
    max_states: usize,
    search: Search,
}

/// A state that the search has reached.
#[derive(Clone, Copy)]
struct Reached {
    position: u32,
    marking: u32,
    cost: u32,
    from: u32,
    by: Move,
    done: bool,
}

/// The states of one search, used again for the next.
#[derive(Default)]
struct Search {
    states: Vec<Reached>,
    numbers: HashMap<u64, u32, foldhash::fast::RandomState>,
    /// States to go on from, by the least cost that an alignment through them can have; the newest first.
    open: Vec<Vec<u32>>,
}

impl Search {
    fn clear(&mut self) {
        // Emptying a large table takes as long as filling it.
        if self.numbers.capacity() > 4 * self.states.len() + 1_024 {
            self.numbers = HashMap::default();
        }
        self.numbers.clear();
        self.states.clear();
        self.open.iter_mut().for_each(Vec::clear);
    }

    fn offer(&mut self, state: Reached, least: u32) {
        let key = u64::from(state.position) << 32 | u64::from(state.marking);
        let next = self.states.len() as u32;
        let number = *self.numbers.entry(key).or_insert(next);
        if number == next {
            self.states.push(state);
        } else {
            let known = &mut self.states[number as usize];
            if known.done || known.cost <= state.cost {
                return;
            }
            *known = state;
        }
        let least = least as usize;
        if self.open.len() <= least {
            self.open.resize_with(least + 1, Vec::new);
        }
        self.open[least].push(number);
    }

    fn path(&self, mut here: u32) -> Vec<Move> {
        let mut moves = Vec::new();
        while here != 0 {
            let state = &self.states[here as usize];
            moves.push(state.by);
            here = state.from;
        }
        moves.reverse();
        moves
    }
}

impl<'n> Aligner<'n> {
    pub(crate) fn new(net: &'n Net, labels: Vec<Option<u32>>, max_states: usize) -> Self {
        let bound = Bound::new(net, &labels);
        Aligner { labels, markings: Markings::new(net), bound, max_states, search: Search::default() }
    }

    /// An optimal alignment; with `open` the case may stop anywhere in the net.
    pub(crate) fn align(&mut self, trace: &[u32], open: bool) -> Result<Vec<Move>, NoAlignment> {
        self.bound.prepare(trace, open);
        // Most cases fit, and what fits is found without looking at anything that costs.
        match self.search(trace, open, 0) {
            Err(NoAlignment::NoEnd) => self.search(trace, open, u32::MAX),
            found => found,
        }
    }

    /// The first alignment found that costs at most `most`; it is an optimal one.
    fn search(&mut self, trace: &[u32], open: bool, most: u32) -> Result<Vec<Move>, NoAlignment> {
        self.search.clear();
        let start = Reached { position: 0, marking: 0, cost: 0, from: 0, by: Move::Log(0), done: false };
        self.offer(start, most);
        let mut least = 0;
        while least < self.search.open.len() {
            let Some(number) = self.search.open[least].pop() else {
                least += 1;
                continue;
            };
            let here = &mut self.search.states[number as usize];
            if here.done {
                continue;
            }
            here.done = true;
            let here = *here;
            if here.position as usize == trace.len() && (open || self.markings.is_final(here.marking)) {
                return Ok(self.search.path(number));
            }
            if self.search.states.len() > self.max_states || self.markings.len() > self.max_states {
                return Err(NoAlignment::Budget);
            }
            self.go_on(trace, here, number, most);
        }
        Err(NoAlignment::NoEnd)
    }

    fn offer(&mut self, state: Reached, most: u32) {
        let marking = self.markings.tokens(state.marking);
        let least = state.cost + self.bound.least(state.position as usize, state.marking, marking);
        if least <= most {
            self.search.offer(state, least);
        }
    }

    /// All steps from a state that cost no more than may be spent; those that fit come last, so that the search follows them
    /// first.
    fn go_on(&mut self, trace: &[u32], here: Reached, from: u32, most: u32) {
        let event = trace.get(here.position as usize).copied();
        let next = self.markings.next(here.marking);
        let step = |by: Move, ahead: u32, marking: u32| Reached {
            position: here.position + ahead,
            marking,
            cost: here.cost + u32::from(by.costs()),
            from,
            by,
            done: false,
        };
        if here.cost < most {
            for (transition, after) in next.iter() {
                if self.labels[*transition as usize].is_some() {
                    self.offer(step(Move::Model(*transition), 0, *after), most);
                }
            }
            if event.is_some() {
                self.offer(step(Move::Log(here.position), 1, here.marking), most);
            }
        }
        for (transition, after) in next.iter().rev() {
            if self.labels[*transition as usize].is_none() {
                self.offer(step(Move::Silent(*transition), 0, *after), most);
            }
        }
        for (transition, after) in next.iter() {
            if event.is_some() && self.labels[*transition as usize] == event {
                self.offer(step(Move::Both(here.position, *transition), 1, *after), most);
            }
        }
    }
}

/// What an alignment costs.
pub(crate) fn cost(moves: &[Move]) -> u64 {
    moves.iter().filter(|step| step.costs()).count() as u64
}
