//! The hand-off ledger: what passes between two processes, on which terms, and since when both owners agree.
//!
//! A hand-off is found in the definitions in force: one process gives, the other receives. Each side states its terms; where
//! both state the same, each owner agrees to exactly these, and an agreement lapses when they change. What only one side
//! names stands in both owners' worklists. The silo index is the share of hand-offs between units that nobody agreed on.
//! Absent: the wording itself, which is part of the definition of each process. Sources: Rummler and Brache (white space
//! between the boxes), FitSM-1:2024 GR4 (interfaces are defined), ISO/IEC 20000-1:2018 §8.2.

mod api;
mod asks;
pub mod commands;
pub mod jobs;
mod ledger;
mod model;
pub mod pages;
pub mod store;
mod views;

pub use model::{Agreement, Handoff, Party, Side, State, Terms};

#[cfg(test)]
mod tests;
