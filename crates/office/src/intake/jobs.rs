//! Letting go of what came in long ago.

use super::model::KEPT_DAYS;
use super::store;
use crate::jobs::Clockwork;

/// Forgets the log and the names of what came in long ago.
pub const FORGET: Clockwork = Clockwork {
    name: "intake: old calls",
    every_s: 6 * 3_600,
    strike: |app| {
        Box::pin(async move {
            let before = app.now().plus_days(-KEPT_DAYS);
            app.write(move |tx| Ok(store::forget(tx, before)?)).await
        })
    },
};
