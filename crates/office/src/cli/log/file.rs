//! Opens a log by the ending of its name, whatever its format.
//!
//! Absent: guessing by content. Sources: RFC 4180, ECMA-376, IEEE 1849, OCEL 1.0 and 2.0, through the crate `mining`; SQLite
//! through the crate `db`.

use std::fs::{self, File};
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use mining::{EventLog, Imported, Limits, Mapping, ObjectLog, OcelOptions, Report, UnknownObjects};

use serde::Deserialize;

use crate::measure::Reading;
use crate::measure::import::{limits, told};
use crate::measure::read::table;

/// The largest workbook, packed, bytes: it is read as a whole.
const WORKBOOK_BYTES: u64 = 512 * 1024 * 1024;

/// How a log is read.
#[derive(Args, Clone, Debug, Default)]
pub struct How {
    /// A TOML file that says which column of a table means what; without it the columns are recognised.
    #[arg(long, value_name = "MAP.toml")]
    pub mapping: Option<PathBuf>,
    /// The sheet of a workbook; without it the first.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Of an object-centric log the type whose objects are the cases.
    #[arg(long, value_name = "TYPE")]
    pub object_type: Option<String>,
    /// Take the good rows and report the bad ones; without it one bad row is an error.
    #[arg(long)]
    pub good_rows: bool,
    /// Leave out relations of an object-centric log to objects it does not have.
    #[arg(long)]
    pub leave_out_unknown: bool,
}

/// The formats, as the ending of a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Table,
    Workbook,
    Xes,
    OcelJson,
    OcelXml,
    OcelSqlite,
}

impl Kind {
    /// # Errors
    /// A sentence that names the endings that are known.
    pub fn of(path: &Path) -> Result<Kind, String> {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("csv" | "tsv" | "txt") => Ok(Kind::Table),
            Some("xlsx" | "xlsm") => Ok(Kind::Workbook),
            Some("xes") => Ok(Kind::Xes),
            Some("json" | "jsonocel") => Ok(Kind::OcelJson),
            Some("xml" | "xmlocel") => Ok(Kind::OcelXml),
            Some("sqlite" | "sqlite3" | "db") => Ok(Kind::OcelSqlite),
            _ => Err(format!(
                "{} has no known ending. Tables end in .csv, .tsv or .txt, workbooks in .xlsx, XES in .xes, object-centric \
                 logs in .json, .jsonocel, .xml, .xmlocel or .sqlite; .gz may follow.",
                path.display()
            )),
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    Cases(Box<EventLog>),
    Objects(Box<ObjectLog>),
}

/// A log that was opened, with what was found on the way.
#[derive(Clone, Debug)]
pub struct Opened {
    pub content: Content,
    pub report: Report,
}

/// Opens a log.
///
/// # Errors
/// A sentence: the file cannot be read, or rows of it are bad.
pub fn open(path: &Path, how: &How) -> Result<Opened, String> {
    let mode = if how.good_rows { mining::Mode::GoodRows } else { mining::Mode::AllOrNothing };
    let at = |error: mining::ImportError| {
        let hint = match error {
            mining::ImportError::BadRows(_) => " --good-rows takes the others.",
            _ => "",
        };
        format!("{}: {}{hint}", path.display(), told(&error))
    };
    let go = |_| ControlFlow::Continue(());
    let limits = limits();
    let unknown_objects = if how.leave_out_unknown { UnknownObjects::LeaveOut } else { UnknownObjects::Refuse };
    let options = OcelOptions { unknown_objects, ..OcelOptions::default() };
    let of_objects = |read: Result<mining::ImportedObjects, mining::ImportError>| {
        read.map_err(at).map(|read| Opened { content: Content::Objects(Box::new(read.log)), report: read.report })
    };
    match Kind::of(path)? {
        Kind::Table => {
            let mapping = mapping(path, how)?;
            mining::import_csv(source(path)?, &mapping, &go, mode, &limits).map_err(at).map(opened)
        }
        Kind::Workbook => {
            let mapping = mapping(path, how)?;
            let bytes = workbook(path)?;
            mining::import_xlsx(&bytes, how.sheet.as_deref(), &mapping, &go, mode, &limits).map_err(at).map(opened)
        }
        Kind::Xes => {
            let preview = mining::xes_preview(source(path)?, u64::MAX, &limits).map_err(at)?;
            mining::import_xes(source(path)?, &preview.keep_all(), &go, mode, &limits).map_err(at).map(opened)
        }
        Kind::OcelJson => of_objects(mining::import_ocel_json(source(path)?, &options, mode, &limits)),
        Kind::OcelXml => of_objects(mining::import_ocel_xml(source(path)?, &options, mode, &limits)),
        Kind::OcelSqlite => {
            let tables = db::read_tables(path).map_err(|error| format!("{error}."))?;
            of_objects(mining::import_ocel_tables(&tables.into_iter().map(table).collect::<Vec<_>>(), &options, mode))
        }
    }
}

/// Opens a log as one of cases: an object-centric log is flattened to the type asked for, or to its only one.
///
/// # Errors
/// As [`open`]; also when the type has to be chosen.
pub fn open_cases(path: &Path, how: &How) -> Result<(EventLog, Report), String> {
    let Opened { content, report } = open(path, how)?;
    match content {
        Content::Cases(log) => Ok((*log, report)),
        Content::Objects(log) => Ok((flatten(path, &log, how.object_type.as_deref())?, report)),
    }
}

/// # Errors
/// A sentence that names the types, when there is no such type or none is chosen of several.
pub fn flatten(path: &Path, log: &ObjectLog, object_type: Option<&str>) -> Result<EventLog, String> {
    let types: Vec<&str> = log.object_types().iter().map(|kind| kind.name.as_str()).collect();
    let chosen = match (object_type, types.as_slice()) {
        (Some(chosen), _) => chosen,
        (None, [only]) => only,
        (None, _) => {
            let types = types.join(", ");
            return Err(format!(
                "{} is object-centric. Choose whose cases with --object-type: {types}.",
                path.display()
            ));
        }
    };
    log.flatten(chosen).map_err(|error| error.to_string())
}

fn opened(Imported { log, report }: Imported) -> Opened {
    Opened { content: Content::Cases(Box::new(log)), report }
}

fn source(path: &Path) -> Result<BufReader<File>, String> {
    File::open(path).map(BufReader::new).map_err(|error| format!("{}: {error}.", path.display()))
}

/// The bytes of a workbook.
///
/// # Errors
/// A sentence when it cannot be read or is too large.
pub fn workbook(path: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(path).map_err(|error| format!("{}: {error}.", path.display()))?.len();
    if size > WORKBOOK_BYTES {
        return Err(format!(
            "{} is larger than the {WORKBOOK_BYTES} bytes that are read. Save it as CSV.",
            path.display()
        ));
    }
    fs::read(path).map_err(|error| format!("{}: {error}.", path.display()))
}

/// A first look at a table or workbook.
///
/// # Errors
/// A sentence when it is neither, or cannot be read.
pub fn preview(path: &Path, how: &How) -> Result<mining::Preview, String> {
    let limits: Limits = limits();
    let preview = match Kind::of(path)? {
        Kind::Table => mining::csv_preview(source(path)?, &limits),
        Kind::Workbook => mining::xlsx_preview(&workbook(path)?, how.sheet.as_deref(), &limits),
        _ => return Err(format!("{} is no table: its format says what means what.", path.display())),
    };
    preview.map_err(|error| format!("{}: {error}", path.display()))
}

/// The same TOML file as `mandate import --mapping` takes.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    mapping: Option<Mapping>,
    reading: Option<Reading>,
}

/// What the TOML file says; a mapping may also stand in it alone.
fn chosen(how: &How) -> Result<MappingFile, String> {
    let Some(file) = &how.mapping else { return Ok(MappingFile::default()) };
    let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}.", file.display()))?;
    let at = |error: toml::de::Error| format!("{}: {error}", file.display());
    let whole: toml::Table = toml::from_str(&text).map_err(at)?;
    if whole.contains_key("mapping") || whole.contains_key("reading") {
        return toml::from_str(&text).map_err(at);
    }
    Ok(MappingFile { mapping: Some(toml::from_str(&text).map_err(at)?), reading: None })
}

/// The mapping of the TOML file, or the one that is recognised.
fn mapping(path: &Path, how: &How) -> Result<Mapping, String> {
    if let Some(mapping) = chosen(how)?.mapping {
        return Ok(mapping);
    }
    let preview = preview(path, how)?;
    preview.suggested.ok_or_else(|| {
        let (name, notes) = (path.display(), preview.notes.join(" "));
        format!("The columns of {name} for case, state and time were not recognised. {notes} Give --mapping.")
    })
}

/// Which file, and how it is read as a log of cases.
#[derive(Args, Clone, Debug)]
pub struct LogFile {
    /// A CSV, TSV, Excel, XES or OCEL file, also packed with gzip.
    pub file: PathBuf,
    #[command(flatten)]
    pub how: How,
}

impl LogFile {
    /// The log with the report of its rows, and what its states stand for where the TOML file says so.
    ///
    /// # Errors
    /// A sentence naming the file, and the row where one is bad.
    pub fn read(&self) -> Result<(Imported, Option<Reading>), String> {
        let (log, report) = open_cases(&self.file, &self.how)?;
        if log.event_count() == 0 {
            return Err(format!("{} holds no events.", self.file.display()));
        }
        Ok((Imported { log, report }, chosen(&self.how)?.reading))
    }
}
