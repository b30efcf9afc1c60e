//! A move whose time to be taken back is over is kept, and what was kept to take it back goes.

use super::{commands, store};
use crate::jobs::Clockwork;

/// Moves kept in one transaction.
const AT_ONCE: i64 = 100;

/// Keeps moves that nobody took back in time.
pub const KEEP: Clockwork = Clockwork {
    name: "automation: moves kept",
    every_s: 3_600,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            app.write(move |tx| {
                for id in store::overdue(tx, now, AT_ONCE)? {
                    commands::keep_overdue(tx, now, &id)?;
                }
                Ok(())
            })
            .await
        })
    },
};
