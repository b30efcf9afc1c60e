//! One PostgreSQL connection with its prepared statements.
//!
//! Absent: guessing types. The server says what a parameter is; a value of another kind is an error that names both.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::pin::pin;

use bytes::BytesMut;
use futures_util::StreamExt;
use tokio_postgres::Statement;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use super::failure::{self, Fault};
use super::wire::{Failed, Wire};
use crate::catalog::quoted;
use crate::migration::Migrate;
use crate::tx::{Cells, Row, Session, Tx};
use crate::{Backend, Bind, Error, Sql, Value, error};

/// Statements that stay compiled, per connection; then all are forgotten.
const CACHED_STATEMENTS: usize = 512;

pub(super) struct PgSession {
    wire: Wire,
    statements: HashMap<String, Statement>,
    /// The first failure since the transaction began that running again may cure, even if the closure swallowed it.
    fault: Option<Fault>,
    /// Whether the server has answered anything since the transaction began.
    is_begun: bool,
    /// Whether the transaction that writes sees a snapshot and no more.
    is_weak: bool,
    /// Whether a statement failed that was sent before, and whose failure came with the answer of another.
    failed_before: bool,
    /// Statements sent that may have changed something.
    written: u64,
}

/// Whoever has the turn is the only one on all nodes who begins a transaction with it; it is taken before there is any snapshot.
const TAKE_TURN: &str = "SELECT pg_advisory_lock(1835101796, hashtext(current_schema()))";
const GIVE_TURN: &str = "SELECT pg_advisory_unlock(1835101796, hashtext(current_schema()))";

impl PgSession {
    pub fn new(wire: Wire) -> PgSession {
        PgSession {
            wire,
            statements: HashMap::new(),
            fault: None,
            is_begun: false,
            is_weak: false,
            failed_before: false,
            written: 0,
        }
    }

    /// Begins a transaction with the first question in it.
    pub fn begin(&mut self, sql: &'static str, is_weak: bool) -> Result<(), Error> {
        self.fault = None;
        self.is_begun = false;
        self.is_weak = is_weak;
        self.failed_before = false;
        self.frame(sql)
    }

    /// Waits for the turn before what comes next.
    pub fn take_turn(&mut self) -> Result<(), Error> {
        self.fault = None;
        self.frame(TAKE_TURN)
    }

    /// Lets the next one have the turn.
    pub fn give_turn(&mut self) {
        if self.usable() && self.frame(GIVE_TURN).is_ok() {
            self.wire.flush();
        }
    }

    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The next closure of the transaction has a fault of its own or none.
    pub fn forget_fault(&mut self) {
        self.fault = None;
    }

    /// Whether the transaction is lost by a statement whose failure came with the answer of another.
    pub fn failed_before(&self) -> bool {
        self.failed_before
    }

    /// Grows with every statement that may have changed something.
    pub fn written(&self) -> u64 {
        self.written
    }

    pub fn usable(&self) -> bool {
        !self.wire.is_closed() && self.fault != Some(Fault::Broken)
    }

    pub fn expect_utf8(&mut self) -> Result<(), Error> {
        self.begin("BEGIN", false)?;
        let encoding = Tx::new(self).one("SELECT current_setting('server_encoding')", &[], |row| row.get::<String>(0));
        self.rollback();
        let encoding = encoding?;
        if encoding == "UTF8" {
            return Ok(());
        }
        Err(Error::Unavailable(format!("its encoding is {encoding}; create the database with ENCODING 'UTF8'")))
    }

    /// Creates the schema when absent; two nodes may come at once.
    pub fn create_schema(&mut self, schema: &str) -> Result<(), Error> {
        self.begin_locked()?;
        let created = self.control(&format!("CREATE SCHEMA IF NOT EXISTS {}", quoted(schema)));
        match created {
            Ok(()) => self.commit(),
            Err(error) => {
                self.rollback();
                Err(error)
            }
        }
    }

    fn answered<T>(&mut self, sql: &str, answer: Result<T, Failed>) -> Result<T, Error> {
        self.is_begun = true;
        answer.map_err(|failed| {
            self.failed_before |= failed.sql.is_some();
            let sql = failed.sql.as_deref().unwrap_or(sql);
            self.fault = self.fault.or(failure::fault(&failed.error));
            if self.is_weak && self.fault.is_none() && failure::is_twice(&failed.error) {
                self.fault = Some(Fault::Weak);
            }
            // A table changed under a compiled statement: compile anew next time.
            self.statements.remove(sql);
            failure::at(&failed.error, sql)
        })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let client = self.wire.client();
        let compiled = self.wire.now(client.prepare(sql));
        let statement = self.answered(sql, compiled)?;
        if self.statements.len() >= CACHED_STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    fn bound<'a>(&mut self, sql: &str, args: &'a [&'a dyn Bind]) -> Result<(Statement, Vec<Parameter<'a>>), Error> {
        let statement = self.prepared(sql)?;
        let wanted = statement.params().len();
        if wanted != args.len() {
            return Err(error::at(format!("{} parameters given, {wanted} wanted", args.len()), sql));
        }
        let checked = args.iter().enumerate().map(|(index, arg)| arg.value().checked(index + 1).map(Parameter));
        Ok((statement, checked.collect::<Result<_, _>>()?))
    }
}

impl Session for PgSession {
    fn backend(&self) -> Backend {
        Backend::Postgres
    }

    fn execute(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<u64, Error> {
        let text = sql.text(Backend::Postgres);
        self.written += 1;
        let (statement, parameters) = self.bound(text, args)?;
        let client = self.wire.client();
        let answer = self.wire.now(client.execute_raw(&statement, parameters.iter()));
        self.answered(text, answer)
    }

    fn put(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<(), Error> {
        let text = sql.text(Backend::Postgres);
        self.written += 1;
        let (statement, parameters) = self.bound(text, args)?;
        let (client, kept) = (self.wire.client(), parameters.iter().map(Kept::of).collect::<Vec<_>>());
        let sent = self.wire.later(text, async move { client.execute_raw(&statement, kept.iter()).await.map(drop) });
        sent.or_else(|failed| self.answered(text, Err(failed)))
    }

    fn each(&mut self, sql: &Sql, args: &[&dyn Bind], row: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Error> {
        let text = sql.text(Backend::Postgres);
        self.written += u64::from(!asks(text));
        let (statement, parameters) = self.bound(text, args)?;
        let client = self.wire.client();
        let answer = self.wire.now(async {
            let mut rows = pin!(client.query_raw(&statement, parameters.iter()).await?);
            // All rows are taken even when no more are wanted: an error may still come.
            let mut wanted = true;
            while let Some(cells) = rows.next().await {
                wanted = row(&Row::new(&cells?)) && wanted;
            }
            Ok(())
        });
        self.answered(text, answer)
    }

    fn prepare(&mut self, sql: &Sql) -> Result<(), Error> {
        self.prepared(sql.text(Backend::Postgres)).map(drop)
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        let client = self.wire.client();
        let answer = self.wire.now(client.batch_execute(sql));
        self.answered(sql, answer)
    }

    fn frame(&mut self, sql: &'static str) -> Result<(), Error> {
        let client = self.wire.client();
        let sent = self.wire.later(sql, async move { client.batch_execute(sql).await });
        sent.or_else(|failed| self.answered(sql, Err(failed)))
    }

    fn serializable(&mut self) -> Result<(), Error> {
        if !self.is_weak {
            return Ok(());
        }
        self.fault = self.fault.or(Some(Fault::Weak));
        Err(Error::Busy)
    }

    fn settle(&mut self) -> Result<(), Error> {
        if self.wire.is_quiet() {
            return Ok(());
        }
        let answer = self.wire.settle();
        self.answered("", answer)
    }
}

impl Migrate for PgSession {
    fn begin_locked(&mut self) -> Result<(), Error> {
        // One lock for all schemas of a database: waiting a moment for a neighbour is cheaper than a clash of keys.
        const LOCK_OF_MIGRATIONS: i64 = 0x6d61_6e64_6174;
        (self.fault, self.is_weak) = (None, false);
        self.control(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock({LOCK_OF_MIGRATIONS})"
        ))
    }

    fn commit(&mut self) -> Result<(), Error> {
        // Where the server has not answered yet, a cut connection is found before the outcome can be unknown.
        if !self.is_begun
            && let Err(error) = self.settle()
        {
            self.rollback();
            return Err(error);
        }
        self.control("COMMIT")
    }

    fn rollback(&mut self) {
        // What is on its way belongs to the transaction that is given up.
        let waits = !self.wire.is_quiet();
        if waits && self.settle().is_err() && self.fault == Some(Fault::Broken) {
            return;
        }
        if self.frame("ROLLBACK").is_err() {
            self.fault = Some(Fault::Broken);
        }
        self.wire.flush();
    }
}

/// Whether a statement changes nothing by the word it begins with.
fn asks(sql: &str) -> bool {
    sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("select"))
}

/// A value that is kept until it is sent.
#[derive(Debug)]
enum Kept {
    Null,
    Int(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Kept {
    fn of(parameter: &Parameter<'_>) -> Kept {
        match parameter.0 {
            Value::Null => Kept::Null,
            Value::Int(n) => Kept::Int(n),
            Value::Float(x) => Kept::Float(x),
            Value::Text(text) => Kept::Text(text.to_owned()),
            Value::Bytes(bytes) => Kept::Bytes(bytes.to_owned()),
        }
    }
}

impl ToSql for Kept {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        let value = match self {
            Kept::Null => Value::Null,
            Kept::Int(n) => Value::Int(*n),
            Kept::Float(x) => Value::Float(*x),
            Kept::Text(text) => Value::Text(text),
            Kept::Bytes(bytes) => Value::Bytes(bytes),
        };
        Parameter(value).to_sql(wanted, out)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value on its way to the server.
#[derive(Debug)]
struct Parameter<'a>(Value<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self.0, wanted) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT8) => n.to_sql(wanted, out)?,
            (Value::Int(n), &Type::INT4) => i32::try_from(n)?.to_sql(wanted, out)?,
            (Value::Int(n), &Type::INT2) => i16::try_from(n)?.to_sql(wanted, out)?,
            (Value::Int(n), &Type::FLOAT8) => (n as f64).to_sql(wanted, out)?,
            (Value::Float(x), &Type::FLOAT8) => x.to_sql(wanted, out)?,
            (Value::Text(text), wanted) if <&str as ToSql>::accepts(wanted) => text.to_sql(wanted, out)?,
            (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out)?,
            (value, wanted) => {
                return Err(format!(
                    "{} was bound where the server wants {wanted}; cast the parameter in the statement",
                    value.kind()
                )
                .into());
            }
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// A value as the server sent it.
struct Received<'a>(Value<'a>);

impl<'a> FromSql<'a> for Received<'a> {
    fn from_sql(sent: &Type, raw: &'a [u8]) -> Result<Received<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(Received(match *sent {
            Type::INT8 => Value::Int(i64::from_sql(sent, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(sent, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(sent, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(sent, raw)?.into()),
            Type::FLOAT8 => Value::Float(f64::from_sql(sent, raw)?),
            Type::FLOAT4 => Value::Float(f32::from_sql(sent, raw)?.into()),
            Type::BYTEA => Value::Bytes(raw),
            _ if <&str as FromSql>::accepts(sent) => Value::Text(<&str>::from_sql(sent, raw)?),
            _ => return Err(format!("it is {sent}; cast it to INT8, FLOAT8 or TEXT in the statement").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Received<'a>, Box<dyn StdError + Sync + Send>> {
        Ok(Received(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl Cells for tokio_postgres::Row {
    fn cell(&self, index: usize) -> Result<Value<'_>, String> {
        if index >= self.len() {
            return Err("there is no such column".to_owned());
        }
        let received: Received<'_> = self.try_get(index).map_err(|error| failure::text(&error))?;
        Ok(received.0)
    }
}
