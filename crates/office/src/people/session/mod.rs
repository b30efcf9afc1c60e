//! Sessions: rows that name a person by a token only the browser knows; idle and absolute ends, listed and ended by their owner.

pub mod store;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::{Error, Tx};
use sha2::{Digest, Sha256};

pub use store::{end, end_others, of_person};

use crate::access::Actor;
use crate::clock::Time;
use crate::config::limits;
use crate::journal::chain::hex;
use crate::web::guard::SESSION_COOKIE;
use crate::web::{Doorkeeper, visit::Recognised};

/// How `web` learns who holds a session; what waits for a person is known above.
pub const DOORKEEPER: Doorkeeper = Doorkeeper { recognise, touch, waiting: |_, _, _| Ok(0) };

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
    let token = secret();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(limits::LINE_CHARS).collect();
    let session = Session { id: uuid::Uuid::now_v7().to_string(), created_at: now, seen_at: now, agent };
    store::insert(tx, &session, &hashed(&token), person_id)?;
    Ok(token)
}

/// 256 random bits as text for a URL or a cookie.
#[must_use]
pub fn secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a secret: hex of its SHA-256.
#[must_use]
pub fn hashed(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
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

fn recognise(tx: &mut Tx, token: &str, now: Time) -> Result<Option<Recognised>, Error> {
    let Some((session_id, seen_at, person_id, name)) = store::by_token(tx, &hashed(token), now)? else {
        return Ok(None);
    };
    let holdings = super::store::holdings(tx, &person_id, now)?;
    Ok(Some(Recognised { actor: Actor { person_id, name, holdings }, session_id, seen_at, waiting: 0 }))
}

fn touch(tx: &mut Tx, token: &str, now: Time) -> Result<(), Error> {
    store::touch(tx, &hashed(token), now)
}
