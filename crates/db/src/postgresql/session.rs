//! One PostgreSQL connection with its prepared statements.
//!
//! Absent: which changes travel together (`held`), and how values do (`parameter`).

use std::collections::HashMap;
use std::pin::pin;

use futures_util::StreamExt;
use tokio_postgres::Statement;

use super::asked::{Asked, MOST_ROWS};
use super::failure::{self, Fault};
use super::held::{Held, Put, Sending};
use super::parameter::Parameter;
use super::texts::{Number, Texts};
use super::wire::{Failed, Wire};
use crate::catalog::quoted;
use crate::migration::Migrate;
use crate::tx::{Row, Session, Tx};
use crate::value::Owned;
use crate::{Backend, Bind, Error, Sql, error};

/// Statements that stay compiled, per connection; then all are forgotten.
const CACHED_STATEMENTS: usize = 512;
/// Texts whose tables are known, per connection; then they are looked at anew.
const SEEN_TEXTS: usize = 1_024;

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
    /// Statements that may have changed something.
    written: u64,
    texts: Texts,
    held: Held,
    asked: Asked,
    /// Whether changes may wait for each other.
    holds: bool,
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
            texts: Texts::default(),
            held: Held::default(),
            asked: Asked::default(),
            holds: true,
        }
    }

    /// Whether changes may wait for each other, or each goes out by itself.
    pub fn hold(&mut self, holds: bool) {
        self.holds = holds;
    }

    /// From now on a statement is planned once for all values, and by indexes also where a table has few rows yet. What finds its rows by keys
    /// is planned no better for single ones, and planning takes longer than looking.
    pub fn plan_once(&mut self) -> Result<(), Error> {
        self.control("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
    }

    /// Learns which tables have rows that others follow when they are deleted.
    pub fn learn(&mut self) -> Result<(), Error> {
        let leading = Tx::new(self).query(
            "SELECT DISTINCT c.relname::text FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE f.contype = 'f' AND f.confdeltype IN ('c', 'n', 'd') AND n.nspname = current_schema()",
            &[],
            |row| row.get::<String>(0),
        )?;
        self.asked.lead(leading);
        Ok(())
    }

    /// Begins a transaction with the first question in it.
    pub fn begin(&mut self, sql: &'static str, is_weak: bool) -> Result<(), Error> {
        self.fault = None;
        self.is_begun = false;
        self.is_weak = is_weak;
        self.failed_before = false;
        self.held.clear();
        if self.texts.len() >= SEEN_TEXTS {
            self.texts = Texts::default();
            self.held.forget_all();
        }
        self.frame(sql)
    }

    /// Sends what is held.
    pub fn release(&mut self) -> Result<(), Error> {
        if self.held.is_empty() {
            return Ok(());
        }
        let (text, statement, puts) = match self.held.take() {
            Sending::Apart(puts) => return puts.into_iter().try_for_each(|put| self.send(put)),
            Sending::Compiled(text, statement, puts) => (text, statement, puts),
            Sending::New(text, puts) => {
                let client = self.wire.client();
                let compiled = self.wire.now(client.prepare(&text));
                let statement = self.answered(&text, compiled)?;
                self.held.remember(&mut self.texts, &puts, &text, &statement);
                (text, statement, puts)
            }
        };
        let kept: Vec<Owned> = puts.into_iter().flat_map(|put| put.args).collect();
        self.later(&text, statement, kept)
    }

    /// Sends one change by itself.
    fn send(&mut self, put: Put) -> Result<(), Error> {
        let statement = self.prepared(&put.text)?;
        if !put.must {
            return self.later(&put.text, statement, put.args);
        }
        let client = self.wire.client();
        let answer = self.wire.now(client.execute_raw(&statement, put.args.iter()));
        let changed = self.answered(&put.text, answer)?;
        error::one_changed(changed, &put.text)
    }

    fn later(&mut self, text: &str, statement: Statement, kept: Vec<Owned>) -> Result<(), Error> {
        let client = self.wire.client();
        let sent = self.wire.later(text, async move { client.execute_raw(&statement, kept.iter()).await.map(drop) });
        sent.or_else(|failed| self.answered(text, Err(failed)))
    }

    /// Takes note of a change.
    fn changes(&mut self, text: &str) -> Number {
        self.written += 1;
        let number = self.texts.number(text);
        self.asked.changed(&mut self.texts, number);
        number
    }

    /// Holds a change, or sends it where it cannot wait for others.
    fn put_or_hold(&mut self, text: &str, args: &[&dyn Bind], must: bool) -> Result<(), Error> {
        let number = self.changes(text);
        let (_, parameters) = self.bound(text, args)?;
        let put = Put {
            text: text.to_owned(),
            args: parameters.iter().map(|parameter| Owned::from(parameter.0)).collect(),
            must,
        };
        if self.held.must_go_before(&mut self.texts, number) {
            self.release()?;
        }
        match if self.holds { self.held.hold(&self.texts, number, put) } else { Err(put) } {
            Ok(()) => Ok(()),
            Err(put) => self.send(put),
        }
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
            if self.fault.is_none() && self.held.forget(sql) {
                self.fault = Some(Fault::Together);
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
        self.changes(text);
        self.release()?;
        let (statement, parameters) = self.bound(text, args)?;
        let client = self.wire.client();
        let answer = self.wire.now(client.execute_raw(&statement, parameters.iter()));
        self.answered(text, answer)
    }

    fn put(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<(), Error> {
        self.put_or_hold(sql.text(Backend::Postgres), args, false)
    }

    fn put_change(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<(), Error> {
        self.put_or_hold(sql.text(Backend::Postgres), args, true)
    }

    fn each(&mut self, sql: &Sql, args: &[&dyn Bind], row: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Error> {
        let text = sql.text(Backend::Postgres);
        let number = self.texts.number(text);
        let changes = !asks(text);
        if changes {
            self.changes(text);
        }
        let (statement, parameters) = self.bound(text, args)?;
        let question = if self.is_weak && !changes { Asked::question(&self.texts, number, &parameters) } else { None };
        if let Some(rows) = question.as_ref().and_then(|question| self.asked.answer(question)) {
            // Whoever wants no more rows has no use for the rest.
            let _ = rows.iter().all(|cells| row(&Row::new(cells)));
            return Ok(());
        }
        if changes || self.held.stands_before(&mut self.texts, number) {
            self.release()?;
        }
        let mut kept = Vec::new();
        let client = self.wire.client();
        let answer = self.wire.now(async {
            let mut rows = pin!(client.query_raw(&statement, parameters.iter()).await?);
            // All rows are taken even when no more are wanted: an error may still come.
            let mut wanted = true;
            while let Some(cells) = rows.next().await {
                let cells = cells?;
                wanted = row(&Row::new(&cells)) && wanted;
                if question.is_some() && kept.len() <= MOST_ROWS {
                    kept.push(cells);
                }
            }
            Ok(())
        });
        if let (Some(question), true, true) = (question, answer.is_ok(), kept.len() <= MOST_ROWS) {
            self.asked.keep(question, kept);
        }
        self.answered(text, answer)
    }

    fn prepare(&mut self, sql: &Sql) -> Result<(), Error> {
        self.prepared(sql.text(Backend::Postgres)).map(drop)
    }

    fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.asked.clear();
        self.release()?;
        let client = self.wire.client();
        let answer = self.wire.now(client.batch_execute(sql));
        self.answered(sql, answer)
    }

    fn frame(&mut self, sql: &'static str) -> Result<(), Error> {
        self.asked.clear();
        self.release()?;
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
        self.release()?;
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
        if let Err(error) = self.release() {
            self.rollback();
            return Err(error);
        }
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
        self.held.clear();
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
