//! Reactions: a version in force brings other requirements, and a new owner is asked about the waivers of the process.

use db::Tx;

use super::{asks, commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::Clockwork;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Reads the definitions when one was published.
pub const GATHER: Listener =
    Listener { name: "requirement: gather", action: process::PUBLISHED, react: |tx, _, now| commands::gather(tx, now) };

/// Reads them when a process was retired.
pub const GATHER_RETIRED: Listener = Listener {
    name: "requirement: gather after a retirement",
    action: process::RETIRED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Reads them when a process came back.
pub const GATHER_REINSTATED: Listener = Listener {
    name: "requirement: gather after a return",
    action: process::REINSTATED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Asks the new owner of a process about its waivers.
pub const ASK_NEW_OWNER: Listener =
    Listener { name: "requirement: ask the new owner", action: process::ROLE_ACCEPTED, react: owner_changed };

/// Asks nobody who left the role.
pub const RELIEVE_OWNER: Listener =
    Listener { name: "requirement: relieve the owner", action: process::ROLE_LEFT, react: owner_changed };

/// Looks for versions that came into force by their date.
pub const IN_FORCE: Clockwork = Clockwork {
    name: "requirement: versions in force",
    every_s: 900,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            app.write(move |tx| commands::gather(tx, now)).await
        })
    },
};

fn owner_changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    for one in store::live(tx, Some(&entry.object.id))? {
        asks::waivers(tx, now, &one)?;
    }
    Ok(())
}
