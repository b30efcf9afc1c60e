//! Automation: a published process runs here. Cases go from step to step, people find their work in the one worklist, and what stops is
//! seen and mended.
//!
//! A process is switched on ([`deployment`]); what people drew is made ready to run ([`plan`]); a [`case`] is small rows that one
//! transaction carries to where it next waits; a [`task`] is work offered to people or programs; a [`stop`] waits for one person.
//! Absent: what an element of a diagram means (crate `engine`), and tools outside. Sources: BPMN 2.0.2 §13; WS-HumanTask 1.1.

mod api;
pub mod bulk;
pub mod case;
pub mod commands;
mod condition;
pub mod deployment;
pub mod escalation;
pub mod happening;
mod history;
pub mod jobs;
pub mod migration;
mod model;
pub mod pages;
pub mod pause;
pub mod plan;
pub mod retention;
pub mod service_level;
pub mod stop;
pub mod talk;
pub mod task;
mod views;
pub mod working;

pub use history::{Line, log_of};
pub use model::{Automation, Case, Deployment, STARTER, State, Task, TaskState};

#[cfg(test)]
pub(crate) mod tests;
