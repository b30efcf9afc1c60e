//! Connectors: the ITSM tools that the office speaks with, both ways. Ticket histories come in; tickets, comments and states go out.
//!
//! A connector is a tool's kind, its address and a credential that is sealed under a key outside the database and never shown again.
//! Every call is made over [`wire`], which decides what may be called at all, is noted without secrets, and counts for a rest after
//! repeated failures. Whoever needs a tool opens a [`Session`]; ticket histories are kept in one shape for all tools ([`history`]),
//! what is sent out is asked for by [`ticket`]. Absent: what a history means for a process (`measure`), and webhooks: a tool is asked,
//! it does not call. Sources: each tool's own REST documentation, named in its file below [`tool`].

mod api;
pub mod commands;
pub mod engine;
pub mod history;
mod model;
pub mod pages;
pub mod secret;
mod session;
pub mod store;
pub mod ticket;
pub mod tool;
mod views;
pub mod wire;

pub use model::{Action, Batch, Case, Connector, Cursor, Event, Found, Health, Kind, Named, Place, State};
pub use session::Session;
pub use wire::{Trouble, Why};

#[cfg(test)]
pub(crate) mod tests;
