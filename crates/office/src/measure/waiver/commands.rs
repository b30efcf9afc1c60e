//! Each change: the owner grants a waiver, grants it anew, ends it, and is asked again when its day comes.

use db::{Error, Tx};
use mining::{Deviation, DeviationKind};
use serde_json::{Value, json};

use super::super::figures::{headline, kind_key};
use super::model::{End, Waiver};
use super::store;
use crate::access::{Actor, Permission, Role};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::people;
use crate::process::Process;
use crate::requirement;
use crate::worklist::{self, Ask};

/// The deviation that is accepted.
#[derive(Clone, Debug)]
pub struct Departure {
    pub kind: DeviationKind,
    /// The step that it is about, or the state that the process does not know.
    pub element: String,
    /// The name to show.
    pub name: String,
}

impl From<&Deviation> for Departure {
    fn from(found: &Deviation) -> Departure {
        Departure { kind: found.kind, element: found.element.clone(), name: found.name.clone() }
    }
}

/// What the owner says of it.
#[derive(Clone, Debug)]
pub struct Grant {
    pub why: String,
    /// The last day on which it holds.
    pub until: Time,
}

/// Accepts a deviation until a day; one that is accepted already holds from now on until the new day.
///
/// # Errors
/// When the actor does not own the process, or with all that is missing.
pub fn grant(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    departure: &Departure,
    grant: &Grant,
) -> Result<Waiver, Failure> {
    actor.needs_on(Permission::PublishProcess, &process.id)?;
    let why = grant.why.trim();
    let mut refusals = Vec::new();
    if why.is_empty() {
        refusals.push(Refusal::at("why", "Say why it is left so for now."));
    }
    refusals.extend(requirement::waiver_day(grant.until, now).err());
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let kind = kind_key(departure.kind);
    let before =
        store::standing(tx, &process.id)?.into_iter().find(|one| one.kind == kind && one.element == departure.element);
    let waiver = Waiver {
        id: before.as_ref().map_or_else(|| uuid::Uuid::now_v7().to_string(), |one| one.id.clone()),
        process_id: process.id.clone(),
        kind: kind.to_owned(),
        element: departure.element.clone(),
        what: headline(departure.kind, &departure.name),
        why: why.to_owned(),
        until: grant.until,
        granted_by: actor.name.clone(),
        granted_at: now,
        end: None,
    };
    match before {
        Some(_) => store::renew(tx, &waiver)?,
        None => store::insert(tx, &waiver)?,
    }
    let payload = json!({ "waiver_id": waiver.id, "deviation": waiver.what, "until": waiver.until.day_in_words() });
    note(tx, actor, now, "measure.waiver_granted", process, why, payload)?;
    worklist::conclude(tx, now, &actor.person_id, &key(&waiver))?;
    ask(tx, now, process, &waiver)?;
    Ok(waiver)
}

/// Ends a waiver: the work follows the process again, or the departure is no longer accepted.
///
/// # Errors
/// When the actor does not own the process, without a reason, or when it ended before.
pub fn end(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    id: &str,
    reason: &str,
) -> Result<Waiver, Failure> {
    actor.needs_on(Permission::PublishProcess, &process.id)?;
    let waiver = store::of_process(tx, &process.id, id)?;
    let over = "This waiver ended already. Grant a new one if the work departs again.";
    if waiver.end.is_some() {
        return Err(Failure::refused(over));
    }
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::at("reason", "Say why it ends; the reason stands beside it.").into());
    }
    let end = End { by: actor.name.clone(), at: now, reason: reason.to_owned() };
    store::end(tx, id, &end).map_err(|error| match error {
        Error::Stale => Failure::refused(over),
        other => other.into(),
    })?;
    let payload = json!({ "waiver_id": waiver.id, "deviation": waiver.what });
    note(tx, actor, now, "measure.waiver_ended", process, reason, payload)?;
    worklist::conclude(tx, now, &actor.person_id, &key(&waiver))?;
    Ok(Waiver { end: Some(end), ..waiver })
}

fn key(waiver: &Waiver) -> String {
    format!("measure/waiver/{}", waiver.id)
}

/// Asks whoever owns the process now to decide when the day of the waiver comes, and nobody else; nobody where the process is retired.
pub(super) fn ask(tx: &mut Tx, now: Time, process: &Process, waiver: &Waiver) -> Result<(), Failure> {
    let key = key(waiver);
    worklist::settle(tx, now, &key)?;
    if process.is_retired(now) {
        return Ok(());
    }
    let title = format!("Decide on the waiver that holds until {}: {}", waiver.until.day_in_words(), waiver.what);
    let why = format!("You own {}. The work departs from the process here.", process.name);
    for owner in people::store::holders(tx, Role::ProcessOwner, Some(&process.id), now)? {
        let ask = Ask {
            person_id: &owner.id,
            key: &key,
            kind: "measure.waive",
            title: &title,
            why: &why,
            href: &waiver.href(&process.key),
            object_kind: "deviation_waiver",
            object_id: &waiver.id,
            due_at: waiver.until,
        };
        worklist::ask(tx, now, ask)?;
    }
    Ok(())
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    reason: &str,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
