//! Replayed requests: an idempotency key is honoured once, and later answers name what the first one made.
//!
//! The key is claimed in the transaction that does the work, so that a retry after a lost answer finds the result and never
//! doubles it. A key stands for one request: with another address or body it is refused. Keys are kept for [`KEPT_DAYS`]. Absent:
//! answers; what was made is shown as it is now. Source: IETF draft-ietf-httpapi-idempotency-key-header.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::web::Visit;

pub mod store;

pub use store::{made_before, once, remember};

/// How long a key stands for its request, days.
pub const KEPT_DAYS: i64 = 7;

/// A request that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyed {
    pub key: String,
    /// Names the address and the body, so that another request with the same key is noticed.
    pub print: String,
}

impl Keyed {
    /// The key of a request with a body that is at hand; none when the request carries none.
    ///
    /// # Errors
    /// When the key itself cannot be taken.
    pub fn of(visit: &Visit, body: &[u8]) -> Result<Option<Keyed>, Failure> {
        Keyed::of_digest(visit, &Sha256::digest(body))
    }

    /// The key of a form that carries a name of its own, `once`: the same words sent twice are one request, other words are another. None
    /// where the form has no name.
    #[must_use]
    pub fn of_form(once: &str, said: &str) -> Option<Keyed> {
        if once.is_empty() {
            return None;
        }
        let print = URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{once}\0{said}")));
        Some(Keyed { key: format!("form-{print}"), print })
    }

    /// The same for a body of which only a digest is at hand.
    ///
    /// # Errors
    /// When the key itself cannot be taken.
    pub fn of_digest(visit: &Visit, digest: &[u8]) -> Result<Option<Keyed>, Failure> {
        let Some(key) = visit.idempotency_key()? else { return Ok(None) };
        let mut print = Sha256::new();
        print.update(visit.uri.to_string());
        print.update([0]);
        print.update(digest);
        Ok(Some(Keyed { key, print: URL_SAFE_NO_PAD.encode(print.finalize()) }))
    }
}

#[cfg(test)]
mod tests;
