//! Examining a SQLite database, bringing it back after a failed commit, and copying it while work goes on.
//!
//! Absent: restoring; a backup is an ordinary database file.

use std::fs::File;
use std::path::Path;

use rusqlite::Connection;

use super::{Place, Store, failure};
use crate::Error;
use crate::sqlite::session::SqliteSession;

impl Store {
    pub fn check(&self) -> Result<(), Error> {
        let broken = self.shared.broken().is_some();
        match &self.shared.place {
            Place::Memory => self.on_writer(|writer| examine(&writer.session.conn))?,
            Place::File(_) => {
                if broken {
                    self.reopen()?;
                }
                examine(&self.shared.connect_reader()?)?;
            }
        }
        if broken {
            self.shared.set_broken(None);
        }
        Ok(())
    }

    /// Gives the writer a new connection and moves the whole log into the file. After a failed sync the kernel may hold
    /// pages it never wrote and calls them clean; writing them anew elsewhere and syncing that is the only way to know.
    fn reopen(&self) -> Result<(), Error> {
        self.on_writer(|writer| {
            let conn = writer.shared.connect()?;
            writer.session = SqliteSession::new(conn);
            let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
            let blocked: i64 = writer
                .session
                .conn
                .query_row(checkpoint, [], |row| row.get(0))
                .map_err(|error| failure::plain(&error))?;
            if blocked == 0 { Ok(()) } else { Err(Error::Busy) }
        })
    }

    pub fn backup_to(&self, path: &Path) -> Result<(), Error> {
        if path.exists() {
            return Err(Error::Damage(format!("{} exists; a backup never overwrites", path.display())));
        }
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = std::path::PathBuf::from(partial);
        remove_partial(&partial)?;
        let target = partial.clone();
        match &self.shared.place {
            Place::Memory => self.on_writer(move |writer| vacuum_into(&writer.session.conn, &target))?,
            Place::File(_) => vacuum_into(&self.shared.connect()?, &target)?,
        }
        settle(&partial, path)
            .map_err(|error| Error::Damage(format!("{} could not be completed: {error}", path.display())))
    }
}

/// Removes what an interrupted backup left.
fn remove_partial(partial: &Path) -> Result<(), Error> {
    match std::fs::remove_file(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Damage(format!("{} is in the way: {error}", partial.display())))
        }
        _ => Ok(()),
    }
}

fn vacuum_into(conn: &Connection, target: &Path) -> Result<(), Error> {
    let Some(name) = target.to_str() else {
        return Err(Error::Damage(format!("{} is not a UTF-8 path", target.display())));
    };
    conn.execute("VACUUM INTO ?1", [name]).map(drop).map_err(|error| failure::plain(&error))
}

/// Makes the finished copy durable under its name: the file, then the directory entry.
fn settle(partial: &Path, path: &Path) -> std::io::Result<()> {
    File::open(partial)?.sync_all()?;
    std::fs::rename(partial, path)?;
    match path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => File::open(parent)?.sync_all(),
        None => File::open(".")?.sync_all(),
    }
}

fn examine(conn: &Connection) -> Result<(), Error> {
    const SHOWN_FINDINGS: usize = 5;
    let plain = |error: rusqlite::Error| failure::plain(&error);
    let mut findings: Vec<String> = Vec::new();
    let mut integrity = conn.prepare("PRAGMA integrity_check").map_err(plain)?;
    for finding in integrity.query_map([], |row| row.get::<_, String>(0)).map_err(plain)? {
        findings.push(finding.map_err(plain)?);
    }
    findings.retain(|finding| finding != "ok");
    let mut foreign = conn.prepare("PRAGMA foreign_key_check").map_err(plain)?;
    let orphan = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
        Ok(format!("a row of {} refers to a missing row of {}", row.get::<_, String>(0)?, row.get::<_, String>(2)?))
    };
    for finding in foreign.query_map([], orphan).map_err(plain)? {
        findings.push(finding.map_err(plain)?);
    }
    if findings.is_empty() {
        return Ok(());
    }
    let more = findings.len().saturating_sub(SHOWN_FINDINGS);
    findings.truncate(SHOWN_FINDINGS);
    let tail = if more == 0 { String::new() } else { format!("; and {more} more") };
    Err(Error::Damage(format!("the database is damaged: {}{tail}", findings.join("; "))))
}
