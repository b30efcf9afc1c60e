//! Counters of a database for the metrics page.
//!
//! Absent: time series and histograms; whoever scrapes keeps those.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters since the database was opened; queue lengths are of this moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Reads that wait.
    pub queued_reads: u64,
    /// Writes that wait.
    pub queued_writes: u64,
    /// Reads answered, failed ones included.
    pub reads: u64,
    /// Writes made durable.
    pub writes: u64,
    /// Durable commits; with group commit fewer than writes.
    pub commits: u64,
    /// Writes rolled back: the closure or the commit failed.
    pub rolled_back: u64,
    /// Closures run again after a conflict or a broken connection (PostgreSQL).
    pub retries: u64,
    /// Requests turned away because the queue was full.
    pub refused: u64,
}

impl Stats {
    /// Writes that shared one commit, on average; 0 before the first.
    pub fn writes_per_commit(&self) -> f64 {
        if self.commits == 0 { 0.0 } else { self.writes as f64 / self.commits as f64 }
    }
}

/// The live counters behind [`Stats`].
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub reads: AtomicU64,
    pub writes: AtomicU64,
    pub commits: AtomicU64,
    pub rolled_back: AtomicU64,
    pub retries: AtomicU64,
    pub refused: AtomicU64,
}

impl Counters {
    pub fn add(counter: &AtomicU64, n: u64) {
        counter.fetch_add(n, Relaxed);
    }

    pub fn snapshot(&self, queued_reads: usize, queued_writes: usize) -> Stats {
        Stats {
            queued_reads: queued_reads as u64,
            queued_writes: queued_writes as u64,
            reads: self.reads.load(Relaxed),
            writes: self.writes.load(Relaxed),
            commits: self.commits.load(Relaxed),
            rolled_back: self.rolled_back.load(Relaxed),
            retries: self.retries.load(Relaxed),
            refused: self.refused.load(Relaxed),
        }
    }
}
