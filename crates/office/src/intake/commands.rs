//! Each change of state of an intake: added, changed, given a new secret, suspended, taken back, removed.

use db::Tx;
use serde_json::{Value, json};

use super::model::{Form, Intake, Purpose};
use super::proof;
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::secret::Key;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::measure::feed;

/// What somebody says of an intake.
#[derive(Clone)]
pub struct Said {
    pub name: String,
    pub purpose: Purpose,
}

impl Said {
    fn checked(&self, tx: &mut Tx, form: Form, id: &str) -> Result<(), Failure> {
        let mut refusals = self.purpose.complaints(form);
        if self.name.is_empty() {
            refusals.push(Refusal::at("name", "The name is missing."));
        }
        if store::all(tx)?.iter().any(|other| other.name == self.name && other.id != id) {
            let told = format!("There is an intake “{}” already. Choose another name.", self.name);
            refusals.push(Refusal::at("name", told));
        }
        if let Purpose::Nudge { feed_id } = &self.purpose {
            if form == Form::Mail {
                refusals.push(Refusal::at("purpose", "A mail brings a message; it nudges no feed."));
            } else if !feed::is_there(tx, feed_id)? {
                refusals.push(Refusal::at("feed_id", "Choose a feed from the list."));
            }
        }
        if refusals.is_empty() { Ok(()) } else { Err(Failure::Refused(refusals)) }
    }
}

/// Adds an intake; returns its id and its secret, which is never told again.
///
/// # Errors
/// Without the permission, or when something is wrong with what was said.
pub fn add(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &Key,
    form: Form,
    said: &Said,
) -> Result<(String, String), Failure> {
    actor.needs(Permission::Administer)?;
    said.checked(tx, form, "")?;
    let (id, secret) = (uuid::Uuid::now_v7().to_string(), proof::new_secret(form));
    let intake = Intake {
        id: id.clone(),
        name: said.name.clone(),
        form,
        purpose: said.purpose.clone(),
        owner_id: actor.person_id.clone(),
        good_at: None,
        refused_at: None,
        trouble: String::new(),
        suspended_at: None,
        created_at: now,
        revision: 1,
    };
    store::insert(tx, &intake, &key.seal(&id, &secret))?;
    note(tx, actor, now, "intake.added", &intake, json!({ "form": form.key(), "purpose": intake.purpose }))?;
    Ok((id, secret))
}

/// Changes an intake that was read with `revision`.
///
/// # Errors
/// Without the permission, when somebody changed it meanwhile, or when something is wrong with what was said.
pub fn change(tx: &mut Tx, actor: &Actor, now: Time, (id, revision): (&str, i64), said: &Said) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let before = store::by_id(tx, id)?;
    if before.revision != revision {
        let sentence = "Somebody changed this intake meanwhile. Open it again and look at what is there now.";
        return Err(Failure::Stale { sentence: sentence.to_owned() });
    }
    said.checked(tx, before.form, id)?;
    let changed = Intake { name: said.name.clone(), purpose: said.purpose.clone(), ..before };
    store::update(tx, &changed)?;
    note(tx, actor, now, "intake.changed", &changed, json!({ "purpose": changed.purpose }))
}

/// Gives an intake a new secret, which is told once; the one before counts no more.
///
/// # Errors
/// Without the permission.
pub fn rotate(tx: &mut Tx, actor: &Actor, now: Time, key: &Key, id: &str) -> Result<String, Failure> {
    actor.needs(Permission::Administer)?;
    let intake = store::by_id(tx, id)?;
    let secret = proof::new_secret(intake.form);
    store::seal(tx, id, &key.seal(id, &secret))?;
    note(tx, actor, now, "intake.secret_replaced", &intake, json!({}))?;
    Ok(secret)
}

/// Suspends an intake, so that nothing comes in; or takes it back into use.
///
/// # Errors
/// Without the permission, or when it is so already.
pub fn suspend(tx: &mut Tx, actor: &Actor, now: Time, id: &str, suspends: bool) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let intake = store::by_id(tx, id)?;
    if intake.suspended_at.is_some() == suspends {
        let told = if suspends { "This intake is suspended already." } else { "This intake is in use already." };
        return Err(Failure::refused(told));
    }
    store::update(tx, &Intake { suspended_at: suspends.then_some(now), ..intake.clone() })?;
    let action = if suspends { "intake.suspended" } else { "intake.resumed" };
    note(tx, actor, now, action, &intake, json!({}))
}

/// Removes an intake with its secret and its log.
///
/// # Errors
/// Without the permission.
pub fn remove(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let intake = store::by_id(tx, id)?;
    store::remove(tx, id)?;
    note(tx, actor, now, "intake.removed", &intake, json!({}))
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    intake: &Intake,
    payload: Value,
) -> Result<(), Failure> {
    let object = Object::new("intake", &intake.id, &intake.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
