//! The architecture: all processes at once, as a house of nested boxes and as a landscape with the health of each.
//!
//! Health is derived from facts by one stated rule, and every reason is named beside it; there is no score. Absent: the place of one
//! process and its variants (`process`), which are set there. Sources: APQC PCF (house of processes), practice of process
//! governance ("which need attention"); the rule is ours and stands in [`model`].

mod api;
mod facts;
mod house;
mod landscape;
mod model;
pub mod pages;
mod views;

pub use model::{Facts, Grade, Health, Reason, health};

#[cfg(test)]
mod tests;
