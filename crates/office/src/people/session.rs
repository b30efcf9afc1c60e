//! Sessions: rows that name a person by a token only the browser knows; idle and absolute ends, listed and ended by their owner.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Error, Tx};
use sha2::{Digest, Sha256};

use super::store;
use crate::access::Actor;
use crate::clock::Time;
use crate::config::limits;
use crate::journal::chain::hex;
use crate::web::guard::SESSION_COOKIE;
use crate::web::{Doorkeeper, visit::Recognised};

/// How `web` learns who holds a session.
pub const DOORKEEPER: Doorkeeper = Doorkeeper { recognise, touch };

/// A live session, as its owner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: String,
    pub created_at: Time,
    pub seen_at: Time,
    /// What the browser called itself.
    pub agent: String,
}

/// Opens a session and returns the token for the browser: 256 random bits, stored only as a hash.
///
/// # Errors
/// The database's.
pub fn open(tx: &mut Tx, person_id: &str, agent: &str, now: Time) -> Result<String, Error> {
    let token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let id = uuid::Uuid::now_v7().to_string();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(limits::LINE_CHARS).collect();
    let oldest_seen = now.plus_seconds(-limits::SESSION_IDLE_S).0;
    let oldest_made = now.plus_seconds(-limits::SESSION_ABSOLUTE_S).0;
    tx.execute("delete from sessions where seen_at < $1 or created_at < $2", &[&oldest_seen, &oldest_made])?;
    tx.execute(
        "insert into sessions (id, token_hash, person_id, created_at, seen_at, agent) values ($1, $2, $3, $4, $4, $5)",
        &[&id, &hashed(&token), &person_id, &now.0, &agent],
    )?;
    Ok(token)
}

fn recognise(tx: &mut Tx, token: &str, now: Time) -> Result<Option<Recognised>, Error> {
    let oldest_seen = now.plus_seconds(-limits::SESSION_IDLE_S).0;
    let oldest_made = now.plus_seconds(-limits::SESSION_ABSOLUTE_S).0;
    let found = tx.maybe(
        "select s.id, s.seen_at, p.id, p.name from sessions s join people p on p.id = s.person_id \
         where s.token_hash = $1 and s.seen_at >= $2 and s.created_at >= $3 and p.disabled_at is null",
        &[&hashed(token), &oldest_seen, &oldest_made],
        |row| Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?, row.get::<String>(3)?)),
    )?;
    let Some((session_id, seen_at, person_id, name)) = found else { return Ok(None) };
    let holdings = store::holdings(tx, &person_id, now)?;
    Ok(Some(Recognised { actor: Actor { person_id, name, holdings }, session_id, seen_at: Time(seen_at) }))
}

fn touch(tx: &mut Tx, token: &str, now: Time) -> Result<(), Error> {
    tx.execute("update sessions set seen_at = $1 where token_hash = $2", &[&now.0, &hashed(token)])?;
    Ok(())
}

/// The live sessions of a person, the most recently used first.
///
/// # Errors
/// The database's.
pub fn of_person(tx: &mut Tx, person_id: &str, now: Time) -> Result<Vec<Session>, Error> {
    let oldest_seen = now.plus_seconds(-limits::SESSION_IDLE_S).0;
    tx.query(
        "select id, created_at, seen_at, agent from sessions where person_id = $1 and seen_at >= $2 order by seen_at desc",
        &[&person_id, &oldest_seen],
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

/// Ends every session of a person but the one named.
///
/// # Errors
/// The database's.
pub fn end_others(tx: &mut Tx, person_id: &str, but: &str) -> Result<u64, Error> {
    tx.execute("delete from sessions where person_id = $1 and id <> $2", &[&person_id, &but])
}

/// The `Set-Cookie` value that hands the token to the browser.
#[must_use]
pub fn cookie(token: &str) -> String {
    let age = limits::SESSION_ABSOLUTE_S;
    format!("{SESSION_COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={age}")
}

/// The `Set-Cookie` value that takes the token away.
#[must_use]
pub fn no_cookie() -> String {
    format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

fn hashed(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
