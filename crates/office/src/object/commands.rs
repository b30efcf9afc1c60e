//! Linking logs to a set, and undoing it.

use db::Tx;
use serde_json::json;

use super::model::{LinkedLogs, check};
use super::store;
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::journal::{self, Object};

/// Makes a set.
///
/// # Errors
/// Without the permission to bring a log of each process; a [`Failure::Refused`] with every complaint.
pub fn link(tx: &mut Tx, actor: &Actor, new: &LinkedLogs) -> Result<(), Failure> {
    for source in &new.sources {
        actor.needs_on(Permission::ImportLog, &source.process_id)?;
    }
    check(&new.sources, &new.links).map_err(Failure::Refused)?;
    store::insert(tx, new)?;
    let payload = json!({ "sources": new.sources, "links": new.links });
    record(tx, actor, new.made_at, new, "object.linked", payload)
}

/// Undoes a set; the logs stay.
///
/// # Errors
/// Without the permission to bring a log of each process.
pub fn remove(tx: &mut Tx, actor: &Actor, now: crate::clock::Time, set: &LinkedLogs) -> Result<(), Failure> {
    for source in &set.sources {
        actor.needs_on(Permission::ImportLog, &source.process_id)?;
    }
    store::remove(tx, &set.id)?;
    record(tx, actor, now, set, "object.unlinked", json!({}))
}

fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: crate::clock::Time,
    set: &LinkedLogs,
    action: &'static str,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("object_log", &set.id, &set.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
