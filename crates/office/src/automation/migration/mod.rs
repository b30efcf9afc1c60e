//! Running cases are moved to the version in force: chosen, looked at, moved, and taken back while that is possible.
//!
//! Whoever runs the process says what each element becomes at which cases stand; the engine checks it, case by case. A migration is a row
//! with its cases, and what came of each of them stands there. It can be taken back for seven days, or until somebody says that it is kept,
//! and only for a case that has made no step since. Absent: moving a case to where it would not have waited. Sources: process instance
//! migration of Camunda 7 and 8; `practice.md` §1.10 (users ask to pick a subset by key, activity or list).

mod commands;
pub mod jobs;
mod model;
pub mod store;

pub use commands::{begin, keep, look, run, seen, undo};
pub use model::{Chosen, Look, MOST, Migration, Moved, MovedState, Report, UNDO_DAYS, Wanted, codes_of};
