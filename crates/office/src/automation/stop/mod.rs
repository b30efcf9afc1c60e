//! A stopped step: what keeps a case from going on, with its cause, until one person mends it.
//!
//! Exactly one person is asked for each: the manager of the process, else its owner, else whoever manages the office. They correct a
//! value, try again, skip the step with a reason, or end the case. Absent: a step that is only slow. Source: incidents of BPMN engines;
//! ISO/IEC 27001:2022 A.8.32 (who intervened, and why).

mod group;
pub mod several;
pub mod store;
pub mod value;

pub use group::{Group, Stopped, groups, key_of};

use db::Tx;
use engine::state::{Cause, Incident};
use engine::{Command, Named};
use feel::Value;
use serde_json::json;

use super::case::{self, store as cases};
use super::deployment::Loaded;
use super::model::{Case, State};
use super::{pause, task};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::worklist::{self, Ask};

/// Days to mend a stopped step.
const MEND_DAYS: i64 = 1;

/// Journal: a step of a case stopped; the payload names `element` and its `name`.
pub const STOPPED: &str = "case.stopped";

/// The key under which somebody is asked to mend a stopped step.
#[must_use]
pub fn ask_key(case_id: &str, stop: u64) -> String {
    format!("case-stop/{case_id}/{stop}")
}

/// Asks one person to mend a stopped step.
///
/// # Errors
/// The database's.
pub fn ask(
    tx: &mut Tx,
    now: Time,
    case: &Case,
    loaded: &Loaded,
    stop: u64,
    element: &str,
    message: &str,
) -> Result<(), Failure> {
    let (name, why): (String, String) = (loaded.program.name_of(element), message.chars().take(300).collect());
    note(tx, &Actor::office(), now, STOPPED, case, &why, json!({ "element": element, "name": name }))?;
    let (answers, _) = task::people::answers_for(tx, now, &case.process_id)?;
    let Some(person) = answers.into_iter().next() else { return Ok(()) };
    store::set_asked(tx, &case.id, stop, &person.id)?;
    let title = format!("“{name}” stopped: {}", case.title);
    worklist::ask(
        tx,
        now,
        Ask {
            person_id: &person.id,
            key: &ask_key(&case.id, stop),
            kind: "case.settle",
            title: &title,
            why: &why,
            href: &case.href(),
            object_kind: "case",
            object_id: &case.id,
            due_at: now.plus_days(MEND_DAYS),
        },
    )?;
    Ok(())
}

/// What kind of thing went wrong, in words.
#[must_use]
pub fn cause(incident: &Incident) -> &'static str {
    match incident.cause {
        Cause::Expression => "An expression has no usable value.",
        Cause::NoWayOut => "No way leads on from here.",
        Cause::Job => "A program gave up.",
        Cause::Uncaught => "An error came back that nothing in the diagram catches.",
        Cause::Limit => "A limit was reached.",
        Cause::Missing => "The step is not in the version that the case runs on.",
    }
}

/// A case that the actor may mend.
fn mendable(tx: &mut Tx, actor: &Actor, case_id: &str) -> Result<Case, Failure> {
    let case = cases::by_id(tx, case_id)?;
    if !task::may_see(tx, actor, &case)? {
        return Err(Failure::NotFound);
    }
    actor.needs_on(Permission::RunProcess, &case.process_id)?;
    if case.state != State::Running {
        return Err(Failure::refused("The case has ended; nothing more can be done in it."));
    }
    Ok(case)
}

/// Tries a stopped step again.
///
/// # Errors
/// Without the permission, or when it goes on already.
pub fn retry(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, stop: u64) -> Result<(), Failure> {
    let case = mendable(tx, actor, case_id)?;
    pause::refuse(tx, case_id)?;
    case::give(tx, actor, now, case_id, &Command::Retry { incident: stop })?;
    note(tx, actor, now, "case.retried", &case, "", json!({}))
}

/// Goes on as if a stopped step were done; by a flow, where there is a choice.
///
/// # Errors
/// Without the permission or a reason, or when it goes on already.
pub fn skip(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case_id: &str,
    stop: u64,
    (reason, via): (&str, &str),
) -> Result<(), Failure> {
    let case = mendable(tx, actor, case_id)?;
    if reason.trim().is_empty() {
        return Err(
            Refusal::at("reason", "Say why the step is skipped; whoever reads the case later has to know.").into()
        );
    }
    pause::refuse(tx, case_id)?;
    let via = (!via.trim().is_empty()).then(|| via.trim().into());
    let command = Command::Skip { incident: stop, reason: reason.trim().into(), via, variables: Named::default() };
    case::give(tx, actor, now, case_id, &command)?;
    note(tx, actor, now, "case.skipped", &case, reason, json!({}))
}

/// Corrects a value of the case.
///
/// # Errors
/// Without the permission, or when the case cannot hold it.
pub fn correct(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, name: &str, value: Value) -> Result<(), Failure> {
    let case = mendable(tx, actor, case_id)?;
    let name = name.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err(Refusal::at("name", "Say which value, by its name.").into());
    }
    let variables = Named(vec![(name.into(), value)]);
    case::give(tx, actor, now, case_id, &Command::Set { holder: None, variables })?;
    case::note(tx, actor, now, case_id, &format!("corrected “{name}”"))?;
    note(tx, actor, now, "case.corrected", &case, "", json!({ "name": name }))
}

/// Says by hand that a message came which a case waits for.
///
/// # Errors
/// Without the permission, or when the case waits for it no longer.
pub fn arrive(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, wait: u64) -> Result<(), Failure> {
    let case = mendable(tx, actor, case_id)?;
    pause::refuse(tx, case_id)?;
    let message = format!("by hand/{}", uuid::Uuid::now_v7());
    let command = Command::Deliver { wait, message: message.into(), variables: Named::default() };
    case::give(tx, actor, now, case_id, &command)?;
    note(tx, actor, now, "case.told", &case, "", json!({}))
}

/// Ends a case.
///
/// # Errors
/// Without the permission or a reason, or when it has ended.
pub fn cancel(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, reason: &str) -> Result<(), Failure> {
    let case = mendable(tx, actor, case_id)?;
    if reason.trim().is_empty() {
        return Err(Refusal::at("why", "Say why the case is cancelled; whoever asked for it wants to know.").into());
    }
    case::give(tx, actor, now, case_id, &Command::Cancel { reason: reason.trim().into() })?;
    note(tx, actor, now, "case.cancelled", &case, reason, json!({}))
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    case: &Case,
    reason: &str,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("case", &case.id, &case.code);
    journal::record(tx, journal::New { now, actor, action, object, reason: reason.trim(), payload })?;
    Ok(())
}
