//! `mandate log convert`: the same log in another format.
//!
//! Absent: writing workbooks. Sources: RFC 4180, IEEE 1849, OCEL 1.0 and 2.0, through the crate `mining`.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use mining::{ObjectLog, OcelVersion};
use serde_json::{Value, json};

use super::file::{Content, How, Kind, Opened, flatten, open};

/// Writes a log as CSV, XES or OCEL, by the ending of the name.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
    mandate log convert tickets.xes.gz tickets.csv\n  \
    mandate log convert tickets.csv tickets.jsonocel --object-type incident\n  \
    mandate log convert service.sqlite incidents.xes --object-type incident")]
pub struct Convert {
    /// The log to read.
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The log to write: .csv, .xes, .jsonocel, .xmlocel or .sqlite.
    #[arg(value_name = "OUT")]
    to: PathBuf,
    #[command(flatten)]
    how: How,
    /// Write version 1 of OCEL, as JSON or XML, and tell what it cannot hold.
    #[arg(long)]
    ocel1: bool,
    /// Replace a file that exists.
    #[arg(long)]
    replace: bool,
}

/// Converts, and says what was written and what was lost.
///
/// # Errors
/// A sentence when the log cannot be read or written.
pub fn run(arguments: &Convert) -> Result<(String, Value), String> {
    let (from, to) = (&arguments.from, &arguments.to);
    let kind = Kind::of(to)?;
    let packed = to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    if kind == Kind::Workbook || packed {
        return Err(format!("{}: workbooks and packed files are read, not written.", to.display()));
    }
    if to.exists() && !arguments.replace {
        return Err(format!("{} exists. --replace replaces it.", to.display()));
    }
    let Opened { content, report } = open(from, &arguments.how)?;
    let object_type = arguments.how.object_type.as_deref();
    let mut notes = report.notes.clone();
    if report.rows_bad + report.duplicates > 0 {
        notes.push(report.sentence());
    }
    match (content, kind) {
        (content, Kind::Table | Kind::Xes) => {
            let log = match content {
                Content::Cases(log) => *log,
                Content::Objects(log) => {
                    notes.push(
                        "Only one type of object was written; relations and other types are not in it.".to_owned(),
                    );
                    flatten(from, &log, object_type)?
                }
            };
            write(
                to,
                |out| if kind == Kind::Table { mining::export_csv(&log, out) } else { mining::export_xes(&log, out) },
            )?;
        }
        (Content::Cases(log), _) => {
            let log = ObjectLog::from_cases(&log, object_type.unwrap_or("case")).map_err(|full| full.to_string())?;
            notes.extend(objects(to, kind, &log, arguments.ocel1)?);
        }
        (Content::Objects(log), _) => notes.extend(objects(to, kind, &log, arguments.ocel1)?),
    }
    let mut lines = vec![format!("{} is written.", to.display())];
    lines.extend(notes.iter().cloned());
    Ok((lines.join("\n"), json!({ "written": to, "report": report, "notes": notes })))
}

/// Writes an object-centric log; answers what the format cannot hold.
fn objects(to: &Path, kind: Kind, log: &ObjectLog, older: bool) -> Result<Vec<String>, String> {
    let version = if older { OcelVersion::One } else { OcelVersion::Two };
    let mut lost = Vec::new();
    match kind {
        Kind::OcelSqlite => {
            let tables: Vec<db::ForeignTable> = mining::ocel_tables(log).into_iter().map(table).collect();
            let mut partial = to.as_os_str().to_owned();
            partial.push(".partial");
            let partial = PathBuf::from(partial);
            db::write_tables(&partial, &tables).map_err(|error| format!("{error}."))?;
            fs::rename(&partial, to).map_err(|error| format!("{} cannot be written: {error}.", to.display()))?;
        }
        Kind::OcelXml => write(to, |out| mining::export_ocel_xml(log, version, out).map(|told| lost = told))?,
        _ => write(to, |out| mining::export_ocel_json(log, version, out).map(|told| lost = told))?,
    }
    Ok(lost)
}

/// Writes beside the file first, so that a fault leaves no half of it.
fn write(to: &Path, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), String> {
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let written = File::create(&partial).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 20, file);
        fill(&mut out)?;
        out.flush()?;
        fs::rename(&partial, to)
    });
    written.map_err(|error| format!("{} cannot be written: {error}.", to.display()))
}

fn table(table: mining::Table) -> db::ForeignTable {
    let value = |cell| match cell {
        mining::Cell::Empty => db::ForeignValue::Null,
        mining::Cell::Integer(number) => db::ForeignValue::Int(number),
        mining::Cell::Real(number) => db::ForeignValue::Float(number),
        mining::Cell::Text(text) => db::ForeignValue::Text(text),
    };
    let rows = table.rows.into_iter().map(|row| row.into_iter().map(value).collect()).collect();
    db::ForeignTable { name: table.name, columns: table.columns, rows }
}
