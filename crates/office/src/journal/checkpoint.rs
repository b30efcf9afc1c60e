//! Checkpoints: from time to time the end of the chain is signed and written outside the database, so that a cut tail or a
//! rewritten chain shows.
//!
//! The signing key lives in the data folder, not in the database; whoever holds only the database cannot sign. Absent: time
//! stamps by a third party. Sources: RFC 8032 (Ed25519), RFC 9162 §4.10 (signed tree heads).

use std::fs;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::chain::{Head, hex, unhex};
use super::store;
use crate::clock::Time;
use crate::failure::Failure;
use crate::files;
use crate::web::App;

/// The end of the chain at an instant, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Position of the last entry covered.
    pub seq: i64,
    /// Hash of that entry.
    pub hash: String,
    pub at: Time,
    /// Hex of the Ed25519 public key, 32 bytes.
    pub public_key: String,
    /// Hex of the Ed25519 signature, 64 bytes.
    pub signature: String,
}

impl Checkpoint {
    /// Signs the end of a chain.
    #[must_use]
    pub fn sign(key: &SigningKey, head: &Head, at: Time) -> Checkpoint {
        let signature = key.sign(signed(head.seq, &head.hash, at).as_bytes());
        Checkpoint {
            seq: head.seq,
            hash: head.hash.clone(),
            at,
            public_key: hex(key.verifying_key().as_bytes()),
            signature: hex(&signature.to_bytes()),
        }
    }

    /// Whether the signature is that of the named key over this checkpoint.
    #[must_use]
    pub fn is_genuine(&self) -> bool {
        let key = unhex(&self.public_key)
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let signature = unhex(&self.signature)
            .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
            .map(|bytes| Signature::from_bytes(&bytes));
        match (key, signature) {
            (Some(key), Some(signature)) => {
                key.verify(signed(self.seq, &self.hash, self.at).as_bytes(), &signature).is_ok()
            }
            _ => false,
        }
    }
}

fn signed(seq: i64, hash: &str, at: Time) -> String {
    format!("mandate journal checkpoint 1\n{seq}\n{hash}\n{}\n", at.0)
}

/// Where the signing key of an office lives.
#[must_use]
pub fn key_path(data: &Path) -> PathBuf {
    data.join("keys").join("journal.key")
}

/// Where the checkpoints outside the database live.
#[must_use]
pub fn log_path(data: &Path) -> PathBuf {
    data.join("checkpoints").join("journal.jsonl")
}

/// The office's signing key, made at first use and readable by its owner only.
///
/// # Errors
/// A sentence when the file cannot be read, made or understood.
pub fn key(data: &Path) -> Result<SigningKey, String> {
    let path = key_path(data);
    let told = |error: std::io::Error| format!("The journal's key {} cannot be used: {error}.", path.display());
    if path.exists() {
        let text = fs::read_to_string(&path).map_err(told)?;
        let bytes = unhex(text.trim()).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let bytes = bytes.ok_or_else(|| format!("The journal's key {} is damaged. Restore it.", path.display()))?;
        return Ok(SigningKey::from_bytes(&bytes));
    }
    let bytes: [u8; 32] = rand::random();
    files::put_secret(&path, hex(&bytes).as_bytes()).map_err(told)?;
    Ok(SigningKey::from_bytes(&bytes))
}

/// Signs the end of the chain if it moved since the last checkpoint; first outside the database, then in it.
///
/// # Errors
/// When the key or the file outside cannot be written, or the database's.
pub async fn strike(app: App) -> Result<(), Failure> {
    let (head, last) = app.read(|tx| Ok((store::head(tx)?, store::last_checkpoint(tx)?))).await?;
    if head.seq == 0 || last.is_some_and(|last| last.seq == head.seq) {
        return Ok(());
    }
    let (data, now) = (app.config().data.clone(), app.now());
    let checkpoint = tokio::task::spawn_blocking(move || {
        let checkpoint = Checkpoint::sign(&key(&data)?, &head, now);
        append(&log_path(&data), &checkpoint)?;
        Ok::<Checkpoint, String>(checkpoint)
    })
    .await
    .map_err(Failure::broken)?
    .map_err(Failure::broken)?;
    app.write(move |tx| Ok(store::insert_checkpoint(tx, &checkpoint)?)).await
}

fn append(path: &Path, checkpoint: &Checkpoint) -> Result<(), String> {
    let told = |error: std::io::Error| format!("The checkpoint could not be written to {}: {error}.", path.display());
    let line = serde_json::to_string(checkpoint).map_err(|error| error.to_string())?;
    files::append_line(path, &line, |line| serde_json::from_str::<Checkpoint>(line).is_ok()).map_err(told)
}
