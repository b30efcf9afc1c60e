//! The table of looks at tools.

use db::{Error, Row, Tx};

use super::model::{Check, State};
use crate::clock::Time;

const COLUMNS: &str = "k.id, k.process_id, k.connector_id, c.name, k.place, k.place_label, k.state, k.outcome, k.trouble, k.asked_by, \
     k.asked_at, k.done_at";
const FROM: &str = "from requirement_checks k join connectors c on c.id = k.connector_id";

/// Writes a new look.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Check) -> Result<(), Error> {
    let state = new.state.key();
    tx.execute(
        "insert into requirement_checks (id, process_id, connector_id, place, place_label, state, outcome, trouble, asked_by, asked_at) \
         values ($1, $2, $3, $4, $5, $6, '{}', '', $7, $8)",
        &[
            &new.id,
            &new.process_id,
            &new.connector_id,
            &new.place,
            &new.place_label,
            &state,
            &new.asked_by,
            &new.asked_at.0,
        ],
    )?;
    Ok(())
}

/// Writes what a look brought.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut Tx, one: &Check) -> Result<(), Error> {
    let (state, done) = (one.state.key(), one.done_at.map(|at| at.0));
    let outcome = serde_json::to_string(&one.outcome).unwrap_or_default();
    tx.execute(
        "update requirement_checks set state = $1, outcome = $2, trouble = $3, done_at = $4 where id = $5",
        &[&state, &outcome, &one.trouble, &done, &one.id],
    )?;
    Ok(())
}

/// One look.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Check, Error> {
    tx.one(format!("select {COLUMNS} {FROM} where k.id = $1"), &[&id], check)
}

/// The newest looks of a process, at most `limit`, the newest first.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Check>, Error> {
    let sql = format!("select {COLUMNS} {FROM} where k.process_id = $1 order by k.id desc limit $2");
    tx.query(sql, &[&process_id, &limit], check)
}

fn check(row: &Row) -> Result<Check, Error> {
    let (state, outcome): (String, String) = (row.get(6)?, row.get(7)?);
    Ok(Check {
        id: row.get(0)?,
        process_id: row.get(1)?,
        connector_id: row.get(2)?,
        connector: row.get(3)?,
        place: row.get(4)?,
        place_label: row.get(5)?,
        state: State::from_key(&state).ok_or_else(|| Error::Damage(format!("no look stands at {state}")))?,
        outcome: serde_json::from_str(&outcome)
            .map_err(|error| Error::Damage(format!("what a look brought cannot be read: {error}")))?,
        trouble: row.get(8)?,
        asked_by: row.get(9)?,
        asked_at: Time(row.get(10)?),
        done_at: row.get::<Option<i64>>(11)?.map(Time),
    })
}
