//! SQLite behind the door: one writer that shares commits, readers with snapshots of their own.
//!
//! Absent: rollback journals, shared caches, `synchronous=NORMAL` (it loses answered writes at a power cut).
//! Source: sqlite.org `wal.html`, `pragma.html#pragma_synchronous`.

mod backup;
mod failure;
mod reader;
mod session;
mod writer;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use crate::lane::Lane;
use crate::stats::Counters;
use crate::work::Job;
use crate::{Error, Migration, Options, Stats, migration};
use session::SqliteSession;
use writer::{Request, Writer};

/// Pages of the log that are brought over into the file at once: 16 MiB. What is changed again and again is brought over once.
const LOG_PAGES: u32 = 4_000;
/// Memory for pages, in KiB: of the connection that writes, and of each that reads.
const WRITER_CACHE_KIB: u32 = 65_536;
const READER_CACHE_KIB: u32 = 16_384;

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
        self.broken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_broken(&self, why: Option<String>) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

/// An open SQLite database.
pub(crate) struct Store {
    shared: Arc<Shared>,
    /// None for a database in memory: its one connection does everything.
    reads: Option<Lane<Box<dyn Job>>>,
    writes: Lane<Request>,
}

impl Store {
    pub fn open(place: Place, options: &Options, migrations: &[Migration]) -> Result<Store, Error> {
        let counters = Counters::default();
        let shared = Arc::new(Shared { place, options: options.clone(), counters, broken: Mutex::new(None) });
        let mut session = SqliteSession::new(shared.connect()?);
        migration::run(&mut session, migrations)?;

        let reads = match shared.place {
            Place::Memory => None,
            Place::File(_) => {
                let readers = (0..options.readers.max(1)).map(|_| reader(&shared)).collect::<Result<_, Error>>()?;
                Some(Lane::start("db-reader", options.queue, readers)?)
            }
        };
        let for_writer = Arc::clone(&shared);
        let writer = move |waiting| Writer::new(for_writer, session, waiting).run();
        let writes = Lane::start("db-writer", options.queue, vec![writer])?;
        Ok(Store { shared, reads, writes })
    }

    pub fn read(&self, job: Box<dyn Job>) {
        match &self.reads {
            None => self.request(Request::Read(job)),
            Some(reads) => {
                if let Err(job) = reads.offer(job) {
                    self.refuse(job);
                }
            }
        }
    }

    pub fn write(&self, job: Box<dyn Job>) {
        self.request(Request::Write(job));
    }

    pub fn stats(&self) -> Stats {
        let reads = self.reads.as_ref().map_or(0, Lane::len);
        self.shared.counters.snapshot(reads, self.writes.len())
    }

    #[cfg(test)]
    pub fn break_for_test(&self, why: &str) {
        self.shared.set_broken(Some(why.to_owned()));
    }

    fn request(&self, request: Request) {
        if let Err(Request::Read(job) | Request::Write(job)) = self.writes.offer(request) {
            self.refuse(job);
        }
    }

    fn refuse(&self, job: Box<dyn Job>) {
        Counters::add(&self.shared.counters.refused, 1);
        job.answer(Err(Error::Busy));
    }

    /// Runs `f` on the writer's connection, between two commits.
    fn on_writer<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Writer) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = bounded(1);
        let task = Request::Task(Box::new(move |writer| drop(reply.send(f(writer)))));
        if !self.writes.wait(task) {
            return Err(crate::work::closed());
        }
        answer.recv().map_err(|_| crate::work::closed())?
    }
}

impl Shared {
    /// A connection that may write, with every durability setting in place.
    fn connect(&self) -> Result<Connection, Error> {
        let unavailable = |error: rusqlite::Error| Error::Unavailable(format!("{}: {error}", self.name()));
        let conn = match &self.place {
            Place::Memory => Connection::open_in_memory(),
            Place::File(path) => Connection::open(path),
        }
        .map_err(unavailable)?;
        // Statements stay prepared whatever is bound to them.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(unavailable)?;
        conn.busy_timeout(self.options.lock_wait).map_err(unavailable)?;
        conn.set_prepared_statement_cache_capacity(session::CACHED_STATEMENTS);
        if let Place::File(_) = self.place {
            let mode = with_log(&conn, self.options.lock_wait).map_err(unavailable)?;
            if mode != "wal" {
                return Err(Error::Unavailable(format!(
                    "{} is on a file system without the shared memory that WAL needs (it offers {mode}); use a local disk",
                    self.name()
                )));
            }
        }
        conn.execute_batch(
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA case_sensitive_like=ON;",
        )
        .map_err(unavailable)?;
        let sizes = format!("PRAGMA wal_autocheckpoint={LOG_PAGES}; PRAGMA cache_size=-{WRITER_CACHE_KIB};");
        conn.execute_batch(&sizes).map_err(unavailable)?;
        Ok(conn)
    }

    /// A connection that cannot write.
    fn connect_reader(&self) -> Result<Connection, Error> {
        let conn = self.connect()?;
        let settings = format!("PRAGMA query_only=ON; PRAGMA cache_size=-{READER_CACHE_KIB};");
        conn.execute_batch(&settings).map_err(|error| failure::plain(&error))?;
        Ok(conn)
    }

    fn name(&self) -> String {
        match &self.place {
            Place::Memory => "a database in memory".to_owned(),
            Place::File(path) => path.display().to_string(),
        }
    }
}

/// Turns the write-ahead log on and gives the mode that holds. While another node does the same the file is locked, and SQLite, which
/// waits for every other lock, does not wait here.
fn with_log(conn: &Connection, wait: Duration) -> rusqlite::Result<String> {
    const PAUSE: Duration = Duration::from_millis(5);
    let begun = Instant::now();
    loop {
        match conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && begun.elapsed() < wait => {
                std::thread::sleep(PAUSE);
            }
            outcome => return outcome,
        }
    }
}

/// The work of one reading thread, with its connection already open.
fn reader(shared: &Arc<Shared>) -> Result<impl FnOnce(Receiver<Box<dyn Job>>) + Send + use<>, Error> {
    let session = SqliteSession::new(shared.connect_reader()?);
    let shared = Arc::clone(shared);
    Ok(move |waiting| reader::run(&shared, session, &waiting))
}
