//! The register of improvements: from where an improvement comes, who does it by when, and whether its benefit was kept.
//!
//! An improvement remembers its origin (a deviation of a log, a finding, an idea), gets an owner, a measure, a baseline and a
//! target when it is accepted, and is finished only when somebody other than its owner verified the benefit against data.
//! Absent: measuring itself (`measure` brings measurements) and changing the process (`process` drafts and publishes).
//! Sources: ITIL 4 continual improvement (register), ISO/IEC 20000-1:2018 §10.2, FitSM-1 PR14.

mod api;
mod asks;
mod benefit;
pub mod commands;
pub mod jobs;
mod model;
pub mod pages;
mod register;
mod remark;
mod score;
pub mod store;
mod views;

pub use benefit::{Measurement, Moved, Reading};
pub use commands::{Made, propose, record_measurement};
pub use model::{Act, Improvement, Measure, Origin, OriginKind, Plan, Proposal, Stage, Verification, Version};
pub use register::Listed;
pub use register::store::of_process;
pub use remark::improve;
pub use score::{Score, Size};

#[cfg(test)]
mod tests;
