//! Reactions: a version in force brings other requirements, and a new owner is asked about the waivers of the process.

use db::Tx;

use super::{asks, commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Reads the definitions when other versions are in force.
pub const GATHER: Listener = Listener {
    name: "requirement: gather",
    actions: process::FORCE_CHANGED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Asks the new owner of a process about its waivers, and nobody who left the role.
pub const ASK_NEW_OWNER: Listener =
    Listener { name: "requirement: ask the new owner", actions: process::HOLDER_CHANGED, react: owner_changed };

fn owner_changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    for one in store::live(tx, Some(&entry.object.id))? {
        asks::waivers(tx, now, &one)?;
    }
    Ok(())
}
