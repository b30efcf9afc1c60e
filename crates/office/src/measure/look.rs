//! A first look at an uploaded file, before anybody says how it is read: the columns of a table or sheet, the fields of XES, the
//! types of objects.
//!
//! Absent: reading it whole as a log (`import`). Nothing of an object-centric log is kept while its types are counted.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use mining::{ObjectTypes, Preview, XesPreview};

use super::import::limits;
use super::model::Format;
use super::read::{table, workbook};
use crate::failure::Failure;

/// How much of a XES file is looked at, bytes after unpacking.
const XES_BYTES: u64 = 4 * 1024 * 1024;

/// Rows of each table of a SQLite file that are looked at.
const ROWS_OF_EACH: usize = 100_000;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of a table or a sheet.
    pub preview: Option<Preview>,
    /// Names of the sheets of a workbook.
    pub sheets: Vec<String>,
    /// The sheet that was looked at; empty for no workbook.
    pub sheet: String,
    /// Types of objects with how many of each were seen, the most frequent first.
    pub types: Vec<(String, u64)>,
    /// Whether every object was counted, not only the first ones.
    pub counted_all: bool,
    /// What names the kind of file: its columns, fields or types.
    pub names: Vec<String>,
}

/// Looks at a file; `sheet` is the one of a workbook, the first where it is empty or not there.
///
/// # Errors
/// A sentence for the user.
pub fn look(path: &Path, format: Format, sheet: &str) -> Result<Look, Failure> {
    let refused = |error: mining::ImportError| Failure::refused(error.to_string());
    match format {
        Format::Table => {
            let preview = mining::csv_preview(open(path)?, &limits()).map_err(refused)?;
            Ok(Look { names: columns(&preview), preview: Some(preview), ..Look::default() })
        }
        Format::Workbook => {
            let bytes = workbook(open(path)?).map_err(refused)?;
            let sheets = mining::xlsx_sheets(&bytes, &limits()).map_err(refused)?;
            let sheet = sheets.iter().find(|one| *one == sheet).or(sheets.first()).cloned().unwrap_or_default();
            let preview = mining::xlsx_preview(&bytes, Some(&sheet), &limits()).map_err(refused)?;
            Ok(Look { names: columns(&preview), preview: Some(preview), sheets, sheet, ..Look::default() })
        }
        Format::Xes => {
            let preview = mining::xes_preview(open(path)?, XES_BYTES, &limits()).map_err(refused)?;
            Ok(Look { names: fields(&preview), ..Look::default() })
        }
        Format::ObjectsJson | Format::ObjectsXml | Format::ObjectsSqlite => {
            let found = types_of(path, format)?;
            let (types, counted_all) = (found.types, found.whole);
            let mut names: Vec<String> = types.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            Ok(Look { types, counted_all, names, ..Look::default() })
        }
    }
}

/// The types of objects of a file, counted without keeping it.
fn types_of(path: &Path, format: Format) -> Result<ObjectTypes, Failure> {
    let refused = |error: mining::ImportError| Failure::refused(error.to_string());
    match format {
        Format::ObjectsXml => mining::ocel_xml_types(open(path)?, &limits()).map_err(refused),
        Format::ObjectsSqlite => {
            let tables =
                db::read_tables_up_to(path, ROWS_OF_EACH).map_err(|error| Failure::refused(format!("{error}.")))?;
            let whole = tables.iter().all(|table| table.rows.len() < ROWS_OF_EACH);
            let tables: Vec<mining::Table> = tables.into_iter().map(table).collect();
            mining::ocel_table_types(&tables, whole).map_err(refused)
        }
        _ => mining::ocel_json_types(open(path)?, &limits()).map_err(refused),
    }
}

fn columns(preview: &Preview) -> Vec<String> {
    preview.columns.iter().map(|column| column.name.clone()).collect()
}

/// The fields of traces and events, in alphabetical order: which of them comes first is chance.
fn fields(preview: &XesPreview) -> Vec<String> {
    let named = |one: &mining::XesAttribute| match one.scope {
        mining::XesScope::Trace => format!("trace {}", one.key),
        mining::XesScope::Event => format!("event {}", one.key),
    };
    let mut names: Vec<String> = preview.attributes.iter().map(named).collect();
    names.sort();
    names
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path)
        .map(BufReader::new)
        .map_err(|_| Failure::refused("The uploaded file is no longer here. Please upload it again."))
}
