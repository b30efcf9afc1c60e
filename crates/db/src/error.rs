//! What can go wrong at the database, in the words an operator or a caller can act on.
//!
//! Absent: driver types; a refusal of the domain (that belongs to the caller's own error).

use std::fmt;

/// Why a statement, a transaction or an opening did not succeed. Equal on both databases for equal causes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// `one` found no row.
    NotFound,
    /// The row was changed or removed since it was read (see [`crate::Tx::change`]).
    Stale,
    /// A constraint said no. Unique: `table.column` or `table.a, table.b`; not null: `table.column`; check: its name (name
    /// your checks); foreign key: begins with `foreign key`.
    Conflict {
        /// The rule that was broken.
        constraint: String,
    },
    /// Too many requests wait, another program holds the lock, or conflicts did not end; try again a little later.
    Busy,
    /// The database cannot be written to: file permissions, a read transaction, or a standby server.
    ReadOnly,
    /// The disk is full: nothing was written, reads go on.
    DiskFull,
    /// The database cannot be reached, was closed, or failed to make a commit durable; the sentence says which.
    Unavailable(String),
    /// A text holds a NUL character, which PostgreSQL cannot store and SQLite may cut at.
    Nul {
        /// Which parameter, from 1.
        parameter: usize,
    },
    /// The statement is wrong, or a value does not fit; the text quotes the statement.
    Sql(String),
    /// The schema of the database does not fit this program.
    Migration(String),
    /// The closure panicked; its work was rolled back.
    Panic(String),
    /// `read` or `write` was called inside a closure of `read` or `write`, which would wait for itself.
    Nested,
    /// A copy, a backup or a check was refused or found damage.
    Damage(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound => f.write_str("no such row"),
            Error::Stale => f.write_str("the row was changed by someone else since it was read"),
            Error::Conflict { constraint } => {
                write!(f, "the database refused the change: {constraint}")
            }
            Error::Busy => f.write_str("the database is busy; try again in a moment"),
            Error::ReadOnly => f.write_str("the database cannot be written to"),
            Error::DiskFull => f.write_str("the disk of the database is full; nothing was written"),
            Error::Unavailable(why) => write!(f, "the database is unavailable: {why}"),
            Error::Nul { parameter } => {
                write!(f, "parameter ${parameter} is text with a NUL character; remove it before storing")
            }
            Error::Sql(what) => write!(f, "the statement failed: {what}"),
            Error::Migration(what) => write!(f, "the database does not fit this program: {what}"),
            Error::Panic(what) => write!(f, "the work stopped with a panic and was rolled back: {what}"),
            Error::Nested => f.write_str("a transaction was asked for inside a transaction; use the one at hand"),
            Error::Damage(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

/// A failure at `sql`, shortened so that a log line stays a line.
pub(crate) fn at(what: impl fmt::Display, sql: &str) -> Error {
    const QUOTED_CHARS: usize = 300;
    let flat: String = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let quoted: String = flat.chars().take(QUOTED_CHARS).collect();
    Error::Sql(format!("{what} in: {quoted}"))
}

/// Whether a statement that must change exactly one row did.
pub(crate) fn one_changed(changed: u64, sql: &str) -> Result<(), Error> {
    match changed {
        0 => Err(Error::Stale),
        1 => Ok(()),
        n => Err(at(format!("{n} rows changed where one was meant"), sql)),
    }
}
