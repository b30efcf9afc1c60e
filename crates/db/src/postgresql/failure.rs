//! PostgreSQL's error codes in the words of the door.
//!
//! Absent: the server's detail and hint in what a user sees; they may quote rows.
//! Source: PostgreSQL manual, appendix A.

use std::error::Error as _;

use tokio_postgres::error::{DbError, SqlState};

use crate::{Error, error};

/// What a failure means for the closure that met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Another transaction came first; running the closure again helps.
    Conflict,
    /// The connection is gone, and with it the transaction.
    Broken,
    /// A snapshot does not tell enough; running the closure again as a serializable transaction helps.
    Weak,
    /// Changes that travelled together failed; one by one they do not, or say which of them does.
    Together,
}

/// The fault of an error, if it is one that running again may cure.
pub(super) fn fault(error: &tokio_postgres::Error) -> Option<Fault> {
    match error.code() {
        Some(code) if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
            Some(Fault::Conflict)
        }
        Some(code) if lost(code) => Some(Fault::Broken),
        Some(_) => None,
        None => (error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>))
            .then_some(Fault::Broken),
    }
}

/// Whether something of the same key is there already, which a snapshot may not have shown.
pub(super) fn is_twice(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::UNIQUE_VIOLATION)
}

/// The error of a statement.
pub(super) fn at(error: &tokio_postgres::Error, sql: &str) -> Error {
    match (fault(error), error.as_db_error()) {
        (Some(Fault::Conflict | Fault::Weak | Fault::Together), _) => Error::Busy,
        (Some(Fault::Broken), _) => unavailable(error),
        (None, Some(db)) => named(db).unwrap_or_else(|| error::at(db.message(), sql)),
        (None, None) => error::at(text(error), sql),
    }
}

/// The error of a connection that could not be made or kept.
pub(super) fn unavailable(error: &tokio_postgres::Error) -> Error {
    match error.code() {
        Some(code) if *code == SqlState::TOO_MANY_CONNECTIONS => Error::Busy,
        _ => {
            let text = text(error);
            let hint = if text.contains("TLS handshake") { UNTRUSTED } else { "" };
            Error::Unavailable(format!("{text}{hint}"))
        }
    }
}

/// What to do about a server whose certificate is its own or of an authority nobody knows.
const UNTRUSTED: &str =
    "; name its authority with sslrootcert=FILE in the address, or say sslmode=disable where the network is trusted";

/// The message with its causes, without what the server says about rows.
pub(super) fn text(error: &tokio_postgres::Error) -> String {
    if let Some(db) = error.as_db_error() {
        return db.message().to_owned();
    }
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let more = inner.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = inner.source();
    }
    text
}

/// Class 08, and the server going down.
fn lost(code: &SqlState) -> bool {
    code.code().starts_with("08")
        || [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
}

fn named(db: &DbError) -> Option<Error> {
    let code = db.code();
    Some(match code.code() {
        class if class.starts_with("23") => Error::Conflict { constraint: constraint(db) },
        "25006" => Error::ReadOnly,
        "53100" => Error::DiskFull,
        "53300" | "55P03" | "57014" => Error::Busy,
        _ => return None,
    })
}

/// The broken rule as SQLite would name it, so that a caller needs one comparison.
fn constraint(db: &DbError) -> String {
    let table = db.table().unwrap_or_default();
    let name = || db.constraint().unwrap_or(db.message()).to_owned();
    match *db.code() {
        SqlState::NOT_NULL_VIOLATION => db.column().map_or_else(name, |column| format!("{table}.{column}")),
        SqlState::FOREIGN_KEY_VIOLATION => format!("foreign key {}", name()),
        // "Key (a, b)=(1, 2) already exists."; an index over expressions goes by its name on both databases.
        SqlState::UNIQUE_VIOLATION => match db.detail().and_then(key_columns) {
            Some(columns) => columns.iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(", "),
            None => name(),
        },
        _ => name(),
    }
}

fn key_columns(detail: &str) -> Option<Vec<&str>> {
    let (_, after) = detail.split_once('(')?;
    let (columns, _) = after.split_once(")=(")?;
    let columns: Vec<_> = columns.split(", ").map(|column| column.trim_matches('"')).collect();
    columns.iter().all(|column| column.chars().all(|c| c.is_alphanumeric() || c == '_')).then_some(columns)
}
