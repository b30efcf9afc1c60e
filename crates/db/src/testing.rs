//! Runs a test on every database at hand.
//!
//! Absent: fakes. A test sees a real database, empty but for the migrations.

use crate::{Db, Migration};

/// Runs `test` on a database of its own in memory.
///
/// # Panics
/// When the database cannot be opened or the test fails; `name` says which.
pub fn each(name: &str, migrations: &'static [Migration], test: impl Fn(Db)) {
    match Db::open("sqlite::memory:", migrations) {
        Ok(db) => test(db),
        Err(error) => panic!("{name} on SQLite: {error}"),
    }
}
