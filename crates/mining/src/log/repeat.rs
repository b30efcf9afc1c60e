//! Rows that repeat an earlier row of the same case and instant, found on all cores, and rows beyond the one that a case may
//! have.
//!
//! Once the log is in order the former are neighbours, so that only events of one instant are compared. Absent: rows that
//! repeat another in part. Source: the duplicates that exports of a ticket tool contain when they are drawn in pieces that overlap.

use crate::cores;
use std::collections::HashMap;

/// Events of one instant up to which repeated rows are found by comparing each with each.
const FEW: usize = 16;

/// A row that is left out because of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Repeat {
    pub(crate) row: u32,
    pub(crate) of: u32,
    /// Whether it says the same, not only of the same case.
    pub(crate) same: bool,
}

/// How many rows a case may have, and which counts where it may have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum RowsOfCase {
    #[default]
    Any,
    First,
    Last,
}

/// Which places are left out because of another row (empty when none is), and the rows.
pub(super) fn find_repeats(
    print: &[u64],
    starts: &[u32],
    time: &[i64],
    row: &[u32],
    rows: RowsOfCase,
) -> (Vec<bool>, Vec<Repeat>) {
    let (mut removed, mut repeats) = same_rows(print, starts, time, row);
    if rows != RowsOfCase::Any {
        removed.resize(row.len(), false);
        for bounds in starts.windows(2) {
            let own = bounds[0] as usize..bounds[1] as usize;
            let left = own.clone().filter(|slot| !removed[*slot]).map(|slot| row[slot]);
            let chosen = if rows == RowsOfCase::First { left.min() } else { left.max() };
            let Some(of) = chosen else { continue };
            for slot in own {
                if row[slot] != of && !std::mem::replace(&mut removed[slot], true) {
                    repeats.push(Repeat { row: row[slot], of, same: false });
                }
            }
        }
        repeats.sort_unstable();
        repeats.dedup();
        if repeats.is_empty() {
            removed.clear();
        }
    }
    (removed, repeats)
}

/// `print` is what makes a row the same as another, in the order of the log; empty where repeated rows do not matter.
fn same_rows(print: &[u64], starts: &[u32], time: &[i64], row: &[u32]) -> (Vec<bool>, Vec<Repeat>) {
    if print.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let ranges: Vec<&[u32]> = starts.chunks(starts.len() / (cores::count() * 4) + 1).collect();
    let ends = |at: usize| ranges.get(at + 1).map_or(print.len(), |next| next[0] as usize);
    let ranges = ranges.iter().enumerate().map(|(at, starts)| (*starts, ends(at))).collect();
    let order = InOrder { print, time, row };
    let found = cores::map(ranges, |(starts, end)| order.repeats(starts, end)).concat();
    if found.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut removed = vec![false; print.len()];
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
                            found.push((slot, Repeat { row: row[slot], of: row[earlier], same: true }));
                        }
                    }
                } else {
                    first.clear();
                    for slot in from..to {
                        let of = *first.entry(print[slot]).or_insert(row[slot]);
                        if of != row[slot] {
                            found.push((slot, Repeat { row: row[slot], of, same: true }));
                        }
                    }
                }
                from = to;
            }
        }
        found
    }
}
