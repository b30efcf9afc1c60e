//! The automation potential of a process: which activities would save how many hours a year if a machine did them, and what stands
//! against it.
//!
//! Everything is told from what is known: the definition, its published versions, and the ticket log; what nobody knows widens the range.
//! Absent: automation itself, and an assessed level of capability, which is not kept here. Source: practice of choosing what to automate: volume, minutes, stability,
//! clear rules, digital input, exceptions.

mod api;
mod known;
mod model;
pub mod pages;
mod views;

#[cfg(test)]
mod tests;
