//! How many connections a database gets and how long anything may wait.
//!
//! Absent: settings of durability. An answered write is durable, always.

use std::time::Duration;

/// How to open a database. `Options::new(url)` has sensible values for everything else.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:PATH`, `sqlite::memory:`, a bare path, or `postgres://user@host/db?schema=name&sslmode=require`.
    pub url: String,
    /// Threads that read, each with a connection of its own. A database in memory has one connection for everything.
    pub readers: usize,
    /// PostgreSQL only: threads that write. SQLite has exactly one writer.
    pub writers: usize,
    /// PostgreSQL only: threads for guarded writes, which share commits; as many as there are cores, 2 to 8. The first one takes what fits into
    /// one commit, the others what is beyond.
    pub guarded_writers: usize,
    /// PostgreSQL only: how long that first one may be at the same work before others are asked instead; it may wait for a row that somebody
    /// else holds.
    pub guarded_patience: Duration,
    /// Requests that may wait for reading, as many for writing and on PostgreSQL as many for guarded writing; one more gets [`crate::Error::Busy`].
    pub queue: usize,
    /// One commit for several writes that wait (true), or one for each (false, for comparison only): on SQLite for all, on PostgreSQL for
    /// guarded ones.
    pub group_commit: bool,
    /// SQLite: most writes that share a commit.
    pub batch_writes: usize,
    /// SQLite: no further write joins a commit that is this old.
    pub batch_age: Duration,
    /// How long a lock held by another program is waited for, and a PostgreSQL connection attempt may take.
    pub lock_wait: Duration,
    /// PostgreSQL: how often a closure is run again after a serialization conflict before [`crate::Error::Busy`].
    pub retries: u32,
}

impl Options {
    /// The given database with default sizes.
    pub fn new(url: impl Into<String>) -> Options {
        Options { url: url.into(), ..Options::default() }
    }
}

impl Default for Options {
    fn default() -> Options {
        Options {
            url: "sqlite::memory:".to_owned(),
            readers: 4,
            writers: 5,
            guarded_writers: std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8),
            guarded_patience: Duration::from_millis(100),
            queue: 4096,
            group_commit: true,
            batch_writes: 256,
            batch_age: Duration::from_millis(20),
            lock_wait: Duration::from_secs(5),
            retries: 12,
        }
    }
}
