//! PostgreSQL behind the door: serializable writes that are run again after a conflict, guarded writes that share a commit, reads on snapshots.
//!
//! Absent: waiting for notifications, arrays, server-side cursors.
//! Source: PostgreSQL manual §13.2 "Transaction Isolation", §13.5 "Serialization Failure Handling".

mod address;
mod asked;
mod batch;
mod failure;
mod held;
mod load;
mod parameter;
mod session;
mod texts;
mod wire;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use crate::catalog::quoted;
use crate::lane::Lane;
use crate::migration::{self, Migrate};
use crate::stats::Counters;
use crate::tx::{Session, Tx};
use crate::work::Job;
use crate::{Error, Migration, Options, Stats};
use address::Address;
use load::Load;
use session::PgSession;
use worker::{Kind, Worker};

/// What the threads of one database share.
struct Shared {
    address: Address,
    options: Options,
    counters: Counters,
}

/// An open PostgreSQL database.
pub(crate) struct Store {
    shared: Arc<Shared>,
    reads: Lane<Box<dyn Job>>,
    writes: Lane<Box<dyn Job>>,
    guarded: Guarded,
}

impl Store {
    pub fn open(options: &Options, migrations: &[Migration]) -> Result<Store, Error> {
        let address = Address::parse(&options.url, options.lock_wait)?;
        apart(|| {
            let mut session = PgSession::new(address.connect()?);
            session.expect_utf8()?;
            if let Some(schema) = &address.schema {
                session.create_schema(schema)?;
            }
            migration::run(&mut session, migrations)
        })?;

        let shared = Arc::new(Shared { address, options: options.clone(), counters: Counters::default() });
        let reads = lane(&shared, Kind::Read, options.readers)?;
        let writes = lane(&shared, Kind::Write, options.writers)?;
        let guarded = Guarded::start(&shared)?;
        Ok(Store { shared, reads, writes, guarded })
    }

    pub fn read(&self, job: Box<dyn Job>) {
        self.offer(&self.reads, job);
    }

    pub fn write(&self, job: Box<dyn Job>) {
        self.offer(if job.is_guarded() { self.guarded.lane() } else { &self.writes }, job);
    }

    pub fn stats(&self) -> Stats {
        self.shared.counters.snapshot(self.reads.len(), self.writes.len() + self.guarded.len())
    }

    /// Looks for what the server itself marks as unsound: indexes half built and constraints never validated.
    pub fn check(&self) -> Result<(), Error> {
        apart(|| self.examine())
    }

    fn examine(&self) -> Result<(), Error> {
        let mut session = PgSession::new(self.shared.address.connect()?);
        session.begin_locked()?;
        let findings = Tx::new(&mut session).query(
            "SELECT 'index ' || c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = current_schema() AND NOT (i.indisvalid AND i.indisready)
             UNION ALL
             SELECT 'constraint ' || c.conname FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
              WHERE n.nspname = current_schema() AND NOT c.convalidated",
            &[],
            |row| row.get::<String>(0),
        );
        session.rollback();
        let findings = findings?;
        if findings.is_empty() {
            return Ok(());
        }
        Err(Error::Damage(format!("not valid: {}; validate or rebuild them", findings.join(", "))))
    }

    /// Removes the schema of the address with everything in it.
    pub fn drop_schema(&self) -> Result<(), Error> {
        let Some(schema) = &self.shared.address.schema else {
            return Err(Error::Damage("the address names no schema; nothing was removed".to_owned()));
        };
        apart(|| {
            let mut session = PgSession::new(self.shared.address.connect()?);
            session.control(&format!("DROP SCHEMA IF EXISTS {} CASCADE", quoted(schema)))
        })
    }

    fn offer(&self, lane: &Lane<Box<dyn Job>>, job: Box<dyn Job>) {
        if let Err(job) = lane.offer(job) {
            Counters::add(&self.shared.counters.refused, 1);
            job.answer(Err(Error::Busy));
        }
    }
}

/// Guarded writes: one connection carries as many as fit into a commit, and only what is beyond, or comes while it is held up, goes to the
/// others. So commits are full before there are more of them, and connections do not take each other the processors away.
struct Guarded {
    first: Lane<Box<dyn Job>>,
    /// Closures that the first connection has or is to have.
    load: Load,
    patience: Duration,
    others: Lane<Box<dyn Job>>,
}

impl Guarded {
    fn start(shared: &Arc<Shared>) -> Result<Guarded, Error> {
        let load = Load::default();
        let worker = {
            let (shared, load) = (Arc::clone(shared), load.clone());
            move |waiting| Worker::new(shared, Kind::Guarded).watched(load).run(&waiting)
        };
        let first = Lane::start(Kind::Guarded.thread_name(), shared.options.queue, vec![worker])?;
        let others = lane(shared, Kind::Guarded, shared.options.guarded_writers.saturating_sub(1))?;
        Ok(Guarded { first, load, patience: shared.options.guarded_patience, others })
    }

    /// Where the next closure goes.
    fn lane(&self) -> &Lane<Box<dyn Job>> {
        if self.load.enter(batch::MOST, self.patience) { &self.first } else { &self.others }
    }

    fn len(&self) -> usize {
        self.first.len() + self.others.len()
    }
}

/// Speaks with the server on a thread of its own: whoever asks may be driving asynchronous work, which must not be driven twice.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    let ended = std::thread::scope(|scope| scope.spawn(work).join());
    ended.unwrap_or_else(|_| {
        Err(Error::Unavailable("speaking with it failed for a reason that is no answer".to_owned()))
    })
}

fn lane(shared: &Arc<Shared>, kind: Kind, threads: usize) -> Result<Lane<Box<dyn Job>>, Error> {
    let workers = (0..threads.max(1)).map(|_| {
        let shared = Arc::clone(shared);
        move |waiting| Worker::new(shared, kind).run(&waiting)
    });
    Lane::start(kind.thread_name(), shared.options.queue, workers.collect())
}
