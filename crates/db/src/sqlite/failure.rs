//! SQLite's error codes in the words of the door.
//!
//! Absent: retries; whoever called decides.

use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::{Error, error};

/// The error of a statement.
pub(super) fn at(error: &rusqlite::Error, sql: &str) -> Error {
    named(error).unwrap_or_else(|| error::at(text(error), sql))
}

/// The error of something that is no statement of the caller's.
pub(super) fn plain(error: &rusqlite::Error) -> Error {
    named(error).unwrap_or_else(|| Error::Sql(text(error)))
}

/// Whether it is a constraint that refused, which leaves the database in good health.
pub(super) fn is_constraint(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

fn named(error: &rusqlite::Error) -> Option<Error> {
    Some(match error.sqlite_error_code()? {
        ErrorCode::ConstraintViolation => Error::Conflict { constraint: constraint(error) },
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::ReadOnly,
        ErrorCode::DiskFull => Error::DiskFull,
        ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Error::Unavailable(text(error))
        }
        _ => return None,
    })
}

/// `UNIQUE constraint failed: people.email` → `people.email`; a foreign key has no name here.
fn constraint(error: &rusqlite::Error) -> String {
    let text = text(error);
    let name = text.split_once("constraint failed: ").map(|(_, name)| name);
    match (name, error.sqlite_error().map(|error| error.extended_code)) {
        (_, Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY)) => "foreign key".to_owned(),
        (Some(name), _) => name.strip_prefix("index ").map_or(name, |name| name.trim_matches('\'')).to_owned(),
        (None, _) => text,
    }
}

fn text(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(text)) => text.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
