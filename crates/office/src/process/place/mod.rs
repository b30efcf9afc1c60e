//! Where a process stands in the architecture: its level, its category, and what it hangs below.
//!
//! Entries of the levels 0 and 1 are areas: places to hang processes below, with a name, an owner and a sentence, and without a
//! definition. Absent: the map and the landscape (`architecture`), which look at all places at once.

mod model;
pub mod store;

use db::Tx;
use serde_json::json;

pub use model::{ABOUT_CHARS, Level, Place, ancestors, article, children, complaints};

use super::commands::note;
use super::model::{Process, State};
use super::retirement;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// Gives a process another place.
///
/// # Errors
/// Without the permission, or all reasons why the place does not fit.
pub fn arrange(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, place: &Place) -> Result<(), Failure> {
    actor.needs_on(Permission::ArrangeProcess, process_id)?;
    let process = super::store::by_id(tx, process_id)?;
    let has_versions = super::store::versions(tx, process_id)?.iter().any(|one| one.state != State::Discarded);
    retirement::is_live(&process, now)?;
    let all: Vec<Process> = super::store::all(tx)?.into_iter().filter(|one| !one.is_retired(now)).collect();
    let place =
        Place { about: if place.level.is_area() { place.about.clone() } else { String::new() }, ..place.clone() };
    let refusals = complaints(&place, Some(&process), has_versions, &all);
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    if place == process.place() {
        return Ok(());
    }
    store::keep(tx, process_id, &place)?;
    let name = |id: &Option<String>| all.iter().find(|one| Some(&one.id) == id.as_ref()).map(|one| one.name.clone());
    let before = process.place();
    let payload = json!({
        "level": place.level, "category": place.category, "parent_id": place.parent_id, "parent": name(&place.parent_id),
        "about": place.about,
        "before": { "level": before.level, "category": before.category, "parent": name(&before.parent_id) },
    });
    note(tx, actor, now, "process.arranged", &process, "", payload)
}

/// Refuses what needs a definition, where there can be none.
///
/// # Errors
/// When the process is an area.
pub fn has_definition(process: &Process) -> Result<(), Refusal> {
    if !process.level.is_area() {
        return Ok(());
    }
    Err(Refusal::because(format!(
        "“{}” is {} and has no definition: it is a place to hang processes below. Add the process there, or give this \
         entry level 2 or below first.",
        process.name,
        article(process.level),
    )))
}

#[cfg(test)]
mod tests;
