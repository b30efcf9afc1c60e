//! The cheapest way to explain what happened by what the process allows: an optimal alignment.
//!
//! A net of few markings is asked by [`super::ahead`]. In others a case that fits is told by [`super::states`] where its silent
//! steps do not matter, and the rest is searched for. A step that happened but is not allowed, and a step that is demanded but did
//! not happen, cost one each; a step that fits and a silent one cost nothing. Absent: other costs, data, time. Source: A.
//! Adriansyah, "Aligning Observed and Modeled Behavior" (2014), ch. 4; search by A* over (position, marking) with the bound of
//! [`super::bound`].

use super::ahead::Ahead;
use super::bound::Bound;
use super::net::Net;
use super::states::States;
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
    pub(super) fn costs(self) -> bool {
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
    pub(super) states: States<'n>,
    /// What remains to be paid, where the net has few markings.
    ahead: Option<Ahead>,
    /// For each label a transition that has it.
    labelled: Vec<u32>,
    bound: Bound,
    max_states: usize,
    /// Whether silent steps are wanted also of what fits.
    whole: bool,
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

/// Positions and markings below which the number of a state is found in a table.
const NEAR: usize = 1_024;

/// The numbers of the states of one search, by position and marking.
#[derive(Default)]
struct Numbers {
    /// Which search it is; what others left in the table does not count.
    search: u32,
    near: Vec<(u32, u32)>,
    far: HashMap<u64, u32, foldhash::fast::RandomState>,
}

impl Numbers {
    fn clear(&mut self, states: usize) {
        self.search = self.search.checked_add(1).unwrap_or_else(|| {
            self.near.clear();
            1
        });
        // Emptying a large table takes as long as filling it.
        if self.far.capacity() > 4 * states + NEAR {
            self.far = HashMap::default();
        }
        self.far.clear();
    }

    /// The number of a state, which is `next` when it has none yet.
    #[inline]
    fn number(&mut self, state: &Reached, next: u32) -> u32 {
        let (position, marking) = (state.position as usize, state.marking as usize);
        if position >= NEAR || marking >= NEAR {
            let key = u64::from(state.position) << 32 | u64::from(state.marking);
            return *self.far.entry(key).or_insert(next);
        }
        if self.near.len() <= position * NEAR {
            self.near.resize((position + 1) * NEAR, (0, 0));
        }
        let known = &mut self.near[position * NEAR + marking];
        if known.0 != self.search {
            *known = (self.search, next);
        }
        known.1
    }
}

/// The states of one search, used again for the next.
#[derive(Default)]
struct Search {
    states: Vec<Reached>,
    numbers: Numbers,
    /// States to go on from, by the least cost that an alignment through them can have; the newest first.
    open: Vec<Vec<u32>>,
}

impl Search {
    fn clear(&mut self) {
        self.numbers.clear(self.states.len());
        self.states.clear();
        self.open.iter_mut().for_each(Vec::clear);
    }

    fn offer(&mut self, state: Reached, least: u32) {
        let next = self.states.len() as u32;
        let number = self.numbers.number(&state, next);
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

    fn path(&self, mut here: u32, moves: &mut Vec<Move>) {
        let first = moves.len();
        while here != 0 {
            let state = &self.states[here as usize];
            moves.push(state.by);
            here = state.from;
        }
        moves[first..].reverse();
    }
}

impl<'n> Aligner<'n> {
    /// `whole` asks for the silent steps of all cases, which takes longer.
    pub(crate) fn new(net: &'n Net, labels: Vec<Option<u32>>, max_states: usize, whole: bool) -> Self {
        let mut labelled = vec![0; labels.iter().flatten().max().map_or(0, |most| *most as usize + 1)];
        for (transition, label) in labels.iter().enumerate() {
            label.iter().for_each(|label| labelled[*label as usize] = transition as u32);
        }
        let mut states = States::new(net, labels.clone(), max_states);
        let ahead = Ahead::new(&mut states.markings, &labels, max_states);
        Aligner { states, ahead, labelled, bound: Bound::default(), max_states, whole, search: Search::default() }
    }

    /// Whether a trace takes next to no time.
    pub(crate) fn is_quick(&self) -> bool {
        self.ahead.is_some()
    }

    /// An optimal alignment; with `open` the case may stop anywhere in the net. Silent steps may be absent, unless they are
    /// wanted.
    pub(crate) fn align(&mut self, trace: &[u32], open: bool) -> Result<Vec<Move>, NoAlignment> {
        let mut moves = Vec::new();
        self.explain(trace, open, &mut moves).map(|()| moves)
    }

    /// Adds an optimal alignment to the moves.
    pub(crate) fn explain(&mut self, trace: &[u32], open: bool, moves: &mut Vec<Move>) -> Result<(), NoAlignment> {
        if let Some(found) = self.ahead.as_mut().and_then(|ahead| ahead.align(trace, open, self.whole, moves)) {
            return found;
        }
        if !self.whole && self.states.fits(trace, open) == Some(true) {
            let steps = trace.iter().enumerate();
            moves.extend(steps.map(|(at, label)| Move::Both(at as u32, self.labelled[*label as usize])));
            return Ok(());
        }
        if self.bound.is_empty() {
            self.bound = Bound::new(self.states.markings.net(), self.states.labels());
        }
        self.search.clear();
        self.bound.prepare(trace, open);
        let start = Reached { position: 0, marking: 0, cost: 0, from: 0, by: Move::Log(0), done: false };
        self.offer(start);
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
            if here.position as usize == trace.len() && (open || self.states.markings.is_final(here.marking)) {
                self.search.path(number, moves);
                return Ok(());
            }
            if self.search.states.len() > self.max_states || self.states.markings.len() > self.max_states {
                return Err(NoAlignment::Budget);
            }
            self.go_on(trace, here, number);
        }
        Err(NoAlignment::NoEnd)
    }

    fn offer(&mut self, state: Reached) {
        let marking = self.states.markings.tokens(state.marking);
        let least = state.cost + self.bound.least(state.position as usize, state.marking, marking);
        self.search.offer(state, least);
    }

    /// All steps from a state; those that fit come last, so that the search follows them first.
    fn go_on(&mut self, trace: &[u32], here: Reached, from: u32) {
        let event = trace.get(here.position as usize).copied();
        let next = self.states.markings.next(here.marking);
        let step = |by: Move, ahead: u32, marking: u32| Reached {
            position: here.position + ahead,
            marking,
            cost: here.cost + u32::from(by.costs()),
            from,
            by,
            done: false,
        };
        for (transition, after) in next.iter() {
            if self.states.label(*transition).is_some() {
                self.offer(step(Move::Model(*transition), 0, *after));
            }
        }
        if event.is_some() {
            self.offer(step(Move::Log(here.position), 1, here.marking));
        }
        for (transition, after) in next.iter().rev() {
            if self.states.label(*transition).is_none() {
                self.offer(step(Move::Silent(*transition), 0, *after));
            }
        }
        for (transition, after) in next.iter() {
            if event.is_some() && self.states.label(*transition) == event {
                self.offer(step(Move::Both(here.position, *transition), 1, *after));
            }
        }
    }
}

/// What an alignment costs.
pub(crate) fn cost(moves: &[Move]) -> u64 {
    moves.iter().filter(|step| step.costs()).count() as u64
}
