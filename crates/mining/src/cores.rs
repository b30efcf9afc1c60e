//! Work shared between the cores of the machine; the outcome does not depend on how many there are.
//!
//! Absent: a pool that outlives a call; a thread costs some ten microseconds, which is why small work stays where it is.
//! Source: scoped threads of the standard library.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Most threads that one piece of work is shared among.
const MAX_THREADS: usize = 16;

/// Cores that may be used.
pub(crate) fn count() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS)
}

/// Does `work` on each item, on all cores, and returns the results in the order of the items.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = count().min(items.len());
    if threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    let places: Vec<Mutex<(Option<T>, Option<R>)>> =
        items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
    let next = AtomicUsize::new(0);
    let run = || {
        while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
            let item = place.lock().ok().and_then(|mut place| place.0.take());
            let result = item.map(&work);
            if let Ok(mut place) = place.lock() {
                place.1 = result;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(run);
        }
        run();
    });
    let result = |place: Mutex<(Option<T>, Option<R>)>| {
        let (_, result) = place.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        result.expect("each item was worked on")
    };
    places.into_iter().map(result).collect()
}
