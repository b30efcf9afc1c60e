//! Brings the tables of a database to the state the program expects, once, however many nodes start together.
//!
//! Absent: going back. A database that is newer than the program, or whose past was rewritten, is refused.

use sha2::{Digest, Sha256};

use crate::tx::Session;
use crate::{Error, Sql, Tx, statement};

/// One step of the schema: a name that sorts (`0001_people`) and its statements, separated by `;`.
///
/// Types are `TEXT`, `INT8`, `FLOAT8` and `BYTES`. A statement for one database only carries the comment `-- @sqlite` or
/// `-- @postgres` before its first word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// The name, unique and never changed.
    pub name: &'static str,
    /// The statements, never changed once released.
    pub sql: &'static str,
}

impl Migration {
    fn sha256(&self) -> String {
        Sha256::digest(self.sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The moment is the database's: it is for people who read the table, nothing depends on it.
const REMEMBER: Sql = Sql::Each {
    sqlite: "INSERT INTO migrations (name, sha256, applied_at)
             VALUES ($1, $2, CAST(unixepoch('subsec') * 1000000 AS INT8))",
    postgres: "INSERT INTO migrations (name, sha256, applied_at)
               VALUES ($1, $2, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS INT8))",
};

/// A connection that can hold the lock of migrations while `f` works in one transaction.
pub(crate) trait Migrate: Session {
    /// Begins a transaction that excludes every other node from migrating.
    fn begin_locked(&mut self) -> Result<(), Error>;
    fn commit(&mut self) -> Result<(), Error>;
    fn rollback(&mut self);
}

/// Applies what is missing, each migration in a transaction of its own.
pub(crate) fn run(session: &mut dyn Migrate, migrations: &[Migration]) -> Result<(), Error> {
    let mut names: Vec<_> = migrations.iter().map(|migration| migration.name).collect();
    names.sort_unstable();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::Migration(format!("two migrations are called {}", pair[0])));
    }
    while step(session, migrations)? {}
    Ok(())
}

/// Applies the first missing migration; false when there is none.
fn step(session: &mut dyn Migrate, migrations: &[Migration]) -> Result<bool, Error> {
    session.begin_locked()?;
    let result = next(session, migrations);
    match result {
        Ok(found) => {
            session.commit()?;
            Ok(found)
        }
        Err(error) => {
            session.rollback();
            Err(error)
        }
    }
}

fn next(session: &mut dyn Migrate, migrations: &[Migration]) -> Result<bool, Error> {
    session.control(
        "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at INT8 NOT NULL)",
    )?;
    let applied = applied(&mut Tx::new(&mut *session))?;
    agree(&applied, migrations)?;
    let Some(migration) = migrations.get(applied.len()) else {
        return Ok(false);
    };
    for text in statement::migration_statements(migration.sql, session.backend()) {
        session.control(&text).map_err(|error| Error::Migration(format!("{}: {error}\n{text}", migration.name)))?;
    }
    session.execute(&REMEMBER, &[&migration.name, &migration.sha256()])?;
    Ok(true)
}

/// Names and digests of the applied migrations, in order.
pub(crate) fn applied(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, Error> {
    tx.query("SELECT name, sha256 FROM migrations ORDER BY name", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Refuses a database whose past is not the beginning of this program's list.
fn agree(applied: &[(String, String)], migrations: &[Migration]) -> Result<(), Error> {
    if let Some(pair) = migrations.windows(2).find(|pair| pair[0].name >= pair[1].name) {
        return Err(Error::Migration(format!("{} must not come before {}", pair[0].name, pair[1].name)));
    }
    for (name, sha256) in applied {
        let Some(known) = migrations.iter().find(|migration| migration.name == name) else {
            return Err(Error::Migration(format!(
                "it was already brought to {name}, which this version does not know; start the newer version, or \
                 restore the backup made before the upgrade"
            )));
        };
        if known.sha256() != *sha256 {
            return Err(Error::Migration(format!(
                "the text of {name} is not the one that was applied to it; restore the text and put the change into a \
                 new migration"
            )));
        }
    }
    let expected = migrations.iter().zip(applied).find(|(migration, (name, _))| migration.name != name);
    expected.map_or(Ok(()), |(migration, (name, _))| {
        Err(Error::Migration(format!(
            "{} was never applied although {name} was; migrations are added at the end",
            migration.name
        )))
    })
}
