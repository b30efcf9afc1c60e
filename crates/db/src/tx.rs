//! A transaction as a closure sees it: run statements, map rows, try something without losing the rest.
//!
//! Absent: begin, commit and rollback: the door does them. A statement that failed *spends* the transaction on both
//! databases (PostgreSQL would refuse all that follows anyway); [`Tx::attempt`] is the way to survive a failure.

use crate::{Backend, Bind, Column, Error, Sql, Value, error};

/// What a driver offers to a transaction.
pub(crate) trait Session {
    fn backend(&self) -> Backend;
    fn execute(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<u64, Error>;
    /// Runs a statement whose failure may be told by a later call.
    fn put(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<(), Error> {
        self.execute(sql, args).map(drop)
    }
    /// Runs a statement that must change exactly one row, and whose failure may be told by a later call.
    fn put_change(&mut self, sql: &Sql, args: &[&dyn Bind]) -> Result<(), Error> {
        let changed = self.execute(sql, args)?;
        error::one_changed(changed, sql.text(self.backend()))
    }
    /// Calls `row` for each row until it answers false.
    fn each(&mut self, sql: &Sql, args: &[&dyn Bind], row: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Error>;
    /// Compiles without running.
    fn prepare(&mut self, sql: &Sql) -> Result<(), Error>;
    /// Runs statements of the door's own: savepoints, migrations.
    fn control(&mut self, sql: &str) -> Result<(), Error>;
    /// As [`Session::control`], where the failure may be told by a later call.
    fn frame(&mut self, sql: &'static str) -> Result<(), Error> {
        self.control(sql)
    }
    /// Fails where the transaction sees a snapshot and no more.
    fn serializable(&mut self) -> Result<(), Error> {
        Ok(())
    }
    /// Waits until the outcome of every statement is known.
    fn settle(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// The cells of one row, as a driver lends them.
pub(crate) trait Cells {
    fn cell(&self, index: usize) -> Result<Value<'_>, String>;
}

/// One row of an answer, lent to the mapping closure.
pub struct Row<'a> {
    cells: &'a dyn Cells,
}

impl<'a> Row<'a> {
    pub(crate) fn new(cells: &'a dyn Cells) -> Row<'a> {
        Row { cells }
    }

    /// The column at `index`, counted from 0.
    ///
    /// # Errors
    /// [`Error::Sql`] when there is no such column or it holds something else.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, Error> {
        let wrong = |what: String| Error::Sql(format!("column {index}: {what}"));
        T::column(self.cells.cell(index).map_err(wrong)?).map_err(wrong)
    }

    /// The column at `index` as it is, without copying.
    ///
    /// # Errors
    /// [`Error::Sql`] when there is no such column or its type does not pass the door.
    pub fn value(&self, index: usize) -> Result<Value<'_>, Error> {
        self.cells.cell(index).map_err(|what| Error::Sql(format!("column {index}: {what}")))
    }
}

/// A transaction. Lives as long as the closure it was given to.
pub struct Tx<'a> {
    session: &'a mut dyn Session,
    spent: Option<Error>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(session: &'a mut dyn Session) -> Tx<'a> {
        Tx { session, spent: None }
    }

    /// The error of a failed statement that the closure may have swallowed.
    pub(crate) fn spent(&self) -> Option<&Error> {
        self.spent.as_ref()
    }

    /// Which database this is; for the few places that name both dialects at length.
    pub fn backend(&self) -> Backend {
        self.session.backend()
    }

    /// Runs a statement and answers the number of rows it changed. Parameters are `$1`, `$2`, …, bound by number.
    ///
    /// # Errors
    /// [`Error::Conflict`] with the constraint, [`Error::Sql`] with the statement, or why the database cannot.
    pub fn execute(&mut self, sql: impl Into<Sql>, args: &[&dyn Bind]) -> Result<u64, Error> {
        let sql = sql.into();
        self.run(&sql, |session| session.execute(&sql, args))
    }

    /// Runs a statement and does not wait for its outcome: when it fails, a later statement or the commit says so, and nothing is kept.
    ///
    /// On a server this saves a round trip. Where the number of rows or the kind of failure matters, [`Tx::execute`] tells it.
    ///
    /// # Errors
    /// As [`Tx::execute`], of this statement or of one before.
    pub fn put(&mut self, sql: impl Into<Sql>, args: &[&dyn Bind]) -> Result<(), Error> {
        let sql = sql.into();
        self.run(&sql, |session| session.put(&sql, args))
    }

    /// Runs a statement that must change exactly one row, as a row with a version does:
    /// `update … set version = $2 + 1 where id = $1 and version = $2`.
    ///
    /// # Errors
    /// [`Error::Stale`] when no row was changed; [`Error::Sql`] when several were; else as [`Tx::execute`].
    pub fn change(&mut self, sql: impl Into<Sql>, args: &[&dyn Bind]) -> Result<(), Error> {
        let sql = sql.into();
        let changed = self.run(&sql, |session| session.execute(&sql, args))?;
        error::one_changed(changed, sql.text(self.backend()))
    }

    /// As [`Tx::change`], and does not wait for its outcome: when no row was changed, a later statement or the commit says so, and nothing
    /// is kept.
    ///
    /// # Errors
    /// As [`Tx::change`], of this statement or of one before.
    pub fn put_change(&mut self, sql: impl Into<Sql>, args: &[&dyn Bind]) -> Result<(), Error> {
        let sql = sql.into();
        self.run(&sql, |session| session.put_change(&sql, args))
    }

    /// All rows, mapped.
    ///
    /// # Errors
    /// As [`Tx::execute`], or what `map` answers.
    pub fn query<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[&dyn Bind],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut rows = Vec::new();
        self.visit(sql.into(), args, |row| {
            rows.push(map(row)?);
            Ok(true)
        })?;
        Ok(rows)
    }

    /// The first row, mapped.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; else as [`Tx::query`].
    pub fn one<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[&dyn Bind],
        map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.maybe(sql, args, map)?.ok_or(Error::NotFound)
    }

    /// The first row, mapped, or `None` when there is none.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn maybe<T>(
        &mut self,
        sql: impl Into<Sql>,
        args: &[&dyn Bind],
        mut map: impl FnMut(&Row<'_>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let mut first = None;
        self.visit(sql.into(), args, |row| {
            first = Some(map(row)?);
            Ok(false)
        })?;
        Ok(first)
    }

    /// Runs `f` in a savepoint: when it fails, what it did is undone and the transaction goes on.
    ///
    /// # Errors
    /// What `f` answers, or the error of a statement that `f` swallowed.
    pub fn attempt<T, E: From<Error>>(&mut self, f: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.frame("SAVEPOINT attempt")?;
        let result = f(self);
        let settled = self.session.settle();
        // What failed unnoticed is worse than what `f` says about it.
        let failed = self.note(settled).err().or_else(|| self.spent.clone());
        let result = result.and_then(|value| failed.map_or(Ok(value), |error| Err(E::from(error))));
        if result.is_err() {
            let spent = self.spent.take();
            if let Err(error) = self.control("ROLLBACK TO SAVEPOINT attempt") {
                self.spent = spent.or(Some(error));
                return result;
            }
        }
        self.frame("RELEASE SAVEPOINT attempt")?;
        result
    }

    /// Says that a closure which is [guarded](crate::Db::write_guarded) decides by rows that it does not write: where that is not safe it is
    /// run again as any other write. Anywhere else nothing happens.
    ///
    /// # Errors
    /// [`Error::Busy`], for the door; a closure hands it on.
    pub fn serializable(&mut self) -> Result<(), Error> {
        self.open()?;
        let result = self.session.serializable();
        self.note(result)
    }

    /// Compiles a statement without running it, so that a test can prepare every statement on both databases.
    ///
    /// # Errors
    /// [`Error::Sql`] when the database does not understand it.
    pub fn prepare(&mut self, sql: impl Into<Sql>) -> Result<(), Error> {
        let sql = sql.into();
        self.run(&sql, |session| session.prepare(&sql))
    }

    fn frame(&mut self, sql: &'static str) -> Result<(), Error> {
        self.open()?;
        let result = self.session.frame(sql);
        self.note(result)
    }

    pub(crate) fn control(&mut self, sql: &str) -> Result<(), Error> {
        self.open()?;
        let result = self.session.control(sql);
        self.note(result)
    }

    /// Calls `row` for each row until it answers false.
    pub(crate) fn visit(
        &mut self,
        sql: Sql,
        args: &[&dyn Bind],
        mut row: impl FnMut(&Row<'_>) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let mut failed = None;
        self.run(&sql, |session| {
            session.each(&sql, args, &mut |cells| {
                row(cells).unwrap_or_else(|error| {
                    failed = Some(error);
                    false
                })
            })
        })?;
        failed.map_or(Ok(()), Err)
    }

    fn run<T>(&mut self, sql: &Sql, f: impl FnOnce(&mut dyn Session) -> Result<T, Error>) -> Result<T, Error> {
        self.open()?;
        let text = sql.text(self.session.backend());
        if crate::statement::controls_transaction(text) {
            return Err(error::at("the door itself begins and ends transactions", text));
        }
        let result = f(self.session);
        self.note(result)
    }

    fn open(&self) -> Result<(), Error> {
        self.spent.clone().map_or(Ok(()), Err)
    }

    fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            self.spent = Some(error.clone());
        }
        result
    }
}
