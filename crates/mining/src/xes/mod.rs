//! Event logs in the XML format of the process-mining field (XES), read as a stream and written.
//!
//! Absent: document type declarations (refused), nested attributes, lists and classifiers (passed over). Source: IEEE
//! 1849-2023 (XES), with the standard extensions concept, time, organizational and lifecycle.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{XesActivity, XesOptions, import_xes};
pub use write::export_xes;
