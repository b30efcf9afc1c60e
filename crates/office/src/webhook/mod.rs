//! Webhooks: addresses outside that hear what happens in the office, each signed, and channels of a chat that are told in words.
//!
//! Whoever administers the office adds an address and chooses what it hears. An entry of the journal becomes a [`Delivery`] in the
//! transaction of a listener; a job carries it out after the commit, under the name of the entry, so that a repeat is recognised. What
//! does not arrive is tried again with growing waits; an address that fails for days is switched off and its owner is told. Absent:
//! what comes in (`intake`). Sources: Standard Webhooks 1.0 (headers, signature, waits, 410); the documentation of Slack, Teams and Mattermost.

mod address;
mod api;
pub mod chat;
mod commands;
mod deliver;
pub mod jobs;
mod model;
pub mod pages;
mod shape;
pub mod signature;
pub mod store;
mod views;

pub use commands::{Said, add, switch_off};
pub use model::{Delivery, Form, Stands, TOPICS, Topic, Webhook};

#[cfg(test)]
mod tests;
