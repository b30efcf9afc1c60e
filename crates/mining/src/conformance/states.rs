//! The process as its visible steps show it: a state is all markings that the same visible steps may lead to.
//!
//! A case that fits is told by following its steps from state to state. Absent: what a case that does not fit should have done
//! (see [`super::align`]). Source: the subset construction of M. Rabin, D. Scott, "Finite Automata and Their Decision
//! Problems" (1959), on the markings of a net, as far as cases lead.

use super::net::{Markings, Net};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

pub(super) type Fast<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// The states of a net as far as they have been visited.
pub(super) struct States<'n> {
    /// For each transition the code of its label, or `None` for a silent one.
    labels: Vec<Option<u32>>,
    pub(super) markings: Markings<'n>,
    /// Most markings that are looked at.
    most: usize,
    all: Vec<Rc<[u32]>>,
    /// For each state whether the process may end there.
    ends: Vec<bool>,
    codes: Fast<Rc<[u32]>, u32>,
    /// A state and a label → the state after it.
    steps: Fast<(u32, u32), u32>,
    /// Markings of all states together.
    size: usize,
}

impl<'n> States<'n> {
    pub(super) fn new(net: &'n Net, labels: Vec<Option<u32>>, most: usize) -> Self {
        States {
            labels,
            markings: Markings::new(net),
            most,
            all: Vec::new(),
            ends: Vec::new(),
            codes: Fast::default(),
            steps: Fast::default(),
            size: 0,
        }
    }

    /// The label of a transition; `None` for a silent one.
    pub(super) fn label(&self, transition: u32) -> Option<u32> {
        self.labels[transition as usize]
    }

    /// The labels of all transitions.
    pub(super) fn labels(&self) -> &[Option<u32>] {
        &self.labels
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether the process has the trace, or with `open` one that begins so; `None` when more markings would have to be looked
    /// at than may be.
    pub(super) fn fits(&mut self, trace: &[u32], open: bool) -> Option<bool> {
        let mut state = self.start()?;
        for label in trace {
            state = self.after(state, *label)?;
            if self.all[state as usize].is_empty() {
                return Some(false);
            }
        }
        Some(open || self.ends[state as usize])
    }

    /// The state before any step; `None` beyond the limit.
    pub(super) fn start(&mut self) -> Option<u32> {
        if self.all.is_empty() { self.closed(vec![0]) } else { Some(0) }
    }

    /// The state of these markings and those that silent steps lead to; `None` beyond the limit.
    fn closed(&mut self, markings: Vec<u32>) -> Option<u32> {
        let mut seen: BTreeSet<u32> = markings.iter().copied().collect();
        let mut open = markings;
        while let Some(here) = open.pop() {
            if self.size + seen.len() > self.most || self.markings.len() > self.most {
                return None;
            }
            for (transition, after) in self.markings.next(here).iter() {
                if self.labels[*transition as usize].is_none() && seen.insert(*after) {
                    open.push(*after);
                }
            }
        }
        let state: Rc<[u32]> = seen.into_iter().collect();
        if let Some(known) = self.codes.get(&state) {
            return Some(*known);
        }
        let code = self.all.len() as u32;
        self.size += state.len();
        self.ends.push(state.iter().any(|marking| self.markings.is_final(*marking)));
        self.all.push(Rc::clone(&state));
        self.codes.insert(state, code);
        Some(code)
    }

    /// The state after a visible step, which has no marking where there is no such step; `None` beyond the limit.
    pub(super) fn after(&mut self, state: u32, label: u32) -> Option<u32> {
        if let Some(known) = self.steps.get(&(state, label)) {
            return Some(*known);
        }
        let mut reached = Vec::new();
        for marking in Rc::clone(&self.all[state as usize]).iter() {
            let steps = self.markings.next(*marking);
            let fitting = steps.iter().filter(|(transition, _)| self.labels[*transition as usize] == Some(label));
            reached.extend(fitting.map(|(_, after)| *after));
        }
        reached.sort_unstable();
        reached.dedup();
        let next = self.closed(reached)?;
        self.steps.insert((state, label), next);
        Some(next)
    }

    /// The activities that may be next.
    pub(super) fn allowed(&mut self, state: u32) -> BTreeSet<u32> {
        let mut labels = BTreeSet::new();
        for marking in Rc::clone(&self.all[state as usize]).iter() {
            labels.extend(self.markings.next(*marking).iter().filter_map(|(step, _)| self.labels[*step as usize]));
        }
        labels
    }
}
