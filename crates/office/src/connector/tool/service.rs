//! Any service that speaks JSON over HTTP: how a credential is carried to it, and whether it answers.
//!
//! Absent: tickets, and what its paths mean; a service task names the path. Sources: RFC 9110, RFC 6750 (bearer tokens), RFC 7617.

use super::super::model::Found;
use super::super::wire::{Line, Trouble, Why};
use super::answer;

/// How an account begins that names a header.
const HEADER: &str = "header ";
/// Headers that no credential may be sent in.
const OURS: [&str; 7] =
    ["host", "content-length", "content-type", "transfer-encoding", "connection", "idempotency-key", "accept"];

pub fn sign_in(line: &mut Line, account: &str, secret: &str) -> Result<(), Trouble> {
    if let Some(header) = account.strip_prefix(HEADER) {
        let header = header.trim().to_ascii_lowercase();
        if OURS.contains(&header.as_str()) {
            let told = format!("No credential is sent in the header “{header}”. Name another one.");
            return Err(Trouble::new(Why::Credential, told));
        }
        return line.carry(&header, secret);
    }
    match (account.is_empty(), secret.is_empty()) {
        (_, true) => Ok(()),
        (true, false) => line.carry("authorization", &format!("Bearer {secret}")),
        (false, false) => answer::basic(line, account, secret),
    }
}

/// Whether it answers at all, and lets us in.
pub async fn hello(line: &mut Line) -> Result<Found, Trouble> {
    let reply = line.get("").await?;
    if matches!(reply.status, 401 | 403 | 429 | 500..) {
        answer::fine(&reply, "GET")?;
    }
    let mut notes = vec!["Which paths there are, a service does not tell. A service task names one.".to_owned()];
    if !(200..300).contains(&reply.status) {
        notes.push(format!("At the address itself it answers {}; its paths may answer all the same.", reply.status));
    }
    Ok(Found { version: format!("It answers ({})", reply.status), notes, ..Found::default() })
}
