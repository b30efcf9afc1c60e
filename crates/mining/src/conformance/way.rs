//! Cases that went the same way, which are compared once.
//!
//! Absent: the comparison. Source: the grouping into variants before alignments; W. van der Aalst, "Process Mining" (2nd ed., 2016), §8.3.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::trace::{Reading, Trace};
use crate::log::Part;

/// Cases with the same trace, by their numbers.
pub(super) type Way = (Arc<Trace>, Vec<usize>);

/// The cases grouped by their trace, in the order of the log, and the number of repeated rows drawn together.
pub(super) fn ways(part: &Part<'_>, reading: &Reading) -> (Vec<Way>, u64) {
    let mut known: HashMap<Arc<Trace>, usize, RandomState> = HashMap::default();
    // Cases with the same states have the same trace, which is then made once.
    let mut met: HashMap<&[u32], (usize, u64), RandomState> = HashMap::default();
    let mut list: Vec<Way> = Vec::new();
    let mut collapsed = 0;
    for case in part.cases() {
        let (index, drawn) = *met.entry(case.activity_codes()).or_insert_with(|| {
            let (trace, drawn) = reading.trace(&case);
            let index = *known.entry(Arc::new(trace)).or_insert_with_key(|trace| {
                list.push((Arc::clone(trace), Vec::new()));
                list.len() - 1
            });
            (index, drawn)
        });
        collapsed += drawn;
        list[index].1.push(case.index);
    }
    (list, collapsed)
}
