//! What the door promises, on every database at hand.

mod values;
mod writes;

use crate::Migration;

/// A small house: people in units, and everything a column may hold.
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
            );",
    },
    Migration {
        name: "0002_things",
        sql: "CREATE TABLE things (id TEXT PRIMARY KEY, n INT8, x FLOAT8, yes INT8, words TEXT, raw BYTES);",
    },
];
