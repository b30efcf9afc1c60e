//! The end of a process, as it is stored with it.

use db::{Error, Tx};

use super::super::model::Process;
use super::super::store;
use super::model::Retirement;
use crate::clock::Time;

/// Writes when and why a process ends.
///
/// # Errors
/// [`Error::Stale`] when it ends already.
pub fn set(tx: &mut Tx, process_id: &str, end: &Retirement) -> Result<(), Error> {
    tx.change(
        "update processes set retires_at = $1, retire_reason = $2, successor_id = $3, retired_by = $4, \
         retirement_done_at = null where id = $5 and retires_at is null",
        &[&end.from.0, &end.reason, &end.successor_id, &end.by, &process_id],
    )
}

/// Notes that everything which ends with the process has ended.
///
/// # Errors
/// [`Error::Stale`] when that was noted already.
pub fn done(tx: &mut Tx, process_id: &str, now: Time) -> Result<(), Error> {
    tx.change(
        "update processes set retirement_done_at = $1 where id = $2 and retires_at is not null and retirement_done_at is null",
        &[&now.0, &process_id],
    )
}

/// Takes the end of a process back.
///
/// # Errors
/// [`Error::Stale`] when it does not end.
pub fn clear(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.change(
        "update processes set retires_at = null, retire_reason = '', successor_id = null, retired_by = '', \
         retirement_done_at = null where id = $1 and retires_at is not null",
        &[&process_id],
    )
}

/// The processes whose day has come and whose asks still stand.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, now: Time) -> Result<Vec<Process>, Error> {
    store::some(tx, "where retires_at <= $1 and retirement_done_at is null order by retires_at, id", &[&now.0])
}
