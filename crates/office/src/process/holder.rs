//! Who answers for a process: somebody is asked to be its owner or manager, and accepts, declines, or later leaves.
//!
//! Nobody owns a process by default: the rights begin when the role is accepted, and the date is kept.

use db::Tx;
use serde_json::json;

use super::commands::note;
use super::model::{Holder, HolderRole};
use super::{retirement, store, variant};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::people::{self, Assignment};
use crate::worklist;

/// Days within which an answer is expected.
const ANSWER_DAYS: i64 = 14;

/// The key under which a request waits in somebody's worklist.
fn ask_key(process_id: &str, role: HolderRole) -> String {
    format!("process-holder:{process_id}:{}", role.key())
}

/// Asks a person to be owner or manager. Whoever holds the role keeps it until the new one accepts.
///
/// # Errors
/// Without the permission, or when the same person was asked already.
pub fn ask(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    role: HolderRole,
    person_id: &str,
) -> Result<(), Failure> {
    actor.needs_on(Permission::AppointProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    retirement::is_live(&process, now)?;
    let person = people::store::person(tx, person_id)
        .map_err(|_| Failure::from(Refusal::at("person", "Choose a person from the list.")))?;
    if person.disabled_at.is_some() {
        return Err(Refusal::at("person", format!("The account of {} is closed.", person.name)).into());
    }
    let holders = store::holders(tx, process_id)?;
    if holders.iter().any(|one| one.role == role && one.person_id == person_id) {
        let sentence = format!("{} holds this role or was asked already.", person.name);
        return Err(Refusal::at("person", sentence).into());
    }
    for open in holders.iter().filter(|one| one.role == role && one.accepted_at.is_none()) {
        store::end_holder(tx, &open.id, "Somebody else was asked.", now)?;
        worklist::settle_of(tx, now, &open.person_id, &ask_key(process_id, role))?;
    }
    let holder = Holder {
        id: uuid::Uuid::now_v7().to_string(),
        role,
        person_id: person_id.to_owned(),
        person_name: person.name.clone(),
        asked_by: actor.person_id.clone(),
        asked_at: now,
        accepted_at: None,
        assignment_id: String::new(),
        ended_at: None,
    };
    store::insert_holder(tx, process_id, &holder)?;
    worklist::ask(
        tx,
        now,
        worklist::Ask {
            person_id,
            key: &ask_key(process_id, role),
            kind: "process.accept_role",
            title: &format!("Accept or decline: {} of {}", role.label().to_lowercase(), process.name),
            why: &format!("{} asks you to be {} of this process.", actor.name, role.label().to_lowercase()),
            href: &format!("/processes/{}/people", process.key),
            object_kind: "process",
            object_id: process_id,
            due_at: now.plus_days(ANSWER_DAYS),
        },
    )?;
    let payload = json!({ "role": role.key(), "person": person.name, "person_id": person_id });
    note(tx, actor, now, "process.holder_asked", &process, "", payload)
}

/// Accepts a role that the actor was asked to hold; the one before is relieved.
///
/// # Errors
/// [`Failure::NotFound`] when the actor was not asked.
pub fn accept(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, role: HolderRole) -> Result<(), Failure> {
    let process = store::by_id(tx, process_id)?;
    let holders = store::holders(tx, process_id)?;
    let asked = holders
        .iter()
        .find(|one| one.role == role && one.person_id == actor.person_id && one.accepted_at.is_none())
        .ok_or(Failure::NotFound)?;
    for before in holders.iter().filter(|one| one.role == role && one.accepted_at.is_some()) {
        store::end_holder(tx, &before.id, "Somebody else accepted the role.", now)?;
        people::store::end_assignment(tx, &before.assignment_id, now)?;
    }
    let assignment = Assignment {
        id: uuid::Uuid::now_v7().to_string(),
        person_id: actor.person_id.clone(),
        role: role.role(),
        process_id: Some(process_id.to_owned()),
        process_label: Some(process.name.clone()),
        starts_at: now,
        ends_at: None,
        granted_by: asked.asked_by.clone(),
    };
    people::store::assign(tx, &assignment)?;
    store::accept_holder(tx, &asked.id, &assignment.id, now)?;
    worklist::settle_of(tx, now, &actor.person_id, &ask_key(process_id, role))?;
    note(tx, actor, now, super::ROLE_ACCEPTED, &process, "", json!({ "role": role.key() }))?;
    variant::refresh(tx, now, &process)
}

/// Declines a role that the actor was asked to hold, or leaves one that the actor holds.
///
/// # Errors
/// [`Failure::NotFound`] when the actor neither holds it nor was asked.
pub fn leave(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    role: HolderRole,
    reason: &str,
) -> Result<(), Failure> {
    let process = store::by_id(tx, process_id)?;
    let holders = store::holders(tx, process_id)?;
    let mine =
        holders.iter().find(|one| one.role == role && one.person_id == actor.person_id).ok_or(Failure::NotFound)?;
    store::end_holder(tx, &mine.id, reason, now)?;
    let action = if mine.accepted_at.is_some() {
        people::store::end_assignment(tx, &mine.assignment_id, now)?;
        super::ROLE_LEFT
    } else {
        worklist::settle_of(tx, now, &actor.person_id, &ask_key(process_id, role))?;
        "process.role_declined"
    };
    note(tx, actor, now, action, &process, reason, json!({ "role": role.key() }))?;
    variant::refresh(tx, now, &process)
}

/// Who holds a role and accepted it.
#[must_use]
pub fn holding(holders: &[Holder], role: HolderRole) -> Option<&Holder> {
    holders.iter().find(|one| one.role == role && one.accepted_at.is_some())
}
