//! Runs a test on every database at hand.
//!
//! Absent: fakes. A test sees a real database, empty but for the migrations.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::{Db, Migration, Options};

/// The variable that names a PostgreSQL server for tests, as an URL without a schema.
pub const POSTGRES: &str = "MANDATE_TEST_POSTGRES";

/// Runs `test` on a database of its own in memory and, where [`POSTGRES`] is set, in a new schema there that is removed
/// afterwards, also when the test fails.
///
/// # Panics
/// When a database cannot be opened or the test fails; `name` says which.
pub fn each(name: &str, migrations: &'static [Migration], test: impl Fn(Db)) {
    let db = Db::open("sqlite::memory:", migrations);
    test(db.unwrap_or_else(|error| panic!("{name} on SQLite: {error}")));
    match std::env::var(POSTGRES) {
        Ok(url) => {
            let schema = Schema::open(name, &url, migrations);
            test(schema.db.clone());
        }
        Err(_) => println!("{name}: skipped on PostgreSQL; set {POSTGRES} to the URL of a server"),
    }
}

/// A schema that goes when the test ends.
pub(crate) struct Schema {
    pub db: Db,
    #[cfg(test)]
    pub url: String,
}

impl Schema {
    pub fn open(name: &str, url: &str, migrations: &'static [Migration]) -> Schema {
        static OPENED: AtomicU32 = AtomicU32::new(0);
        let number = OPENED.fetch_add(1, Ordering::Relaxed);
        let mark = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{mark}schema=test_{}_{number}", std::process::id());
        // Few connections each, so that many tests fit into one server.
        let options = Options { readers: 2, writers: 2, guarded_writers: 2, ..Options::new(&url) };
        let db = Db::open_with(&options, migrations);
        Schema {
            db: db.unwrap_or_else(|error| panic!("{name} on PostgreSQL: {error}")),
            #[cfg(test)]
            url,
        }
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Err(error) = self.db.drop_schema() {
            println!("a schema of a test remains: {error}");
        }
    }
}
