//! Decision models: read, compiled, evaluated, explained and looked through for gaps.
//!
//! Absent: drawing and editing. Source: OMG *Decision Model and Notation* 1.5 (formal/24-01-01).

mod analysis;
mod boxed;
mod column;
mod decide;
mod given;
mod item;
mod model;
mod read;
mod session;
mod sheet;
mod table;
pub(crate) mod xml;

pub use analysis::{Gap, MAX_FINDINGS, MAX_RULES, Overlap, TableReport, Unreached};
pub use decide::{Decided, Request, Why};
pub use model::{Decision, Flaw, Input, Model};
pub use read::imports;
pub(crate) use session::Session;
pub use sheet::{Logic, Made, Sheet, SheetInput, SheetOutput, SheetRule, WriteError, quoted, unquoted};
pub(crate) use table::Table;
pub use table::{Aggregation, HitPolicy};
pub use xml::{MAX_MODEL_BYTES, MAX_XML_DEPTH, MAX_XML_ELEMENTS, ReadError};

#[cfg(test)]
mod tests;
