//! The scorecard of a process: how it is on five dimensions, each from facts, with target and trend; and all processes at once.
//!
//! Quality, effectiveness, efficiency, compliance and adoption rest on the newest ticket log, the definition in force, agreed
//! hand-offs and what people say of their daily work. What is not known says why; nothing is estimated and there is no total score.
//! Absent: surveys, cost, controls. Sources: FitSM-1:2024 GR6.1 (measured against goals), ISO 9001:2015 9.1.3, Rummler and Brache
//! (hand-offs).

mod api;
mod facts;
pub mod jobs;
mod model;
pub mod pages;
mod store;
mod views;

pub use model::{Card, Dimension, Line, Status, Trend};

#[cfg(test)]
mod tests;
