//! Reactions: whoever becomes responsible for a process is asked what is open about it, whoever leaves is not.

use db::Tx;

use super::matter;
use crate::access::Actor;
use crate::clock::Time;
use crate::comment::commands;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process::{HOLDER_CHANGED, store};

/// Asks whoever accepted a role, and nobody who left it.
pub const ASK_NEW_HOLDER: Listener =
    Listener { name: "comments: ask the new owner or manager", actions: HOLDER_CHANGED, react: holders_changed };

fn holders_changed(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let process = store::by_id(tx, &entry.object.id)?;
    let matter = matter(tx, &Actor::office(), now, &process)?;
    commands::ask_again(tx, now, &matter)
}
