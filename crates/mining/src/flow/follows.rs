//! Which activity directly follows which, counted and nothing else; the fastest question one can ask a log.
//!
//! Absent: times (see [`super::dfg`]). Source: W. van der Aalst, "Process Mining" (2nd ed., 2016), §6.1. The whole column
//! is counted as one sequence, and what crosses from one case to the next is taken off again.

use super::{Pairs, TABLE_PAIRS};
use crate::log::{EventLog, Part, Share};
use std::collections::BTreeMap;

/// Tables counted into in turn, so that one count need not wait for the one before it.
const TABLES: usize = 4;

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
    let table = codes * codes <= TABLE_PAIRS;
    let shares = part.on_cores(|share| if table { by_table(share, codes) } else { by_pair(share, codes) });
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

fn by_table(share: Share<'_>, codes: usize) -> Follows {
    let log = share.log;
    let (mut starts, mut ends) = (vec![0; codes], vec![0; codes]);
    let mut counts = vec![0_u32; codes * codes];
    let bounds = |case: usize| (log.range(case).start, log.range(case).end);
    if let Some(cases) = share.whole() {
        if !cases.is_empty() {
            counts = sequence(&log.activity[bounds(cases.start).0..bounds(cases.end - 1).1], codes);
        }
        let mut last: Option<u32> = None;
        for case in cases {
            let (from, to) = bounds(case);
            if from == to {
                continue;
            }
            let (first, end) = (log.activity[from], log.activity[to - 1]);
            if let Some(last) = last {
                counts[last as usize * codes + first as usize] -= 1;
            }
            starts[first as usize] += 1;
            ends[end as usize] += 1;
            last = Some(end);
        }
    } else {
        share.each(|_, events| {
            let activities = &log.activity[events];
            for pair in activities.windows(2) {
                counts[pair[0] as usize * codes + pair[1] as usize] += 1;
            }
            if let (Some(first), Some(last)) = (activities.first(), activities.last()) {
                starts[*first as usize] += 1;
                ends[*last as usize] += 1;
            }
        });
    }
    let pairs = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let pairs = pairs.map(|(place, count)| (((place / codes) as u32, (place % codes) as u32), u64::from(*count)));
    Follows { pairs: pairs.collect(), starts, ends }
}

/// Counts the successive pairs of a sequence.
fn sequence(activities: &[u32], codes: usize) -> Vec<u32> {
    let size = codes * codes;
    let mut tables = vec![0_u32; size * TABLES];
    let Some((first, rest)) = activities.split_first() else {
        tables.truncate(size);
        return tables;
    };
    let mut before = *first as usize;
    let (blocks, tail) = rest.as_chunks::<TABLES>();
    {
        let (one, others) = tables.split_at_mut(size);
        let (two, others) = others.split_at_mut(size);
        let (three, four) = others.split_at_mut(size);
        for block in blocks {
            let [a, b, c, d] = block.map(|code| code as usize);
            one[before * codes + a] += 1;
            two[a * codes + b] += 1;
            three[b * codes + c] += 1;
            four[c * codes + d] += 1;
            before = d;
        }
    }
    for code in tail {
        tables[before * codes + *code as usize] += 1;
        before = *code as usize;
    }
    let (sum, others) = tables.split_at_mut(size);
    for table in others.chunks_exact(size.max(1)) {
        sum.iter_mut().zip(table).for_each(|(sum, count)| *sum += count);
    }
    tables.truncate(size);
    tables
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
