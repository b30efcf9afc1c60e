//! One PostgreSQL connection with its prepared statements.
//!
//! Absent: guessing types. The server says what a parameter is; a value of another kind is an error that names both.

use std::collections::HashMap;
use std::error::Error as StdError;

use bytes::BytesMut;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::failure::{self, Fault};
use crate::catalog::quoted;
use crate::migration::Migrate;
use crate::tx::{Cells, Row, Session, Tx};
use crate::{Backend, Bind, Error, Sql, Value, error};

/// Statements that stay compiled, per connection; then all are forgotten.
const CACHED_STATEMENTS: usize = 512;

pub(super) struct PgSession {
    client: Client,
    statements: HashMap<String, Statement>,
    /// The first failure since the transaction began that running again may cure, even if the closure swallowed it.
    fault: Option<Fault>,
}

impl PgSession {
    pub fn new(client: Client) -> PgSession {
        PgSession { client, statements: HashMap::new(), fault: None }
    }

    pub fn begin(&mut self, sql: &str) -> Result<(), Error> {
        self.fault = None;
        self.control(sql)
    }

    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    pub fn usable(&self) -> bool {
        !self.client.is_closed() && self.fault != Some(Fault::Broken)
    }

    pub fn expect_utf8(&mut self) -> Result<(), Error> {
        self.begin("BEGIN")?;
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

    fn failed(&mut self, error: &postgres::Error, sql: &str) -> Error {
        self.fault = self.fault.or(failure::fault(error));
        // A table changed under a compiled statement: compile anew next time.
        self.statements.remove(sql);
        failure::at(error, sql)
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|error| self.failed(&error, sql))?;
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
        let (statement, parameters) = self.bound(text, args)?;
        let parameters: Vec<_> = parameters.iter().map(|parameter| parameter as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &parameters).map_err(|error| self.failed(&error, text))
    }

    fn each(&mut self, sql: &Sql, args: &[&dyn Bind], row: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Error> {
        let text = sql.text(Backend::Postgres);
        let (statement, parameters) = self.bound(text, args)?;
        let outcome = self.client.query_raw(&statement, parameters.iter()).and_then(|mut rows| {
            // All rows are taken even when no more are wanted: an error may still come.
            let mut wanted = true;
            while let Some(cells) = rows.next()? {
                wanted = wanted && row(&Row::new(&cells));
            }
            Ok(())
        });
        outcome.map_err(|error| self.failed(&error, text))
    }

    fn prepare(&mut self, sql: &Sql) -> Result<(), Error> {
        self.prepared(sql.text(Backend::Postgres)).map(drop)
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.client.batch_execute(sql).map_err(|error| self.failed(&error, sql))
    }
}

impl Migrate for PgSession {
    fn begin_locked(&mut self) -> Result<(), Error> {
        // One lock for all schemas of a database: waiting a moment for a neighbour is cheaper than a clash of keys.
        const LOCK_OF_MIGRATIONS: i64 = 0x6d61_6e64_6174;
        self.begin(&format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock({LOCK_OF_MIGRATIONS})"
        ))
    }

    fn commit(&mut self) -> Result<(), Error> {
        self.control("COMMIT")
    }

    fn rollback(&mut self) {
        if self.client.batch_execute("ROLLBACK").is_err() {
            self.fault = Some(Fault::Broken);
        }
    }
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

impl Cells for postgres::Row {
    fn cell(&self, index: usize) -> Result<Value<'_>, String> {
        if index >= self.len() {
            return Err("there is no such column".to_owned());
        }
        let received: Received<'_> = self.try_get(index).map_err(|error| failure::text(&error))?;
        Ok(received.0)
    }
}
