//! `mandate import`: a log of the ticketing tool from a file, without the browser.

use std::fs::{self, File};
use std::io::Read as _;
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
use crate::measure::commands::{KeptObjects, Order, Read, keep, save_mapping};
use crate::measure::import::{fingerprint, states, told};
use crate::measure::look::look;
use crate::measure::read::read_whole;
use crate::measure::{Format, Mode, Plan, Reading, store};
use crate::process;

/// Imports a log for a process and says what became of every row.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// A CSV, TSV, XES, Excel or OCEL file, text also packed with gzip; the ending of its name says which.
    file: PathBuf,
    /// The process, as in its address: `incident-management`.
    #[arg(long)]
    process: String,
    /// How the file is read: a TOML file, or the name of a saved mapping; without it the columns are recognised.
    #[arg(long)]
    mapping: Option<String>,
    /// The sheet of a workbook; without it the first.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Of an object-centric log the type whose objects are the cases.
    #[arg(long, value_name = "TYPE")]
    object_type: Option<String>,
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
    let (plan, reading, print) = plan(&db, &arguments, format, &steps)?;
    let mode = if arguments.good_rows { Mode::GoodRows } else { Mode::AllOrNothing };
    let whole = read_whole(&arguments.file, format, plan.as_ref(), mode, &|_| ControlFlow::Continue(()))
        .map_err(|error| format!("Nothing was imported. {}", told(&error)))?;
    let objects = whole.objects.as_ref().map(KeptObjects::of).transpose().map_err(|error| error.to_string())?;
    let imported = whole.imported;
    let sha256 = hash(&arguments.file)?;
    let content = imported.log.to_bytes();
    let order = Order {
        process_id: process.id.clone(),
        plan,
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
                objects: objects.as_ref(),
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
) -> Result<(Option<Plan>, Reading, String), String> {
    let sheet = arguments.sheet.clone().unwrap_or_default();
    let seen = look(&arguments.file, format, &sheet).map_err(|failure| failure.to_string())?;
    if !sheet.is_empty() && seen.sheet != sheet {
        return Err(format!("There is no sheet “{sheet}”. The workbook has: {}.", seen.sheets.join(", ")));
    }
    let print = fingerprint(format, &seen.names);
    let mut mapping = seen.preview.and_then(|preview| preview.suggested);
    let (mut reading, mut known) = (None, None);
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
            known = saved.plan;
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
    let found = match (format, mapping) {
        (Format::Table, Some(mapping)) => Some(Plan::Columns(Box::new(mapping))),
        (Format::Workbook, Some(mapping)) => Some(Plan::Sheet { sheet: seen.sheet, mapping: Box::new(mapping) }),
        _ if format.is_objects() => {
            let types: Vec<&str> = seen.types.iter().map(|(name, _)| name.as_str()).collect();
            let object_type = match (&arguments.object_type, types.as_slice()) {
                (Some(chosen), _) => chosen.clone(),
                (None, [only]) => (*only).to_owned(),
                (None, _) => return Err(format!("Choose whose cases with --object-type: {}.", types.join(", "))),
            };
            Some(Plan::Objects { format, object_type })
        }
        _ => None,
    };
    let asked = arguments.object_type.is_some() || arguments.sheet.is_some();
    let plan = if asked { found.or(known) } else { known.or(found) };
    if format.has_columns() && plan.is_none() {
        return Err("The columns for case and time were not recognised. Give --mapping.".to_owned());
    }
    let reading = match reading {
        Some(reading) => reading,
        None => {
            let found = states(&arguments.file, format, plan.as_ref(), 200).map_err(|failure| failure.to_string())?;
            Reading::suggested(&found, steps)
        }
    };
    Ok((plan, reading, print))
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
