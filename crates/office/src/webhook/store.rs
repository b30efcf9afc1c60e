//! The tables of webhooks and of what they were told.

use db::{Error, Row, Tx};

use super::model::{Delivery, Form, Health, Stands, Webhook};
use crate::clock::Time;

const COLUMNS: &str = "id, name, form, shown, topics, process_id, owner_id, since, failures, failing_since, rests_until, good_at, \
     trouble, old_secret_until, off_at, off_reason, created_at, revision";

const DELIVERY: &str = "id, webhook_id, message_id, kind, sentence, content, made_at, stands, attempts, status, ms, trouble, tried_at, next_at";

/// Writes a new webhook.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn insert(tx: &mut Tx, new: &Webhook, sealed: &[u8]) -> Result<(), Error> {
    let (form, topics) = (new.form.key(), json(&new.topics));
    tx.execute(
        "insert into webhooks (id, name, form, shown, sealed, topics, process_id, owner_id, since, failures, trouble, off_reason, \
         created_at, revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', $10, 1)",
        &[
            &new.id,
            &new.name,
            &form,
            &new.shown,
            &sealed,
            &topics,
            &new.process_id,
            &new.owner_id,
            &new.since,
            &new.created_at.0,
        ],
    )?;
    Ok(())
}

/// Writes what somebody changed; [`Error::Stale`] unless the revision is the one it was read with. How it fared is forgotten.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut Tx, changed: &Webhook, sealed: &[u8]) -> Result<(), Error> {
    let (topics, old, off) = (json(&changed.topics), micros(changed.old_secret_until), micros(changed.off_at));
    tx.change(
        "update webhooks set name = $1, shown = $2, sealed = $3, topics = $4, process_id = $5, since = $6, old_secret_until = $7, \
         off_at = $8, off_reason = $9, failures = 0, failing_since = null, rests_until = null, trouble = '', \
         revision = revision + 1 where id = $10 and revision = $11",
        &[
            &changed.name,
            &changed.shown,
            &sealed,
            &topics,
            &changed.process_id,
            &changed.since,
            &old,
            &off,
            &changed.off_reason,
            &changed.id,
            &changed.revision,
        ],
    )
}

/// Notes how a delivery went, and whether the address is switched off for it.
///
/// # Errors
/// The database's.
pub fn note_health(tx: &mut Tx, id: &str, health: &Health, off: Option<(Time, &str)>) -> Result<(), Error> {
    let (since, rests) = (micros(health.failing_since), micros(health.rests_until));
    let good = micros(health.good_at);
    tx.execute(
        "update webhooks set failures = $1, failing_since = $2, rests_until = $3, good_at = $4, trouble = $5 where id = $6",
        &[&health.failures, &since, &rests, &good, &health.trouble, &id],
    )?;
    if let Some((at, reason)) = off {
        tx.execute("update webhooks set off_at = $1, off_reason = $2 where id = $3", &[&at.0, &reason, &id])?;
    }
    Ok(())
}

/// Removes a webhook with its log.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute("delete from webhook_deliveries where webhook_id = $1", &[&id])?;
    tx.execute("delete from webhooks where id = $1", &[&id])?;
    Ok(())
}

/// The sealed address and secrets.
///
/// # Errors
/// [`Error::NotFound`] when there is no such webhook.
pub fn sealed(tx: &mut Tx, id: &str) -> Result<Vec<u8>, Error> {
    tx.one("select sealed from webhooks where id = $1", &[&id], |row| row.get(0))
}

/// One webhook.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Webhook, Error> {
    tx.one(format!("select {COLUMNS} from webhooks where id = $1"), &[&id], webhook)
}

/// Every webhook, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Webhook>, Error> {
    tx.query(format!("select {COLUMNS} from webhooks order by name"), &[], webhook)
}

/// Writes something to be told; false where this address was told it before.
///
/// # Errors
/// The database's.
pub fn insert_delivery(tx: &mut Tx, new: &Delivery) -> Result<bool, Error> {
    let (stands, next) = (new.stands.key(), micros(new.next_at));
    let written = tx.execute(
        "insert into webhook_deliveries (id, webhook_id, message_id, kind, sentence, content, made_at, stands, attempts, status, ms, \
         trouble, next_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, '', $9) on conflict (webhook_id, message_id) do nothing",
        &[
            &new.id,
            &new.webhook_id,
            &new.message_id,
            &new.kind,
            &new.sentence,
            &new.content,
            &new.made_at.0,
            &stands,
            &next,
        ],
    )?;
    Ok(written == 1)
}

/// Notes where a delivery stands.
///
/// # Errors
/// The database's.
pub fn note_delivery(tx: &mut Tx, one: &Delivery) -> Result<(), Error> {
    let (stands, tried, next) = (one.stands.key(), micros(one.tried_at), micros(one.next_at));
    tx.execute(
        "update webhook_deliveries set stands = $1, attempts = $2, status = $3, ms = $4, trouble = $5, tried_at = $6, next_at = $7 \
         where id = $8",
        &[&stands, &one.attempts, &one.status, &one.ms, &one.trouble, &tried, &next, &one.id],
    )?;
    Ok(())
}

/// One delivery.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn delivery(tx: &mut Tx, id: &str) -> Result<Delivery, Error> {
    tx.one(format!("select {DELIVERY} from webhook_deliveries where id = $1"), &[&id], read_delivery)
}

/// What a webhook was told under this name.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_message(tx: &mut Tx, webhook_id: &str, message_id: &str) -> Result<Delivery, Error> {
    let sql = format!("select {DELIVERY} from webhook_deliveries where webhook_id = $1 and message_id = $2");
    tx.one(sql, &[&webhook_id, &message_id], read_delivery)
}

/// The newest deliveries of a webhook.
///
/// # Errors
/// The database's.
pub fn deliveries(tx: &mut Tx, webhook_id: &str, limit: i64) -> Result<Vec<Delivery>, Error> {
    let sql = format!("select {DELIVERY} from webhook_deliveries where webhook_id = $1 order by id desc limit $2");
    tx.query(sql, &[&webhook_id, &limit], read_delivery)
}

/// Lets go of what was told before an instant.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, before: Time) -> Result<(), Error> {
    tx.execute("delete from webhook_deliveries where made_at < $1 and stands <> 'waiting'", &[&before.0])?;
    Ok(())
}

/// The processes that something of the office belongs to, and the page where people look at it.
///
/// # Errors
/// The database's.
pub fn place_of(tx: &mut Tx, kind: &str, id: &str) -> Result<(Vec<String>, String), Error> {
    let sql = match kind {
        "process" => return Ok((vec![id.to_owned()], String::new())),
        "improvement" => "select process_id, null, '/improvements/' || id from improvements where id = $1",
        "case" => "select process_id, null, '/cases/' || id from cases where id = $1",
        "alarm" => "select process_id, null, '' from alarms where id = $1",
        "handoff" => "select giver_id, receiver_id, '/handoffs/' || id from handoffs where id = $1",
        "requirement" => "select process_id, null, '' from requirements where id = $1",
        "comment" => "select subject_id, null, '' from comments where id = $1 and subject_kind = 'process'",
        "connector" => return Ok((Vec::new(), format!("/connectors/{id}"))),
        "webhook" => return Ok((Vec::new(), format!("/webhooks/{id}"))),
        _ => return Ok((Vec::new(), String::new())),
    };
    let found = tx.maybe(sql, &[&id], |row| {
        let ids: [Option<String>; 2] = [row.get(0)?, row.get(1)?];
        Ok((ids.into_iter().flatten().collect(), row.get(2)?))
    })?;
    Ok(found.unwrap_or_default())
}

fn json(texts: &[String]) -> String {
    serde_json::to_string(texts).expect("texts are plain data")
}

fn micros(time: Option<Time>) -> Option<i64> {
    time.map(|time| time.0)
}

fn time(row: &Row, at: usize) -> Result<Option<Time>, Error> {
    Ok(row.get::<Option<i64>>(at)?.map(Time))
}

fn webhook(row: &Row) -> Result<Webhook, Error> {
    let (form, topics): (String, String) = (row.get(2)?, row.get(4)?);
    Ok(Webhook {
        id: row.get(0)?,
        name: row.get(1)?,
        form: Form::from_key(&form).ok_or_else(|| Error::Damage(format!("no form of webhook is called {form}")))?,
        shown: row.get(3)?,
        topics: serde_json::from_str(&topics)
            .map_err(|error| Error::Damage(format!("the topics of a webhook cannot be read: {error}")))?,
        process_id: row.get(5)?,
        owner_id: row.get(6)?,
        since: row.get(7)?,
        health: Health {
            failures: row.get(8)?,
            failing_since: time(row, 9)?,
            rests_until: time(row, 10)?,
            good_at: time(row, 11)?,
            trouble: row.get(12)?,
        },
        old_secret_until: time(row, 13)?,
        off_at: time(row, 14)?,
        off_reason: row.get(15)?,
        created_at: Time(row.get(16)?),
        revision: row.get(17)?,
    })
}

fn read_delivery(row: &Row) -> Result<Delivery, Error> {
    let stands: String = row.get(7)?;
    Ok(Delivery {
        id: row.get(0)?,
        webhook_id: row.get(1)?,
        message_id: row.get(2)?,
        kind: row.get(3)?,
        sentence: row.get(4)?,
        content: row.get(5)?,
        made_at: Time(row.get(6)?),
        stands: Stands::from_key(&stands).ok_or_else(|| Error::Damage(format!("no delivery stands at {stands}")))?,
        attempts: row.get(8)?,
        status: row.get(9)?,
        ms: row.get(10)?,
        trouble: row.get(11)?,
        tried_at: time(row, 12)?,
        next_at: time(row, 13)?,
    })
}
