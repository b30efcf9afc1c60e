//! The process: a living, versioned, governed asset, from its first draft to the version in force, with a name against every
//! promise.
//!
//! A version's definition is sealed by its content hash; approvals seal that hash; a version is published by the owner who
//! accepted the role and is in force from its effective date. At any instant at most one version is in force. Absent: what a
//! definition holds (`definition`), measures from ticket logs (`measure`). Sources: FitSM-1:2024 GR2.4, ISO 9001:2015 7.5.3,
//! FitSM-3 (process owner, process manager).

mod api;
pub mod commands;
pub mod comments;
pub mod draft;
pub mod effective;
pub mod holder;
mod model;
pub mod pages;
pub mod place;
pub mod practice;
pub mod readiness;
pub mod register;
pub mod retirement;
pub mod reword;
pub mod section;
pub mod shared;
pub mod sketch;
pub mod store;
pub mod submission;
pub mod variant;
mod views;

pub use pages::as_tab;
pub use views::{engine_report, place_to_read};

pub use model::in_force as version_in_force;
pub use model::{Act, Force, Holder, HolderRole, Process, State, Version, force, key_of};
pub use place::{Level, Place};

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;

use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;

/// Journal: a version was published; the payload names `version_id`, `number`, `class`, `effective_at` and `improvement_id`.
pub const PUBLISHED: &str = "process.published";

/// Journal: the day came from which a published version is in force; the payload names `version_id` and `number`.
pub const CAME_INTO_FORCE: &str = "process.came_into_force";

/// Journal: somebody accepted the role of owner or manager.
pub const ROLE_ACCEPTED: &str = "process.role_accepted";
/// Journal: somebody left the role of owner or manager.
pub const ROLE_LEFT: &str = "process.role_left";
/// Journal: another person is owner or manager.
pub const HOLDER_CHANGED: &[&str] = &[ROLE_ACCEPTED, ROLE_LEFT];

/// Journal: a process was retired; its asks ended already.
pub const RETIRED: &str = "process.retired";
/// Journal: the end of a process was taken back.
pub const REINSTATED: &str = "process.reinstated";
/// Journal: another version is in force, or none.
pub const FORCE_CHANGED: &[&str] = &[PUBLISHED, CAME_INTO_FORCE, RETIRED, REINSTATED];

/// The definition in force at `now`, to look at, if there is one.
///
/// # Errors
/// The database's.
pub fn in_force(tx: &mut Tx, process_id: &str, now: Time) -> Result<Option<Arc<Definition>>, Failure> {
    let versions = store::versions(tx, process_id)?;
    model::in_force(&versions, now).map(|version| store::shared_definition(tx, &version.id)).transpose()
}

/// Every process that is not retired and of which a version is in force at `now`, with that version.
///
/// # Errors
/// The database's.
pub fn versions_in_force(tx: &mut Tx, now: Time) -> Result<Vec<(Process, Version)>, Failure> {
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for version in store::all_versions(tx)? {
        versions.entry(version.process_id.clone()).or_default().push(version);
    }
    let current = |process: Process| {
        let own = versions.get(&process.id)?;
        Some((process, model::in_force(own, now)?.clone()))
    };
    Ok(store::all(tx)?.into_iter().filter(|process| !process.is_retired(now)).filter_map(current).collect())
}

/// The version in force at `now` with its definition, if there is one.
///
/// # Errors
/// The database's.
pub fn published(tx: &mut Tx, process_id: &str, now: Time) -> Result<Option<(Version, Definition)>, Failure> {
    let versions = store::versions(tx, process_id)?;
    let Some(version) = model::in_force(&versions, now).cloned() else { return Ok(None) };
    let definition = store::definition(tx, &version.id)?;
    Ok(Some((version, definition)))
}

/// Starts a draft for an improvement; the published version will remember it.
///
/// # Errors
/// Without the permission, or when a draft is open already.
pub fn start_draft_for(
    tx: &mut Tx,
    actor: &crate::access::Actor,
    now: Time,
    process_id: &str,
    improvement_id: &str,
) -> Result<Version, Failure> {
    commands::start_draft(tx, actor, now, process_id, improvement_id)
}

#[cfg(test)]
pub(crate) mod tests;
