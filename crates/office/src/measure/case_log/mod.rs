//! The cases that run here as the log of their process: made by itself, kept up to date, without a file or a mapping.
//!
//! Whoever may import for a process begins it once. From then on the log is made anew when more work was done, once an hour at most. Each
//! piece of work stands for its activity, because the case ran the diagram itself. Absent: how a case runs (`automation`), and figures
//! (`measure`).

mod commands;
mod jobs;
mod log;
pub(super) mod pages;
mod store;
mod views;

use crate::clock::Time;

pub use jobs::{MAKE, TICK};

/// A process whose own cases are its log.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseLog {
    pub process_id: String,
    /// With whose permission the log is kept.
    pub keeper_id: String,
    /// The log that was made last; empty before.
    pub log_id: String,
    /// Steps that the cases had taken when it was made.
    pub steps: i64,
    pub made_at: Option<Time>,
    pub tried_at: Time,
    /// Why it could not be made; empty while all is well.
    pub trouble: String,
}

#[cfg(test)]
mod tests;
