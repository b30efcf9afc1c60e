//! The door itself: opens a database, takes closures, hands back their results.
//!
//! Absent: anything about tables. The door knows closures and connections only.

use std::path::Path;
use std::sync::Arc;

use crossbeam_channel::bounded;

use crate::work::{self, Job, Work};
use crate::{Error, Migration, Options, Stats, Tx, postgresql, sqlite};

/// Which database is behind the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// A file or memory of this process.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// An open database. Clones share it; the last one to go waits for the threads to finish what they took.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
}

enum Engine {
    Sqlite(sqlite::Store),
    Postgres(postgresql::Store),
}

impl Db {
    /// Opens the database of `url` and brings its tables up to `migrations`.
    ///
    /// `sqlite:PATH` or a bare path is a file (created when missing), `sqlite::memory:` a database of its own in memory,
    /// `postgres://user:password@host/database` a server; `?schema=name` keeps the tables apart (created when missing),
    /// `sslmode=require` verifies the server, `sslrootcert=FILE` names its authority.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be opened, [`Error::Migration`] when its tables do not fit.
    pub fn open(url: &str, migrations: &'static [Migration]) -> Result<Db, Error> {
        Db::open_with(&Options::new(url), migrations)
    }

    /// As [`Db::open`], with sizes of one's own.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_with(options: &Options, migrations: &'static [Migration]) -> Result<Db, Error> {
        let engine = match place(&options.url)? {
            Place::Sqlite(place) => Engine::Sqlite(sqlite::Store::open(place, options, migrations)?),
            Place::Postgres => Engine::Postgres(postgresql::Store::open(options, migrations)?),
        };
        Ok(Db { engine: Arc::new(engine) })
    }

    /// Runs `f` on one snapshot of the database that no later write changes.
    ///
    /// # Errors
    /// What `f` answers; [`Error::Busy`] when too many wait.
    pub async fn read<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.later(f, false, Engine::read).await
    }

    /// Runs `f` in a transaction and answers after the durable commit; an `Err` leaves no trace.
    ///
    /// `f` may be run more than once, so it must have no effect outside its transaction.
    ///
    /// # Errors
    /// What `f` answers; [`Error::Busy`] when too many wait; why the commit failed.
    pub async fn write<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.later(f, false, Engine::write).await
    }

    /// As [`Db::write`], for closures that write every row by which they decide, such as a row with a revision, or say
    /// [`Tx::serializable`] where they do not.
    ///
    /// On a server such a closure sees a snapshot; two that write the same row are told apart as ever, and two that merely stand beside
    /// each other in an index do not hinder each other.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_guarded<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.later(f, true, Engine::write).await
    }

    /// [`Db::read`] for threads, tests and the command line: waits for the answer.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.now(f, Engine::read)
    }

    /// [`Db::write`] for threads, tests and the command line: waits for the answer.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T, E>(&self, f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.now(f, Engine::write)
    }

    /// Which database is behind the door.
    pub fn backend(&self) -> Backend {
        match &*self.engine {
            Engine::Sqlite(_) => Backend::Sqlite,
            Engine::Postgres(_) => Backend::Postgres,
        }
    }

    /// Asks the database for an answer, which says that it can be read.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many wait, or why it does not answer.
    pub async fn answers(&self) -> Result<(), Error> {
        self.read(|tx| tx.one("select 1", &[], |row| row.get::<i64>(0)).map(drop)).await
    }

    /// Examines the database: structure, constraints, foreign keys. After a failed commit it also reopens the file, and
    /// writes are taken again when all is well.
    ///
    /// # Errors
    /// [`Error::Damage`] with what was found, or why it cannot be examined.
    pub fn check(&self) -> Result<(), Error> {
        match &*self.engine {
            Engine::Sqlite(store) => store.check(),
            Engine::Postgres(store) => store.check(),
        }
    }

    /// Writes a consistent copy of the database to a new file while work goes on; it is on the disk when this returns.
    ///
    /// # Errors
    /// [`Error::Damage`] when the file exists or the database is not a SQLite one; [`Error::DiskFull`].
    pub fn backup_to(&self, path: &Path) -> Result<(), Error> {
        match &*self.engine {
            Engine::Sqlite(store) => store.backup_to(path),
            Engine::Postgres(_) => Err(Error::Damage(
                "a PostgreSQL database is backed up with pg_dump, or copied into a SQLite file".to_owned(),
            )),
        }
    }

    /// Counters for the metrics page.
    pub fn stats(&self) -> Stats {
        match &*self.engine {
            Engine::Sqlite(store) => store.stats(),
            Engine::Postgres(store) => store.stats(),
        }
    }

    /// Whether both are clones of one.
    pub(crate) fn is(&self, other: &Db) -> bool {
        Arc::ptr_eq(&self.engine, &other.engine)
    }

    /// Behaves as after a commit that could not be made durable.
    #[cfg(test)]
    pub(crate) fn break_for_test(&self, why: &str) {
        if let Engine::Sqlite(store) = &*self.engine {
            store.break_for_test(why);
        }
    }

    /// Removes the PostgreSQL schema the address names, with everything in it; for tests.
    pub(crate) fn drop_schema(&self) -> Result<(), Error> {
        match &*self.engine {
            Engine::Sqlite(_) => Ok(()),
            Engine::Postgres(store) => store.drop_schema(),
        }
    }

    async fn later<T, E>(
        &self,
        f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        is_guarded: bool,
        send: impl FnOnce(&Engine, Box<dyn Job>),
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if work::inside() {
            return Err(E::from(Error::Nested));
        }
        let (reply, answer) = tokio::sync::oneshot::channel();
        // A caller that went away no longer wants the answer.
        send(&self.engine, Box::new(Work::new(f, is_guarded, move |result| drop(reply.send(result)))));
        answer.await.unwrap_or_else(|_| Err(E::from(work::closed())))
    }

    fn now<T, E>(
        &self,
        f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        send: impl FnOnce(&Engine, Box<dyn Job>),
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        if work::inside() {
            return Err(E::from(Error::Nested));
        }
        let (reply, answer) = bounded(1);
        send(&self.engine, Box::new(Work::new(f, false, move |result| drop(reply.send(result)))));
        answer.recv().unwrap_or_else(|_| Err(E::from(work::closed())))
    }
}

impl Engine {
    fn read(&self, job: Box<dyn Job>) {
        match self {
            Engine::Sqlite(store) => store.read(job),
            Engine::Postgres(store) => store.read(job),
        }
    }

    fn write(&self, job: Box<dyn Job>) {
        match self {
            Engine::Sqlite(store) => store.write(job),
            Engine::Postgres(store) => store.write(job),
        }
    }
}

/// Where a URL points to.
enum Place {
    Sqlite(sqlite::Place),
    Postgres,
}

fn place(url: &str) -> Result<Place, Error> {
    let unclear = |what: &str| Error::Unavailable(format!("its address {what}; give sqlite:PATH or postgres://…"));
    let path = match url.split_once(':') {
        Some(("sqlite", ":memory:")) => return Ok(Place::Sqlite(sqlite::Place::Memory)),
        Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => return Ok(Place::Postgres),
        Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
        Some((scheme, rest)) if rest.starts_with("//") => return Err(unclear(&format!("begins with {scheme}:"))),
        _ => url,
    };
    if path.is_empty() { Err(unclear("is empty")) } else { Ok(Place::Sqlite(sqlite::Place::File(path.into()))) }
}
