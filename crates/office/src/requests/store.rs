//! The table of idempotency keys.

use db::{Error, Tx};

use crate::access::Actor;
use crate::clock::Time;

/// What a key was used for before, if it was: the id of the object made then.
///
/// # Errors
/// The database's.
pub fn made_before(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Option<String>, Error> {
    tx.maybe(
        "select object_id from requests where person_id = $1 and idempotency_key = $2",
        &[&actor.person_id, &key],
        |row| row.get(0),
    )
}

/// Remembers what a key made; a key that was claimed meanwhile is a conflict, and its transaction is undone.
///
/// # Errors
/// The database's.
pub fn remember(tx: &mut Tx, actor: &Actor, key: &str, object_id: &str, now: Time) -> Result<(), Error> {
    tx.execute(
        "insert into requests (person_id, idempotency_key, object_id, at) values ($1, $2, $3, $4)",
        &[&actor.person_id, &key, &object_id, &now.0],
    )?;
    Ok(())
}
