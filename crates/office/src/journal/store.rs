//! The journal's table.

use std::collections::BTreeMap;

use db::{Error, Row, Tx};
use serde_json::json;

use super::chain;
use super::checkpoint::Checkpoint;
use super::model::{Entry, New, Object};
use crate::clock::Time;

const COLUMNS: &str = "seq, at, actor_id, actor_name, action, object_kind, object_id, object_label, body, salt, body_hash, \
     previous, hash";

/// Writes one entry at the end of the chain, in the caller's transaction, and returns its position.
///
/// # Errors
/// The database's.
pub fn record(tx: &mut Tx, new: New) -> Result<i64, Error> {
    let head = tx.one(
        "insert into journal_head (id, seq, hash) values (1, 1, $1) \
         on conflict (id) do update set seq = journal_head.seq + 1 returning seq, hash",
        &[&chain::GENESIS],
        |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)),
    )?;
    let body = json!({ "payload": new.payload, "reason": new.reason }).to_string();
    let salt = chain::hex(&rand::random::<[u8; 16]>());
    let mut entry = Entry {
        seq: head.0,
        at: new.now,
        actor_id: new.actor.person_id.clone(),
        actor_name: new.actor.name.clone(),
        action: new.action.to_owned(),
        object: new.object,
        body_hash: chain::body_hash(&salt, &body),
        body: Some(body),
        salt: Some(salt),
        previous: head.1,
        hash: String::new(),
    };
    entry.hash = chain::hash(&entry);
    insert(tx, &entry)?;
    tx.put("update journal_head set hash = $1 where id = 1", &[&entry.hash])?;
    Ok(entry.seq)
}

fn insert(tx: &mut Tx, entry: &Entry) -> Result<(), Error> {
    tx.put(
        "insert into journal (seq, at, actor_id, actor_name, action, object_kind, object_id, object_label, body, salt, \
         body_hash, previous, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            &entry.seq,
            &entry.at.0,
            &entry.actor_id,
            &entry.actor_name,
            &entry.action,
            &entry.object.kind,
            &entry.object.id,
            &entry.object.label,
            &entry.body,
            &entry.salt,
            &entry.body_hash,
            &entry.previous,
            &entry.hash,
        ],
    )?;
    Ok(())
}

/// At most `limit` entries after position `after`, oldest first.
///
/// # Errors
/// The database's.
pub fn after(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Entry>, Error> {
    tx.query(format!("select {COLUMNS} from journal where seq > $1 order by seq limit $2"), &[&after, &limit], entry)
}

/// At most `limit` entries about one object, newest first.
///
/// # Errors
/// The database's.
pub fn of_object(tx: &mut Tx, kind: &str, id: &str, limit: i64) -> Result<Vec<Entry>, Error> {
    tx.query(
        format!("select {COLUMNS} from journal where object_kind = $1 and object_id = $2 order by seq desc limit $3"),
        &[&kind, &id, &limit],
        entry,
    )
}

/// Erases what was said in every entry about an object; who did what to it when stays, and the chain still verifies.
///
/// # Errors
/// The database's.
pub fn erase_object(tx: &mut Tx, kind: &str, id: &str) -> Result<u64, Error> {
    tx.execute(
        "update journal set body = null, salt = null where object_kind = $1 and object_id = $2 and body is not null",
        &[&kind, &id],
    )
}

/// What to look for in the journal of the whole office.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<String>,
    /// Part of the actor's name.
    pub actor_name: Option<String>,
    /// Entries before this position only.
    pub before: Option<i64>,
    /// Entries not older than this instant only.
    pub from: Option<Time>,
    /// Entries not younger than this instant only.
    pub until: Option<Time>,
}

/// At most `limit` entries that match, newest first.
///
/// # Errors
/// The database's.
pub fn matching(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Vec<Entry>, Error> {
    let mut clauses: Vec<String> = Vec::new();
    let mut args: Vec<&dyn db::Bind> = vec![&limit];
    let (from, until) = (filter.from.map(|time| time.0), filter.until.map(|time| time.0));
    if let Some(kind) = &filter.kind {
        args.push(kind);
        clauses.push(format!("object_kind = ${}", args.len()));
    }
    let name = filter.actor_name.as_ref().map(|name| {
        let plain = name.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
        format!("%{plain}%")
    });
    if let Some(name) = &name {
        args.push(name);
        clauses.push(format!("lower(actor_name) like ${} escape '!'", args.len()));
    }
    if let Some(before) = &filter.before {
        args.push(before);
        clauses.push(format!("seq < ${}", args.len()));
    }
    if let Some(from) = &from {
        args.push(from);
        clauses.push(format!("at >= ${}", args.len()));
    }
    if let Some(until) = &until {
        args.push(until);
        clauses.push(format!("at <= ${}", args.len()));
    }
    let condition = if clauses.is_empty() { String::new() } else { format!(" where {}", clauses.join(" and ")) };
    tx.query(format!("select {COLUMNS} from journal{condition} order by seq desc limit $1"), &args, entry)
}

/// The end of the chain: position and hash.
///
/// # Errors
/// The database's.
pub fn head(tx: &mut Tx) -> Result<chain::Head, Error> {
    let found = tx.maybe("select seq, hash from journal_head where id = 1", &[], |row| {
        Ok(chain::Head { seq: row.get(0)?, hash: row.get(1)? })
    })?;
    Ok(found.unwrap_or_default())
}

/// How far a listener has read.
///
/// # Errors
/// The database's.
pub fn cursor(tx: &mut Tx, listener: &str) -> Result<i64, Error> {
    let found = tx.maybe("select seq from listeners where name = $1", &[&listener], |row| row.get::<i64>(0))?;
    Ok(found.unwrap_or(0))
}

/// How far each listener has read, by name; those that never read are missing.
///
/// # Errors
/// The database's.
pub fn cursors(tx: &mut Tx) -> Result<BTreeMap<String, i64>, Error> {
    let all = tx.query("select name, seq from listeners", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(all.into_iter().collect())
}

/// Moves a listener's cursor from `old` to `new`; [`Error::Busy`] when another node moved it meanwhile.
///
/// # Errors
/// The database's.
pub fn move_cursor(tx: &mut Tx, listener: &str, old: i64, new: i64) -> Result<(), Error> {
    tx.execute("insert into listeners (name, seq) values ($1, 0) on conflict (name) do nothing", &[&listener])?;
    match tx.execute("update listeners set seq = $1 where name = $2 and seq = $3", &[&new, &listener, &old])? {
        0 => Err(Error::Busy),
        _ => Ok(()),
    }
}

/// The youngest checkpoint, if there is one.
///
/// # Errors
/// The database's.
pub fn last_checkpoint(tx: &mut Tx) -> Result<Option<Checkpoint>, Error> {
    let sql = "select seq, hash, at, public_key, signature from checkpoints order by seq desc limit 1";
    tx.maybe(sql, &[], checkpoint)
}

/// Every checkpoint, oldest first.
///
/// # Errors
/// The database's.
pub fn checkpoints(tx: &mut Tx) -> Result<Vec<Checkpoint>, Error> {
    tx.query("select seq, hash, at, public_key, signature from checkpoints order by seq", &[], checkpoint)
}

/// Keeps a checkpoint in the database too; a second node's checkpoint of the same entry changes nothing.
///
/// # Errors
/// The database's.
pub fn insert_checkpoint(tx: &mut Tx, new: &Checkpoint) -> Result<(), Error> {
    tx.execute(
        "insert into checkpoints (seq, hash, at, public_key, signature) values ($1, $2, $3, $4, $5) \
         on conflict (seq) do nothing",
        &[&new.seq, &new.hash, &new.at.0, &new.public_key, &new.signature],
    )?;
    Ok(())
}

/// Erases what an entry tells, for a person's sake; that it happened, and the chain, stay.
///
/// # Errors
/// [`Error::NotFound`] when there is no such entry.
pub fn erase(tx: &mut Tx, seq: i64) -> Result<(), Error> {
    match tx.execute("update journal set body = null, salt = null where seq = $1", &[&seq])? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

fn checkpoint(row: &Row) -> Result<Checkpoint, Error> {
    Ok(Checkpoint {
        seq: row.get(0)?,
        hash: row.get(1)?,
        at: Time(row.get(2)?),
        public_key: row.get(3)?,
        signature: row.get(4)?,
    })
}

fn entry(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        seq: row.get(0)?,
        at: Time(row.get(1)?),
        actor_id: row.get(2)?,
        actor_name: row.get(3)?,
        action: row.get(4)?,
        object: Object { kind: row.get(5)?, id: row.get(6)?, label: row.get(7)? },
        body: row.get(8)?,
        salt: row.get(9)?,
        body_hash: row.get(10)?,
        previous: row.get(11)?,
        hash: row.get(12)?,
    })
}
