//! How exact a process is: whether it allows little more than what happened, and whether it would allow what happens next.
//!
//! Precision weighs, at each point that cases reach, the activities that followed against those that the process allows there,
//! by whichever silent steps. Generalization estimates how likely it is that the next case does something that was not seen
//! at the same state yet. Absent: what happened outside the process; both look at the runs that explain the cases best.
//! Sources: J. Munoz-Gama, J. Carmona, "A Fresh Look at Precision in Process Conformance" (2010), on one alignment a case as in
//! A. Adriansyah et al., "Measuring Precision of Modeled Behavior" (2015); W. van der Aalst, A. Adriansyah, B. van Dongen,
//! "Replaying History on Process Models for Conformance Checking and Performance Analysis" (2012), §4.

use super::align::Move;
use super::states::{Fast, States};
use std::collections::HashSet;

/// A point that runs reach: the visible steps that led there decide which.
struct Point {
    /// The state of the process there.
    state: u32,
    /// Cases that went on from here.
    cases: u64,
    /// Different activities that they went on with.
    followed: u64,
    /// The point before it and the activity in between.
    by: (u32, u32),
    /// The first activity that they went on with, and the point after it.
    first: (u32, u32),
}

impl Point {
    fn new(state: Option<u32>, by: (u32, u32)) -> Point {
        Point { state: state.unwrap_or(0), cases: 0, followed: 0, by, first: (0, 0) }
    }
}

/// The runs of the process that explain the cases.
pub(super) struct Exactness<'s, 'n> {
    states: &'s mut States<'n>,
    points: Vec<Point>,
    /// A point and another activity than the first that follows it → the next point.
    others: Fast<(u32, u32), u32>,
    /// Whether more markings would have to be looked at than is allowed.
    too_large: bool,
}

impl<'s, 'n> Exactness<'s, 'n> {
    pub(super) fn new(states: &'s mut States<'n>) -> Self {
        let start = states.start();
        Exactness {
            states,
            points: vec![Point::new(start, (0, 0))],
            others: Fast::default(),
            too_large: start.is_none(),
        }
    }

    /// Takes in the run of an alignment that some cases share.
    pub(super) fn run(&mut self, moves: &[Move], cases: u64) {
        let mut point = 0;
        for step in moves {
            let (Move::Both(_, transition) | Move::Model(transition)) = step else { continue };
            let Some(label) = self.states.label(*transition) else { continue };
            if self.too_large {
                return;
            }
            point = self.follow(point, label, cases);
        }
    }

    #[inline]
    fn follow(&mut self, point: u32, label: u32, cases: u64) -> u32 {
        let new = self.points.len() as u32;
        let here = &mut self.points[point as usize];
        here.cases += cases;
        let next = match here.followed {
            0 => {
                here.first = (label, new);
                new
            }
            _ if here.first.0 == label => here.first.1,
            _ => *self.others.entry((point, label)).or_insert(new),
        };
        if next == new {
            here.followed += 1;
            let state = self.states.after(here.state, label);
            self.too_large |= state.is_none();
            self.points.push(Point::new(state, (point, label)));
        }
        next
    }

    /// Precision from 0 to 1; `None` when nothing ran, or too many markings would have to be looked at.
    pub(super) fn precision(&mut self) -> Option<f64> {
        let (mut followed, mut allowed) = (0.0, 0.0);
        let mut cases = vec![0; self.states.len()];
        for point in &self.points {
            followed += point.followed as f64 * point.cases as f64;
            cases[point.state as usize] += point.cases;
        }
        for (state, cases) in cases.into_iter().enumerate().filter(|(_, cases)| *cases > 0) {
            allowed += self.states.allowed(state as u32).len() as f64 * cases as f64;
        }
        (allowed > 0.0 && !self.too_large).then(|| followed / allowed)
    }

    /// Generalization from 0 to 1; `None` when nothing ran, or too many markings would have to be looked at.
    pub(super) fn generalization(&self) -> Option<f64> {
        let mut visits = vec![(0_u64, 0_u64); self.states.len()];
        let mut met: HashSet<(u32, u32), foldhash::fast::RandomState> = HashSet::default();
        for point in &self.points {
            visits[point.state as usize].0 += point.cases;
        }
        for (before, label) in self.points.iter().skip(1).map(|point| point.by) {
            let state = self.points[before as usize].state;
            visits[state as usize].1 += u64::from(met.insert((state, label)));
        }
        let (mut new, mut all) = (0.0, 0.0);
        for (times, kinds) in visits.into_iter().filter(|(times, _)| *times > 0) {
            let (times, kinds) = (times as f64, kinds as f64);
            // A state that was hardly visited says nothing; the next case is taken to be new.
            let chance = if times < kinds + 2.0 { 1.0 } else { kinds * (kinds + 1.0) / (times * (times - 1.0)) };
            new += chance * times;
            all += times;
        }
        (all > 0.0 && !self.too_large).then(|| 1.0 - new / all)
    }
}
