//! The table of what was computed of a log and a version; what is not there, or rests on something else, is computed anew.

use db::{Error, Tx};

use super::model::Told;
use crate::clock::Time;

/// What was computed of a log and a version, where it rests on `basis`.
///
/// # Errors
/// The database's.
pub fn told(tx: &mut Tx, log_id: &str, version_id: &str, basis: &str) -> Result<Option<Told>, Error> {
    let sql = "select told from scorecard_results where log_id = $1 and version_id = $2 and basis = $3";
    let text: Option<String> = tx.maybe(sql, &[&log_id, &version_id, &basis], |row| row.get(0))?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Keeps it, in place of an older one; nothing where the log is gone meanwhile.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, now: Time, log_id: &str, version_id: &str, basis: &str, told: &Told) -> Result<(), Error> {
    let text = serde_json::to_string(told).unwrap_or_default();
    let is_there = tx.maybe("select id from logs where id = $1", &[&log_id], |row| row.get::<String>(0))?;
    if is_there.is_none() {
        return Ok(());
    }
    tx.execute(
        "insert into scorecard_results (log_id, version_id, basis, told, computed_at) values ($1, $2, $3, $4, $5) \
         on conflict (log_id, version_id) do update set basis = excluded.basis, told = excluded.told, \
         computed_at = excluded.computed_at",
        &[&log_id, &version_id, &basis, &text, &now.0],
    )?;
    Ok(())
}
