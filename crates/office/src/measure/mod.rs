//! Measuring: the log of the ticketing tool is imported, held against the published process, and shows how well the work goes
//! and where it departs from what was agreed.
//!
//! A log is kept as one columnar document; measures and deviations are computed from it when asked and may be kept in memory,
//! where they are never authoritative. Absent: mining itself (crate `mining`), what becomes of a deviation (`improvement`).
//! Sources: see crate `mining`; W. Shewhart (run charts); Newcombe 1998 and Welch 1947 (benefits).

pub mod alarm;
mod api;
pub mod benefit;
pub mod case_log;
pub mod commands;
pub mod counting;
pub mod discovered;
pub mod feed;
pub mod figures;
pub mod import;
pub mod look;
pub mod mapping_form;
pub mod memory;
mod model;
pub mod pages;
pub mod read;
pub mod store;
pub mod upload;
pub mod views;
pub mod waiver;

pub use model::{Format, Import, ImportState, Log, Mode, Plan, Reading, SavedMapping};

/// Journal: a log was imported; the payload names `log_id`, `process_id`, `cases` and `events`.
pub const LOG_IMPORTED: &str = "measure.log_imported";

#[cfg(test)]
mod tests;
