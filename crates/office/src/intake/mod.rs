//! Intakes: addresses of the office at which tools and mails come in, each with a secret of its own.
//!
//! What comes in is believed when its signature or token is right, counts once under the name that its sender gave it, and does what
//! an administrator chose: it brings a message to the case that waits for it or begins a process with it, or nudges a feed to be brought now.
//! Whoever is refused is not told why. Absent: what a message does in a case (`automation`), mailboxes that are polled, and attachments.
//! Sources: Standard Webhooks 1.0; RFC 5322, RFC 3834 (automatic answers).

mod api;
mod call;
mod commands;
pub mod jobs;
mod letter;
mod model;
pub mod pages;
mod proof;
pub mod store;
mod views;

pub use commands::{Said, add};
pub use model::{Form, Intake, Purpose};

#[cfg(test)]
mod tests;
