//! Patterns in the order in which groups have a ticket.
//!
//! Absent: who of the two is to blame. Sources: ServiceNow, "Ping pong" (default: three repetitions); A. Paszkiewicz and
//! W. Picard, BPI Challenge 2013, §4.3 (cycles in the graph of direct handovers of a case).

use std::collections::HashSet;

/// How often a pair has to come, one right after the other.
const REPETITIONS: usize = 3;

/// Whether two groups alternate (A B A B A B) without interruption, the pair at least three times. No group follows itself.
pub(super) fn swings(groups: &[u32]) -> bool {
    let mut run = 2;
    for window in groups.windows(3) {
        run = if window[0] == window[2] { run + 1 } else { 2 };
        if run >= 2 * REPETITIONS {
            return true;
        }
    }
    false
}

/// Whether a group has the ticket again after another had it. No group follows itself.
pub(super) fn comes_back(groups: &[u32]) -> bool {
    if groups.len() < 3 {
        return false;
    }
    let mut met = HashSet::with_capacity(groups.len());
    !groups.iter().all(|group| met.insert(*group))
}
