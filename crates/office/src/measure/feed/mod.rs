//! Feeds: the ticket history of a tool, brought by the clock, becomes the log of a process and stays up to date.
//!
//! A feed names a connector, a place in its tool and a schedule. The first pull brings the history; somebody says what the states
//! mean, as for a file; from then on each pull brings what is new and the log is made anew. What goes wrong stands on the page of the
//! feed and asks one person. Absent: speaking with the tool (`connector`), and figures (`measure`).

mod begin;
mod commands;
mod jobs;
mod log;
mod model;
pub(super) mod pages;
mod store;
mod views;

pub use commands::{is_there, nudge};
pub use jobs::{BRING, TICK};
pub use model::Feed;
pub use store::all;

#[cfg(test)]
mod tests;
