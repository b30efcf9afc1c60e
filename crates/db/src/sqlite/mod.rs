//! SQLite behind the door: one writer that shares commits, readers with snapshots of their own.
//!
//! Absent: rollback journals, shared caches, `synchronous=NORMAL` (it loses answered writes at a power cut).
//! Source: sqlite.org "wal.html", "pragma.html#pragma_synchronous".

mod backup;
mod failure;
mod reader;
mod session;
mod writer;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::Connection;

use crate::stats::Counters;
use crate::work::Job;
use crate::{Error, Migration, Options, Stats, migration};
use session::SqliteSession;
use writer::{Request, Writer};

/// Where a SQLite database lives.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Memory,
    File(PathBuf),
}

/// What the threads of one database share.
pub(crate) struct Shared {
    place: Place,
    options: Options,
    counters: Counters,
    /// Why no writes are taken, after a commit that could not be made durable.
    broken: Mutex<Option<String>>,
}

impl Shared {
    fn broken(&self) -> Option<String> {
        self.broken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_broken(&self, why: Option<String>) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

/// An open SQLite database.
pub(crate) struct Store {
    shared: Arc<Shared>,
    writes: Option<Sender<Request>>,
    /// None for a database in memory: its one connection does everything.
    reads: Option<Sender<Box<dyn Job>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Store {
    pub fn open(place: Place, options: &Options, migrations: &[Migration]) -> Result<Store, Error> {
        let counters = Counters::default();
        let shared = Shared {
            place,
            options: options.clone(),
            counters,
            broken: Mutex::new(None),
        };
        let shared = Arc::new(shared);
        let mut session = SqliteSession::new(shared.connect()?);
        migration::run(&mut session, migrations)?;

        let (writes, waiting) = bounded(options.queue.max(1));
        let writer = Writer::new(Arc::clone(&shared), session, waiting);
        let mut threads = vec![spawn("db-writer", move || writer.run())?];
        let reads = match shared.place {
            Place::Memory => None,
            Place::File(_) => {
                let (reads, waiting) = bounded(options.queue.max(1));
                for _ in 0..options.readers.max(1) {
                    threads.push(start_reader(&shared, &waiting)?);
                }
                Some(reads)
            }
        };
        Ok(Store {
            shared,
            writes: Some(writes),
            reads,
            threads,
        })
    }

    pub fn read(&self, job: Box<dyn Job>) {
        match &self.reads {
            None => self.request(Request::Read(job)),
            Some(reads) => {
                if let Err(refused) = reads.try_send(job) {
                    Counters::add(&self.shared.counters.refused, 1);
                    refused.into_inner().answer(Err(Error::Busy));
                }
            }
        }
    }

    pub fn write(&self, job: Box<dyn Job>) {
        self.request(Request::Write(job));
    }

    pub fn stats(&self) -> Stats {
        let writes = self.writes.as_ref().map_or(0, Sender::len);
        self.shared
            .counters
            .snapshot(self.reads.as_ref().map_or(0, Sender::len), writes)
    }

    fn request(&self, request: Request) {
        let Some(writes) = &self.writes else { return };
        if let Err(refused) = writes.try_send(request) {
            Counters::add(&self.shared.counters.refused, 1);
            if let Request::Read(job) | Request::Write(job) = refused.into_inner() {
                job.answer(Err(Error::Busy));
            }
        }
    }

    /// Runs `f` on the writer's connection, between two commits.
    fn on_writer<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = bounded(1);
        let task = Request::Task(Box::new(move |writer| drop(reply.send(f(writer)))));
        let sent = self
            .writes
            .as_ref()
            .and_then(|writes| writes.send(task).ok());
        sent.ok_or_else(crate::work::closed)?;
        answer.recv().map_err(|_| crate::work::closed())?
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.writes = None;
        self.reads = None;
        let me = std::thread::current().id();
        for thread in self.threads.drain(..) {
            // The last clone may die inside a closure, on a thread of its own database.
            if thread.thread().id() != me && thread.join().is_err() {
                continue;
            }
        }
    }
}

impl Shared {
    /// A connection that may write, with every durability setting in place.
    fn connect(&self) -> Result<Connection, Error> {
        let unavailable =
            |error: rusqlite::Error| Error::Unavailable(format!("{}: {error}", self.name()));
        let conn = match &self.place {
            Place::Memory => Connection::open_in_memory(),
            Place::File(path) => Connection::open(path),
        }
        .map_err(unavailable)?;
        conn.busy_timeout(self.options.lock_wait)
            .map_err(unavailable)?;
        conn.set_prepared_statement_cache_capacity(session::CACHED_STATEMENTS);
        if let Place::File(_) = self.place {
            let mode: String = conn
                .query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))
                .map_err(unavailable)?;
            if mode != "wal" {
                return Err(Error::Unavailable(format!(
                    "{} is on a file system without the shared memory that WAL needs (it offers {mode}); use a local disk",
                    self.name()
                )));
            }
        }
        conn.execute_batch("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;")
            .map_err(unavailable)?;
        Ok(conn)
    }

    /// A connection that cannot write.
    fn connect_reader(&self) -> Result<Connection, Error> {
        let conn = self.connect()?;
        conn.execute_batch("PRAGMA query_only=ON")
            .map_err(|error| failure::plain(&error))?;
        Ok(conn)
    }

    fn name(&self) -> String {
        match &self.place {
            Place::Memory => "a database in memory".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }
}

fn start_reader(
    shared: &Arc<Shared>,
    waiting: &Receiver<Box<dyn Job>>,
) -> Result<JoinHandle<()>, Error> {
    let session = SqliteSession::new(shared.connect_reader()?);
    let (shared, waiting) = (Arc::clone(shared), waiting.clone());
    spawn("db-reader", move || reader::run(&shared, session, &waiting))
}

fn spawn(name: &str, f: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    let thread = std::thread::Builder::new().name(name.to_owned()).spawn(f);
    thread
        .map_err(|error| Error::Unavailable(format!("no thread for it could be started: {error}")))
}
