//! The table of sessions.

use db::{Error, Tx};

use super::Session;
use crate::clock::Time;
use crate::config::limits;

/// Writes a session and forgets those that ended.
pub(super) fn insert(tx: &mut Tx, session: &Session, token_hash: &str, person_id: &str) -> Result<(), Error> {
    let (oldest_seen, oldest_made) = oldest(session.created_at);
    tx.execute("delete from sessions where seen_at < $1 or created_at < $2", &[&oldest_seen, &oldest_made])?;
    tx.execute(
        "insert into sessions (id, token_hash, person_id, created_at, seen_at, agent) values ($1, $2, $3, $4, $5, $6)",
        &[&session.id, &token_hash, &person_id, &session.created_at.0, &session.seen_at.0, &session.agent],
    )?;
    Ok(())
}

/// A live session by the hash of its token: its id, when it was last used, and the person's id and name.
pub(super) fn by_token(
    tx: &mut Tx,
    token_hash: &str,
    now: Time,
) -> Result<Option<(String, Time, String, String)>, Error> {
    let (oldest_seen, oldest_made) = oldest(now);
    tx.maybe(
        "select s.id, s.seen_at, p.id, p.name from sessions s join people p on p.id = s.person_id \
         where s.token_hash = $1 and s.seen_at >= $2 and s.created_at >= $3 and p.disabled_at is null",
        &[&token_hash, &oldest_seen, &oldest_made],
        |row| Ok((row.get(0)?, Time(row.get(1)?), row.get(2)?, row.get(3)?)),
    )
}

/// Notes a use of the session.
pub(super) fn touch(tx: &mut Tx, token_hash: &str, now: Time) -> Result<(), Error> {
    tx.execute("update sessions set seen_at = $1 where token_hash = $2", &[&now.0, &token_hash])?;
    Ok(())
}

/// The live sessions of a person, the most recently used first.
///
/// # Errors
/// The database's.
pub fn of_person(tx: &mut Tx, person_id: &str, now: Time) -> Result<Vec<Session>, Error> {
    let (oldest_seen, oldest_made) = oldest(now);
    tx.query(
        "select id, created_at, seen_at, agent from sessions where person_id = $1 and seen_at >= $2 and created_at >= $3 \
         order by seen_at desc, id",
        &[&person_id, &oldest_seen, &oldest_made],
        |row| Ok(Session { id: row.get(0)?, created_at: Time(row.get(1)?), seen_at: Time(row.get(2)?), agent: row.get(3)? }),
    )
}

/// Ends one session of a person; another person's session is [`Error::NotFound`].
///
/// # Errors
/// The database's.
pub fn end(tx: &mut Tx, person_id: &str, session_id: &str) -> Result<(), Error> {
    match tx.execute("delete from sessions where id = $1 and person_id = $2", &[&session_id, &person_id])? {
        0 => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Ends every session of a person but the one named; returns how many.
///
/// # Errors
/// The database's.
pub fn end_others(tx: &mut Tx, person_id: &str, but: &str) -> Result<u64, Error> {
    tx.execute("delete from sessions where person_id = $1 and id <> $2", &[&person_id, &but])
}

fn oldest(now: Time) -> (i64, i64) {
    (now.plus_seconds(-limits::SESSION_IDLE_S).0, now.plus_seconds(-limits::SESSION_ABSOLUTE_S).0)
}
