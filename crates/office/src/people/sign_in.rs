//! Signing in and out: proofs, waits after wrong passwords, and what the journal keeps of it.

use db::Tx;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Person, wait_after_failures_s};
use super::{session, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::{self, Object, chain::hex};

/// What stands under a wrong password, whoever tried: it does not tell whether the address exists.
pub const WRONG: &str = "The mail address or the password is wrong.";

/// The person behind a mail address and the hash to compare with, unless too many tries came before.
///
/// # Errors
/// A refusal that names the seconds to wait.
pub fn before_sign_in(tx: &mut Tx, email: &str, now: Time) -> Result<Option<(Person, Option<String>)>, Failure> {
    let (failures, last_at) = store::failures(tx, &hashed(email))?;
    let wait = wait_after_failures_s(failures);
    let until = last_at.plus_seconds(wait);
    if wait > 0 && now < until {
        let seconds = (until.0 - now.0) / 1_000_000 + 1;
        return Err(Failure::refused(format!(
            "Too many wrong passwords for this address. Please wait {seconds} seconds. A session that is open stays open."
        )));
    }
    Ok(store::by_email(tx, email)?)
}

/// Opens a session for somebody who proved who they are; returns the token for the browser.
///
/// # Errors
/// When the account is disabled.
pub fn sign_in(tx: &mut Tx, person: &Person, agent: &str, now: Time) -> Result<String, Failure> {
    if person.disabled_at.is_some() {
        return Err(Failure::refused(WRONG));
    }
    store::forget_failures(tx, &hashed(&person.email))?;
    let token = session::open(tx, &person.id, agent, now)?;
    let actor = Actor { person_id: person.id.clone(), name: person.name.clone(), holdings: Vec::new() };
    note(tx, &actor, "people.signed_in", person, now)?;
    Ok(token)
}

/// Counts a wrong password and notes it.
///
/// # Errors
/// The database's.
pub fn failed_sign_in(tx: &mut Tx, email: &str, person: Option<&Person>, now: Time) -> Result<(), Failure> {
    store::count_failure(tx, &hashed(email), now)?;
    if let Some(person) = person {
        note(tx, &Actor::office(), "people.sign_in_failed", person, now)?;
    }
    Ok(())
}

/// Ends the session in use.
///
/// # Errors
/// The database's.
pub fn sign_out(tx: &mut Tx, actor: &Actor, session_id: &str, now: Time) -> Result<(), Failure> {
    session::end(tx, &actor.person_id, session_id)?;
    let person = store::person(tx, &actor.person_id)?;
    note(tx, actor, "people.signed_out", &person, now)
}

/// Ends every session of the actor but the one in use; returns how many.
///
/// # Errors
/// The database's.
pub fn sign_out_others(tx: &mut Tx, actor: &Actor, but: &str, now: Time) -> Result<u64, Failure> {
    let ended = session::end_others(tx, &actor.person_id, but)?;
    let person = store::person(tx, &actor.person_id)?;
    note(tx, actor, "people.signed_out_elsewhere", &person, now)?;
    Ok(ended)
}

fn note(tx: &mut Tx, actor: &Actor, action: &'static str, person: &Person, now: Time) -> Result<(), Failure> {
    let object = Object::new("people", &person.id, &person.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload: json!({}) })?;
    Ok(())
}

fn hashed(email: &str) -> String {
    hex(&Sha256::digest(email.to_lowercase().as_bytes()))
}
