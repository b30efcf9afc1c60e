//! Messages that came before anybody waited, ids that were seen, and who waits for what.

use db::{Backend, Bind, Error, Tx};
use engine::Message;

use super::{id, int};
use crate::clock::Time;

/// Notes the id of a message; false when it was seen before.
///
/// # Errors
/// The database's.
pub fn admit(tx: &mut Tx, message_id: &str, message: &Message, until: Time) -> Result<bool, Error> {
    let (name, key) = (message.name.to_string(), message.key.as_ref().map(ToString::to_string));
    let variables = message.variables.to_json();
    let written = tx.execute(
        "insert into case_messages (id, name, key, variables, is_kept, until) values ($1, $2, $3, $4, 0, $5) \
         on conflict (id) do nothing",
        &[&message_id, &name, &key, &variables, &until.0],
    )?;
    Ok(written > 0)
}

/// Keeps a message until somebody waits for it.
///
/// # Errors
/// The database's.
pub fn keep_message(tx: &mut Tx, message_id: &str) -> Result<(), Error> {
    tx.put("update case_messages set is_kept = 1 where id = $1", &[&message_id])?;
    Ok(())
}

/// Takes the oldest message that is kept and waited for: its id and what it carries.
///
/// # Errors
/// The database's.
pub fn take_message(tx: &mut Tx, name: &str, key: Option<&str>, now: Time) -> Result<Option<(String, String)>, Error> {
    let sql = "select id, variables from case_messages where is_kept = 1 and name = $1 and until > $2";
    let read = |row: &db::Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let found = match key {
        Some(key) => {
            tx.maybe(format!("{sql} and key = $3 order by until, id limit 1"), &[&name, &now.0, &key], read)?
        }
        None => tx.maybe(format!("{sql} order by until, id limit 1"), &[&name, &now.0], read)?,
    };
    if let Some((id, _)) = &found {
        tx.put("update case_messages set is_kept = 0 where id = $1", &[id])?;
    }
    Ok(found)
}

/// Forgets messages and ids whose time is up.
///
/// # Errors
/// The database's.
pub fn expire_messages(tx: &mut Tx, now: Time) -> Result<u64, Error> {
    tx.execute("delete from case_messages where until <= $1", &[&now.0])
}

/// The case and wait that a message is for: one that asks for its key, else one that asks for none.
///
/// # Errors
/// The database's.
pub fn waiting_for(tx: &mut Tx, name: &str, key: Option<&str>) -> Result<Option<(String, u64)>, Error> {
    let sql = "select case_id, id from case_waits where kind = 'message' and name = $1";
    let read = |row: &db::Row| Ok((row.get::<String>(0)?, id(row.get(1)?)));
    if let Some(key) = key {
        let found = tx.maybe(format!("{sql} and key = $2 order by case_id, id limit 1"), &[&name, &key], read)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    tx.maybe(format!("{sql} and key is null order by case_id, id limit 1"), &[&name], read)
}

/// The cases and waits that a signal is for, by case.
///
/// # Errors
/// The database's.
pub fn waiting_for_signal(tx: &mut Tx, name: &str) -> Result<Vec<(String, i64)>, Error> {
    let sql = "select case_id, id from case_waits where kind = 'signal' and name = $1 order by case_id, id";
    tx.query(sql, &[&name], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a case still waits at one of these.
///
/// # Errors
/// The database's.
pub fn still_waits(tx: &mut Tx, case_id: &str, waits: &[i64]) -> Result<bool, Error> {
    for wait in waits {
        let sql = "select id from case_waits where case_id = $1 and id = $2";
        if tx.maybe(sql, &[&case_id, wait], |row| row.get::<i64>(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Timers whose time has come, the earliest first.
///
/// # Errors
/// The database's.
pub fn due_waits(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<(String, u64)>, Error> {
    let sql = "select case_id, id from case_waits where due_at <= $1 order by due_at limit $2";
    tx.query(sql, &[&now.0, &limit], |row| Ok((row.get(0)?, id(row.get(1)?))))
}

/// When the first timer up to `horizon` is due.
///
/// # Errors
/// The database's.
pub fn next_wait(tx: &mut Tx, horizon: Time) -> Result<Option<Time>, Error> {
    let sql = "select due_at from case_waits where due_at <= $1 order by due_at limit 1";
    tx.maybe(sql, &[&horizon.0], |row| Ok(Time(row.get(0)?)))
}

/// Those of a batch of timers that no other node is firing just now; they are this node's until the end of its transaction.
///
/// # Errors
/// The database's.
pub fn hold_waits(tx: &mut Tx, batch: &[(String, u64)]) -> Result<Vec<(String, u64)>, Error> {
    if tx.backend() != Backend::Postgres || batch.is_empty() {
        return Ok(batch.to_vec());
    }
    let places: Vec<String> =
        (0..batch.len()).map(|at| format!("(case_id = ${} and id = ${})", 2 * at + 1, 2 * at + 2)).collect();
    let numbers: Vec<i64> = batch.iter().map(|(_, wait)| int(*wait)).collect();
    let pairs = batch.iter().zip(&numbers);
    let args: Vec<&dyn Bind> = pairs.flat_map(|((case_id, _), wait)| [case_id as &dyn Bind, wait]).collect();
    let sql = format!("select case_id, id from case_waits where {} for update skip locked", places.join(" or "));
    let held = tx.query(sql, &args, |row| Ok((row.get::<String>(0)?, id(row.get(1)?))))?;
    Ok(batch.iter().filter(|one| held.contains(one)).cloned().collect())
}

/// Looks at a timer again later, where its case could not be carried on.
///
/// # Errors
/// The database's.
pub fn put_off_wait(tx: &mut Tx, now: Time, case_id: &str, wait: u64, until: Time) -> Result<(), Error> {
    let wait = int(wait);
    let sql = "update case_waits set due_at = $1 where case_id = $2 and id = $3 and due_at <= $4";
    tx.put(sql, &[&until.0, &case_id, &wait, &now.0])?;
    Ok(())
}
