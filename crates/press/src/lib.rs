//! Prints one neutral document as HTML, PDF, Word and spreadsheets; the same document gives the same bytes each time.
//!
//! A [`Document`] is a tree of [`Block`]s that knows nothing of its origin; [`markdown`] makes blocks of Markdown. [`html()`],
//! [`pdf()`] and [`word()`] print it, [`tabs()`] takes its tables out for a [`workbook()`]. Texts are hostile: whatever markup they hold stays text. Absent: files, network, clock, and
//! what a document is about. Sources: CommonMark 0.31, WCAG 2.2, ISO 14289-1 (PDF/UA-1), ISO 19005-2 (PDF/A-2a), ECMA-376 (Word).

mod document;
mod font;
mod html;
mod markdown;
mod pdf;
mod picture;
mod sheet;
mod text;
mod word;
mod workbook;
mod zip;

pub use document::{Align, Block, Column, Day, Document, Entry, Fact, Figure, Logo, Shape, Span, Tone};
pub use html::html;
pub use markdown::markdown;
pub use pdf::{pdf, prints_pdf};
pub use picture::{LOGO_BYTES, LOGO_PIXELS, PictureError, check_logo};
pub use word::word;
pub use workbook::{Tab, tabs, workbook};

use std::fmt;

/// Why a document could not be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintError {
    /// A figure or the logo cannot be read as a picture.
    Picture(String),
    /// Blocks lie within each other more than 24 deep.
    Deep,
    /// This build was made without PDF.
    WithoutPdf,
    /// The typesetter refused; its own words.
    Typesetter(String),
}

impl fmt::Display for PrintError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PrintError::Picture(why) => write!(out, "A picture of the document cannot be read: {why}"),
            PrintError::Deep => {
                write!(out, "The document nests lists or tables more than {} deep. Flatten them.", document::DEPTH)
            }
            PrintError::WithoutPdf => {
                write!(out, "This build prints no PDF. Take HTML or Word, or a build with the feature \"pdf\".")
            }
            PrintError::Typesetter(why) => write!(out, "The PDF could not be typeset: {why}"),
        }
    }
}

impl std::error::Error for PrintError {}

#[cfg(test)]
mod tests;
