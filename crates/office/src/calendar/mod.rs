//! Calendars: when the office works. Kept once, and used by due days, timers, service levels and measures alike.
//!
//! A calendar has the hours of a week in a time zone, free days, and days with hours of their own. One of them is the usual one: due days
//! that nobody said otherwise count in it. Absent: working time itself (crate `calendar`) and shifts of single people. Source: ServiceNow,
//! "Schedules"; RFC 5545 (holidays are read from it).

mod api;
pub mod commands;
mod holidays;
mod model;
pub mod pages;
pub mod store;
mod views;

/// Journal: the hours of a calendar changed, or which one is the usual one.
pub const CHANGED: &str = "calendar.changed";

pub use model::{Calendar, Day, Hours};
pub use store::{Kept, kept, ready, usual};

#[cfg(test)]
mod tests;
