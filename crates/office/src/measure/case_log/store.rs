//! The table of processes whose own cases are their log.

use db::{Error, Row, Tx};

use super::CaseLog;
use crate::clock::Time;

const COLUMNS: &str = "process_id, keeper_id, log_id, steps, made_at, tried_at, trouble";

/// Writes a new one.
///
/// # Errors
/// [`Error::Conflict`] when there is one for the process.
pub fn insert(tx: &mut Tx, process_id: &str, keeper_id: &str, now: Time) -> Result<(), Error> {
    tx.execute(
        "insert into case_logs (process_id, keeper_id, log_id, steps, tried_at, trouble) values ($1, $2, '', 0, $3, '')",
        &[&process_id, &keeper_id, &now.0],
    )?;
    Ok(())
}

/// The one of a process.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str) -> Result<Option<CaseLog>, Error> {
    tx.maybe(format!("select {COLUMNS} from case_logs where process_id = $1"), &[&process_id], read)
}

/// All of them.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<CaseLog>, Error> {
    tx.query(format!("select {COLUMNS} from case_logs order by process_id"), &[], read)
}

/// Writes what a try left behind.
///
/// # Errors
/// The database's.
pub fn progress(tx: &mut Tx, one: &CaseLog) -> Result<(), Error> {
    let made = one.made_at.map(|at| at.0);
    tx.execute(
        "update case_logs set log_id = $1, steps = $2, made_at = $3, tried_at = $4, trouble = $5 where process_id = $6",
        &[&one.log_id, &one.steps, &made, &one.tried_at.0, &one.trouble, &one.process_id],
    )?;
    Ok(())
}

/// Notes a try; whether this node was the first to do so.
///
/// # Errors
/// The database's.
pub fn try_now(tx: &mut Tx, one: &CaseLog, now: Time) -> Result<bool, Error> {
    let changed = tx.execute(
        "update case_logs set tried_at = $1 where process_id = $2 and tried_at = $3",
        &[&now.0, &one.process_id, &one.tried_at.0],
    )?;
    Ok(changed == 1)
}

/// Removes one.
///
/// # Errors
/// [`Error::Stale`] when there is none.
pub fn remove(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.change("delete from case_logs where process_id = $1", &[&process_id])
}

fn read(row: &Row) -> Result<CaseLog, Error> {
    Ok(CaseLog {
        process_id: row.get(0)?,
        keeper_id: row.get(1)?,
        log_id: row.get(2)?,
        steps: row.get(3)?,
        made_at: row.get::<Option<i64>>(4)?.map(Time),
        tried_at: Time(row.get(5)?),
        trouble: row.get(6)?,
    })
}
