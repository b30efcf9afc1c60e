//! The table of what owners accepted before their process was automated.

use db::{Error, Tx};

use super::{Acceptance, Unsettled};
use crate::clock::Time;

/// What the owner of a process accepted, if anything.
///
/// # Errors
/// The database's, or a row that cannot be read.
pub fn of_process(tx: &mut Tx, process_id: &str) -> Result<Option<Acceptance>, Error> {
    tx.maybe(
        "select accepted, reason, by_id, by_name, accepted_at from process_acceptances where process_id = $1",
        &[&process_id],
        |row| {
            let accepted: String = row.get(0)?;
            let accepted: Vec<Unsettled> =
                serde_json::from_str(&accepted).map_err(|error| Error::Sql(format!("an acceptance: {error}")))?;
            Ok(Acceptance {
                accepted,
                reason: row.get(1)?,
                by_id: row.get(2)?,
                by_name: row.get(3)?,
                accepted_at: Time(row.get(4)?),
            })
        },
    )
}

/// Writes what is accepted; what was accepted before is in the journal.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, process_id: &str, one: &Acceptance) -> Result<(), Error> {
    let accepted = serde_json::to_string(&one.accepted).expect("sentences are plain data");
    tx.execute(
        "insert into process_acceptances (process_id, accepted, reason, by_id, by_name, accepted_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (process_id) do update set accepted = excluded.accepted, reason = excluded.reason, by_id = excluded.by_id, \
         by_name = excluded.by_name, accepted_at = excluded.accepted_at",
        &[&process_id, &accepted, &one.reason, &one.by_id, &one.by_name, &one.accepted_at.0],
    )?;
    Ok(())
}
