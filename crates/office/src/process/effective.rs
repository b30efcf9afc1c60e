//! The day from which a version is in force, told to whoever cares.
//!
//! Nothing is switched on that day: which version is in force follows from its dates. A version with a day to come is announced in the journal
//! when the day has come, once, so that what depends on it is looked at again. Absent: what follows from it; listeners do that.

use db::Tx;
use serde_json::json;

use super::commands::note;
use super::model::Version;
use super::{CAME_INTO_FORCE, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::Clockwork;

/// Announces the versions whose day has come.
pub const ON_ITS_DAY: Clockwork = Clockwork {
    name: "process: versions in force on their day",
    every_s: 60,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            let is_due = app.read(move |tx| Ok(!store::coming(tx, now)?.is_empty())).await?;
            if is_due { app.write(move |tx| announce(tx, now)).await } else { Ok(()) }
        })
    },
};

/// Writes into the journal that versions came into force.
///
/// # Errors
/// The database's.
pub fn announce(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    for version in store::coming(tx, now)? {
        let process = store::by_id(tx, &version.process_id)?;
        store::came(tx, &version.id, now)?;
        let payload = json!({ "version_id": version.id, "number": version.number });
        note(tx, &Actor::office(), now, CAME_INTO_FORCE, &process, "", payload)?;
    }
    Ok(())
}

/// A version that is in force with its publication needs no announcement of its own.
pub(super) fn published(tx: &mut Tx, now: Time, version: &Version) -> Result<(), Failure> {
    if version.effective_at.is_some_and(|from| from <= now) {
        store::came(tx, &version.id, now)?;
    }
    Ok(())
}
