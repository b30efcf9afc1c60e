//! Reactions: whoever owns a process from now on is asked about its waivers, and nobody who left the role; nobody is asked about those of a
//! retired process.

use db::Tx;

use super::{commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Asks the owner of a process about the waivers of its deviations.
pub const ASK_OWNER: Listener = Listener {
    name: "waiver: ask the owner",
    actions: &[process::ROLE_ACCEPTED, process::ROLE_LEFT, process::RETIRED, process::REINSTATED],
    react: changed,
};

fn changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let process = process::store::by_id(tx, &entry.object.id)?;
    for waiver in store::standing(tx, &process.id)? {
        commands::ask(tx, now, &process, &waiver)?;
    }
    Ok(())
}
