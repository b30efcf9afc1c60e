//! The chain: how an entry is hashed onto the one before it, and how a run of entries is verified. Pure.

use sha2::{Digest, Sha256};

use super::model::Entry;

/// What stands before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Hex of SHA-256 over the salt and the body.
#[must_use]
pub fn body_hash(salt: &str, body: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(salt.as_bytes());
    digest.update(b"\n");
    digest.update(body.as_bytes());
    hex(&digest.finalize())
}

/// Hex of SHA-256 over every chained field, each preceded by its length, so that no two entries share an encoding.
#[must_use]
pub fn hash(entry: &Entry) -> String {
    let mut digest = Sha256::new();
    let seq = entry.seq.to_string();
    let at = entry.at.0.to_string();
    let parts: [&str; 10] = [
        &entry.previous,
        &seq,
        &at,
        &entry.actor_id,
        &entry.actor_name,
        &entry.action,
        &entry.object.kind,
        &entry.object.id,
        &entry.object.label,
        &entry.body_hash,
    ];
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize())
}

/// Where a chain breaks first, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    pub seq: i64,
    pub sentence: String,
}

/// The running end of a chain while it is verified entry by entry.
#[derive(Clone, Debug)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

impl Default for Head {
    fn default() -> Head {
        Head { seq: 0, hash: GENESIS.to_owned() }
    }
}

impl Head {
    /// Takes the next entry onto the chain.
    ///
    /// # Errors
    /// The first thing about the entry that does not hold.
    pub fn take(&mut self, entry: &Entry) -> Result<(), Break> {
        let broken = |sentence: String| Break { seq: entry.seq, sentence };
        if entry.seq != self.seq + 1 {
            let missing = self.seq + 1;
            return Err(broken(format!("Entry {missing} is missing: entry {} follows entry {}.", entry.seq, self.seq)));
        }
        if entry.previous != self.hash {
            return Err(broken(format!(
                "Entry {} does not continue entry {}: one of them was changed.",
                entry.seq, self.seq
            )));
        }
        if let (Some(salt), Some(body)) = (&entry.salt, &entry.body)
            && body_hash(salt, body) != entry.body_hash
        {
            return Err(broken(format!("The content of entry {} was changed after it was written.", entry.seq)));
        }
        if hash(entry) != entry.hash {
            return Err(broken(format!("Entry {} was changed after it was written.", entry.seq)));
        }
        self.seq = entry.seq;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }
}

/// Lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Reads lower- or upper-case hex.
#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
