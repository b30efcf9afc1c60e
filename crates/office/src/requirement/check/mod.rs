//! A look at the tool itself: what its configuration has of that which the process and its requirements name, and the other way round.
//!
//! A job reads states, fields, types and priorities over a connector and changes nothing there. Each requirement that names something that
//! a configuration shows gets a proposed result with what was seen; a person takes it with one click. Known departures are told as known.
//! Absent: how a tool is read (`connector::tool::shape`), and whether the tool behaves so; that is tried out by people.

mod api;
mod commands;
mod compare;
pub mod jobs;
mod model;
mod named;
pub mod pages;
mod store;
mod views;

pub use commands::{At, enter};

#[cfg(test)]
mod tests;
