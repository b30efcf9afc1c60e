//! The table of practices.

use db::{Error, Tx};

use crate::clock::Time;

/// Keys of the roles that a person has in the daily work of a process.
///
/// # Errors
/// The database's.
pub fn of_person(tx: &mut Tx, process_id: &str, person_id: &str) -> Result<Vec<String>, Error> {
    tx.query(
        "select role_key from process_practices where process_id = $1 and person_id = $2 order by role_key",
        &[&process_id, &person_id],
        |row| row.get(0),
    )
}

/// Writes the roles that a person has from now on.
///
/// # Errors
/// The database's.
pub fn replace(tx: &mut Tx, process_id: &str, person_id: &str, roles: &[String], now: Time) -> Result<(), Error> {
    tx.execute("delete from process_practices where process_id = $1 and person_id = $2", &[&process_id, &person_id])?;
    for role in roles {
        tx.execute(
            "insert into process_practices (process_id, person_id, role_key, since) values ($1, $2, $3, $4) \
             on conflict (process_id, person_id, role_key) do nothing",
            &[&process_id, &person_id, role, &now.0],
        )?;
    }
    Ok(())
}

/// Who has a role in the daily work of a process, by id.
///
/// # Errors
/// The database's.
pub fn of_role(tx: &mut Tx, process_id: &str, role_key: &str) -> Result<Vec<String>, Error> {
    tx.query(
        "select person_id from process_practices where process_id = $1 and role_key = $2 order by person_id",
        &[&process_id, &role_key],
        |row| row.get(0),
    )
}
