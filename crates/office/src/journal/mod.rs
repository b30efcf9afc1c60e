//! The journal: who did what, when and why, on each object and for the whole office; nobody can change it unseen.
//!
//! Every change of state writes one [`Entry`] in its own transaction. Entries are chained by SHA-256 over *salted hashes* of
//! their payload, so that a payload can be erased for a person's sake while the chain stays verifiable. Signed checkpoints
//! outside the database show a cut tail or a rewritten chain. Listeners read the journal behind a cursor of their own.
//! Absent: reading rights of single objects. Sources: RFC 6962 §2 (hash chains and checkpoints), 21 CFR 11.10(e), RFC 8032.

pub mod chain;
pub mod checkpoint;
pub mod export;
pub mod listen;
mod model;
pub mod pages;
pub mod store;
pub mod views;
pub mod words;

pub use model::{Entry, New, Object};
pub use store::record;

#[cfg(test)]
mod tests;
