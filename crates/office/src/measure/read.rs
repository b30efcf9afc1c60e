//! Reads a file of a ticketing tool as a log of cases, whatever its format.
//!
//! Absent: guessing what a file is by its content; its name says it. Sources: RFC 4180, ECMA-376 (workbooks), IEEE 1849 (XES), OCEL
//! 1.0 and 2.0, through the crate `mining`; SQLite through the crate `db`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use mining::{
    ImportError, Imported, ImportedObjects, ObjectLog, OcelOptions, OcelVersion, Progress, UnknownObjects, XesOptions,
};

use super::import::limits;
use super::model::{Format, Mode, Plan};

/// The largest workbook, packed, bytes: it is read as a whole.
pub const WORKBOOK_BYTES: u64 = 256 * 1024 * 1024;

/// Tells how far the reading is, and is told whether to go on.
type Watch<'w> = &'w dyn Fn(Progress) -> ControlFlow<()>;

/// Reads a file as a log.
///
/// # Errors
/// A sentence for the user, with the report of bad rows where there is one.
pub fn read_file(
    path: &Path,
    format: Format,
    plan: Option<&Plan>,
    mode: Mode,
    progress: Watch,
) -> Result<Imported, ImportError> {
    read_whole(path, format, plan, mode, progress).map(|whole| whole.imported)
}

/// A file that was read: the log of cases, and the objects that it was flattened from where there are several types of them.
#[derive(Debug)]
pub struct Whole {
    pub imported: Imported,
    pub objects: Option<Objects>,
}

/// The objects of a log, and the type whose cases were taken.
#[derive(Debug)]
pub struct Objects {
    pub object_type: String,
    pub log: ObjectLog,
}

/// The same with the objects behind the cases.
///
/// # Errors
/// As [`read_file`].
pub fn read_whole(
    path: &Path,
    format: Format,
    plan: Option<&Plan>,
    mode: Mode,
    progress: Watch,
) -> Result<Whole, ImportError> {
    if format.is_objects() {
        return flattened(objects(path, format, mode.of_mining())?, plan);
    }
    Ok(Whole { imported: read(open(path)?, format, plan, mode, progress)?, objects: None })
}

/// Reads a stream as a log; an object-centric log is read from its file.
///
/// # Errors
/// As [`read_file`].
pub fn read(
    reader: impl Read,
    format: Format,
    plan: Option<&Plan>,
    mode: Mode,
    progress: Watch,
) -> Result<Imported, ImportError> {
    let mode = mode.of_mining();
    let columns = || {
        plan.and_then(Plan::mapping).ok_or_else(|| ImportError::Mapping {
            why: "Say which columns hold the case, the state and the time.".to_owned(),
        })
    };
    match format {
        Format::Xes => mining::import_xes(reader, &XesOptions::default(), progress, mode, &limits()),
        Format::Table => mining::import_csv(reader, columns()?, progress, mode, &limits()),
        Format::Workbook => {
            let sheet = plan.and_then(Plan::sheet);
            mining::import_xlsx(&workbook(reader)?, sheet, columns()?, progress, mode, &limits())
        }
        Format::ObjectsJson | Format::ObjectsXml | Format::ObjectsSqlite => Err(ImportError::NotReadable {
            place: None,
            why: "an object-centric log is read from its file, not from a stream.".to_owned(),
        }),
    }
}

/// The bytes of a workbook.
///
/// # Errors
/// When it is too large or cannot be read.
pub fn workbook(reader: impl Read) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    reader.take(WORKBOOK_BYTES + 1).read_to_end(&mut bytes).map_err(ImportError::Io)?;
    if bytes.len() as u64 > WORKBOOK_BYTES {
        return Err(ImportError::TooLarge { limit: WORKBOOK_BYTES });
    }
    Ok(bytes)
}

/// An object-centric log. For its good rows, relations to objects that it does not have are left out.
///
/// # Errors
/// As [`read_file`].
pub fn objects(path: &Path, format: Format, mode: mining::Mode) -> Result<ImportedObjects, ImportError> {
    let unknown_objects = match mode {
        mining::Mode::AllOrNothing => UnknownObjects::Refuse,
        mining::Mode::GoodRows => UnknownObjects::LeaveOut,
    };
    let options = OcelOptions { unknown_objects, ..OcelOptions::default() };
    match format {
        Format::ObjectsXml => mining::import_ocel_xml(open(path)?, &options, mode, &limits()),
        Format::ObjectsSqlite => {
            let tables = db::read_tables(path)
                .map_err(|error| ImportError::NotReadable { place: None, why: format!("{error}.") })?;
            mining::import_ocel_tables(&tables.into_iter().map(table).collect::<Vec<_>>(), &options, mode)
        }
        _ => mining::import_ocel_json(open(path)?, &options, mode, &limits()),
    }
}

/// The cases of one type of objects, which has to be chosen where there are several.
fn flattened(read: ImportedObjects, plan: Option<&Plan>) -> Result<Whole, ImportError> {
    let ImportedObjects { log, report } = read;
    let types: Vec<&str> = log.object_types().iter().map(|kind| kind.name.as_str()).collect();
    let chosen = match (plan.and_then(Plan::object_type), types.as_slice()) {
        (Some(chosen), _) => chosen,
        (None, [only]) => only,
        (None, _) => {
            return Err(ImportError::Mapping { why: format!("Say whose cases they are: {}.", types.join(", ")) });
        }
    };
    let cases = log.flatten(chosen).map_err(|error| ImportError::Mapping { why: error.to_string() })?;
    let object_type = chosen.to_owned();
    let objects = (types.len() > 1).then(|| Objects { object_type, log });
    Ok(Whole { imported: Imported { log: cases, report }, objects })
}

impl Objects {
    /// The objects as OCEL 2.0 in JSON, packed with gzip, as they are kept.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn packed(&self) -> std::io::Result<Vec<u8>> {
        let mut out = GzEncoder::new(Vec::new(), Compression::fast());
        mining::export_ocel_json(&self.log, OcelVersion::Two, &mut out)?;
        out.finish()
    }

    /// Reads [`Objects::packed`].
    ///
    /// # Errors
    /// When the bytes are damaged.
    pub fn unpacked(bytes: &[u8]) -> Result<ObjectLog, ImportError> {
        let text = GzDecoder::new(bytes);
        let read = mining::import_ocel_json(text, &OcelOptions::default(), mining::Mode::AllOrNothing, &limits())?;
        Ok(read.log)
    }
}

/// A table of a SQLite file as the miner wants it.
#[must_use]
pub fn table(table: db::ForeignTable) -> mining::Table {
    let cell = |value| match value {
        db::ForeignValue::Null => mining::Cell::Empty,
        db::ForeignValue::Int(number) => mining::Cell::Integer(number),
        db::ForeignValue::Float(number) => mining::Cell::Real(number),
        db::ForeignValue::Text(text) => mining::Cell::Text(text),
    };
    let rows = table.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    mining::Table { name: table.name, columns: table.columns, rows }
}

fn open(path: &Path) -> Result<BufReader<File>, ImportError> {
    File::open(path).map(BufReader::new).map_err(ImportError::Io)
}
