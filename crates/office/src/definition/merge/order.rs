//! The order of a list after two people moved, added and removed entries.
//!
//! Absent: the entries themselves.

use std::collections::BTreeSet;

/// The order to keep.
pub(super) struct Order {
    /// Every entry of either version, in order; the caller drops what was removed.
    pub names: Vec<String>,
    /// Whether both moved entries, and differently; then the order of the first stands.
    pub is_disputed: bool,
}

/// Whoever moved entries leads; what the other added follows the entry it was added after.
pub(super) fn merged(base: &[String], mine: &[String], theirs: &[String]) -> Order {
    let common: BTreeSet<&String> = base.iter().filter(|name| mine.contains(name) && theirs.contains(name)).collect();
    let shared =
        |names: &[String]| -> Vec<String> { names.iter().filter(|name| common.contains(name)).cloned().collect() };
    let (before, wanted, saved) = (shared(base), shared(mine), shared(theirs));
    let is_disputed = wanted != before && saved != before && wanted != saved;
    let (lead, other) = if wanted != before && saved == before { (mine, theirs) } else { (theirs, mine) };
    let mut names = lead.to_vec();
    let mut known: BTreeSet<String> = names.iter().cloned().collect();
    let mut place = 0;
    for name in other {
        if known.insert(name.clone()) {
            names.insert(place, name.clone());
            place += 1;
        } else if let Some(at) = names.iter().position(|one| one == name) {
            place = at + 1;
        }
    }
    Order { names, is_disputed }
}
