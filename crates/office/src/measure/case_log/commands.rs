//! Each change of state: begun, ended, and what making the log leaves behind.

use db::Tx;
use mining::Imported;
use serde_json::json;

use super::super::commands::{Read, keep};
use super::super::{Reading, store as logs};
use super::{CaseLog, jobs, store};
use crate::access::{Actor, Permission};
use crate::automation::deployment;
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::{self, Object};
use crate::people;
use crate::process::{self, Process};

/// What the log is called.
pub const NAME: &str = "Cases that run here";

/// Lets the cases of a process be its log from now on.
///
/// # Errors
/// Without the permission for the process, when it does not run here, or when its cases are its log already.
pub fn begin(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::ImportLog, process_id)?;
    let process = process::store::by_id(tx, process_id)?;
    if deployment::store::automation(tx, process_id)?.is_none() {
        return Err(Failure::refused(format!("{} does not run here. Switch it on first.", process.name)));
    }
    if store::of_process(tx, process_id)?.is_some() {
        return Err(Failure::refused(format!("The cases of {} are its log already.", process.name)));
    }
    store::insert(tx, process_id, &actor.person_id, now)?;
    jobs::order(tx, now, process_id)?;
    note(tx, actor, now, "measure.case_log_begun", &process)
}

/// Makes no more logs of the cases of a process; the last one stays.
///
/// # Errors
/// Without the permission for the process, or when its cases are not its log.
pub fn end(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::ImportLog, process_id)?;
    let process = process::store::by_id(tx, process_id)?;
    if store::of_process(tx, process_id)?.is_none() {
        return Err(Failure::refused(format!("The cases of {} are not its log.", process.name)));
    }
    store::remove(tx, process_id)?;
    note(tx, actor, now, "measure.case_log_ended", &process)
}

/// A log that was made.
pub struct Made {
    pub imported: Imported,
    pub content: Vec<u8>,
    pub reading: Reading,
    /// Steps that the cases had taken when it was read.
    pub steps: i64,
}

/// Keeps the log that was made, in place of the one before.
///
/// # Errors
/// When its keeper may no longer import for the process.
pub fn become_log(tx: &mut Tx, now: Time, one: &CaseLog, made: &Made) -> Result<(), Failure> {
    let person = people::store::person(tx, &one.keeper_id)?;
    let holdings = people::store::holdings(tx, &person.id, now)?;
    let keeper = Actor { person_id: person.id, name: person.name.clone(), holdings };
    if !keeper.may_on(Permission::ImportLog, &one.process_id) {
        return Err(Failure::refused(format!(
            "{} began this log and may no longer import for the process. End it, and let somebody begin it who may.",
            person.name
        )));
    }
    let read = Read {
        process_id: &one.process_id,
        name: NAME,
        sha256: "",
        reading: &made.reading,
        imported: &made.imported,
        content: &made.content,
        objects: None,
    };
    let log = keep(tx, &keeper, now, &read)?;
    if !one.log_id.is_empty() {
        logs::remove_log(tx, &one.log_id)?;
    }
    let now_made =
        CaseLog { log_id: log.id, steps: made.steps, made_at: Some(now), trouble: String::new(), ..one.clone() };
    Ok(store::progress(tx, &now_made)?)
}

/// Notes why a log could not be made.
///
/// # Errors
/// The database's.
pub fn failed(tx: &mut Tx, one: &CaseLog, sentence: &str) -> Result<(), Failure> {
    Ok(store::progress(tx, &CaseLog { trouble: sentence.to_owned(), ..one.clone() })?)
}

fn note(tx: &mut Tx, actor: &Actor, now: Time, action: &'static str, process: &Process) -> Result<(), Failure> {
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload: json!({}) })?;
    Ok(())
}
