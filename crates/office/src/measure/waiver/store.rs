//! The table of waivers of deviations.

use db::{Error, Row, Tx};

use super::model::{End, State, Waiver};
use crate::clock::Time;

const COLUMNS: &str =
    "id, process_id, kind, element, what, why, until, granted_name, granted_at, ended_name, ended_at, end_reason";

/// The waivers of a process that nobody ended, those that end first before the others.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut Tx, process_id: &str) -> Result<Vec<Waiver>, Error> {
    let sql = format!(
        "select {COLUMNS} from deviation_waivers where process_id = $1 and ended_at is null order by until, granted_at, id"
    );
    tx.query(sql, &[&process_id], waiver)
}

/// The waivers of a process that hold now.
///
/// # Errors
/// The database's.
pub fn holding(tx: &mut Tx, now: Time, process_id: &str) -> Result<Vec<Waiver>, Error> {
    Ok(standing(tx, process_id)?.into_iter().filter(|one| one.state(now) == State::Holds).collect())
}

/// One waiver of a process.
///
/// # Errors
/// [`Error::NotFound`] when the process has none such.
pub fn of_process(tx: &mut Tx, process_id: &str, id: &str) -> Result<Waiver, Error> {
    let sql = format!("select {COLUMNS} from deviation_waivers where process_id = $1 and id = $2");
    tx.one(sql, &[&process_id, &id], waiver)
}

/// Writes a new waiver.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Waiver) -> Result<(), Error> {
    tx.execute(
        "insert into deviation_waivers (id, process_id, kind, element, what, why, until, granted_name, granted_at, ended_name, \
         end_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '')",
        &[
            &new.id,
            &new.process_id,
            &new.kind,
            &new.element,
            &new.what,
            &new.why,
            &new.until.0,
            &new.granted_by,
            &new.granted_at.0,
        ],
    )?;
    Ok(())
}

/// Writes that a waiver was granted anew.
///
/// # Errors
/// [`Error::Stale`] when it ended.
pub fn renew(tx: &mut Tx, anew: &Waiver) -> Result<(), Error> {
    tx.change(
        "update deviation_waivers set what = $1, why = $2, until = $3, granted_name = $4, granted_at = $5 \
         where id = $6 and ended_at is null",
        &[&anew.what, &anew.why, &anew.until.0, &anew.granted_by, &anew.granted_at.0, &anew.id],
    )
}

/// Writes that a waiver ended.
///
/// # Errors
/// [`Error::Stale`] when it ended before.
pub fn end(tx: &mut Tx, id: &str, end: &End) -> Result<(), Error> {
    tx.change(
        "update deviation_waivers set ended_name = $1, ended_at = $2, end_reason = $3 where id = $4 and ended_at is null",
        &[&end.by, &end.at.0, &end.reason, &id],
    )
}

fn waiver(row: &Row) -> Result<Waiver, Error> {
    let end = match row.get::<Option<i64>>(10)? {
        None => None,
        Some(at) => Some(End { by: row.get(9)?, at: Time(at), reason: row.get(11)? }),
    };
    Ok(Waiver {
        id: row.get(0)?,
        process_id: row.get(1)?,
        kind: row.get(2)?,
        element: row.get(3)?,
        what: row.get(4)?,
        why: row.get(5)?,
        until: Time(row.get(6)?),
        granted_by: row.get(7)?,
        granted_at: Time(row.get(8)?),
        end,
    })
}
