//! The work of an import: reading the file on a thread of its own, telling how far it is, stopping when it is told to.
//!
//! It runs as a durable job: when the program is killed, another try begins from the file, and nothing is half imported because
//! the log is written in one transaction at the end.

use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mining::{Imported, Limits, Mapping, Progress, XesOptions};
use sha2::{Digest, Sha256};

use super::commands::{self, IMPORT_JOB};
use super::model::{Format, Import, ImportState, Mode, Reading};
use super::store;
use crate::access::Actor;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane};
use crate::journal::chain::hex;
use crate::people;
use crate::web::App;

/// The largest file after unpacking, bytes.
pub const UNPACKED_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// How often the progress is noted.
const NOTE_EVERY: Duration = Duration::from_millis(400);

/// The job that imports a file.
pub const KIND: Kind =
    Kind { name: IMPORT_JOB, lane: Lane::Long, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

/// Waits for the turn to read a whole file: one at a time, so that many imports take no more memory than one.
pub async fn turn() -> Option<tokio::sync::SemaphorePermit<'static>> {
    static TURN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);
    // A semaphore that nobody closes always admits.
    TURN.acquire().await.ok()
}

/// The limits of every import.
#[must_use]
pub fn limits() -> Limits {
    Limits { max_bytes: UNPACKED_BYTES, ..Limits::default() }
}

/// Where an uploaded file waits.
#[must_use]
pub fn upload_path(data: &Path, import_id: &str) -> PathBuf {
    data.join("uploads").join(import_id)
}

/// Reads a file as a log.
///
/// # Errors
/// A sentence for the user, with the report of bad rows where there is one.
pub fn read(
    reader: impl Read,
    format: Format,
    mapping: Option<&Mapping>,
    mode: Mode,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
) -> Result<Imported, mining::ImportError> {
    match format {
        Format::Xes => mining::import_xes(reader, &XesOptions::default(), progress, mode.of_mining(), &limits()),
        Format::Table => {
            let chosen = mapping.ok_or_else(|| mining::ImportError::Mapping {
                why: "Say which columns hold the case, the state and the time.".to_owned(),
            })?;
            mining::import_csv(reader, chosen, progress, mode.of_mining(), &limits())
        }
    }
}

/// Names the header of a file, so that a saved mapping is found again: hex of SHA-256 over format, and the columns of a table.
#[must_use]
pub fn fingerprint(format: Format, columns: &[String]) -> String {
    let mut digest = Sha256::new();
    digest.update(format.key().as_bytes());
    for column in columns {
        digest.update([0]);
        digest.update(column.as_bytes());
    }
    hex(&digest.finalize())
}

/// The distinct states of a file, the most frequent first, at most `most`.
///
/// # Errors
/// When the file cannot be read with this mapping at all.
pub fn states(path: &Path, format: Format, mapping: Option<&Mapping>, most: usize) -> Result<Vec<String>, Failure> {
    let file = open(path)?;
    let imported = read(file, format, mapping, Mode::GoodRows, &|_| ControlFlow::Continue(()))
        .map_err(|error| Failure::refused(error.to_string()))?;
    let mut counts = std::collections::BTreeMap::new();
    for case in imported.log.cases() {
        for code in case.activity_codes() {
            *counts.entry(*code).or_insert(0_u64) += 1;
        }
    }
    let mut counted: Vec<(u64, String)> = counts
        .into_iter()
        .map(|(code, count)| (count, imported.log.activities().get(code).unwrap_or_default().to_owned()))
        .collect();
    counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    Ok(counted.into_iter().take(most).map(|(_, state)| state).collect())
}

fn open(path: &Path) -> Result<BufReader<File>, Failure> {
    File::open(path).map(BufReader::new).map_err(|error| {
        Failure::refused(format!("The uploaded file is no longer here ({error}). Please upload it again."))
    })
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let id = job.payload["import_id"].as_str().unwrap_or_default().to_owned();
    let now = app.now();
    let (import, actor) = app
        .read(move |tx| {
            let import = store::import_by_id(tx, &id)?;
            let person = people::store::person(tx, &import.person_id)?;
            let holdings = people::store::holdings(tx, &person.id, now)?;
            Ok((import, Actor { person_id: person.id, name: person.name, holdings }))
        })
        .await?;
    if import.state != ImportState::Running {
        return Ok(());
    }
    let path = upload_path(&app.config().data, &import.id);
    let (worker, read_import, from) = (app.clone(), import.clone(), path.clone());
    let turn = turn().await;
    let outcome =
        tokio::task::spawn_blocking(move || run(&worker, &read_import, &from)).await.map_err(Failure::broken)?;
    drop(turn);
    let ended = settle(&app, &import, &actor, outcome).await;
    if !matches!(ended, Err(Failure::Busy { .. } | Failure::Broken { .. })) {
        super::upload::remove(&path);
    }
    ended
}

/// Reads the file and packs the log, on the present thread.
fn run(app: &App, import: &Import, path: &Path) -> Result<(Imported, Vec<u8>), Failure> {
    let file = open(path)?;
    let noted = std::cell::Cell::new(Instant::now());
    let progress = |progress: Progress| {
        if noted.get().elapsed() < NOTE_EVERY {
            return ControlFlow::Continue(());
        }
        noted.set(Instant::now());
        let id = import.id.clone();
        let (rows, bytes) = (signed(progress.rows), signed(progress.bytes));
        match app.db().write_now(move |tx| store::note_progress(tx, &id, rows, bytes)) {
            Ok(false) => ControlFlow::Break(()),
            Ok(true) => ControlFlow::Continue(()),
            Err(error) => {
                let error: db::Error = error;
                tracing::warn!(%error, "the progress of an import could not be noted");
                ControlFlow::Continue(())
            }
        }
    };
    let imported = read(file, import.format, import.mapping.as_ref(), import.mode, &progress)
        .map_err(|error| Failure::refused(told(&error)))?;
    let content = imported.log.to_bytes();
    Ok((imported, content))
}

/// An error of the miner as the user reads it, with the first bad rows where there are any.
#[must_use]
pub fn told(error: &mining::ImportError) -> String {
    let report = match error {
        mining::ImportError::BadRows(report) | mining::ImportError::NothingGood(report) => report,
        other => return other.to_string(),
    };
    let rows: Vec<String> = report.bad.iter().take(5).map(mining::BadRow::sentence).collect();
    format!("{error} {}", rows.join(" "))
}

/// Writes the outcome: the log and the end of the import, in one transaction.
async fn settle(
    app: &App,
    import: &Import,
    actor: &Actor,
    outcome: Result<(Imported, Vec<u8>), Failure>,
) -> Result<(), Failure> {
    let now = app.now();
    let (import, actor) = (import.clone(), actor.clone());
    match outcome {
        Ok((imported, content)) => {
            app.write(move |tx| {
                let mut ended = import.clone();
                let process_id = import.process_id.clone().unwrap_or_default();
                let read = commands::Read {
                    process_id: &process_id,
                    name: &import.file_name,
                    sha256: &import.sha256,
                    reading: &import.reading,
                    imported: &imported,
                    content: &content,
                };
                let log = commands::keep(tx, &actor, now, &read)?;
                ended.state = ImportState::Done;
                ended.message = imported.report.sentence();
                ended.log_id = log.id;
                ended.ended_at = Some(now);
                store::note_progress(tx, &ended.id, signed(imported.report.rows_read), ended.bytes)?;
                Ok(store::update_import(tx, &ended, ImportState::Running)?)
            })
            .await
        }
        Err(failure @ (Failure::Busy { .. } | Failure::Broken { .. })) => Err(failure),
        Err(failure) => {
            app.write(move |tx| {
                let mut ended = import.clone();
                ended.state = ImportState::Failed;
                ended.message = failure.sentence();
                ended.ended_at = Some(now);
                match store::update_import(tx, &ended, ImportState::Running) {
                    // Somebody cancelled it meanwhile; that is its end.
                    Err(db::Error::Stale) => Ok(()),
                    other => Ok(other?),
                }
            })
            .await
        }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A reading of the states of `path` for the steps of a process, to start from.
///
/// # Errors
/// When the file cannot be read with this mapping at all.
pub fn suggested_reading(
    path: &Path,
    format: Format,
    mapping: Option<&Mapping>,
    steps: &[(String, String)],
) -> Result<Reading, Failure> {
    Ok(Reading::suggested(&states(path, format, mapping, 200)?, steps))
}
