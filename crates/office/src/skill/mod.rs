//! Skills: what people are able to, so that work which needs it is asked of those who can do it, and gaps are seen before they hurt.
//!
//! The office keeps one plain list. A person says what they can do and somebody confirms it, or whoever keeps the list gives it; only what is
//! confirmed counts. An activity of a process names the skills that it needs. Absent: levels of a skill, and who may do what (`access`).
//! Source: FitSM-1:2024 GR2.3 (competence of those who act); practice of service offices (a second person for each skill).

mod api;
pub mod commands;
mod model;
pub mod pages;
pub mod store;
mod views;

pub use model::{Line, Need, Skill, Standing};

#[cfg(test)]
mod tests;
