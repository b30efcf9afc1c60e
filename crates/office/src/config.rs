//! Settings: what an operator can choose, from flags and environment, in one struct.
//!
//! Absent: anything with one right answer. Limits that users can meet stand in [`limits`], each with its unit.

use std::net::SocketAddr;
use std::path::PathBuf;

/// How this office runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where checkpoints, backups and the embedded database live.
    pub data: PathBuf,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The address people use, without a trailing slash; links in mails and calendars start with it.
    pub public_url: String,
    /// `smtp://user:password@host:port` or `smtps://…`; none means that mails wait, visible to the operator.
    pub smtp: Option<String>,
    /// The sender of mails.
    pub mail_from: String,
    /// Where the key that seals credentials lies; none for `keys/secrets.key` in the data folder.
    pub key_file: Option<PathBuf>,
    /// A demo office: sign-in by one click, a banner on every page.
    pub demo: bool,
}

/// Every limit a user can meet, with its unit.
pub mod limits {
    /// Body of an ordinary form or API request, bytes.
    pub const FORM_BYTES: usize = 2 * 1024 * 1024;
    /// An uploaded log file, bytes as sent (it may be compressed).
    pub const UPLOAD_BYTES: usize = 256 * 1024 * 1024;
    /// A one-line text, characters.
    pub const LINE_CHARS: usize = 200;
    /// An `Idempotency-Key`, characters.
    pub const KEY_CHARS: usize = 100;
    /// A long text, characters.
    pub const TEXT_CHARS: usize = 20_000;
    /// How long one request may take before it is refused, seconds.
    pub const REQUEST_S: u64 = 60;
    /// How long the upload of a file may take, seconds.
    pub const UPLOAD_S: u64 = 15 * 60;
    /// Rows on one page of a list.
    pub const PAGE_ROWS: i64 = 50;
    /// Idle time after which a session ends, seconds.
    pub const SESSION_IDLE_S: i64 = 30 * 60;
    /// Age at which a session ends even when used, seconds.
    pub const SESSION_ABSOLUTE_S: i64 = 12 * 60 * 60;
    /// Password hashes computed at the same time (each takes 64 MiB).
    pub const PASSWORD_HASHES_AT_ONCE: usize = 2;
}
