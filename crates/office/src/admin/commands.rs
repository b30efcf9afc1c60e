//! What an operator does with a job whose tries ran out.

use db::Tx;
use serde_json::json;

use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs;
use crate::journal::{self, Object};

/// Puts a failed job back to work.
///
/// # Errors
/// Without the permission, or when the job is not failed.
pub fn try_again(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    jobs::store::try_again(tx, now, id)?;
    note(tx, actor, "job.tried_again", id, "", now)
}

/// Gives a failed job up, with a reason.
///
/// # Errors
/// Without the permission, or when the job is not failed.
pub fn give_up(tx: &mut Tx, actor: &Actor, now: Time, id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    jobs::store::give_up(tx, now, id)?;
    note(tx, actor, "job.given_up", id, reason, now)
}

fn note(tx: &mut Tx, actor: &Actor, action: &'static str, id: &str, reason: &str, now: Time) -> Result<(), Failure> {
    let object = Object::new("job", id, id);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload: json!({}) })?;
    Ok(())
}
