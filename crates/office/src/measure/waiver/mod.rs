//! Waivers of deviations: the owner of a process says that a departure of the work is known and accepted until a day, and is asked
//! again when the day comes.
//!
//! A waiver changes no figure: the departure stays counted and can still become an improvement. One stands for a deviation at a time;
//! granted anew, it holds until the new day. Absent: waivers of tools (`requirement`), the comparison itself (crate `mining`).
//! Source: ISO 9000:2015 3.12.5 (concession).

pub mod api;
pub mod commands;
pub mod jobs;
mod model;
pub mod pages;
pub mod store;
mod views;

pub use model::{End, State, Waiver};
pub(in crate::measure) use views::{LEAD, beside, new_href};

#[cfg(test)]
mod tests;
