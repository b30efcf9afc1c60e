//! The one thread that writes: takes all closures that wait, commits once, and only then answers them all.
//!
//! Absent: a write that is answered before it is durable. A closure that fails leaves no trace and does not harm the others: most fail
//! before they wrote anything; when one did write, the batch is rolled back, the others are run again, and for some batches from then on each
//! closure gets a savepoint of its own. A savepoint costs a copy of every page that is changed in it.

use std::sync::Arc;
use std::time::Instant;

use crossbeam_channel::Receiver;

use super::session::SqliteSession;
use super::{Shared, failure, reader};
use crate::migration::Migrate;
use crate::stats::Counters;
use crate::tx::Session;
use crate::work::Job;
use crate::{Error, Tx};

/// Batches with a savepoint for each closure, after one of them had to be undone.
const CAREFUL_BATCHES: u32 = 16;

/// What the writer is asked for.
pub(super) enum Request {
    Write(Box<dyn Job>),
    /// A read of a database in memory.
    Read(Box<dyn Job>),
    /// Something of the door's own, between two commits.
    Task(Box<dyn FnOnce(&mut Writer) + Send>),
}

pub(super) struct Writer {
    pub shared: Arc<Shared>,
    pub session: SqliteSession,
    waiting: Receiver<Request>,
    /// Taken from the queue while a batch was filled, but no write.
    held: Option<Request>,
    /// Batches that still get savepoints.
    careful: u32,
}

impl Writer {
    pub fn new(shared: Arc<Shared>, session: SqliteSession, waiting: Receiver<Request>) -> Writer {
        Writer { shared, session, waiting, held: None, careful: 0 }
    }

    pub fn run(mut self) {
        while let Some(request) = self.held.take().or_else(|| self.waiting.recv().ok()) {
            match request {
                Request::Write(job) => self.batch(job),
                Request::Read(mut job) => {
                    let outcome = self.read(job.as_mut());
                    Counters::add(&self.shared.counters.reads, 1);
                    job.answer(outcome);
                }
                Request::Task(task) => task(&mut self),
            }
        }
    }

    fn read(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        self.session.control("PRAGMA query_only=ON")?;
        let outcome = reader::snapshot(&mut self.session, job);
        self.session.control("PRAGMA query_only=OFF")?;
        outcome
    }

    /// Runs `first` and all writes that wait in one transaction.
    fn batch(&mut self, first: Box<dyn Job>) {
        if let Some(why) = self.shared.broken() {
            return self.finish(vec![first], Err(Error::Unavailable(why)));
        }
        if let Err(error) = self.session.begin_locked() {
            return self.finish(vec![first], Err(error));
        }
        let began = Instant::now();
        self.careful = self.careful.saturating_sub(1);
        let mut jobs: Vec<Box<dyn Job>> = Vec::new();
        let mut next = Some(first);
        while let Some(mut job) = next {
            let alive = self.one(&mut jobs, job.as_mut());
            jobs.push(job);
            if let Err(error) = alive {
                self.session.rollback();
                self.note_damage(&error);
                return self.finish(jobs, Err(error));
            }
            next = self.another(jobs.len(), began);
        }
        match self.session.frame("COMMIT") {
            Ok(()) => self.finish(jobs, Ok(())),
            Err(error) => self.failed_commit(jobs, &error),
        }
    }

    /// Runs one closure behind those of the batch that ran already. An error says that the whole transaction is gone.
    fn one(&mut self, earlier: &mut [Box<dyn Job>], job: &mut dyn Job) -> Result<(), Error> {
        if self.careful > 0 {
            return self.guarded(job);
        }
        let written = self.session.written();
        let keep = self.run_in_batch(job)?;
        if keep || self.session.written() == written { Ok(()) } else { self.without(earlier) }
    }

    /// Begins the batch again without the closure that failed, which has its answer already.
    fn without(&mut self, earlier: &mut [Box<dyn Job>]) -> Result<(), Error> {
        self.careful = CAREFUL_BATCHES;
        self.session.rollback();
        self.session.begin_locked()?;
        for job in earlier.iter_mut().filter(|job| job.kept()) {
            self.guarded(job.as_mut())?;
        }
        Ok(())
    }

    /// Runs one closure in a savepoint, which is undone when the closure fails.
    fn guarded(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        let plain = |error: rusqlite::Error| failure::plain(&error);
        self.session.frame("SAVEPOINT job").map_err(plain)?;
        if !self.run_in_batch(job)? {
            self.session.frame("ROLLBACK TO SAVEPOINT job").map_err(plain)?;
        }
        self.session.frame("RELEASE SAVEPOINT job").map_err(plain)
    }

    /// Whether the work of the closure is to be kept.
    fn run_in_batch(&mut self, job: &mut dyn Job) -> Result<bool, Error> {
        let mut tx = Tx::new(&mut self.session);
        let keep = job.run(&mut tx);
        let spent = tx.spent().cloned();
        if !self.session.in_transaction() {
            let why = || Error::Unavailable("the transaction ended before its commit".to_owned());
            return Err(spent.unwrap_or_else(why));
        }
        Ok(keep)
    }

    /// The next write for this commit, if one waits and the commit may still grow.
    fn another(&mut self, taken: usize, began: Instant) -> Option<Box<dyn Job>> {
        let options = &self.shared.options;
        let full = taken >= options.batch_writes || began.elapsed() >= options.batch_age;
        if !options.group_commit || full || self.held.is_some() {
            return None;
        }
        match self.waiting.try_recv().ok()? {
            Request::Write(job) => Some(job),
            other => {
                self.held = Some(other);
                None
            }
        }
    }

    fn failed_commit(&mut self, jobs: Vec<Box<dyn Job>>, error: &rusqlite::Error) {
        self.session.rollback();
        // A deferred foreign key speaks at the commit: find out whose it was.
        if failure::is_constraint(error) && jobs.len() > 1 {
            for job in jobs {
                self.alone(job);
            }
            return;
        }
        let error = failure::plain(error);
        self.note_damage(&error);
        self.finish(jobs, Err(error));
    }

    /// Runs a closure again, in a commit of its own.
    fn alone(&mut self, mut job: Box<dyn Job>) {
        let outcome = self.session.begin_locked().and_then(|()| {
            let ran = self.guarded(job.as_mut());
            let outcome = ran.and_then(|()| self.session.commit());
            self.session.rollback();
            outcome
        });
        if let Err(error) = &outcome {
            self.note_damage(error);
        }
        self.finish(vec![job], outcome);
    }

    /// After a write or a sync that failed nobody knows what is on the disk: no further write until a check passes.
    fn note_damage(&self, error: &Error) {
        if let Error::Unavailable(why) = error {
            self.shared.set_broken(Some(format!("{why}; no write is taken until a check of the database passes")));
        }
    }

    fn finish(&self, jobs: Vec<Box<dyn Job>>, outcome: Result<(), Error>) {
        let counters = &self.shared.counters;
        if outcome.is_ok() {
            Counters::add(&counters.commits, 1);
        }
        for job in jobs {
            let kept = outcome.is_ok() && job.kept();
            Counters::add(if kept { &counters.writes } else { &counters.rolled_back }, 1);
            job.answer(outcome.clone());
        }
    }
}
