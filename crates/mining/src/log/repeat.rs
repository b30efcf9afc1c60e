//! Rows that repeat an earlier row of the same case and instant, found on all cores.
//!
//! Once the log is in order they are neighbours, so that only events of one instant are compared. Absent: rows that repeat
//! another in part. Source: the duplicates that exports of a ticket tool contain when they are drawn in pieces that overlap.

use super::batch::Batch;
use super::order::{parts, scatter};
use crate::cores;
use std::collections::HashMap;

/// Events of one instant up to which repeated rows are found by comparing each with each.
const FEW: usize = 16;

/// A row that repeats an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Repeat {
    pub(crate) row: u32,
    pub(crate) of: u32,
}

/// Which places repeat an earlier row (empty when none does), and the rows.
pub(super) fn find_repeats(
    batches: &mut [(usize, Batch)],
    starts: &[u32],
    place: &[u32],
    time: &[i64],
    row: &[u32],
) -> (Vec<bool>, Vec<Repeat>) {
    if batches.iter().all(|(_, batch)| batch.print.is_empty()) {
        return (Vec::new(), Vec::new());
    }
    let print = scatter(parts(batches, |batch| std::mem::take(&mut batch.print)), place, 0);
    let ranges: Vec<&[u32]> = starts.chunks(starts.len() / (cores::count() * 4) + 1).collect();
    let ends = |at: usize| ranges.get(at + 1).map_or(place.len(), |next| next[0] as usize);
    let ranges = ranges.iter().enumerate().map(|(at, starts)| (*starts, ends(at))).collect();
    let order = InOrder { print: &print, time, row };
    let found = cores::map(ranges, |(starts, end)| order.repeats(starts, end)).concat();
    if found.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut removed = vec![false; place.len()];
    found.iter().for_each(|(slot, _)| removed[*slot] = true);
    let mut repeats: Vec<Repeat> = found.into_iter().map(|(_, repeat)| repeat).collect();
    repeats.sort_unstable();
    repeats.dedup();
    (removed, repeats)
}

/// Prints, times and rows in the order of the log.
struct InOrder<'o> {
    print: &'o [u64],
    time: &'o [i64],
    row: &'o [u32],
}

impl InOrder<'_> {
    /// The repeats among cases with these starts, the last of which ends at `end`.
    fn repeats(&self, starts: &[u32], end: usize) -> Vec<(usize, Repeat)> {
        let InOrder { print, time, row } = self;
        let mut found = Vec::new();
        let mut first: HashMap<u64, u32, foldhash::fast::RandomState> = HashMap::default();
        for (case, start) in starts.iter().enumerate() {
            let end = starts.get(case + 1).map_or(end, |next| *next as usize);
            let mut from = *start as usize;
            while from < end {
                let to = from + 1 + time[from + 1..end].iter().take_while(|other| **other == time[from]).count();
                if to - from <= FEW {
                    for slot in from + 1..to {
                        let same = |earlier: &usize| print[*earlier] == print[slot] && row[*earlier] != row[slot];
                        if let Some(earlier) = (from..slot).find(same) {
                            found.push((slot, Repeat { row: row[slot], of: row[earlier] }));
                        }
                    }
                } else {
                    first.clear();
                    for slot in from..to {
                        let of = *first.entry(print[slot]).or_insert(row[slot]);
                        if of != row[slot] {
                            found.push((slot, Repeat { row: row[slot], of }));
                        }
                    }
                }
                from = to;
            }
        }
        found
    }
}
