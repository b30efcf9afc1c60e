//! Reactions: a publication or another list of words has the definitions looked at again.

use super::commands;
use crate::jobs::Clockwork;
use crate::journal::listen::Listener;
use crate::{process, rule};

/// Looks again when a version was published.
pub const GATHER: Listener =
    Listener { name: "finding: gather", action: process::PUBLISHED, react: |tx, _, now| commands::gather(tx, now) };

/// Looks again when the rules of the office changed; the words of its list may be others.
pub const REWEIGH: Listener = Listener {
    name: "finding: the rules changed",
    action: rule::CHANGED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Looks for versions that came into force by their date.
pub const IN_FORCE: Clockwork = Clockwork {
    name: "finding: versions in force",
    every_s: 900,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            app.write(move |tx| commands::gather(tx, now)).await
        })
    },
};
