//! A document in each of its formats.
//!
//! Absent: how it looks; that is the crate `press`.

use press::Document;

use super::model::{Format, Kind};
use crate::web::csv;

/// Whether a kind is made in a format; this build may print no PDF.
#[must_use]
pub fn offers(kind: Kind, format: Format) -> bool {
    match format {
        Format::Csv | Format::Xlsx if kind == Kind::Workbook => format == Format::Xlsx,
        Format::Csv | Format::Xlsx => kind.is_table(),
        _ if kind == Kind::Workbook => false,
        Format::Pdf => press::prints_pdf(),
        Format::Html | Format::Word => true,
    }
}

/// The bytes of a document in a format; a table alone takes the first one of the document.
///
/// # Errors
/// When the printer refuses.
pub fn print(document: &Document, format: Format) -> Result<Vec<u8>, press::PrintError> {
    match format {
        Format::Html => press::html(document).map(String::into_bytes),
        Format::Pdf => press::pdf(document),
        Format::Word => press::word(document),
        Format::Xlsx => Ok(press::workbook(&press::tabs(document))),
        Format::Csv => Ok(sheet(document)),
    }
}

fn sheet(document: &Document) -> Vec<u8> {
    let tabs = press::tabs(document);
    // The last tab tells about the document itself.
    let Some(tab) = tabs.split_last().and_then(|(_, tables)| tables.first()) else {
        return csv::file(&[], std::iter::empty());
    };
    let heads: Vec<&str> = tab.columns.iter().map(|column| column.heading.as_str()).collect();
    csv::file(&heads, tab.rows.iter().cloned())
}
