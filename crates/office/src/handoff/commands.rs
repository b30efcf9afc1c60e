//! Each change of the ledger: hand-offs are found in the definitions in force, and owners give or take back their word.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;
use serde_json::{Value, json};

use super::ledger::{self, Source};
use super::model::{Agreement, Handoff, Side, State};
use super::{asks, store};
use crate::access::{Actor, Permission, forbidden};
use crate::clock::Time;
use crate::definition::Definition;
use crate::definition::dictionary::plain;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::process::{self, Process};

/// Brings the ledger in line with the definitions in force: new hand-offs, changed terms, those that nobody names any more.
/// Retired processes neither give nor receive. Nothing is written where nothing changed.
///
/// # Errors
/// The database's.
pub fn gather(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let mut in_force: Vec<(Process, Option<Arc<Definition>>)> = Vec::new();
    for process in process::store::all(tx)? {
        let definition = process::in_force(tx, &process.id, now)?;
        in_force.push((process, definition));
    }
    let sources: Vec<Source> = in_force
        .iter()
        .map(|(process, definition)| Source {
            id: &process.id,
            name: &process.name,
            definition: definition.as_deref(),
            is_retired: process.is_retired(now),
        })
        .collect();
    let mut stated = ledger::stated(&sources);
    let held: BTreeMap<ledger::Key, Handoff> =
        store::live(tx)?.into_iter().map(|one| (ledger::key(&one), one)).collect();
    for (key, old) in held {
        match stated.remove(&key) {
            None => ended(tx, now, &old)?,
            Some(new) => restated(tx, now, old, new)?,
        }
    }
    for mut new in stated.into_values() {
        new.id = uuid::Uuid::now_v7().to_string();
        new.found_at = now;
        store::insert(tx, &new)?;
        note(tx, &Actor::office(), now, "handoff.found", &new, "", json!({ "state": new.state().key() }))?;
        asks::refresh(tx, now, &new)?;
    }
    Ok(())
}

fn ended(tx: &mut Tx, now: Time, old: &Handoff) -> Result<(), Failure> {
    store::end(tx, &old.id, now)?;
    asks::over(tx, now, old)?;
    note(tx, &Actor::office(), now, "handoff.ended", old, "", json!({}))
}

fn restated(tx: &mut Tx, now: Time, old: Handoff, new: Handoff) -> Result<(), Failure> {
    let mut one = old.clone();
    one.what = new.what;
    for side in Side::ALL {
        let stated = match side {
            Side::Giver => &new.giver,
            Side::Receiver => &new.receiver,
        };
        one.party_mut(side).name.clone_from(&stated.name);
        one.party_mut(side).terms.clone_from(&stated.terms);
    }
    if one == old {
        return Ok(());
    }
    store::state_terms(tx, &one)?;
    note(tx, &Actor::office(), now, "handoff.changed", &one, "", json!({ "state": one.state().key() }))?;
    asks::refresh(tx, now, &one)
}

/// Gives the word of the owner of one side to exactly `terms`, as they were read.
///
/// # Errors
/// When the actor does not own that process, the sides do not state the same, or the terms are others by now.
pub fn agree(tx: &mut Tx, actor: &Actor, now: Time, id: &str, side: Side, terms: &str) -> Result<(), Failure> {
    let mut one = owned(tx, actor, id, side)?;
    match one.state() {
        State::Waiting | State::Agreed => {}
        State::OneSided => {
            return Err(refused("Only one of the two processes names this hand-off. It can be agreed when both do."));
        }
        State::Differs => {
            return Err(refused(
                "The two processes state different terms. They can be agreed when both state the same.",
            ));
        }
        State::Outside => {
            return Err(refused("The other process is not one of this office, so nobody here can agree for it."));
        }
    }
    let in_force = one.common_terms().map(super::model::Terms::text).unwrap_or_default();
    if in_force != terms {
        return Err(refused(format!("The terms changed since you read them. They are now: {in_force}.")));
    }
    if one.agreed(side).is_some() {
        return Ok(());
    }
    let word = Agreement {
        person_id: actor.person_id.clone(),
        person_name: actor.name.clone(),
        at: now,
        terms: in_force.clone(),
    };
    store::keep_word(tx, id, side, Some(&word))?;
    one.party_mut(side).agreement = Some(word);
    asks::agreed(tx, now, actor, &one, side)?;
    let process = one.party(side).name.clone();
    note(
        tx,
        actor,
        now,
        "handoff.agreed",
        &one,
        "",
        json!({ "side": side.key(), "process": process, "terms": in_force }),
    )
}

/// Takes the word of the owner of one side back.
///
/// # Errors
/// When the actor does not own that process, no word was given, or the reason is missing.
pub fn withdraw(tx: &mut Tx, actor: &Actor, now: Time, id: &str, side: Side, reason: &str) -> Result<(), Failure> {
    let mut one = owned(tx, actor, id, side)?;
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why, so that the other owner knows what to talk about.").into());
    }
    if one.agreed(side).is_none() {
        return Err(refused("There is no agreement of this side to take back."));
    }
    store::keep_word(tx, id, side, None)?;
    one.party_mut(side).agreement = None;
    asks::refresh(tx, now, &one)?;
    let process = one.party(side).name.clone();
    note(tx, actor, now, "handoff.withdrawn", &one, reason.trim(), json!({ "side": side.key(), "process": process }))
}

/// Gives what passes another name, wherever it passes: both sides name it so from now on, and agreements stand.
///
/// # Errors
/// The database's.
pub fn rename(tx: &mut Tx, from: &str, to: &str) -> Result<(), Failure> {
    for mut one in store::live(tx)?.into_iter().filter(|one| plain(&one.what) == plain(from)) {
        to.clone_into(&mut one.what);
        store::state_terms(tx, &one)?;
    }
    Ok(())
}

/// The hand-off, if the actor may read it.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or the actor may read neither process.
pub fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Handoff, Failure> {
    let one = store::by_id(tx, id)?;
    if may_read(actor, &one) { Ok(one) } else { Err(Failure::NotFound) }
}

/// Whether the actor may read one of the two processes.
#[must_use]
pub fn may_read(actor: &Actor, one: &Handoff) -> bool {
    let ids = Side::ALL.into_iter().filter_map(|side| one.party(side).process_id.as_deref());
    ids.into_iter().any(|id| actor.may_on(Permission::Read, id))
}

/// Whether the actor speaks for a side: its owner, who accepted the role.
#[must_use]
pub fn speaks_for(actor: &Actor, one: &Handoff, side: Side) -> bool {
    let id = one.party(side).process_id.as_deref();
    id.is_some_and(|id| actor.may_on(Permission::PublishProcess, id))
}

fn owned(tx: &mut Tx, actor: &Actor, id: &str, side: Side) -> Result<Handoff, Failure> {
    let one = seen(tx, actor, id)?;
    if speaks_for(actor, &one, side) { Ok(one) } else { Err(forbidden(Permission::PublishProcess)) }
}

fn refused(sentence: impl Into<String>) -> Failure {
    Refusal::because(sentence).into()
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    one: &Handoff,
    reason: &str,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new("handoff", &one.id, one.label());
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
