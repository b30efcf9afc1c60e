//! The ways of cases while they are taken apart: each sequence of activities once, with how often it was taken.
//!
//! Absent: times and cases. Source: multisets of traces as in W. van der Aalst, "Process Mining" (2nd ed., 2016), §5.2.

/// Sequences of activities, each once, in rising order, with how often each was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Traces {
    list: Vec<(Vec<u32>, u64)>,
}

impl Traces {
    /// Equal sequences become one.
    pub(super) fn new(mut list: Vec<(Vec<u32>, u64)>) -> Traces {
        list.sort_unstable();
        list.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
        Traces { list }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u32], u64)> {
        self.list.iter().map(|(trace, times)| (trace.as_slice(), *times))
    }

    /// How many there are, each counted as often as it was taken.
    pub(super) fn times(&self) -> u64 {
        self.list.iter().map(|(_, times)| times).sum()
    }

    /// How many of them have no activity.
    pub(super) fn empty(&self) -> u64 {
        self.list.first().filter(|(trace, _)| trace.is_empty()).map_or(0, |(_, times)| *times)
    }

    pub(super) fn without_empty(mut self) -> Traces {
        self.list.retain(|(trace, _)| !trace.is_empty());
        self
    }

    /// The activities in rising order.
    pub(super) fn activities(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.list.iter().flat_map(|(trace, _)| trace.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// How many events there are.
    pub(super) fn events(&self) -> u64 {
        self.list.iter().map(|(trace, times)| trace.len() as u64 * times).sum()
    }

    /// The same with only the activities that `keep` chooses.
    pub(super) fn only(&self, keep: impl Fn(u32) -> bool) -> Traces {
        let kept = |trace: &[u32]| trace.iter().copied().filter(|activity| keep(*activity)).collect();
        Traces::new(self.list.iter().map(|(trace, times)| (kept(trace), *times)).collect())
    }

    /// Each sequence cut before the positions that `before` chooses (never before the first).
    pub(super) fn cut_where(&self, before: impl Fn(&[u32], usize) -> bool) -> Traces {
        let mut pieces = Vec::new();
        for (trace, times) in &self.list {
            let mut from = 0;
            for position in 1..trace.len() {
                if before(trace, position) {
                    pieces.push((trace[from..position].to_vec(), *times));
                    from = position;
                }
            }
            pieces.push((trace[from..].to_vec(), *times));
        }
        Traces::new(pieces)
    }
}
