//! How exact a process is: whether it allows little more than what happened, and whether it would allow what happens next.
//!
//! Precision weighs, at each point that cases reach, the activities that followed against those that the process allows there,
//! by whichever silent steps. Generalization estimates how likely it is that the next case does something that was not seen
//! at the same state yet. Absent: what happened outside the process; both look at the runs that explain the cases best.
//! Sources: J. Munoz-Gama, J. Carmona, "A Fresh Look at Precision in Process Conformance" (2010), on one alignment a case as in
//! A. Adriansyah et al., "Measuring Precision of Modeled Behavior" (2015); W. van der Aalst, A. Adriansyah, B. van Dongen,
//! "Replaying History on Process Models for Conformance Checking and Performance Analysis" (2012), §4.

use super::align::Move;
use super::net::Markings;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

type Fast<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// A point that runs reach: the visible steps that led there decide which.
struct Point {
    /// The state of the process there.
    state: u32,
    /// Cases that went on from here.
    cases: u64,
    /// Different activities that they went on with.
    followed: u64,
}

/// What followed a state.
#[derive(Default)]
struct Visits {
    times: u64,
    followed: BTreeSet<u32>,
}

/// The runs of the process that explain the cases.
pub(super) struct Exactness<'m, 'n> {
    states: States<'m, 'n>,
    points: Vec<Point>,
    /// A point and the activity that follows it → the next point.
    next: Fast<(u32, u32), u32>,
    visits: Fast<u32, Visits>,
    /// Whether more markings would have to be looked at than is allowed.
    too_large: bool,
}

impl<'m, 'n> Exactness<'m, 'n> {
    /// `labels` has for each transition the code of its label, or `None` for a silent one; at most `most` markings are
    /// looked at.
    pub(super) fn new(labels: &'m [Option<u32>], markings: &'m mut Markings<'n>, most: usize) -> Self {
        let mut states =
            States { labels, markings, most, all: Vec::new(), codes: Fast::default(), steps: Fast::default(), size: 0 };
        let start = states.closed(vec![0]);
        Exactness {
            states,
            points: vec![Point { state: start.unwrap_or(0), cases: 0, followed: 0 }],
            next: Fast::default(),
            visits: Fast::default(),
            too_large: start.is_none(),
        }
    }

    /// Takes in the run of an alignment that some cases share.
    pub(super) fn run(&mut self, moves: &[Move], cases: u64) {
        let mut point = 0;
        for step in moves {
            let (Move::Both(_, transition) | Move::Model(transition)) = step else { continue };
            let Some(label) = self.states.labels[*transition as usize] else { continue };
            if self.too_large {
                return;
            }
            let visits = self.visits.entry(self.points[point as usize].state).or_default();
            visits.times += cases;
            visits.followed.insert(label);
            point = self.follow(point, label, cases);
        }
    }

    fn follow(&mut self, point: u32, label: u32, cases: u64) -> u32 {
        let new = self.points.len() as u32;
        let next = *self.next.entry((point, label)).or_insert(new);
        let here = &mut self.points[point as usize];
        here.cases += cases;
        if next == new {
            here.followed += 1;
            let state = self.states.after(here.state, label);
            self.too_large |= state.is_none();
            self.points.push(Point { state: state.unwrap_or(0), cases: 0, followed: 0 });
        }
        next
    }

    /// Precision from 0 to 1; `None` when nothing ran, or too many markings would have to be looked at.
    pub(super) fn precision(&mut self) -> Option<f64> {
        let (mut followed, mut allowed) = (0.0, 0.0);
        for point in self.points.iter().filter(|point| point.cases > 0) {
            followed += point.followed as f64 * point.cases as f64;
            allowed += self.states.allowed(point.state).len() as f64 * point.cases as f64;
        }
        (allowed > 0.0 && !self.too_large).then(|| followed / allowed)
    }

    /// Generalization from 0 to 1; `None` when nothing ran, or too many markings would have to be looked at.
    pub(super) fn generalization(&self) -> Option<f64> {
        let (mut new, mut all) = (0.0, 0.0);
        for visits in self.visits.values() {
            let (times, kinds) = (visits.times as f64, visits.followed.len() as f64);
            // A state that was hardly visited says nothing; the next case is taken to be new.
            let chance = if times < kinds + 2.0 { 1.0 } else { kinds * (kinds + 1.0) / (times * (times - 1.0)) };
            new += chance * times;
            all += times;
        }
        (all > 0.0 && !self.too_large).then(|| 1.0 - new / all)
    }
}

/// The process as its visible steps show it: a state is all markings that the same visible steps may lead to.
struct States<'m, 'n> {
    labels: &'m [Option<u32>],
    markings: &'m mut Markings<'n>,
    most: usize,
    all: Vec<Rc<[u32]>>,
    codes: Fast<Rc<[u32]>, u32>,
    /// A state and a label → the state after it.
    steps: Fast<(u32, u32), u32>,
    /// Markings of all states together.
    size: usize,
}

impl States<'_, '_> {
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
        self.all.push(Rc::clone(&state));
        self.codes.insert(state, code);
        Some(code)
    }

    fn after(&mut self, state: u32, label: u32) -> Option<u32> {
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
    fn allowed(&mut self, state: u32) -> BTreeSet<u32> {
        let mut labels = BTreeSet::new();
        for marking in Rc::clone(&self.all[state as usize]).iter() {
            labels.extend(self.markings.next(*marking).iter().filter_map(|(step, _)| self.labels[*step as usize]));
        }
        labels
    }
}
