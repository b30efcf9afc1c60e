//! The table of settings: a name and a text.

use db::{Error, Tx};

/// The text under a name, if it was ever put.
///
/// # Errors
/// The database's.
pub fn get(tx: &mut Tx, name: &str) -> Result<Option<String>, Error> {
    tx.maybe("select value from settings where name = $1", &[&name], |row| row.get(0))
}

/// Puts a text under a name.
///
/// # Errors
/// The database's.
pub fn put(tx: &mut Tx, name: &str, value: &str) -> Result<(), Error> {
    tx.execute(
        "insert into settings (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value",
        &[&name, &value],
    )?;
    Ok(())
}

/// Removes a name.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, name: &str) -> Result<(), Error> {
    tx.execute("delete from settings where name = $1", &[&name])?;
    Ok(())
}
