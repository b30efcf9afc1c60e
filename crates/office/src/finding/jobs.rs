//! Reactions: another version in force, another list of words or a newer program has the definitions looked at again.

use super::model::rules_of_program;
use super::{commands, store};
use crate::jobs::Clockwork;
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

/// Definitions looked at in one transaction, so that nobody waits long for theirs.
const AT_ONCE: i64 = 25;

/// Looks again at what an older program looked at. Once that is done there is nothing to do, and asking costs nothing.
pub const NEWER_RULES: Clockwork = Clockwork {
    name: "finding: newer rules",
    every_s: 60,
    strike: |app| {
        Box::pin(async move {
            let rules = rules_of_program();
            let is_due = move |tx: &mut db::Tx| Ok(!store::looked_at_otherwise(tx, &rules, 1)?.is_empty());
            if !app.read(is_due).await? {
                return Ok(());
            }
            let now = app.now();
            while !app.is_stopping() && app.write(move |tx| commands::renew(tx, now, AT_ONCE)).await? > 0 {}
            Ok(())
        })
    },
};
