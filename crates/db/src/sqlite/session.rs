//! One SQLite connection with its prepared statements.
//!
//! Absent: threads and queues; a session is used by one thread at a time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection};

use super::failure;
use crate::migration::Migrate;
use crate::tx::{Cells, Row, Session};
use crate::{Backend, Bind, Error, Sql, Value, error, statement};

/// Statements that stay compiled, per connection.
pub(super) const CACHED_STATEMENTS: usize = 512;
/// Translated texts that are remembered, per connection; then all are forgotten.
const REMEMBERED_TEXTS: usize = 4096;

pub(super) struct SqliteSession {
    pub conn: Connection,
    /// Texts of the program itself, by where they stand in it: they never change.
    own_texts: HashMap<(usize, usize), Arc<str>>,
    /// Texts that were put together, by the text.
    texts: HashMap<String, Arc<str>>,
    /// Statements run that may have changed something.
    written: u64,
}

impl SqliteSession {
    pub fn new(conn: Connection) -> SqliteSession {
        SqliteSession { conn, own_texts: HashMap::new(), texts: HashMap::new(), written: 0 }
    }

    /// SQLite's own end of a transaction after a full disk or a failed write: what followed would commit by itself.
    pub fn in_transaction(&self) -> bool {
        !self.conn.is_autocommit()
    }

    /// Runs one of the few statements that frame every write; they stay compiled.
    pub fn frame(&mut self, sql: &'static str) -> rusqlite::Result<()> {
        self.conn.prepare_cached(sql)?.raw_execute().map(drop)
    }

    /// Grows with every statement that may have changed something.
    pub fn written(&self) -> u64 {
        self.written
    }

    fn translated(&mut self, sql: &Sql) -> Arc<str> {
        let own = match sql {
            Sql::Both(Cow::Owned(text)) => return self.put_together(text),
            Sql::Both(Cow::Borrowed(text)) => *text,
            Sql::Each { sqlite, .. } => *sqlite,
        };
        let place = (own.as_ptr().addr(), own.len());
        let text = self.own_texts.entry(place).or_insert_with(|| statement::numbered_for_sqlite(own).into());
        Arc::clone(text)
    }

    fn put_together(&mut self, sql: &str) -> Arc<str> {
        if let Some(text) = self.texts.get(sql) {
            return Arc::clone(text);
        }
        if self.texts.len() >= REMEMBERED_TEXTS {
            self.texts.clear();
        }
        let text: Arc<str> = statement::numbered_for_sqlite(sql).into();
        self.texts.insert(sql.to_owned(), Arc::clone(&text));
        text
    }

    fn bound(&mut self, statement: &Sql, args: &[&dyn Bind]) -> Result<CachedStatement<'_>, Error> {
        let sql = statement.text(Backend::Sqlite);
        if !self.in_transaction() {
            return Err(error::at("the transaction was ended by an earlier failure", sql));
        }
        let text = self.translated(statement);
        let mut prepared = self.conn.prepare_cached(&text).map_err(|error| failure::at(&error, sql))?;
        self.written += u64::from(!prepared.readonly());
        let wanted = prepared.parameter_count();
        if wanted != args.len() {
            return Err(error::at(format!("{} parameters given, {wanted} wanted", args.len()), sql));
        }
        for (index, arg) in args.iter().enumerate() {
            let value = match arg.value().checked(index + 1)? {
                Value::Null => ValueRef::Null,
                Value::Int(n) => ValueRef::Integer(n),
                Value::Float(x) => ValueRef::Real(x),
                Value::Text(text) => ValueRef::Text(text.as_bytes()),
                Value::Bytes(bytes) => ValueRef::Blob(bytes),
            };
            let value = rusqlite::types::ToSqlOutput::Borrowed(value);
            prepared.raw_bind_parameter(index + 1, value).map_err(|error| failure::at(&error, sql))?;
        }
        Ok(prepared)
    }
}

impl Session for SqliteSession {
    fn backend(&self) -> Backend {
        Backend::Sqlite
    }

    fn execute(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<u64, Error> {
        let text = sql.text(Backend::Sqlite);
        let mut prepared = self.bound(sql, args)?;
        let at = |error: rusqlite::Error| failure::at(&error, text);
        if prepared.column_count() == 0 {
            return prepared.raw_execute().map(|n| n as u64).map_err(at);
        }
        // A statement that answers rows is run to its end and its rows are counted, as PostgreSQL does.
        let mut rows = prepared.raw_query();
        let mut count = 0;
        while rows.next().map_err(at)?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    fn each(&mut self, sql: &Sql, args: &[&dyn Bind], row: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Error> {
        let text = sql.text(Backend::Sqlite);
        let mut prepared = self.bound(sql, args)?;
        let at = |error: rusqlite::Error| failure::at(&error, text);
        let changes = !prepared.readonly();
        let mut rows = prepared.raw_query();
        let mut wanted = true;
        while let Some(cells) = rows.next().map_err(at)? {
            wanted = wanted && row(&Row::new(cells));
            // `insert … returning` takes effect in full only when run to its end.
            if !wanted && !changes {
                break;
            }
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &Sql) -> Result<(), Error> {
        let text = sql.text(Backend::Sqlite);
        let translated = self.translated(sql);
        self.conn.prepare_cached(&translated).map(drop).map_err(|error| failure::at(&error, text))
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.conn.execute_batch(sql).map_err(|error| failure::at(&error, sql))
    }
}

impl Migrate for SqliteSession {
    fn begin_locked(&mut self) -> Result<(), Error> {
        self.frame("BEGIN IMMEDIATE").map_err(|error| failure::plain(&error))
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.frame("COMMIT").map_err(|error| failure::plain(&error))
    }

    fn rollback(&mut self) {
        // When SQLite has rolled back by itself there is nothing left to do.
        if self.in_transaction() && self.frame("ROLLBACK").is_err() {
            self.conn.flush_prepared_statement_cache();
        }
    }
}

impl Cells for rusqlite::Row<'_> {
    fn cell(&self, index: usize) -> Result<Value<'_>, String> {
        Ok(match self.get_ref(index).map_err(|_| "there is no such column".to_owned())? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(n) => Value::Int(n),
            ValueRef::Real(x) => Value::Float(x),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).map_err(|_| "the text is not UTF-8".to_owned())?)
            }
            ValueRef::Blob(bytes) => Value::Bytes(bytes),
        })
    }
}
