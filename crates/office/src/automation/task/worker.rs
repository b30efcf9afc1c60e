//! Work of a case that programs do: fetched by topic under a lock, done, or failed with tries left.
//!
//! A program that is lost loses its lock when its time is up, and another fetches the work; one that comes back too late is refused by
//! its token. Absent: knowing the programs. Source: external tasks of Camunda 7; fencing tokens.

use db::Tx;
use engine::{Command, Named, Offer};

use super::super::case;
use super::super::model::{Task, TaskState};
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};

/// Tasks fetched at once, at most.
pub const MOST_FETCHED: i64 = 100;
/// The longest lock, seconds.
pub const LONGEST_LOCK_S: i64 = 24 * 60 * 60;
/// The longest pause before the next try, seconds.
pub const LONGEST_PAUSE_S: i64 = 24 * 60 * 60;

/// Tries of a program where the diagram does not say.
pub const USUAL_TRIES: i64 = 3;

/// A task that a program has, with what it is told.
#[derive(Clone, Debug)]
pub struct Fetched {
    pub task: Task,
    /// Has to be sent with the outcome.
    pub token: String,
    pub until: Time,
    pub offer: Offer,
}

/// Fetches work of a topic for so many seconds.
///
/// # Errors
/// Without the permission on any process; when a bound is not kept.
pub fn fetch(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    topic: &str,
    (most, lock_s): (i64, i64),
) -> Result<Vec<Fetched>, Failure> {
    if topic.trim().is_empty() {
        return Err(Refusal::at("topic", "Say which topic.").into());
    }
    if super::errand::job_of(topic).is_some() {
        return Err(Refusal::at("topic", "The office does this work itself.").into());
    }
    if !(1..=MOST_FETCHED).contains(&most) {
        return Err(Refusal::at("most", format!("Fetch 1 to {MOST_FETCHED} tasks at once.")).into());
    }
    if !(1..=LONGEST_LOCK_S).contains(&lock_s) {
        return Err(Refusal::at("lock_s", format!("Lock for 1 to {LONGEST_LOCK_S} seconds.")).into());
    }
    let processes: Option<Vec<String>> = if actor.may(Permission::RunProcess) {
        None
    } else {
        let held = actor.holdings.iter().filter(|one| one.role.grants().contains(&Permission::RunProcess));
        Some(held.filter_map(|one| one.process_id.clone()).collect())
    };
    let mut fetched = Vec::new();
    for task in store::free_for_programs(tx, now, topic, processes.as_deref(), most)? {
        let (token, until) = (uuid::Uuid::now_v7().to_string(), now.plus_seconds(lock_s));
        if store::lock(tx, now, &task, &token, until)? {
            let offer = serde_json::from_str(&store::offer(tx, &task.case_id, task.id)?).map_err(Failure::broken)?;
            fetched.push(Fetched { task, token, until, offer });
        }
    }
    Ok(fetched)
}

/// The task, open, if the program holds it.
fn held(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, task: u64, token: &str) -> Result<Task, Failure> {
    let task = store::by_id(tx, case_id, task)?;
    if !actor.may_on(Permission::RunProcess, &task.process_id) || task.is_for_people() {
        return Err(Failure::NotFound);
    }
    let is_held = task.state == TaskState::Open && !token.is_empty() && task.locked_by == token;
    if !is_held || task.locked_until.is_none_or(|until| until <= now) {
        return Err(Failure::refused("The lock on this work is not yours any more. Fetch it again."));
    }
    Ok(task)
}

/// The work is done.
///
/// # Errors
/// When the program does not hold it.
pub fn complete(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (case_id, task, token): (&str, u64, &str),
    variables: Named,
) -> Result<(), Failure> {
    let held = held(tx, actor, now, case_id, task, token)?;
    let done = case::Done { case_id, job: held.id, by: &actor.person_id, asked: None, variables };
    case::complete(tx, actor, now, done, None)
}

/// How long work rests after a failure, microseconds: as the diagram states it, else ten seconds, a minute, six minutes and so on, an hour
/// at most; `tries` were left when it failed.
#[must_use]
pub fn pause_us(offer: &Offer, tries: i64) -> i64 {
    const SECOND_US: i64 = 1_000_000;
    let all = offer.tries.map_or(USUAL_TRIES, i64::from);
    let failures = u32::try_from((all - tries).max(0)).unwrap_or(u32::MAX);
    match offer.pauses.0.get(failures as usize).or(offer.pauses.0.last()) {
        Some(pause) => *pause,
        None => (10 * SECOND_US).saturating_mul(6_i64.saturating_pow(failures.min(10))).min(3_600 * SECOND_US),
    }
}

/// The work failed: it is tried again after a pause (none: as the diagram states it), or stops where no try is left.
///
/// # Errors
/// When the program does not hold it.
pub fn fail(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (case_id, task, token): (&str, u64, &str),
    message: &str,
    pause_s: Option<i64>,
) -> Result<(), Failure> {
    let held = held(tx, actor, now, case_id, task, token)?;
    let tries = (held.tries - 1).max(0);
    let again_at = match pause_s {
        Some(pause_s) => now.plus_seconds(pause_s.clamp(0, LONGEST_PAUSE_S)),
        None => {
            let offer: Offer = serde_json::from_str(&store::offer(tx, case_id, held.id)?).map_err(Failure::broken)?;
            Time(now.0.saturating_add(pause_us(&offer, held.tries)))
        }
    };
    store::unlock(tx, case_id, held.id, tries, again_at)?;
    if tries > 0 {
        return Ok(());
    }
    let message = if message.trim().is_empty() { "The program gave up and did not say why." } else { message.trim() };
    case::give(tx, actor, now, case_id, &Command::Fail { job: held.id, message: message.into() })
}

/// The work ends with an error of the business, which the process may catch.
///
/// # Errors
/// When the program does not hold it, or the code is missing.
pub fn throw(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (case_id, task, token): (&str, u64, &str),
    (code, message): (&str, &str),
    variables: Named,
) -> Result<(), Failure> {
    let held = held(tx, actor, now, case_id, task, token)?;
    if code.trim().is_empty() {
        return Err(Refusal::at("code", "Say the code of the error.").into());
    }
    let command = Command::Throw { job: held.id, code: code.trim().into(), message: message.trim().into(), variables };
    case::give(tx, actor, now, case_id, &command)
}
