//! Alignments with a net of few markings: what remains to be paid is known ahead from each of them, for each end of a trace.
//!
//! Read from its last event to its first, a trace leads from one list of remaining costs to the one before; the lists, less what
//! all of them cost, are few and serve all traces. Walked from its first event to its last, each marking then says which step is
//! worth what remains. Where several are, a step that fits goes before an event that does not, which goes before a step that is
//! missing. Absent: nets with many markings, which are searched (see [`super::align`]). Source: determinization of weighted
//! automata as far as it is needed; M. Mohri, "Finite-State Transducers in Language and Speech Processing" (1997), §3.

use super::align::{Move, NoAlignment};
use super::net::Markings;
use super::roads::{FAR, Roads};
use super::states::Fast;
use std::rc::Rc;

/// Most numbers that are kept of the ends of traces.
const MOST_KEPT: usize = 1 << 24;
/// Nothing is known here yet.
const UNKNOWN: u32 = u32::MAX;
/// The event fits nowhere.
const STRAY: u32 = u32::MAX - 1;

/// A step that fits an event: by which transition, from which marking to which.
#[derive(Clone, Copy)]
struct Fit {
    from: u32,
    transition: u32,
    to: u32,
}

/// An event before an end of traces.
struct Before {
    /// What remains with the event, as a number of a list.
    costs: u32,
    /// What all markings pay for it.
    all: u32,
    /// For each marking the step to take, as a place among those that fit.
    steps: Box<[u32]>,
}

/// What remains to be paid in one net, as far as traces asked for it.
pub(super) struct Ahead {
    roads: Roads,
    labels: usize,
    /// The steps that fit, by label.
    fitting: Vec<Vec<Fit>>,
    /// Lists of what remains from each marking.
    lists: Vec<Rc<[u32]>>,
    numbers: Fast<Rc<[u32]>, u32>,
    /// A list and a label → the event before it.
    next: Vec<u32>,
    befores: Vec<Before>,
    /// For each marking the cheapest end.
    ends: Vec<u32>,
    /// What remains when nothing happens any more: where an end has to be reached, and where not.
    closed: (u32, u32),
    open: u32,
    /// The events of the trace at hand, the last first.
    way: Vec<u32>,
}

impl Ahead {
    /// `None` when the net has too many markings, or few states may be visited.
    pub(super) fn new(markings: &mut Markings<'_>, labels: &[Option<u32>], states: usize) -> Option<Ahead> {
        let roads = Roads::new(markings, labels, states)?;
        let count = roads.count();
        let mut fitting = vec![Vec::new(); labels.iter().flatten().max().map_or(0, |most| *most as usize + 1)];
        for from in 0..count as u32 {
            for (transition, to) in markings.next(from).iter().rev() {
                if let Some(label) = labels[*transition as usize] {
                    fitting[label as usize].push(Fit { from, transition: *transition, to: *to });
                }
            }
        }
        let finals: Vec<u32> = (0..count as u32).filter(|marking| markings.is_final(*marking)).collect();
        let nearest = |from: u32| finals.iter().copied().min_by_key(|to| roads.length(from, *to));
        let ends: Vec<u32> = (0..count as u32).map(|from| nearest(from).unwrap_or(from)).collect();
        let cost = |from: u32| if finals.is_empty() { FAR } else { roads.length(from, ends[from as usize]).0 };
        let closed: Vec<u32> = (0..count as u32).map(cost).collect();
        let mut ahead = Ahead {
            labels: fitting.len(),
            roads,
            fitting,
            lists: Vec::new(),
            numbers: Fast::default(),
            next: Vec::new(),
            befores: Vec::new(),
            ends,
            closed: (0, 0),
            open: 0,
            way: Vec::new(),
        };
        ahead.closed = ahead.list(closed);
        ahead.open = ahead.list(vec![0; count]).0;
        Some(ahead)
    }

    /// The number of a list less what all in it cost, and that.
    fn list(&mut self, mut costs: Vec<u32>) -> (u32, u32) {
        let all = costs.iter().copied().min().filter(|least| *least < FAR).unwrap_or(0);
        costs.iter_mut().for_each(|cost| *cost = if *cost < FAR { *cost - all } else { FAR });
        let costs: Rc<[u32]> = costs.into();
        let new = self.lists.len() as u32;
        let number = *self.numbers.entry(Rc::clone(&costs)).or_insert(new);
        if number == new {
            self.lists.push(costs);
            self.next.resize(self.lists.len() * self.labels, UNKNOWN);
        }
        (number, all)
    }

    /// What comes before a list when an event is added; `None` when too much would have to be kept.
    #[inline]
    fn before(&mut self, list: u32, label: u32) -> Option<u32> {
        let place = list as usize * self.labels + label as usize;
        match self.next[place] {
            UNKNOWN => self.learn(place, list, label),
            known => Some(known),
        }
    }

    #[cold]
    fn learn(&mut self, place: usize, list: u32, label: u32) -> Option<u32> {
        let count = self.roads.count();
        if self.lists.len() * (self.labels + count) + self.befores.len() * count > MOST_KEPT {
            return None;
        }
        let after = Rc::clone(&self.lists[list as usize]);
        let mut costs: Vec<u32> = after.iter().map(|cost| cost + 1).collect();
        for fit in &self.fitting[label as usize] {
            let last = after[fit.to as usize];
            for (cost, road) in costs.iter_mut().zip(self.roads.costs_to(fit.from)) {
                *cost = (*cost).min(road + last);
            }
        }
        let (costs, all) = self.list(costs);
        let new = self.befores.len() as u32;
        self.befores.push(Before { costs, all, steps: vec![UNKNOWN; count].into() });
        self.next[place] = new;
        Some(new)
    }

    /// The step to take at a marking, given the event and what remains after it.
    #[cold]
    fn choose(&self, after: u32, label: u32, marking: u32) -> u32 {
        let after = &self.lists[after as usize];
        let mut best = ((after[marking as usize] + 1, 1, 0), STRAY);
        for (place, fit) in self.fitting[label as usize].iter().enumerate() {
            let (road, hops) = self.roads.length(marking, fit.from);
            let rank = if road == 0 { 0 } else { 2 };
            let found = (road + after[fit.to as usize], rank, hops);
            if found < best.0 {
                best = (found, place as u32);
            }
        }
        best.1
    }

    /// Adds an optimal alignment to the moves, without silent steps unless `whole`; `None` when too much would have to be kept.
    pub(super) fn align(
        &mut self,
        trace: &[u32],
        open: bool,
        whole: bool,
        moves: &mut Vec<Move>,
    ) -> Option<Result<(), NoAlignment>> {
        let (last, mut cost) = if open { (self.open, 0) } else { self.closed };
        let mut list = last;
        self.way.clear();
        for label in trace.iter().rev() {
            let before = self.before(list, *label)?;
            self.way.push(before);
            let before = &self.befores[before as usize];
            cost = cost.saturating_add(before.all);
            list = before.costs;
        }
        cost = cost.saturating_add(self.lists[list as usize][0]);
        if cost >= FAR {
            return Some(Err(NoAlignment::NoEnd));
        }
        let mut marking = 0;
        let mut afters = self.way.len();
        for (position, label) in trace.iter().enumerate() {
            afters -= 1;
            let before = self.way[afters] as usize;
            if self.befores[before].steps[marking as usize] == UNKNOWN {
                let after = afters.checked_sub(1).map_or(last, |next| self.befores[self.way[next] as usize].costs);
                self.befores[before].steps[marking as usize] = self.choose(after, *label, marking);
            }
            match self.befores[before].steps[marking as usize] {
                STRAY => moves.push(Move::Log(position as u32)),
                step => {
                    let fit = self.fitting[*label as usize][step as usize];
                    self.roads.travel(marking, fit.from, whole, moves);
                    moves.push(Move::Both(position as u32, fit.transition));
                    marking = fit.to;
                }
            }
        }
        if !open {
            self.roads.travel(marking, self.ends[marking as usize], whole, moves);
        }
        Some(Ok(()))
    }
}
