//! The table of clocks.

use std::collections::BTreeMap;

use db::{Bind, Error, Row, Tx};

use super::model::{Promise, Scale};
use crate::clock::Time;

fn clock(row: &Row, at: usize) -> Result<Promise, Error> {
    let body: String = row.get(at)?;
    serde_json::from_str(&body).map_err(|error| Error::Sql(format!("the clock of a service level: {error}")))
}

/// The clocks of a case by the keys of their levels.
///
/// # Errors
/// The database's.
pub fn of_case(tx: &mut Tx, case_id: &str) -> Result<BTreeMap<String, Promise>, Error> {
    let all = tx.query("select body from case_service_levels where case_id = $1", &[&case_id], |row| clock(row, 0))?;
    Ok(all.into_iter().map(|clock| (clock.key.clone(), clock)).collect())
}

/// The clocks of all cases of a process, each with the code of its case.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str) -> Result<Vec<(String, Promise)>, Error> {
    tx.query(
        "select c.code, l.body from case_service_levels l join cases c on c.id = l.case_id where l.process_id = $1 \
         order by l.case_id, l.key",
        &[&process_id],
        |row| Ok((row.get(0)?, clock(row, 1)?)),
    )
}

/// When the first clock that runs is due, by case.
///
/// # Errors
/// The database's.
pub fn first_due(tx: &mut Tx, case_ids: &[&str]) -> Result<BTreeMap<String, Time>, Error> {
    if case_ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let args: Vec<&dyn Bind> = case_ids.iter().map(|id| id as &dyn Bind).collect();
    let list = (1..=args.len()).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "select case_id, min(due_at) from case_service_levels where stand = 'running' and due_at is not null \
         and case_id in ({list}) group by case_id"
    );
    let found = tx.query(sql, &args, |row| Ok((row.get::<String>(0)?, Time(row.get(1)?))))?;
    Ok(found.into_iter().collect())
}

/// The levels of a case of which something is to be told by now.
///
/// # Errors
/// The database's.
pub fn due_of_case(tx: &mut Tx, now: Time, case_id: &str) -> Result<Vec<String>, Error> {
    let sql = "select key from case_service_levels where case_id = $1 and next_at <= $2 order by next_at, key";
    tx.query(sql, &[&case_id, &now.0], |row| row.get(0))
}

/// Writes a clock.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, case_id: &str, process_id: &str, one: &Promise, scale: Scale<'_>) -> Result<(), Error> {
    let body = serde_json::to_string(one).expect("a clock is plain data");
    let (stand, due_at, next_at) =
        (one.stand.key(), one.due(scale).map(|due| due.0), one.next(scale).map(|next| next.0));
    tx.execute(
        "insert into case_service_levels (case_id, key, process_id, stand, calendar, due_at, next_at, body) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (case_id, key) do update set stand = excluded.stand, \
         due_at = excluded.due_at, next_at = excluded.next_at, body = excluded.body",
        &[&case_id, &one.key, &process_id, &stand, &one.calendar, &due_at, &next_at, &body],
    )?;
    Ok(())
}

/// When something is to be told first of a clock, up to `horizon`.
///
/// # Errors
/// The database's.
pub fn next_due(tx: &mut Tx, horizon: Time) -> Result<Option<Time>, Error> {
    let sql = "select next_at from case_service_levels where next_at <= $1 order by next_at limit 1";
    tx.maybe(sql, &[&horizon.0], |row| Ok(Time(row.get(0)?)))
}

/// Clocks of which something is to be told: the case and the key of the level, the oldest first.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        "select case_id, key from case_service_levels where next_at <= $1 order by next_at limit $2",
        &[&now.0, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
