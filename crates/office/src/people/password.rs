//! Passwords: hashed with argon2id (64 MiB, three passes, one lane), checked without telling who exists.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::failure::{Failure, Refusal};
use crate::web::App;

/// Fewest characters of a password.
pub const LEAST_CHARS: usize = 12;
/// Most characters of a password; none is cut off silently.
pub const MOST_CHARS: usize = 256;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

fn hasher() -> Result<Argon2<'static>, Failure> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(Failure::broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Whether a new password is good enough; any composition is welcome.
///
/// # Errors
/// A refusal beside the field `password`.
pub fn acceptable(password: &str, name: &str, email: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if length < LEAST_CHARS {
        return Err(Refusal::at(
            "password",
            format!("The password is too short: {length} characters, at least {LEAST_CHARS}."),
        ));
    }
    if length > MOST_CHARS {
        return Err(Refusal::at(
            "password",
            format!("The password is too long: {length} characters, at most {MOST_CHARS}."),
        ));
    }
    let lower = password.to_lowercase();
    let local = email.split('@').next().unwrap_or("").to_lowercase();
    let known = ["password", "mandate", "12345678", "qwertyui", "letmein", "welcome"];
    let repeated = lower.chars().collect::<std::collections::BTreeSet<_>>().len() < 4;
    let named =
        (local.len() >= 4 && lower.contains(&local)) || (name.len() >= 4 && lower.contains(&name.to_lowercase()));
    if repeated || named || known.iter().any(|word| lower.starts_with(word)) {
        return Err(Refusal::at(
            "password",
            "This password is easy to guess. Several unrelated words make a good one, for example four from a page of a book.",
        ));
    }
    Ok(())
}

/// Hashes a password; waits while others are being hashed.
///
/// # Errors
/// When the machine cannot compute it.
pub async fn hash(app: &App, password: String) -> Result<String, Failure> {
    let _permit = app.hashing().acquire().await.map_err(Failure::broken)?;
    tokio::task::spawn_blocking(move || {
        let hash = hasher()?.hash_password(password.as_bytes()).map_err(Failure::broken)?;
        Ok(hash.to_string())
    })
    .await
    .map_err(Failure::broken)?
}

/// Whether the password matches the stored hash. Without a stored hash the same work is done and the answer is no, so that
/// the time of an answer does not tell which addresses exist.
///
/// # Errors
/// When the machine cannot compute it.
pub async fn matches(app: &App, password: String, stored: Option<String>) -> Result<bool, Failure> {
    let _permit = app.hashing().acquire().await.map_err(Failure::broken)?;
    tokio::task::spawn_blocking(move || {
        let hasher = hasher()?;
        match stored {
            Some(stored) => {
                let parsed = PasswordHash::new(&stored).map_err(Failure::broken)?;
                Ok(hasher.verify_password(password.as_bytes(), &parsed).is_ok())
            }
            None => {
                hasher.hash_password(password.as_bytes()).map_err(Failure::broken)?;
                Ok(false)
            }
        }
    })
    .await
    .map_err(Failure::broken)?
}
