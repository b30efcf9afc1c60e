//! `mandate import`: a log of the ticketing tool from a file, without the browser.

use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::open_db;
use crate::access::{Actor, Holding, Role};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::journal::chain::hex;
use crate::measure::commands::{Order, Read, keep, save_mapping};
use crate::measure::import::{fingerprint, limits, read, states, told};
use crate::measure::{Format, Mode, Reading, store};
use crate::process;

/// Imports a log for a process and says what became of every row.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// A CSV, TSV or XES file, also packed with gzip.
    file: PathBuf,
    /// The process, as in its address: `incident-management`.
    #[arg(long)]
    process: String,
    /// How the file is read: a TOML file, or the name of a saved mapping; without it the columns are recognised.
    #[arg(long)]
    mapping: Option<String>,
    /// Take the good rows and report the bad ones; without it one bad row stops the import.
    #[arg(long, conflicts_with = "all_or_nothing")]
    good_rows: bool,
    /// Import everything or nothing; this is the default.
    #[arg(long)]
    all_or_nothing: bool,
    /// Keep the mapping under this name.
    #[arg(long)]
    save_mapping: Option<String>,
    /// The folder of the office.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data")]
    data: PathBuf,
    /// The database, where it is not in the folder.
    #[arg(long, env = "MANDATE_DATABASE")]
    database: Option<String>,
}

/// A mapping as a TOML file: the columns, and what the states stand for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingFile {
    mapping: Option<mining::Mapping>,
    reading: Option<Reading>,
}

/// Imports the file.
///
/// # Errors
/// A sentence; then nothing was imported.
pub fn run(arguments: Import) -> Result<(String, Value), String> {
    let db = open_db(&arguments.data, arguments.database.clone())?;
    let key = arguments.process.clone();
    let now = Clock::System.now();
    let (process, steps) = db
        .read_now(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            let steps = process::published(tx, &process.id, now)?.map(|(_, definition)| definition.steps());
            Ok((process, steps.unwrap_or_default()))
        })
        .map_err(|failure: Failure| match failure {
            Failure::NotFound => format!("There is no process “{}”.", arguments.process),
            other => other.to_string(),
        })?;
    let bytes = fs::metadata(&arguments.file).map_err(|error| format!("{}: {error}.", arguments.file.display()))?.len();
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = Format::of_name(&name);
    let open = || File::open(&arguments.file).map(BufReader::new).map_err(|error| format!("{name}: {error}."));
    let (mapping, reading, print) = plan(&db, &arguments, format, &steps, &open)?;
    let mode = if arguments.good_rows { Mode::GoodRows } else { Mode::AllOrNothing };
    let imported = read(open()?, format, mapping.as_ref(), mode, &|_| ControlFlow::Continue(()))
        .map_err(|error| format!("Nothing was imported. {}", told(&error)))?;
    let sha256 = hash(&arguments.file)?;
    let content = imported.log.to_bytes();
    let order = Order {
        process_id: process.id.clone(),
        mapping,
        reading,
        mode,
        save_as: arguments.save_mapping.clone().unwrap_or_default(),
        fingerprint: print,
    };
    let (sentence, report) = (imported.report.sentence(), json!(imported.report));
    let log = db
        .write_now(move |tx| {
            let operator = operator();
            let read = Read {
                process_id: &order.process_id,
                name: &name,
                sha256: &sha256,
                reading: &order.reading,
                imported: &imported,
                content: &content,
            };
            let log = keep(tx, &operator, now, &read)?;
            if !order.save_as.is_empty() {
                save_mapping(tx, &operator, now, &order)?;
            }
            Ok(log)
        })
        .map_err(|failure: Failure| failure.to_string())?;
    let value = json!({ "log": log, "report": report, "bytes": bytes });
    Ok((format!("{sentence} {} cases, {} events for {}.", log.cases, log.events, process.name), value))
}

/// How the file is read: by a TOML file, a saved mapping, or what is recognised.
fn plan(
    db: &db::Db,
    arguments: &Import,
    format: Format,
    steps: &[(String, String)],
    open: &dyn Fn() -> Result<BufReader<File>, String>,
) -> Result<(Option<mining::Mapping>, Reading, String), String> {
    let (mut mapping, mut reading, mut print) = (None, None, fingerprint(format, &[]));
    if format == Format::Table {
        let preview = mining::csv_preview(open()?, &limits()).map_err(|error| error.to_string())?;
        let columns: Vec<String> = preview.columns.iter().map(|column| column.name.clone()).collect();
        print = fingerprint(format, &columns);
        mapping = preview.suggested;
    }
    let wanted = print.clone();
    let named = arguments.mapping.clone();
    let saved = db
        .read_now(move |tx| match &named {
            Some(name) => store::mapping_named(tx, name),
            None => store::mapping_for(tx, &wanted),
        })
        .map_err(|error: db::Error| error.to_string())?;
    match (&arguments.mapping, saved) {
        (_, Some(saved)) => {
            mapping = saved.mapping.or(mapping);
            reading = Some(saved.reading);
        }
        (Some(path), None) => {
            let text = fs::read_to_string(path).map_err(|error| {
                format!("“{path}” is neither a saved mapping nor a file that can be read: {error}.")
            })?;
            let file: MappingFile = toml::from_str(&text).map_err(|error| format!("{path}: {error}"))?;
            mapping = file.mapping.or(mapping);
            reading = file.reading;
        }
        (None, None) => {}
    }
    if format == Format::Table && mapping.is_none() {
        return Err("The columns for case and time were not recognised. Give --mapping.".to_owned());
    }
    let reading = match reading {
        Some(reading) => reading,
        None => {
            let found =
                states(&arguments.file, format, mapping.as_ref(), 200).map_err(|failure| failure.to_string())?;
            Reading::suggested(&found, steps)
        }
    };
    Ok((mapping, reading, print))
}

fn hash(path: &std::path::Path) -> Result<String, String> {
    let mut file = File::open(path).map_err(|error| format!("{}: {error}.", path.display()))?;
    let mut digest = Sha256::new();
    let mut block = vec![0_u8; 64 * 1024];
    loop {
        match file.read(&mut block).map_err(|error| format!("{}: {error}.", path.display()))? {
            0 => return Ok(hex(&digest.finalize())),
            length => digest.update(&block[..length]),
        }
    }
}

/// The operator at the machine, who may import for every process.
fn operator() -> Actor {
    let holdings = vec![Holding { role: Role::ToolsLiaison, process_id: None }];
    Actor { person_id: "console".to_owned(), name: "Console".to_owned(), holdings }
}
