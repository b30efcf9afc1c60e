//! The table of idempotency keys.

use db::{Error, Tx};

use super::{KEPT_DAYS, Keyed};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// What a request made before, if it did: the id of the object made then.
///
/// # Errors
/// A refusal when the key was used for another request; the database's.
pub fn made_before(tx: &mut Tx, actor: &Actor, now: Time, asked: &Keyed) -> Result<Option<String>, Failure> {
    let found: Option<(String, String)> = tx.maybe(
        "select object_id, print from requests where person_id = $1 and idempotency_key = $2 and at > $3",
        &[&actor.person_id, &asked.key, &now.plus_days(-KEPT_DAYS).0],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    match found {
        // Keys of older versions have no print.
        Some((_, print)) if !print.is_empty() && print != asked.print => Err(Refusal::at(
            "idempotency_key",
            "This Idempotency-Key was used for another request before. Use a new key for each request, and the same one only to \
             send the same request again.",
        )
        .into()),
        found => Ok(found.map(|(object_id, _)| object_id)),
    }
}

/// Remembers what a request made, and forgets this person's keys that are older than [`KEPT_DAYS`]. A key that was claimed
/// meanwhile undoes the transaction, to be tried again.
///
/// # Errors
/// [`Error::Busy`] when the same request is being done just now; the database's.
pub fn remember(tx: &mut Tx, actor: &Actor, now: Time, asked: &Keyed, object_id: &str) -> Result<(), Error> {
    tx.put(
        "delete from requests where person_id = $1 and at <= $2",
        &[&actor.person_id, &now.plus_days(-KEPT_DAYS).0],
    )?;
    let made = tx.execute(
        "insert into requests (person_id, idempotency_key, object_id, at, print) values ($1, $2, $3, $4, $5)",
        &[&actor.person_id, &asked.key, &object_id, &now.0, &asked.print],
    );
    match made {
        Err(Error::Conflict { .. }) => Err(Error::Busy),
        other => other.map(|_| ()),
    }
}

/// Does a change to an object once: where the same request did it before, nothing is done. Without a key it is always done.
///
/// # Errors
/// What `change` answers; a refusal when the key was used for another request; the database's.
pub fn once(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    asked: Option<&Keyed>,
    object_id: &str,
    change: impl FnOnce(&mut Tx) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let Some(asked) = asked else { return change(tx) };
    if made_before(tx, actor, now, asked)?.is_some() {
        return Ok(());
    }
    change(tx)?;
    Ok(remember(tx, actor, now, asked, object_id)?)
}
