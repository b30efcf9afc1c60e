//! Separated text files (CSV): a first look, a mapping, the import with its report, and the export.
//!
//! Absent: workbooks, which come through here as text (see `xlsx`). Source: RFC 4180 and what exports of ITSM tools really
//! look like.

mod export;
mod guess;
mod import;
mod mapping;
mod preview;
mod records;
mod row;
mod sniff;
#[cfg(test)]
mod tests;

pub use export::export_csv;
pub use import::import_csv;
pub use mapping::{Backwards, Duplicates, FactColumns, Mapping, Shape, Step, usual_marks};
pub use preview::{Column, LooksLike, MAX_DISTINCT, Preview, ROWS_SHOWN, SAMPLE_BYTES, csv_preview};
pub(crate) use row::{flag, number};
