//! A document as PDF: contents with page numbers, running heads and feet, vector diagrams, tagged for screen readers.
//!
//! Absent: fonts of the machine; a sign that the one family does not have is shown as a box. Sources: ISO 14289-1 (PDF/UA-1),
//! ISO 19005-2 (PDF/A-2a).

#[cfg(feature = "pdf")]
mod values;
#[cfg(feature = "pdf")]
mod world;

use crate::PrintError;
use crate::document::Document;

/// Whether this build prints PDF.
#[must_use]
pub fn prints_pdf() -> bool {
    cfg!(feature = "pdf")
}

/// The document as PDF. Takes tens of milliseconds to seconds of computing: call it where that holds nobody up.
///
/// # Errors
/// When a picture cannot be read, blocks lie too deep, or this build has no PDF.
#[cfg(feature = "pdf")]
pub fn pdf(document: &Document) -> Result<Vec<u8>, PrintError> {
    document.bounded()?;
    world::print(document)
}

/// The document as PDF, which this build does not print.
///
/// # Errors
/// Always [`PrintError::WithoutPdf`].
#[cfg(not(feature = "pdf"))]
pub fn pdf(_: &Document) -> Result<Vec<u8>, PrintError> {
    Err(PrintError::WithoutPdf)
}
