//! The tables of cases: the case itself, its steps, and the parts that `rows` keeps.

mod listing;
mod messages;
mod rows;

pub use listing::{
    Found, Listing, NEWEST, Place, Reader, at_hand, ids_of, list, looked_back_to, places, reader, search_words,
};
pub use messages::{
    admit, due_waits, expire_messages, hold_waits, keep_message, next_wait, put_off_wait, still_waits, take_message,
    waiting_for, waiting_for_signal,
};
pub use rows::{load, variables, write};

use std::sync::LazyLock;

use db::{Error, Row, Tx};
use engine::state::CaseRow;

use super::super::model::{Case, State};
use crate::clock::Time;

pub(crate) const COLUMNS: &str = "c.id, c.code, c.process_id, c.deployment_id, c.title, c.business_key, c.state, c.stops, c.body, \
     c.started_by, c.started_at, c.ended_at, c.outcome, c.caller_id, c.caller_task, c.depth, c.steps, c.revision";
pub(crate) const COLUMN_COUNT: usize = 18;

static BY_ID: LazyLock<String> = LazyLock::new(|| format!("select {COLUMNS} from cases c where c.id = $1"));

/// One step of a case as it is kept.
#[derive(Clone, Debug)]
pub struct Step {
    pub seq: i64,
    pub at: Time,
    pub actor_name: String,
    /// JSON of what happened, as the engine tells it.
    pub events: String,
}

/// A number of the engine as the database keeps it.
pub(crate) fn int(id: u64) -> i64 {
    i64::try_from(id).unwrap_or(i64::MAX)
}

/// And back.
pub(crate) fn id(int: i64) -> u64 {
    u64::try_from(int).unwrap_or(0)
}

/// Writes a new case; false when one of the same origin is there already.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Case, origin: Option<&str>) -> Result<bool, Error> {
    if let Some(origin) = origin
        && of_origin(tx, origin)?.is_some()
    {
        return Ok(false);
    }
    let (body, state) = (body(&new.row), new.state.key());
    let caller = new.caller.as_ref().map(|(id, _)| id.as_str());
    let task = new.caller.as_ref().map_or(0, |(_, task)| int(*task));
    let ended = new.ended_at.map(|at| at.0);
    tx.put(
        "insert into cases (id, code, process_id, deployment_id, title, business_key, state, stops, body, started_by, started_at, \
         ended_at, outcome, origin, caller_id, caller_task, depth, steps, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
         $11, $12, $13, $14, $15, $16, $17, $18, $19)",
        &[
            &new.id,
            &new.code,
            &new.process_id,
            &new.deployment_id,
            &new.title,
            &new.business_key,
            &state,
            &new.stops,
            &body,
            &new.started_by,
            &new.started_at.0,
            &ended,
            &new.outcome,
            &origin,
            &caller,
            &task,
            &new.depth,
            &new.steps,
            &new.revision,
        ],
    )?;
    Ok(true)
}

/// The case that came of something, if it did.
///
/// # Errors
/// The database's.
pub fn of_origin(tx: &mut Tx, origin: &str) -> Result<Option<String>, Error> {
    tx.maybe("select id from cases where origin = $1", &[&origin], |row| row.get(0))
}

/// The case that was called by a task of another, if it runs.
///
/// # Errors
/// The database's.
pub fn called_by(tx: &mut Tx, case_id: &str, task: u64) -> Result<Option<String>, Error> {
    let task = int(task);
    let sql = "select id from cases where caller_id = $1 and caller_task = $2 and state = 'running'";
    tx.maybe(sql, &[&case_id, &task], |row| row.get(0))
}

/// One case.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, case_id: &str) -> Result<Case, Error> {
    tx.one(BY_ID.as_str(), &[&case_id], case)
}

/// Writes what changed of the case itself.
///
/// # Errors
/// [`Error::Stale`] when somebody carried it on meanwhile.
pub fn save(tx: &mut Tx, changed: &Case) -> Result<(), Error> {
    let (body, state) = (body(&changed.row), changed.state.key());
    let ended = changed.ended_at.map(|at| at.0);
    tx.put_change(
        "update cases set deployment_id = $3, state = $4, stops = $5, body = $6, ended_at = $7, outcome = $8, steps = $9, \
         revision = revision + 1 where id = $1 and revision = $2",
        &[
            &changed.id,
            &changed.revision,
            &changed.deployment_id,
            &state,
            &changed.stops,
            &body,
            &ended,
            &changed.outcome,
            &changed.steps,
        ],
    )
}

/// Writes what a step changed of the case itself, where neither its state nor its stops changed: no index is touched.
///
/// # Errors
/// [`Error::Stale`] when somebody carried it on meanwhile.
pub fn save_step(tx: &mut Tx, changed: &Case) -> Result<(), Error> {
    let body = body(&changed.row);
    tx.put_change(
        "update cases set body = $3, steps = $4, revision = revision + 1 where id = $1 and revision = $2",
        &[&changed.id, &changed.revision, &body, &changed.steps],
    )
}

/// How many steps the cases of a process have taken together.
///
/// # Errors
/// The database's.
pub fn steps_taken(tx: &mut Tx, process_id: &str) -> Result<i64, Error> {
    let sql = "select cast(coalesce(sum(steps), 0) as INT8) from cases where process_id = $1";
    tx.one(sql, &[&process_id], |row| row.get(0))
}

/// Adds a step to the history of a case.
///
/// # Errors
/// The database's.
pub fn append(tx: &mut Tx, case_id: &str, step: &Step, actor_id: &str) -> Result<(), Error> {
    tx.put(
        "insert into case_steps (case_id, seq, at, actor_id, actor_name, events) values ($1, $2, $3, $4, $5, $6)",
        &[&case_id, &step.seq, &step.at.0, &actor_id, &step.actor_name, &step.events],
    )?;
    Ok(())
}

/// The history of a case, the newest steps first.
///
/// # Errors
/// The database's.
pub fn steps(tx: &mut Tx, case_id: &str, limit: i64) -> Result<Vec<Step>, Error> {
    tx.query(
        "select seq, at, actor_name, events from case_steps where case_id = $1 order by seq desc limit $2",
        &[&case_id, &limit],
        |row| Ok(Step { seq: row.get(0)?, at: Time(row.get(1)?), actor_name: row.get(2)?, events: row.get(3)? }),
    )
}

/// The running cases of a process that are not on this deployment, the oldest first.
///
/// # Errors
/// The database's.
pub fn on_other_versions(tx: &mut Tx, process_id: &str, deployment_id: &str, limit: i64) -> Result<Vec<Case>, Error> {
    tx.query(
        format!(
            "select {COLUMNS} from cases c where c.process_id = $1 and c.state = 'running' and c.deployment_id <> $2 \
             order by c.started_at, c.id limit $3"
        ),
        &[&process_id, &deployment_id, &limit],
        case,
    )
}

/// How many cases of a process are in which state: running, of them with a stopped step, and ended.
///
/// # Errors
/// The database's.
pub fn counts(tx: &mut Tx, process_id: &str) -> Result<(i64, i64, i64), Error> {
    // The stopped ones are worded so that the few of the whole office are looked through, and not all of the process.
    tx.one(
        "select (select count(*) from cases where process_id = $1 and state = 'running'), \
         (select count(*) from cases where coalesce(process_id, '') = $1 and stops > 0 \
         and state not in ('completed', 'failed', 'cancelled')), \
         (select count(*) from cases where process_id = $1)",
        &[&process_id],
        |row| {
            let (running, stopped, all): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((running, stopped, all - running))
        },
    )
}

fn body(row: &CaseRow) -> String {
    serde_json::to_string(row).expect("a row is plain data")
}

/// A case from the first columns of a row.
pub(crate) fn case(row: &Row) -> Result<Case, Error> {
    let (state, body): (String, String) = (row.get(6)?, row.get(8)?);
    let unreadable = |what: &str| Error::Sql(format!("a case holds {what} that cannot be read"));
    let caller: Option<String> = row.get(13)?;
    let task: i64 = row.get(14)?;
    Ok(Case {
        id: row.get(0)?,
        code: row.get(1)?,
        process_id: row.get(2)?,
        deployment_id: row.get(3)?,
        title: row.get(4)?,
        business_key: row.get(5)?,
        state: State::from_key(&state).ok_or_else(|| unreadable("a state"))?,
        stops: row.get(7)?,
        row: serde_json::from_str(&body).map_err(|_| unreadable("a body"))?,
        started_by: row.get(9)?,
        started_at: Time(row.get(10)?),
        ended_at: row.get::<Option<i64>>(11)?.map(Time),
        outcome: row.get(12)?,
        caller: caller.map(|id| (id, self::id(task))),
        depth: row.get(15)?,
        steps: row.get(16)?,
        revision: row.get(17)?,
    })
}
