//! The table of feeds.

use db::{Error, Row, Tx};

use super::model::Feed;
use crate::clock::Time;

const COLUMNS: &str = "id, process_id, connector_id, place, place_label, since, schedule, reading, cursor, events, cases, next_at, \
     brought_at, tried_at, failures, trouble, notes, log_id, keeper_id, paused_at, created_at, revision";

/// Writes a new feed.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Feed) -> Result<(), Error> {
    let (cursor, notes, next) = (json(&new.cursor), json(&new.notes), micros(new.next_at));
    tx.execute(
        "insert into feeds (id, process_id, connector_id, place, place_label, since, schedule, cursor, events, cases, next_at, \
         failures, trouble, notes, log_id, keeper_id, created_at, revision) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, 0, '', $10, '', $11, $12, 1)",
        &[
            &new.id,
            &new.process_id,
            &new.connector_id,
            &new.place,
            &new.place_label,
            &new.since.0,
            &new.schedule,
            &cursor,
            &next,
            &notes,
            &new.keeper_id,
            &new.created_at.0,
        ],
    )?;
    Ok(())
}

/// Writes what somebody decided about a feed: schedule, reading, keeper, pause; [`Error::Stale`] unless the revision is the one read.
///
/// # Errors
/// The database's.
pub fn decide(tx: &mut Tx, feed: &Feed) -> Result<(), Error> {
    let reading = feed.reading.as_ref().map(json);
    let (next, paused) = (micros(feed.next_at), micros(feed.paused_at));
    tx.change(
        "update feeds set schedule = $1, reading = $2, keeper_id = $3, next_at = $4, paused_at = $5, revision = revision + 1 \
         where id = $6 and revision = $7",
        &[&feed.schedule, &reading, &feed.keeper_id, &next, &paused, &feed.id, &feed.revision],
    )
}

/// Writes how far a feed has come.
///
/// # Errors
/// The database's.
pub fn progress(tx: &mut Tx, feed: &Feed) -> Result<(), Error> {
    let (cursor, notes) = (json(&feed.cursor), json(&feed.notes));
    let (brought, tried) = (micros(feed.brought_at), micros(feed.tried_at));
    tx.execute(
        "update feeds set cursor = $1, events = $2, cases = $3, brought_at = $4, tried_at = $5, failures = $6, trouble = $7, \
         notes = $8, log_id = $9 where id = $10",
        &[
            &cursor,
            &feed.events,
            &feed.cases,
            &brought,
            &tried,
            &feed.failures,
            &feed.trouble,
            &notes,
            &feed.log_id,
            &feed.id,
        ],
    )?;
    Ok(())
}

/// Moves the time at which a feed is due; whether this node was the first to do so.
///
/// # Errors
/// The database's.
pub fn move_on(tx: &mut Tx, id: &str, from: Time, to: Time) -> Result<bool, Error> {
    let changed = tx.execute("update feeds set next_at = $1 where id = $2 and next_at = $3", &[&to.0, &id, &from.0])?;
    Ok(changed == 1)
}

/// Removes a feed.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute("delete from feeds where id = $1", &[&id])?;
    Ok(())
}

/// One feed.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Feed, Error> {
    tx.one(format!("select {COLUMNS} from feeds where id = $1"), &[&id], feed)
}

/// Every feed, the oldest first.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Feed>, Error> {
    tx.query(format!("select {COLUMNS} from feeds order by id"), &[], feed)
}

/// The feeds that are due.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, now: Time) -> Result<Vec<Feed>, Error> {
    let sql =
        format!("select {COLUMNS} from feeds where next_at <= $1 and paused_at is null order by next_at limit 200");
    tx.query(sql, &[&now.0], feed)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damage(format!("a stored document cannot be read: {error}")))
}

fn micros(time: Option<Time>) -> Option<i64> {
    time.map(|time| time.0)
}

fn feed(row: &Row) -> Result<Feed, Error> {
    let (reading, cursor, notes): (Option<String>, String, String) = (row.get(7)?, row.get(8)?, row.get(16)?);
    let time = |at: usize| row.get::<Option<i64>>(at).map(|micros| micros.map(Time));
    Ok(Feed {
        id: row.get(0)?,
        process_id: row.get(1)?,
        connector_id: row.get(2)?,
        place: row.get(3)?,
        place_label: row.get(4)?,
        since: Time(row.get(5)?),
        schedule: row.get(6)?,
        reading: reading.map(|reading| parsed(&reading)).transpose()?,
        cursor: parsed(&cursor)?,
        events: row.get(9)?,
        cases: row.get(10)?,
        next_at: time(11)?,
        brought_at: time(12)?,
        tried_at: time(13)?,
        failures: row.get(14)?,
        trouble: row.get(15)?,
        notes: parsed(&notes)?,
        log_id: row.get(17)?,
        keeper_id: row.get(18)?,
        paused_at: time(19)?,
        created_at: Time(row.get(20)?),
        revision: row.get(21)?,
    })
}
