//! Each change of skills: put on the list, worded anew, taken off; said, confirmed and ended of a person.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::model::{Line, Need, Skill, checked, lines};
use super::store;
use crate::access::{Actor, Permission, Role};
use crate::clock::Time;
use crate::definition::dictionary::plain;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::people::{self, Person};
use crate::process;
use crate::worklist::{self, Ask};

/// Skills of one office, at most.
const MOST: usize = 500;
/// Days to confirm what somebody says they can do.
const CONFIRM_DAYS: i64 = 7;

/// What the versions in force need, of the processes that `actor` may read.
///
/// # Errors
/// The database's.
pub fn needs(tx: &mut Tx, actor: &Actor, now: Time) -> Result<Vec<Need>, Failure> {
    let mut all = Vec::new();
    for (process, version) in process::versions_in_force(tx, now)? {
        if !actor.may_on(Permission::Read, &process.id) {
            continue;
        }
        let definition = process::store::shared_definition(tx, &version.id)?;
        for (element, activity) in definition.steps() {
            for skill in definition.activities.get(&element).into_iter().flat_map(|one| &one.skills) {
                all.push(Need {
                    skill: skill.clone(),
                    process_key: process.key.clone(),
                    process: process.name.clone(),
                    element: element.clone(),
                    activity: activity.clone(),
                });
            }
        }
    }
    Ok(all)
}

/// Every skill with who has it and what needs it.
///
/// # Errors
/// The database's.
pub fn coverage(tx: &mut Tx, actor: &Actor, now: Time) -> Result<Vec<Line>, Failure> {
    let (skills, holders) = (store::all(tx)?, store::holders(tx)?);
    Ok(lines(skills, holders, needs(tx, actor, now)?))
}

/// Puts a skill on the list; gives its id.
///
/// # Errors
/// Without the permission, without a name, or when it is there already.
pub fn add(tx: &mut Tx, actor: &Actor, now: Time, name: &str, meaning: &str) -> Result<String, Failure> {
    actor.needs(Permission::KeepSkills)?;
    let (name, meaning) = checked(name, meaning)?;
    if store::all(tx)?.len() >= MOST {
        return Err(Failure::refused(format!(
            "The list has {MOST} skills, as many as it can hold. Take one off first."
        )));
    }
    let new = Skill { id: uuid::Uuid::now_v7().to_string(), name, meaning };
    store::insert(tx, &new, now).map_err(taken)?;
    note(tx, actor, now, "skill.added", &new, json!({}))?;
    Ok(new.id)
}

/// Says anew what a skill is called and means.
///
/// # Errors
/// Without the permission, or when processes in force need it under the name that it had.
pub fn reword(tx: &mut Tx, actor: &Actor, now: Time, id: &str, name: &str, meaning: &str) -> Result<(), Failure> {
    actor.needs(Permission::KeepSkills)?;
    let (name, meaning) = checked(name, meaning)?;
    let before = store::by_id(tx, id)?;
    if plain(&before.name) != plain(&name) {
        unneeded(tx, now, &before, "Its name can change once no activity in force names it.")?;
    }
    let after = Skill { name, meaning, ..before.clone() };
    if after == before {
        return Ok(());
    }
    store::update(tx, &after).map_err(taken)?;
    note(tx, actor, now, "skill.reworded", &after, json!({ "before": before.name }))
}

/// Takes a skill off the list.
///
/// # Errors
/// Without the permission, or when processes in force need it.
pub fn remove(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::KeepSkills)?;
    let one = store::by_id(tx, id)?;
    unneeded(tx, now, &one, "It can be taken off the list once no activity in force names it.")?;
    worklist::settle_object(tx, now, "skill", id)?;
    store::remove(tx, id)?;
    note(tx, actor, now, "skill.removed", &one, json!({}))
}

/// Refuses where a version in force needs the skill, wherever it stands.
fn unneeded(tx: &mut Tx, now: Time, one: &Skill, remedy: &str) -> Result<(), Failure> {
    let mut there = BTreeSet::new();
    for (process, version) in process::versions_in_force(tx, now)? {
        let definition = process::store::shared_definition(tx, &version.id)?;
        if definition.activities.values().any(|two| two.skills.iter().any(|name| plain(name) == plain(&one.name))) {
            there.insert(process.name);
        }
    }
    if there.is_empty() {
        return Ok(());
    }
    let names = there.into_iter().collect::<Vec<_>>().join(", ");
    Err(Refusal::at("name", format!("“{}” is needed in: {names}. {remedy}", one.name)).into())
}

/// Somebody says that they have a skill; whoever keeps the list is asked to confirm it.
///
/// # Errors
/// When there is no such skill.
pub fn say(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    let one = store::by_id(tx, id)?;
    if store::holding(tx, id, &actor.person_id)?.is_some() {
        return Ok(());
    }
    store::say(tx, now, id, &actor.person_id)?;
    for keeper in keepers(tx, now, &actor.person_id)? {
        let ask = Ask {
            person_id: &keeper.id,
            key: &ask_key(id, &actor.person_id),
            kind: "skill.confirm",
            title: &format!("Confirm that {} has the skill “{}”", actor.name, one.name),
            why: "You keep the list of skills. Only a skill that is confirmed counts.",
            href: &one.href(),
            object_kind: "skill",
            object_id: id,
            due_at: now.plus_days(CONFIRM_DAYS),
        };
        worklist::ask(tx, now, ask)?;
    }
    note(tx, actor, now, "skill.said", &one, of(&actor.person_id, &actor.name))
}

/// Gives a skill to somebody else, confirmed; or confirms what they said.
///
/// # Errors
/// Without the permission, to oneself, or when there is no such person.
pub fn give(tx: &mut Tx, actor: &Actor, now: Time, id: &str, person_id: &str) -> Result<(), Failure> {
    actor.needs(Permission::KeepSkills)?;
    let one = store::by_id(tx, id)?;
    if person_id == actor.person_id {
        let sentence = "Nobody confirms their own skill. Say that you have it, and somebody else confirms it.";
        return Err(Refusal::at("person", sentence).into());
    }
    let person = people::commands::open_account(tx, person_id)?;
    if store::holding(tx, id, person_id)?.is_some_and(|there| there.confirmed_at.is_some()) {
        return Ok(());
    }
    store::say(tx, now, id, person_id)?;
    store::confirm(tx, now, id, person_id, &actor.name)?;
    worklist::conclude(tx, now, &actor.person_id, &ask_key(id, person_id))?;
    note(tx, actor, now, "skill.confirmed", &one, of(&person.id, &person.name))
}

/// A person has a skill no longer: they say so themselves, or whoever keeps the list does.
///
/// # Errors
/// Without the permission, or when they do not have it.
pub fn end(tx: &mut Tx, actor: &Actor, now: Time, id: &str, person_id: &str) -> Result<(), Failure> {
    if person_id != actor.person_id {
        actor.needs(Permission::KeepSkills)?;
    }
    let one = store::by_id(tx, id)?;
    let there = store::holding(tx, id, person_id)?.ok_or(Failure::NotFound)?;
    store::end(tx, id, person_id)?;
    worklist::settle(tx, now, &ask_key(id, person_id))?;
    note(tx, actor, now, "skill.ended", &one, of(&there.person_id, &there.person))
}

/// Who confirms what others say: the SMO managers, else the training leads, else the administrators; never the person themselves.
fn keepers(tx: &mut Tx, now: Time, but: &str) -> Result<Vec<Person>, Failure> {
    for role in [Role::SmoManager, Role::TrainingLead, Role::Administrator] {
        let mut found = people::store::holders(tx, role, None, now)?;
        found.retain(|one| one.id != but);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The key under which somebody is asked to confirm a skill of a person.
fn ask_key(id: &str, person_id: &str) -> String {
    format!("skill/{id}/{person_id}")
}

fn of(person_id: &str, person: &str) -> serde_json::Value {
    json!({ "person_id": person_id, "person": person })
}

fn taken(error: db::Error) -> Failure {
    match error {
        db::Error::Conflict { .. } => Refusal::at("name", "A skill of this name is on the list already.").into(),
        other => other.into(),
    }
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    one: &Skill,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("skill", &one.id, &one.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
