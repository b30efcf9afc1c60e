//! Rewording: a name that processes share changes in the version in force and in the draft at once, and nothing else does.
//!
//! The reworded version is a minor one that follows the version it was made from; approvals stand, the day of the next review stays,
//! and a draft goes on from it. Absent: what is reworded, and who decides it (`dictionary`). Source: document control
//! (FitSM-1 GR2.4); the decision record "approvals outlive rewording".

use db::Tx;
use serde_json::json;

use super::commands::{note, subject};
use super::model::{Process, State, Version, force, in_force, minor_after};
use super::{Force, PUBLISHED, effective, store, variant};
use crate::access::{Actor, Permission};
use crate::approval;
use crate::clock::Time;
use crate::definition::{self, Class, Definition};
use crate::failure::{Failure, Refusal};

/// An edit of names alone: how many it changed, or why it cannot.
pub type Rewording<'a> = &'a dyn Fn(&mut Definition) -> Result<usize, String>;

/// What a rewording touches in one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    pub version_id: String,
    /// The number of the published version that is followed; empty for the draft.
    pub number: String,
    /// The number of the version that follows it; empty for the draft.
    pub next: String,
    /// How often the edit applies.
    pub count: usize,
    /// Why it cannot be applied.
    pub obstacle: Option<String>,
}

/// What a rewording would touch: the version in force, those to come, and the draft, in this order.
///
/// # Errors
/// The database's.
pub fn plan(tx: &mut Tx, now: Time, process_id: &str, edit: Rewording) -> Result<Vec<Touched>, Failure> {
    let versions = store::versions(tx, process_id)?;
    let mut touched = Vec::new();
    for version in affected(&versions, now) {
        let mut definition = store::definition(tx, &version.id)?;
        let (count, obstacle) = match edit(&mut definition) {
            Ok(count) => (count, None),
            Err(sentence) => (1, Some(sentence)),
        };
        if count > 0 {
            let next = if version.number.is_empty() { String::new() } else { minor_after(&versions, &version.number) };
            let (version_id, number) = (version.id.clone(), version.number.clone());
            touched.push(Touched { version_id, number, next, count, obstacle });
        }
    }
    Ok(touched)
}

/// Rewords the versions that [`plan`] names.
///
/// # Errors
/// Without the permission, or the obstacle.
pub fn reword(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    reason: &str,
    edit: Rewording,
) -> Result<(), Failure> {
    actor.needs(Permission::KeepDictionary)?;
    let process = store::by_id(tx, process_id)?;
    let versions = store::versions(tx, process_id)?;
    for version in affected(&versions, now) {
        let mut definition = store::definition(tx, &version.id)?;
        let count =
            edit(&mut definition).map_err(|sentence| Refusal::because(format!("{}: {sentence}", process.name)))?;
        if count == 0 {
            continue;
        }
        if version.state == State::Published {
            let next = follow(tx, actor, now, &process, version, &versions, &definition, reason)?;
            store::rebase(tx, &version.id, &next.id)?;
        } else {
            redraft(tx, actor, now, &process, version, &definition, reason)?;
        }
    }
    variant::refresh_around(tx, now, &process)
}

/// The version in force, those to come, and the open draft.
fn affected(versions: &[Version], now: Time) -> Vec<&Version> {
    let is_to_come = |one: &&Version| one.state == State::Published && force(one, versions, now) == Force::Upcoming;
    in_force(versions, now)
        .into_iter()
        .chain(versions.iter().filter(is_to_come))
        .chain(versions.iter().filter(|one| one.state.is_open()))
        .collect()
}

#[expect(clippy::too_many_arguments, reason = "one publication, told in one place")]
fn follow(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    before: &Version,
    versions: &[Version],
    definition: &Definition,
    reason: &str,
) -> Result<Version, Failure> {
    let next = Version {
        id: uuid::Uuid::now_v7().to_string(),
        number: minor_after(versions, &before.number),
        seal: definition::seal(definition),
        revision: 1,
        submitted_revision: None,
        base_id: Some(before.id.clone()),
        class: Some(Class::Minor),
        started_by: actor.person_id.clone(),
        started_at: now,
        submitted_by: String::new(),
        submitted_at: None,
        published_by: actor.person_id.clone(),
        published_at: Some(now),
        effective_at: before.effective_at.map(|at| at.max(now)),
        improvement_id: String::new(),
        note: reason.to_owned(),
        ..before.clone()
    };
    store::insert_version(tx, &next, definition, &actor.name)?;
    store::update_version(tx, &next)?;
    let payload = json!({
        "version_id": next.id, "number": next.number, "class": Class::Minor, "seal": next.seal,
        "effective_at": next.effective_at, "improvement_id": "", "supersedes": before.number,
    });
    note(tx, actor, now, PUBLISHED, process, reason, payload)?;
    effective::published(tx, now, &next)?;
    Ok(next)
}

fn redraft(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    draft: &Version,
    definition: &Definition,
    reason: &str,
) -> Result<(), Failure> {
    let mut version = draft.clone();
    version.revision = store::save(tx, draft, definition, &actor.person_id, &actor.name, now)?;
    if matches!(version.state, State::InReview | State::Approved) {
        version.submitted_revision = Some(version.revision);
        store::update_version(tx, &version)?;
        approval::store::reseal(tx, &subject(&version.id), &definition::seal(definition))?;
    }
    let payload = json!({ "version_id": version.id, "revision": version.revision, "changes": [reason] });
    note(tx, actor, now, "process.draft_saved", process, reason, payload)
}
