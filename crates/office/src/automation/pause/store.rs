//! The tables of pauses, and of what is kept for paused cases.

use std::collections::BTreeSet;

use db::{Bind, Error, Tx};

use super::Pause;
use crate::automation::Case;
use crate::automation::case::store::int;
use crate::clock::Time;

/// Writes a pause; the timers of the case stop.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, case: &Case, pause: &Pause) -> Result<(), Error> {
    tx.execute(
        "insert into case_pauses (case_id, process_id, by_id, by_name, reason, paused_at, last_row) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&case.id, &case.process_id, &pause.by_id, &pause.by_name, &pause.reason, &pause.paused_at.0, &pause.last_row],
    )?;
    tx.execute("update case_waits set due_at = null where case_id = $1", &[&case.id])?;
    Ok(())
}

/// Lets a timer of a paused case stand; its row says when it was due.
///
/// # Errors
/// The database's.
pub fn stop_timer(tx: &mut Tx, case_id: &str, wait: u64) -> Result<(), Error> {
    let wait = int(wait);
    tx.execute("update case_waits set due_at = null where case_id = $1 and id = $2", &[&case_id, &wait])?;
    Ok(())
}

/// The pause of a case, if it is paused.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut Tx, case_id: &str) -> Result<Option<Pause>, Error> {
    tx.maybe(
        "select by_id, by_name, reason, paused_at, last_row from case_pauses where case_id = $1",
        &[&case_id],
        |row| {
            Ok(Pause {
                by_id: row.get(0)?,
                by_name: row.get(1)?,
                reason: row.get(2)?,
                paused_at: Time(row.get(3)?),
                last_row: row.get(4)?,
            })
        },
    )
}

/// Which of these cases are paused.
///
/// # Errors
/// The database's.
pub fn among(tx: &mut Tx, case_ids: &[&str]) -> Result<BTreeSet<String>, Error> {
    if case_ids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let args: Vec<&dyn Bind> = case_ids.iter().map(|id| id as &dyn Bind).collect();
    let list = (1..=args.len()).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
    let sql = format!("select case_id from case_pauses where case_id in ({list})");
    Ok(tx.query(sql, &args, |row| row.get(0))?.into_iter().collect())
}

/// How many cases of a process are paused.
///
/// # Errors
/// The database's.
pub fn count(tx: &mut Tx, process_id: &str) -> Result<i64, Error> {
    tx.one("select count(*) from case_pauses where process_id = $1", &[&process_id], |row| row.get(0))
}

/// Running cases of a process that nobody called and that are not paused (or, with `paused`, that are), begun no later than this.
///
/// # Errors
/// The database's.
pub fn to_do(tx: &mut Tx, process_id: &str, paused: bool, until: Time, limit: i64) -> Result<Vec<String>, Error> {
    let is = if paused { "exists" } else { "not exists" };
    let sql = format!(
        "select c.id from cases c where c.process_id = $1 and c.state = 'running' and c.started_at <= $2 \
         and {is} (select 1 from case_pauses p where p.case_id = c.id) order by c.started_at, c.id limit $3"
    );
    tx.query(sql, &[&process_id, &until.0, &limit], |row| row.get(0))
}

/// Running cases that a case called.
///
/// # Errors
/// The database's.
pub fn called(tx: &mut Tx, case_id: &str) -> Result<Vec<String>, Error> {
    let sql = "select id from cases where caller_id = $1 and state = 'running' order by id";
    tx.query(sql, &[&case_id], |row| row.get(0))
}

/// Ends a pause.
///
/// # Errors
/// The database's.
pub fn delete(tx: &mut Tx, case_id: &str) -> Result<(), Error> {
    tx.execute("delete from case_pauses where case_id = $1", &[&case_id])?;
    Ok(())
}

/// Keeps something for a paused case; false when there is too much already.
///
/// # Errors
/// The database's.
pub fn hold(tx: &mut Tx, now: Time, case_id: &str, body: &str, most: i64) -> Result<bool, Error> {
    let last: i64 =
        tx.one("select coalesce(max(seq), 0) from case_held where case_id = $1", &[&case_id], |row| row.get(0))?;
    if last >= most {
        return Ok(false);
    }
    let seq = last + 1;
    tx.execute(
        "insert into case_held (case_id, seq, body, held_at) values ($1, $2, $3, $4)",
        &[&case_id, &seq, &body, &now.0],
    )?;
    Ok(true)
}

/// How much is kept for a case.
///
/// # Errors
/// The database's.
pub fn held(tx: &mut Tx, case_id: &str) -> Result<i64, Error> {
    tx.one("select count(*) from case_held where case_id = $1", &[&case_id], |row| row.get(0))
}

/// Takes out what was kept for a case, in its order.
///
/// # Errors
/// The database's.
pub fn take_held(tx: &mut Tx, case_id: &str) -> Result<Vec<String>, Error> {
    let held = tx.query("select body from case_held where case_id = $1 order by seq", &[&case_id], |row| row.get(0))?;
    if !held.is_empty() {
        tx.execute("delete from case_held where case_id = $1", &[&case_id])?;
    }
    Ok(held)
}
