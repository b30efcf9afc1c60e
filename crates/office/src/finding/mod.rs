//! Everything that is found in the processes of the office: what each definition in force says wrongly or not at all, and what only
//! shows between processes: a role that nobody holds, work for which two processes answer, an interface that one side knows.
//!
//! What a definition says about itself is kept row by row and renewed when another version comes into force; what stands between
//! processes is found when it is asked for. Each finding counts as the office weights its rule (`rule`). Absent: the rules
//! themselves (`definition::lint`). Sources: those of each rule.

mod api;
mod between;
pub mod commands;
pub mod jobs;
mod model;
pub mod pages;
pub mod store;
mod views;

pub use model::Found;

#[cfg(test)]
mod tests;
