//! Each change of state: a look is asked for, what it brought is noted, and what was seen becomes the result of a test.

use db::Tx;
use serde_json::json;

use super::super::commands::{Tried, test};
use super::super::store as requirements;
use super::model::{Check, Offer, Outcome, State, offer};
use super::{jobs, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::Connector;
use crate::connector::ticket::takers;
use crate::connector::tool::shape::Shape;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::process::{self, Process};

/// Asks for a look at a place of a tool, written `connector/place`; a job does it.
///
/// # Errors
/// Without the permission, without requirements in force, when the place is not known, or while a look is on its way.
pub(super) fn ask(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, at: &str) -> Result<Check, Failure> {
    actor.needs_on(Permission::AnswerRequirement, &process.id)?;
    if process::in_force(tx, &process.id, now)?.is_none() {
        return Err(Failure::refused("No version of the process is in force, so nothing is asked of a tool yet."));
    }
    let no = |sentence: &str| Failure::from(Refusal::at("place", sentence));
    let (connector_id, key) = at.split_once('/').unwrap_or_default();
    let connector = takers(tx)?.into_iter().find(|one| one.id == connector_id);
    let connector = connector.ok_or_else(|| no("Choose a place of a tool from the list."))?;
    let place = connector.found.as_ref().and_then(|found| found.places.iter().find(|place| place.key == key));
    let place = place.ok_or_else(|| no("Choose a place of a tool from the list."))?;
    let same = |one: &Check| one.state == State::Waiting && one.connector_id == connector.id && one.place == place.key;
    if store::of_process(tx, &process.id, 20)?.iter().any(same) {
        return Err(no("A look at this place is on its way already."));
    }
    let check = Check {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        connector_id: connector.id.clone(),
        connector: connector.name.clone(),
        place: place.key.clone(),
        place_label: place.label.clone(),
        state: State::Waiting,
        outcome: Outcome::default(),
        trouble: String::new(),
        asked_by: actor.person_id.clone(),
        asked_at: now,
        done_at: None,
    };
    store::insert(tx, &check)?;
    jobs::order(tx, now, &check)?;
    note(tx, actor, now, "requirement.check_asked", process, &check)?;
    Ok(check)
}

/// Where somebody looked.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    pub process_id: &'a str,
    pub connector: &'a Connector,
    /// The key and the name of the place.
    pub place: (&'a str, &'a str),
}

/// Keeps a look whose shape was read already.
///
/// # Errors
/// Without the permission.
pub fn enter(tx: &mut Tx, actor: &Actor, now: Time, at: At, shape: &Shape) -> Result<(), Failure> {
    actor.needs_on(Permission::AnswerRequirement, at.process_id)?;
    let check = Check {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: at.process_id.to_owned(),
        connector_id: at.connector.id.clone(),
        connector: at.connector.name.clone(),
        place: at.place.0.to_owned(),
        place_label: at.place.1.to_owned(),
        state: State::Waiting,
        outcome: Outcome::default(),
        trouble: String::new(),
        asked_by: actor.person_id.clone(),
        asked_at: now,
        done_at: None,
    };
    store::insert(tx, &check)?;
    let seen = jobs::looked(tx, now, &check, at.connector.kind, shape)?;
    done(tx, now, &seen)
}

/// Notes what a look brought.
///
/// # Errors
/// The database's.
pub(super) fn done(tx: &mut Tx, now: Time, check: &Check) -> Result<(), Failure> {
    store::note(tx, check)?;
    let process = process::store::by_id(tx, &check.process_id)?;
    let action = match check.state {
        State::Waiting => return Ok(()),
        State::Done => "requirement.check_done",
        State::Failed => "requirement.check_failed",
    };
    note(tx, &Actor::office(), now, action, &process, check)
}

/// Takes what was seen as the results of tests of these requirements; `evidence` is where the look is to be seen. Returns how many.
///
/// # Errors
/// Without the permission, or when one of them cannot be taken any more.
pub(super) fn take(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    check: &Check,
    ids: &[String],
    evidence: &str,
) -> Result<usize, Failure> {
    actor.needs_on(Permission::AnswerRequirement, &check.process_id)?;
    let done = check.done_at.unwrap_or(now);
    if ids.is_empty() {
        return Err(Refusal::at("requirement", "Choose at least one result.").into());
    }
    for id in ids {
        let finding = check.outcome.findings.iter().find(|one| one.requirement_id == *id).ok_or(Failure::NotFound)?;
        let required = match requirements::by_id(tx, id) {
            Ok(one) => Some(one),
            Err(db::Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        let Offer::Result(passed) = offer(finding, required.as_ref(), done, now) else {
            let sentence = format!("“{}” changed or was tested since the look. Look at the tool again.", finding.text);
            return Err(Failure::Stale { sentence });
        };
        let tried = Tried { passed, note: finding.note.clone(), evidence: evidence.to_owned() };
        test(tx, actor, now, (id, finding.revision), &tried)?;
    }
    Ok(ids.len())
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    check: &Check,
) -> Result<(), Failure> {
    let payload = json!({ "tool": check.connector, "place": check.place_label, "trouble": check.trouble });
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
