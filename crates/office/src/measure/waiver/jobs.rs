//! A reaction: whoever owns a process from now on is asked about its waivers, and nobody who left the role.

use db::Tx;

use super::{commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Asks the new owner of a process about the waivers of its deviations.
pub const ASK_NEW_OWNER: Listener =
    Listener { name: "waiver: ask the new owner", actions: process::HOLDER_CHANGED, react: owner_changed };

fn owner_changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let process = process::store::by_id(tx, &entry.object.id)?;
    for waiver in store::standing(tx, &process.id)? {
        commands::ask(tx, now, &process, &waiver)?;
    }
    Ok(())
}
