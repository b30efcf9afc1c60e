//! Who hands work over to whom.
//!
//! Absent: handovers with other cases' work in between. Source: van der Aalst, Reijers and Song, "Discovering Social
//! Networks from Event Logs" (2005).

use super::Pairs;
use crate::log::{Part, Share};
use serde::Serialize;
use std::collections::HashMap;

/// How often work went from one group directly to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Handover {
    /// The group that gave.
    pub from: String,
    /// The group that took.
    pub to: String,
    /// How often.
    pub count: u64,
    /// In how many cases.
    pub cases: u64,
}

#[derive(Clone, Copy)]
struct Count {
    count: u64,
    cases: u64,
    /// Number of the case counted last.
    last: u32,
}

/// Direct successions of two different resources in a case, most frequent first; events without a resource are passed
/// over.
#[must_use]
pub fn handover<'l>(part: impl Into<Part<'l>>) -> Vec<Handover> {
    let part = part.into();
    let mut all: HashMap<(u32, u32), (u64, u64)> = HashMap::new();
    for (pairs, counts) in part.on_cores(count) {
        for (pair, count) in pairs.known.into_iter().zip(counts).filter(|((from, to), _)| from != to) {
            let sum = all.entry(pair).or_default();
            *sum = (sum.0 + count.count, sum.1 + count.cases);
        }
    }
    let name = |code: u32| part.log().resources().get(code).unwrap_or_default().to_owned();
    let mut list: Vec<Handover> = all
        .into_iter()
        .map(|((from, to), (count, cases))| Handover { from: name(from), to: name(to), count, cases })
        .collect();
    list.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
    list
}

/// Successions, those within one group among them where a table makes counting them cheaper than telling them apart.
fn count(share: Share<'_>) -> (Pairs, Vec<Count>) {
    let log = share.log;
    let mut pairs = Pairs::new(log.resources().len());
    let apart = !pairs.has_table();
    let mut counts: Vec<Count> = Vec::new();
    share.each(|case, events| {
        let mut codes = log.resource[events].iter().copied().filter(|code| *code != u32::MAX);
        let Some(mut last) = codes.next() else { return };
        for code in codes {
            if apart && code == last {
                continue;
            }
            let number = pairs.number(last, code);
            if number == counts.len() {
                counts.push(Count { count: 0, cases: 0, last: u32::MAX });
            }
            let count = &mut counts[number];
            count.count += 1;
            count.cases += u64::from(count.last != case as u32);
            count.last = case as u32;
            last = code;
        }
    });
    (pairs, counts)
}
