//! The table of calendars, and those that were made ready, remembered by their revision.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use db::{Error, Row, Tx};

use super::model::{Calendar, Hours};
use crate::clock::Time;
use crate::failure::Failure;

/// Calendars remembered ready; each takes some megabytes at most.
const REMEMBERED: usize = 16;

/// A calendar of the office, made ready.
#[derive(Clone, Debug)]
pub struct Kept {
    pub key: String,
    pub name: String,
    /// Another one after each change of the hours or the name.
    pub stamp: String,
    pub hours: Arc<::calendar::Calendar>,
}

/// By id, with the revision and when it was made, so that a change that was taken back is never taken for another.
type Memory = HashMap<String, (Stamp, Arc<::calendar::Calendar>)>;

/// Revision, and when it was made.
type Stamp = (i64, i64);

static MEMORY: LazyLock<Mutex<Memory>> = LazyLock::new(Mutex::default);

const COLUMNS: &str = "id, key, name, hours, is_usual, changed_at, revision";

/// Every calendar, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Calendar>, Error> {
    tx.query(format!("select {COLUMNS} from calendars order by name, key"), &[], read)
}

/// The calendar of a key.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_key(tx: &mut Tx, key: &str) -> Result<Calendar, Error> {
    tx.one(format!("select {COLUMNS} from calendars where key = $1"), &[&key], read)
}

/// Keys and names of all, by name, for a choice.
///
/// # Errors
/// The database's.
pub fn names(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    tx.query("select key, name from calendars order by name, key", &[], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Writes a new calendar.
///
/// # Errors
/// The database's; a key that is taken is a conflict.
pub fn insert(tx: &mut Tx, new: &Calendar) -> Result<(), Error> {
    let hours = serde_json::to_string(&new.hours).expect("hours are plain data");
    let is_usual = i64::from(new.is_usual);
    tx.execute(
        "insert into calendars (id, key, name, hours, is_usual, changed_at, revision) values ($1, $2, $3, $4, $5, $6, $7)",
        &[&new.id, &new.key, &new.name, &hours, &is_usual, &new.changed_at.0, &new.revision],
    )?;
    Ok(())
}

/// Writes what changed of a calendar that stands as it was read; whether it did.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut Tx, now: Time, one: &Calendar) -> Result<bool, Error> {
    let hours = serde_json::to_string(&one.hours).expect("hours are plain data");
    let next = one.revision + 1;
    let changed = tx.execute(
        "update calendars set name = $1, hours = $2, changed_at = $3, revision = $4 where id = $5 and revision = $6",
        &[&one.name, &hours, &now.0, &next, &one.id, &one.revision],
    )?;
    Ok(changed > 0)
}

/// Makes one calendar the usual one.
///
/// # Errors
/// The database's.
pub fn set_usual(tx: &mut Tx, key: &str) -> Result<(), Error> {
    tx.execute("update calendars set is_usual = case when key = $1 then 1 else 0 end", &[&key])?;
    Ok(())
}

/// A calendar made ready for reckoning; none where there is no such key.
///
/// # Errors
/// The database's.
pub fn ready(tx: &mut Tx, key: &str) -> Result<Option<Arc<::calendar::Calendar>>, Failure> {
    let found = tx.maybe("select id, revision, changed_at from calendars where key = $1", &[&key], |row| {
        Ok((row.get::<String>(0)?, (row.get::<i64>(1)?, row.get::<i64>(2)?)))
    })?;
    match found {
        Some((id, stamp)) => remembered(tx, &id, stamp).map(Some),
        None => Ok(None),
    }
}

/// The same with its name, and with what tells it from what it was before a change.
///
/// # Errors
/// The database's.
pub fn kept(tx: &mut Tx, key: &str) -> Result<Option<Kept>, Failure> {
    let found = tx.maybe("select id, name, revision, changed_at from calendars where key = $1", &[&key], |row| {
        let stamp: Stamp = (row.get(2)?, row.get(3)?);
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, stamp))
    })?;
    let Some((id, name, stamp)) = found else { return Ok(None) };
    let hours = remembered(tx, &id, stamp)?;
    Ok(Some(Kept { key: key.to_owned(), name, stamp: format!("{id} {} {}", stamp.0, stamp.1), hours }))
}

/// The usual calendar, made ready; none where the office chose none.
///
/// # Errors
/// The database's.
pub fn usual(tx: &mut Tx) -> Result<Option<Arc<::calendar::Calendar>>, Failure> {
    let found = tx.maybe("select id, revision, changed_at from calendars where is_usual = 1", &[], |row| {
        Ok((row.get::<String>(0)?, (row.get::<i64>(1)?, row.get::<i64>(2)?)))
    })?;
    match found {
        Some((id, stamp)) => remembered(tx, &id, stamp).map(Some),
        None => Ok(None),
    }
}

fn remembered(tx: &mut Tx, id: &str, stamp: Stamp) -> Result<Arc<::calendar::Calendar>, Failure> {
    let known = MEMORY.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
    if let Some((_, found)) = known.filter(|(of, _)| *of == stamp) {
        return Ok(found);
    }
    let hours: String = tx.one("select hours from calendars where id = $1", &[&id], |row| row.get(0))?;
    let hours: Hours = serde_json::from_str(&hours).map_err(Failure::broken)?;
    let made = Arc::new(::calendar::Calendar::new(&hours.spec()).map_err(Failure::broken)?);
    let mut memory = MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    if memory.len() >= REMEMBERED {
        memory.clear();
    }
    memory.insert(id.to_owned(), (stamp, Arc::clone(&made)));
    Ok(made)
}

fn read(row: &Row) -> Result<Calendar, Error> {
    let hours: String = row.get(3)?;
    Ok(Calendar {
        id: row.get(0)?,
        key: row.get(1)?,
        name: row.get(2)?,
        hours: serde_json::from_str(&hours).map_err(|error| Error::Sql(format!("the hours of a calendar: {error}")))?,
        is_usual: row.get::<i64>(4)? != 0,
        changed_at: Time(row.get(5)?),
        revision: row.get(6)?,
    })
}
