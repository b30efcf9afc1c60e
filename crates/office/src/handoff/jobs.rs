//! Reactions: another version in force changes the ledger, a new owner is asked what the one before was asked.

use db::Tx;

use super::model::Side;
use super::{asks, commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Reads the definitions when other versions are in force.
pub const GATHER: Listener = Listener {
    name: "handoff: gather",
    actions: process::FORCE_CHANGED,
    react: |tx, _, now| commands::gather(tx, now),
};

/// Asks the new owner of a process, and nobody who left the role.
pub const ASK_NEW_OWNER: Listener =
    Listener { name: "handoff: ask the new owner", actions: process::HOLDER_CHANGED, react: owner_changed };

fn owner_changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let process = Some(entry.object.id.as_str());
    for one in store::live(tx)? {
        for side in Side::ALL {
            if one.party(side).process_id.as_deref() == process {
                asks::refresh_side(tx, now, &one, side)?;
            }
        }
    }
    Ok(())
}
