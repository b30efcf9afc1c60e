//! A first look at an uploaded file, before anybody says how it is read: the columns of a table or sheet, the fields of XES, the
//! types of objects.
//!
//! Absent: reading it whole as a log (`import`). Only an object-centric log has to be read whole, to know its types.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use mining::{ImportedObjects, Preview, XesPreview};

use super::import::limits;
use super::model::Format;
use super::read::{objects, workbook};
use crate::failure::Failure;

/// How much of a XES file is looked at, bytes after unpacking.
const XES_BYTES: u64 = 4 * 1024 * 1024;

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of a table or a sheet.
    pub preview: Option<Preview>,
    /// Names of the sheets of a workbook.
    pub sheets: Vec<String>,
    /// The sheet that was looked at; empty for no workbook.
    pub sheet: String,
    /// Types of objects with how many there are, the most frequent first.
    pub types: Vec<(String, usize)>,
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
            let ImportedObjects { log, .. } = objects(path, format, mining::Mode::GoodRows).map_err(refused)?;
            let mut types: Vec<(String, usize)> = log
                .object_types()
                .iter()
                .map(|kind| {
                    let count = log.objects().filter(|object| object.object_type() == kind.name).count();
                    (kind.name.clone(), count)
                })
                .collect();
            types.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let mut names: Vec<String> = types.iter().map(|(name, _)| name.clone()).collect();
            names.sort();
            Ok(Look { types, names, ..Look::default() })
        }
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
