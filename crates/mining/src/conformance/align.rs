//! The cheapest way to explain what happened by what the process allows: an optimal alignment.
//!
//! A step that happened but is not allowed, and a step that is demanded but did not happen, cost one each; a step that
//! fits and a silent one cost nothing. Absent: other costs, data, time. Source: A. Adriansyah, "Aligning Observed and
//! Modeled Behavior" (2014), ch. 4; search by 0-1 breadth-first search over (position, marking).

use super::net::{Markings, Net};
use std::collections::{HashMap, VecDeque};

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
    Silent,
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
    max_states: usize,
}

struct Reached {
    cost: u32,
    from: u64,
    by: Move,
    done: bool,
}

fn state(position: u32, marking: u32) -> u64 {
    u64::from(position) << 32 | u64::from(marking)
}

impl<'n> Aligner<'n> {
    pub(crate) fn new(net: &'n Net, labels: Vec<Option<u32>>, max_states: usize) -> Self {
        Aligner { labels, markings: Markings::new(net), max_states }
    }

    /// An optimal alignment; with `open` the case may stop anywhere in the net.
    pub(crate) fn align(&mut self, trace: &[u32], open: bool) -> Result<Vec<Move>, NoAlignment> {
        let mut reached: HashMap<u64, Reached> = HashMap::new();
        let mut queue = VecDeque::from([(state(0, 0), 0_u32)]);
        reached.insert(state(0, 0), Reached { cost: 0, from: 0, by: Move::Silent, done: false });
        let mut steps = Vec::new();
        while let Some((here, cost)) = queue.pop_front() {
            match reached.get_mut(&here) {
                Some(place) if !place.done && place.cost == cost => place.done = true,
                _ => continue,
            }
            let (position, marking) = ((here >> 32) as u32, here as u32);
            if position as usize == trace.len() && (open || self.markings.is_final(marking)) {
                return Ok(path(&reached, here));
            }
            if reached.len() > self.max_states || self.markings.len() > self.max_states {
                return Err(NoAlignment::Budget);
            }
            self.steps(trace, position, marking, &mut steps);
            for (by, there) in steps.drain(..) {
                let total = cost + u32::from(by.costs());
                let better = reached.get(&there).is_none_or(|known| !known.done && total < known.cost);
                if better {
                    reached.insert(there, Reached { cost: total, from: here, by, done: false });
                    if by.costs() { queue.push_back((there, total)) } else { queue.push_front((there, total)) }
                }
            }
        }
        Err(NoAlignment::NoEnd)
    }

    /// All steps from a state, those that cost first, so that free ones end up in front of the queue.
    fn steps(&mut self, trace: &[u32], position: u32, marking: u32, steps: &mut Vec<(Move, u64)>) {
        let event = trace.get(position as usize).copied();
        let next = self.markings.next(marking);
        for (transition, after) in next {
            if self.labels[*transition as usize].is_some() {
                steps.push((Move::Model(*transition), state(position, *after)));
            }
        }
        if event.is_some() {
            steps.push((Move::Log(position), state(position + 1, marking)));
        }
        for (transition, after) in next.iter().rev() {
            if self.labels[*transition as usize].is_none() {
                steps.push((Move::Silent, state(position, *after)));
            }
        }
        for (transition, after) in next {
            if event.is_some() && self.labels[*transition as usize] == event {
                steps.push((Move::Both(position, *transition), state(position + 1, *after)));
            }
        }
    }
}

fn path(reached: &HashMap<u64, Reached>, goal: u64) -> Vec<Move> {
    let mut moves = Vec::new();
    let mut here = goal;
    while here != state(0, 0) {
        let place = &reached[&here];
        moves.push(place.by);
        here = place.from;
    }
    moves.reverse();
    moves
}

/// What an alignment costs.
pub(crate) fn cost(moves: &[Move]) -> u64 {
    moves.iter().filter(|step| step.costs()).count() as u64
}
