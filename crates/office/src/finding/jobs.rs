//! Reactions: another version in force or another list of words has the definitions looked at again.

use super::commands;
use crate::journal::listen::Listener;
use crate::{process, rule};

/// Looks again when other versions are in force.
pub const GATHER: Listener = Listener {
    name: "finding: gather",
    actions: process::FORCE_CHANGED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Looks again when the rules of the office changed; the words of its list may be others.
pub const REWEIGH: Listener = Listener {
    name: "finding: the rules changed",
    actions: &[rule::CHANGED],
    react: |tx, _, now| commands::gather(tx, now),
};
