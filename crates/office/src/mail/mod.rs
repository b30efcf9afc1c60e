//! Mail: letters that leave the office through its mail server, each once, in plain text.
//!
//! A capability writes a [`Letter`] in its own transaction; a job carries it out afterwards and tries again while the server
//! refuses for now. Without a mail server letters wait, visible to the operator, and leave when one is configured. Absent:
//! HTML, attachments, and receiving mail. Sources: RFC 5321 (SMTP), RFC 5322 (headers), RFC 3834 (`Auto-Submitted`).

pub mod jobs;
mod model;

pub use jobs::{Carried, carry, greet, send};
pub use model::Letter;

#[cfg(test)]
pub mod sink;
#[cfg(test)]
mod tests;
