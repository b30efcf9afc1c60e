//! What a worker has to do, for those who decide whether it gets more.
//!
//! Absent: what is done with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How many closures a worker has or is to have, and since when it is at those that it has.
#[derive(Clone)]
pub(super) struct Load(Arc<Inner>);

struct Inner {
    closures: AtomicUsize,
    /// Milliseconds from `epoch` to the beginning of the work, and one more; 0 while there is none.
    since: AtomicU64,
    epoch: Instant,
}

impl Default for Load {
    fn default() -> Load {
        Load(Arc::new(Inner { closures: AtomicUsize::new(0), since: AtomicU64::new(0), epoch: Instant::now() }))
    }
}

impl Load {
    /// Counts one more, unless there are `most` or the work takes longer than `patience`.
    pub fn enter(&self, most: usize, patience: Duration) -> bool {
        let since = self.0.since.load(Ordering::Relaxed);
        let takes_long = since > 0 && self.now() > since + patience.as_millis() as u64;
        let one_more = |closures: usize| (closures < most).then_some(closures + 1);
        !takes_long && self.0.closures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
    }

    /// Those that are about to be answered count no more: whoever waits for them may send the next one at once.
    pub fn leave(&self, count: usize) {
        let less = |closures: usize| Some(closures.saturating_sub(count));
        let _ = self.0.closures.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }

    /// Work begins.
    pub fn begin(&self) {
        self.0.since.store(self.now(), Ordering::Relaxed);
    }

    /// Nothing is worked at.
    pub fn end(&self) {
        self.0.since.store(0, Ordering::Relaxed);
    }

    fn now(&self) -> u64 {
        self.0.epoch.elapsed().as_millis() as u64 + 1
    }
}
