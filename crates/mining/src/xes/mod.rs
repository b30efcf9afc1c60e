//! Event logs in the XML format of the process-mining field (XES), read as a stream and written.
//!
//! Absent: document type declarations (refused), nested attributes, lists, classifiers and global defaults (passed over). Source: IEEE
//! 1849-2023 (XES), with the standard extensions concept, time, organizational and lifecycle.

mod plan;
mod preview;
mod read;
mod scan;
#[cfg(test)]
mod tests;
mod traces;
mod write;

pub use plan::{XesActivity, XesOptions};
pub use preview::{XesAttribute, XesPreview, XesScope, xes_preview};
pub(crate) use read::declared_encoding;
pub use read::import_xes;
pub(crate) use write::escape;
pub use write::export_xes;
