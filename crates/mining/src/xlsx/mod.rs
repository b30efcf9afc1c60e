//! Sheets of Excel workbooks (.xlsx), read through the same door as separated text.
//!
//! A sheet becomes rows of text, dates written as `2024-02-29 13:05:00`, and these are read by a mapping like any table; a row
//! keeps its number. Absent: formulas (their last results are read), .xls, .xlsb and locked workbooks; line breaks inside a cell
//! become spaces. Source: ECMA-376-1:2016, §12 (parts) and §18 (`SpreadsheetML`); APPNOTE.TXT 6.3.10 for the archive.

mod archive;
mod book;
mod sheet;
#[cfg(test)]
mod tests;

use crate::report::{ImportError, Imported, Mode, Progress};
use crate::source::{Encoding, Limits};
use crate::table::{Mapping, Preview, csv_preview, import_csv};
use book::Book;
use std::ops::ControlFlow;

/// The names of the sheets of a workbook, in order.
///
/// # Errors
/// [`ImportError::NotReadable`]: it is no workbook, or damaged.
pub fn xlsx_sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<String>, ImportError> {
    Ok(Book::open(bytes, limits)?.sheets.into_iter().map(|sheet| sheet.name).collect())
}

/// Looks at the beginning of a sheet, the first where none is named.
///
/// # Errors
/// As [`crate::csv_preview`]; also when there is no such sheet.
pub fn xlsx_preview(bytes: &[u8], sheet: Option<&str>, limits: &Limits) -> Result<Preview, ImportError> {
    let book = Book::open(bytes, limits)?;
    let mut preview = csv_preview(book.rows(sheet)?, limits)?;
    if let (None, [first, _, ..]) = (sheet, book.sheets.as_slice()) {
        let count = book.sheets.len();
        preview.notes.push(format!("The workbook has {count} sheets; this is the first, \"{}\".", first.name));
    }
    if let Some(mapping) = &mut preview.suggested {
        (mapping.encoding, mapping.delimiter) = (None, None);
    }
    Ok(preview)
}

/// Reads a sheet, the first where none is named, as an event log. In the report a row has the number it has in the sheet.
///
/// # Errors
/// As [`crate::import_csv`]; also when there is no such sheet.
pub fn import_xlsx(
    bytes: &[u8],
    sheet: Option<&str>,
    mapping: &Mapping,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    mode: Mode,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    let book = Book::open(bytes, limits)?;
    let mapping = Mapping { encoding: Some(Encoding::Utf8), delimiter: Some(','), ..mapping.clone() };
    import_csv(book.rows(sheet)?, &mapping, progress, mode, limits)
}
