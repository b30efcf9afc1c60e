//! Which activity directly follows which, counted and nothing else; the fastest question one can ask a log.
//!
//! Absent: times (see [`super::dfg`]). Source: W. van der Aalst, "Process Mining" (2nd ed., 2016), §6.1. The whole column
//! is counted as one sequence, and what crosses from one case to the next is taken off again.

use super::{Pairs, TABLE_PAIRS};
use crate::log::{EventLog, Part, Share};
use std::array::from_fn;
use std::collections::BTreeMap;
use std::ops::Range;

/// Tables counted into in turn, so that one count need not wait for the one before it.
const TABLES: usize = 4;
/// Tables for what crosses from case to case.
const BORDER_TABLES: usize = 2;
/// Activities up to which a table has a fixed size, so that no place in it has to be checked.
const FEW: usize = 64;
/// Activities up to which two pairs are counted at once, as the three activities that they have.
const VERY_FEW: usize = 16;
const TRIPLES: usize = VERY_FEW * VERY_FEW * VERY_FEW;
/// Cases whose borders are looked at while their events are still near.
const NEAR_CASES: usize = 1_024;

/// Counts by codes of activities (positions in [`EventLog::activities`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// How often an activity directly followed another: (earlier, later) → count.
    pub pairs: BTreeMap<(u32, u32), u64>,
    /// Cases that begin with an activity.
    pub starts: Vec<u64>,
    /// Cases that end with an activity.
    pub ends: Vec<u64>,
}

/// Counts which activity directly follows which.
#[must_use]
pub fn follows<'l>(part: impl Into<Part<'l>>) -> Follows {
    let part = part.into();
    let codes = part.log().activities().len();
    let shares = part.on_cores(|share| match codes {
        ..=FEW => by_table::<Small>(share, codes),
        _ if codes * codes <= TABLE_PAIRS => by_table::<Large>(share, codes),
        _ => by_pair(share, codes),
    });
    let mut all = Follows { starts: vec![0; codes], ends: vec![0; codes], ..Follows::default() };
    for share in shares {
        for (pair, count) in share.pairs {
            *all.pairs.entry(pair).or_default() += count;
        }
        all.starts.iter_mut().zip(share.starts).for_each(|(sum, count)| *sum += count);
        all.ends.iter_mut().zip(share.ends).for_each(|(sum, count)| *sum += count);
    }
    all
}

/// A table of counts for pairs of codes.
trait Table {
    fn new(codes: usize) -> Self;
    fn count(&mut self, from: u32, to: u32);
    fn get(&self, from: usize, to: usize) -> u64;
}

struct Small(Box<[u32; FEW * FEW]>);

impl Table for Small {
    fn new(_: usize) -> Self {
        Small(Box::new([0; FEW * FEW]))
    }

    #[inline]
    fn count(&mut self, from: u32, to: u32) {
        self.0[(from as usize * FEW + to as usize) % (FEW * FEW)] += 1;
    }

    fn get(&self, from: usize, to: usize) -> u64 {
        u64::from(self.0[from * FEW + to])
    }
}

struct Large {
    codes: usize,
    counts: Vec<u32>,
}

impl Table for Large {
    fn new(codes: usize) -> Self {
        Large { codes, counts: vec![0; codes * codes] }
    }

    #[inline]
    fn count(&mut self, from: u32, to: u32) {
        self.counts[from as usize * self.codes + to as usize] += 1;
    }

    fn get(&self, from: usize, to: usize) -> u64 {
        u64::from(self.counts[from * self.codes + to])
    }
}

/// Counts in tables: cases that follow each other as one sequence, chosen ones one by one.
fn by_table<T: Table>(share: Share<'_>, codes: usize) -> Follows {
    match share.whole() {
        Some(cases) => unbroken::<T>(share.log, cases, codes),
        None => chosen::<T>(share, codes),
    }
}

fn unbroken<T: Table>(log: &EventLog, cases: Range<usize>, codes: usize) -> Follows {
    let mut found = Follows { starts: vec![0; codes], ends: vec![0; codes], ..Follows::default() };
    let (from, to) = (log.starts[cases.start] as usize, log.starts[cases.end] as usize);
    if from == to {
        return found;
    }
    let mut all: [T; TABLES] = from_fn(|_| T::new(codes));
    let mut triples = (codes <= VERY_FEW).then(Triples::default);
    let mut borders: [T; BORDER_TABLES] = from_fn(|_| T::new(codes));
    let mut at = from;
    for ends in log.starts[cases.start + 1..=cases.end].chunks(NEAR_CASES) {
        let end = ends[ends.len() - 1] as usize;
        let near = &log.activity[at.saturating_sub(1).max(from)..end];
        match &mut triples {
            Some(triples) => sequence(&mut all, triples.count(near)),
            None => sequence(&mut all, near),
        }
        for (turn, border) in ends.iter().enumerate() {
            let border = *border as usize;
            if border > at && border < to {
                borders[turn % BORDER_TABLES].count(log.activity[border - 1], log.activity[border]);
            }
            at = border;
        }
    }
    found.starts[log.activity[from] as usize] += 1;
    found.ends[log.activity[to - 1] as usize] += 1;
    let in_triples = triples.map(|triples| triples.pairs());
    for earlier in 0..codes {
        for later in 0..codes {
            let crossing: u64 = borders.iter().map(|table| table.get(earlier, later)).sum();
            found.starts[later] += crossing;
            found.ends[earlier] += crossing;
            let within = in_triples.as_ref().map_or(0, |pairs| pairs[earlier * VERY_FEW + later]);
            let count = all.iter().map(|table| table.get(earlier, later)).sum::<u64>() + within - crossing;
            if count > 0 {
                found.pairs.insert((earlier as u32, later as u32), count);
            }
        }
    }
    found
}

/// Counts of three successive activities, in two tables that are counted into in turn.
struct Triples([Box<[u32; TRIPLES]>; 2]);

impl Default for Triples {
    fn default() -> Self {
        Triples(from_fn(|_| Box::new([0; TRIPLES])))
    }
}

impl Triples {
    /// Counts the pairs of a sequence two by two; answers the end of it that is left.
    fn count<'s>(&mut self, activities: &'s [u32]) -> &'s [u32] {
        let Some((first, rest)) = activities.split_first() else { return activities };
        let mut before = *first;
        let (blocks, tail) = rest.as_chunks::<4>();
        let [one, two] = &mut self.0;
        let place = |a: u32, b: u32, c: u32| ((a << 8 | b << 4 | c) as usize) % TRIPLES;
        for [a, b, c, d] in blocks {
            one[place(before, *a, *b)] += 1;
            two[place(*b, *c, *d)] += 1;
            before = *d;
        }
        &activities[activities.len() - 1 - tail.len()..]
    }

    /// How often each pair was counted.
    fn pairs(&self) -> Vec<u64> {
        let mut pairs = vec![0; VERY_FEW * VERY_FEW];
        for (place, (one, two)) in self.0[0].iter().zip(self.0[1].iter()).enumerate() {
            let count = u64::from(*one) + u64::from(*two);
            pairs[place / VERY_FEW] += count;
            pairs[place % (VERY_FEW * VERY_FEW)] += count;
        }
        pairs
    }
}

/// Counts the successive pairs of a sequence.
fn sequence<T: Table>(tables: &mut [T; TABLES], activities: &[u32]) {
    let Some((first, rest)) = activities.split_first() else { return };
    let mut before = *first;
    let (blocks, tail) = rest.as_chunks::<TABLES>();
    let [one, two, three, four] = tables;
    for [a, b, c, d] in blocks {
        one.count(before, *a);
        two.count(*a, *b);
        three.count(*b, *c);
        four.count(*c, *d);
        before = *d;
    }
    for code in tail {
        one.count(before, *code);
        before = *code;
    }
}

fn chosen<T: Table>(share: Share<'_>, codes: usize) -> Follows {
    let mut found = Follows { starts: vec![0; codes], ends: vec![0; codes], ..Follows::default() };
    let mut table = T::new(codes);
    share.each(|_, events| {
        let activities = &share.log.activity[events];
        for pair in activities.windows(2) {
            table.count(pair[0], pair[1]);
        }
        if let (Some(first), Some(last)) = (activities.first(), activities.last()) {
            found.starts[*first as usize] += 1;
            found.ends[*last as usize] += 1;
        }
    });
    for (from, to) in (0..codes).flat_map(|from| (0..codes).map(move |to| (from, to))) {
        let count = table.get(from, to);
        if count > 0 {
            found.pairs.insert((from as u32, to as u32), count);
        }
    }
    found
}

fn by_pair(share: Share<'_>, codes: usize) -> Follows {
    let log: &EventLog = share.log;
    let mut pairs = Pairs::new(codes);
    let mut counts: Vec<u64> = Vec::new();
    let (mut starts, mut ends) = (vec![0; codes], vec![0; codes]);
    share.each(|_, events| {
        let activities = &log.activity[events];
        for pair in activities.windows(2) {
            let number = pairs.number(pair[0], pair[1]);
            if number == counts.len() {
                counts.push(0);
            }
            counts[number] += 1;
        }
        if let (Some(first), Some(last)) = (activities.first(), activities.last()) {
            starts[*first as usize] += 1;
            ends[*last as usize] += 1;
        }
    });
    Follows { pairs: pairs.known.into_iter().zip(counts).collect(), starts, ends }
}
