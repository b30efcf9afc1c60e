//! What the door promises, on every database at hand.

mod copies;
mod files;
mod foreign;
mod migrations;
mod puts;
mod servers;
mod values;
mod waiting;
mod writes;

use crate::{Db, Migration};

/// A small house: people in units, units in units, and everything a column may hold.
pub(crate) const TABLES: &[Migration] = &[
    Migration {
        name: "0001_people",
        sql: "
            -- units come first; people belong to them
            CREATE TABLE units (id TEXT PRIMARY KEY, parent TEXT REFERENCES units (id));
            CREATE TABLE people (
                id TEXT PRIMARY KEY,
                email TEXT NOT NULL UNIQUE,
                unit TEXT REFERENCES units (id),
                age INT8 CONSTRAINT age_is_human CHECK (age >= 0),
                version INT8 NOT NULL DEFAULT 1
            );
            CREATE TABLE names (name TEXT);
            CREATE UNIQUE INDEX names_known ON names (lower(name));
            CREATE TABLE seats (a TEXT, b INT8, holder TEXT REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
                                UNIQUE (a, b));",
    },
    Migration {
        name: "0002_things",
        sql: "CREATE TABLE things (id TEXT PRIMARY KEY, n INT8, x FLOAT8, yes INT8, words TEXT, raw BYTES);",
    },
];

/// A file that goes, with its log, when the test ends.
pub(crate) struct Folder(std::path::PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("db-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }

    pub fn open(&self) -> Db {
        Db::open(self.file("office.db").to_str().unwrap(), TABLES).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

pub(crate) fn count(db: &Db, table: &'static str) -> i64 {
    db.read_now(move |tx| tx.one(format!("SELECT count(*) FROM {table}"), &[], |row| row.get(0))).unwrap()
}
