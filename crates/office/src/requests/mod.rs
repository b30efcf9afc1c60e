//! Replayed requests: an idempotency key is honoured once, and later answers name what the first one made.
//!
//! The key is claimed in the transaction that does the work, so that a retry after a lost answer finds the result and never
//! doubles it. Source: IETF draft-ietf-httpapi-idempotency-key-header.

pub mod store;

pub use store::{made_before, remember};
