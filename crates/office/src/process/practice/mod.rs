//! Which roles somebody has in the daily work of a process, as they say themselves, so that they see their own steps first.
//!
//! Absent: rights; a role of the daily work grants none. The two roles that do are held through `holder`.

pub mod store;

use db::Tx;
use serde_json::json;

use super::commands::note;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};

/// Says anew which roles of the process the actor has; none is an answer too.
///
/// # Errors
/// When the actor may not read the process, or the definition knows no such role.
pub fn choose(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    definition: &Definition,
    roles: &[String],
) -> Result<(), Failure> {
    actor.needs_on(Permission::Read, process_id)?;
    let process = super::store::by_id(tx, process_id)?;
    if let Some(unknown) = roles.iter().find(|key| !definition.roles.iter().any(|role| role.key == **key)) {
        return Err(Refusal::at("role", format!("The process has no role “{unknown}”.")).into());
    }
    store::replace(tx, process_id, &actor.person_id, roles, now)?;
    note(tx, actor, now, "process.practice_chosen", &process, "", json!({ "roles": roles }))
}
