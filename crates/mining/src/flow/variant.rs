//! The ways that cases take: each sequence of activities once, with the cases that take it.
//!
//! Absent: similarity of ways. Source: W. van der Aalst, "Process Mining" (2nd ed., 2016), §2.

use crate::log::{EventLog, Part, Share};
use serde::Serialize;
use std::collections::HashMap;

/// One way that cases take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// Codes of its activities in order (positions in [`EventLog::activities`]).
    pub activities: Vec<u32>,
    /// Numbers of the cases that take it, in order.
    pub cases: Vec<u32>,
}

impl Variant {
    /// Share of the log's cases that take this way, from 0 to 1.
    #[must_use]
    pub fn share(&self, log: &EventLog) -> f64 {
        self.cases.len() as f64 / log.case_count().max(1) as f64
    }

    /// The names of its activities in order.
    #[must_use]
    pub fn names<'l>(&self, log: &'l EventLog) -> Vec<&'l str> {
        self.activities.iter().filter_map(|code| log.activities().get(*code)).collect()
    }
}

type Ways<'l> = HashMap<&'l [u32], usize, foldhash::fast::RandomState>;

/// The ways that cases take, most frequent first, then by first case.
#[must_use]
pub fn variants<'l>(part: impl Into<Part<'l>>) -> Vec<Variant> {
    let part = part.into();
    let log = part.log();
    let mut shares = part.on_cores(|share: Share<'_>| group(log, share)).into_iter();
    let (mut known, mut list) = shares.next().unwrap_or_default();
    for (ways, mut some) in shares {
        for (way, from) in ways {
            let cases = std::mem::take(&mut some[from]);
            let index = *known.entry(way).or_insert(list.len());
            match list.get_mut(index) {
                Some(all) => all.extend(cases),
                None => list.push(cases),
            }
        }
    }
    let ways = known.into_iter().map(|(way, index)| (way, std::mem::take(&mut list[index])));
    let mut all: Vec<Variant> = ways.map(|(way, cases)| Variant { activities: way.to_vec(), cases }).collect();
    all.sort_unstable_by(|a, b| b.cases.len().cmp(&a.cases.len()).then_with(|| a.cases[0].cmp(&b.cases[0])));
    all
}

fn group<'l>(log: &'l EventLog, share: Share<'_>) -> (Ways<'l>, Vec<Vec<u32>>) {
    let mut known = Ways::default();
    let mut list: Vec<Vec<u32>> = Vec::new();
    share.each(|case, events| {
        let index = *known.entry(&log.activity[events]).or_insert_with(|| {
            list.push(Vec::new());
            list.len() - 1
        });
        list[index].push(case as u32);
    });
    (known, list)
}
