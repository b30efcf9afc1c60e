//! The traces of each part of a cut.
//!
//! Where a cut was found in a filtered graph, events that contradict it are left out. Absent: costs other than the number
//! of events left out. Source: Leemans, Fahland and van der Aalst, "Discovering Block-Structured Process Models from Event
//! Logs Containing Infrequent Behaviour" (2014), §4.2.

use super::cut::{Cut, Relation};
use super::traces::Traces;

/// The traces of the parts, in their order.
pub(super) fn split(traces: &Traces, cut: &Cut) -> Vec<Traces> {
    let most = cut.parts.iter().flatten().max().map_or(0, |most| *most as usize + 1);
    let mut part_of = vec![0; most];
    for (part, activities) in cut.parts.iter().enumerate() {
        activities.iter().for_each(|activity| part_of[*activity as usize] = part);
    }
    let splitting = Splitting { part_of, parts: cut.parts.len() };
    match cut.relation {
        Relation::Parallel => {
            (0..splitting.parts).map(|part| traces.only(|activity| splitting.part(activity) == part)).collect()
        }
        Relation::Exclusive => splitting.collect(traces, Splitting::exclusive),
        Relation::Sequence => splitting.collect(traces, Splitting::sequence),
        Relation::Loop => splitting.collect(traces, Splitting::repeating),
    }
}

/// Pieces of one trace with the parts they belong to.
type Pieces = Vec<(usize, Vec<u32>)>;

struct Splitting {
    part_of: Vec<usize>,
    parts: usize,
}

impl Splitting {
    fn part(&self, activity: u32) -> usize {
        self.part_of[activity as usize]
    }

    fn collect(&self, traces: &Traces, pieces: impl Fn(&Self, &[u32]) -> Pieces) -> Vec<Traces> {
        let mut lists = vec![Vec::new(); self.parts];
        for (trace, times) in traces.iter() {
            for (part, piece) in pieces(self, trace) {
                lists[part].push((piece, times));
            }
        }
        lists.into_iter().map(Traces::new).collect()
    }

    /// A trace belongs to the part that has most of its events.
    fn exclusive(&self, trace: &[u32]) -> Pieces {
        let mut counts = vec![0_usize; self.parts];
        trace.iter().for_each(|activity| counts[self.part(*activity)] += 1);
        let most = counts.iter().max().copied().unwrap_or(0);
        let part = counts.iter().position(|count| *count == most).unwrap_or(0);
        vec![(part, trace.iter().copied().filter(|activity| self.part(*activity) == part).collect())]
    }

    /// Each part takes the stretch up to which its events most outnumber those of later parts.
    fn sequence(&self, trace: &[u32]) -> Pieces {
        let mut from = 0;
        let pieces = (0..self.parts).map(|part| {
            let mut until = trace.len();
            if part + 1 < self.parts {
                let (mut balance, mut best) = (0_i64, 0_i64);
                until = from;
                for (position, activity) in trace.iter().enumerate().skip(from) {
                    balance += match self.part(*activity).cmp(&part) {
                        std::cmp::Ordering::Equal => 1,
                        std::cmp::Ordering::Greater => -1,
                        std::cmp::Ordering::Less => 0,
                    };
                    if balance > best {
                        (best, until) = (balance, position + 1);
                    }
                }
            }
            let own = trace[from..until].iter().copied().filter(|activity| self.part(*activity) == part).collect();
            from = until;
            (part, own)
        });
        pieces.collect()
    }

    /// Stretches of one part; the body is there before, between and after the others, if need be as nothing.
    fn repeating(&self, trace: &[u32]) -> Pieces {
        let mut pieces: Pieces = Vec::new();
        for activity in trace {
            let part = self.part(*activity);
            match pieces.last_mut() {
                Some((last, piece)) if *last == part => piece.push(*activity),
                last => {
                    if part != 0 && last.is_none_or(|(last, _)| *last != 0) {
                        pieces.push((0, Vec::new()));
                    }
                    pieces.push((part, vec![*activity]));
                }
            }
        }
        if pieces.last().is_none_or(|(last, _)| *last != 0) {
            pieces.push((0, Vec::new()));
        }
        pieces
    }
}
