//! The work of an import: reading the file on a thread of its own, telling how far it is, stopping when it is told to.
//!
//! It runs as a durable job: when the program is killed, another try begins from the file, and nothing is half imported because
//! the log is written in one transaction at the end.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use db::Tx;
use mining::{Imported, Limits, Progress};
use sha2::{Digest, Sha256};

use super::commands::{self, IMPORT_JOB, KeptObjects};
use super::model::{Format, Import, ImportState, Mode, Plan, Reading};
use super::read::{Whole, read_file, read_whole};
use super::store;
use crate::access::Actor;
use crate::clock::Time;
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

/// Names the kind of a file, so that a saved mapping is found again: hex of SHA-256 over its format and its columns, fields or types.
#[must_use]
pub fn fingerprint(format: Format, names: &[String]) -> String {
    let mut digest = Sha256::new();
    digest.update(format.key().as_bytes());
    for name in names {
        digest.update([0]);
        digest.update(name.as_bytes());
    }
    hex(&digest.finalize())
}

/// The distinct states of a file, the most frequent first, at most `most`.
///
/// # Errors
/// When the file cannot be read with this mapping at all.
pub fn states(path: &Path, format: Format, plan: Option<&Plan>, most: usize) -> Result<Vec<String>, Failure> {
    is_here(path)?;
    let imported = read_file(path, format, plan, Mode::GoodRows, &|_| ControlFlow::Continue(()))
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

fn is_here(path: &Path) -> Result<(), Failure> {
    std::fs::metadata(path).map(|_| ()).map_err(|error| {
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
    if import.state != ImportState::Running || import.job_key() != job.key {
        return Ok(());
    }
    let path = upload_path(&app.config().data, &import.id);
    let (worker, read_import, from, held) = (app.clone(), import.clone(), path.clone(), job.clone());
    let turn = turn().await;
    let outcome = tokio::task::spawn_blocking(move || run(&worker, &held, &read_import, &from))
        .await
        .unwrap_or_else(|panic| Err(NotRead::Broken(panic.to_string())));
    drop(turn);
    let state = settle(&app, &job, &import, &actor, outcome).await?;
    if !matches!(state, ImportState::Uploaded | ImportState::Running | ImportState::Stopped) {
        super::upload::remove(&path);
    }
    Ok(())
}

/// Why a file did not become a log.
pub(super) enum NotRead {
    /// Bad rows, or a mapping that does not fit: the file is kept for another try.
    Stopped(mining::ImportError),
    /// The file itself is of no use; a sentence.
    Failed(String),
    /// A fault of the program, for the log.
    Broken(String),
    /// It was told to stop: somebody cancelled it, another worker has it, or the office stops.
    Interrupted,
}

impl From<mining::ImportError> for NotRead {
    fn from(error: mining::ImportError) -> NotRead {
        use mining::ImportError as E;
        match error {
            E::Stopped => NotRead::Interrupted,
            E::BadRows(_) | E::NothingGood(_) | E::Mapping { .. } => NotRead::Stopped(error),
            E::Io(_) | E::TooLarge { .. } | E::NotReadable { .. } | E::Full(_) => NotRead::Failed(error.to_string()),
        }
    }
}

/// A log that was read, and its bytes.
#[derive(Debug)]
pub(super) struct Content {
    pub imported: Imported,
    pub bytes: Vec<u8>,
    /// The objects that it was flattened from, packed.
    pub objects: Option<KeptObjects>,
}

/// Reads the file and packs the log, on the present thread.
fn run(app: &App, job: &Job, import: &Import, path: &Path) -> Result<Content, NotRead> {
    is_here(path).map_err(|failure| NotRead::Failed(failure.sentence()))?;
    let noted = std::cell::Cell::new(Instant::now());
    let progress = |progress: Progress| {
        if app.is_stopping() {
            return ControlFlow::Break(());
        }
        if noted.get().elapsed() < NOTE_EVERY {
            return ControlFlow::Continue(());
        }
        noted.set(Instant::now());
        match note(app, job, import, progress) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) | Err(db::Error::NotFound) => ControlFlow::Break(()),
            Err(error) => {
                tracing::warn!(%error, "the progress of an import could not be noted");
                ControlFlow::Continue(())
            }
        }
    };
    let Whole { imported, objects } = read_whole(path, import.format, import.plan.as_ref(), import.mode, &progress)?;
    let objects =
        objects.as_ref().map(KeptObjects::of).transpose().map_err(|error| NotRead::Broken(error.to_string()))?;
    Ok(Content { bytes: imported.log.to_bytes(), imported, objects })
}

/// Notes how far an import is; whether it still runs. [`db::Error::NotFound`] when another worker has the job.
fn note(app: &App, job: &Job, import: &Import, progress: Progress) -> Result<bool, db::Error> {
    let (now, held, id) = (app.now(), job.clone(), import.id.clone());
    let (rows, bytes) = (signed(progress.rows), signed(progress.bytes));
    app.db().write_now(move |tx| {
        jobs::hold(tx, now, &held)?;
        store::note_progress(tx, &id, rows, bytes)
    })
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

/// Writes the outcome in one transaction, behind the fence of the job's lease, unless somebody ended the import meanwhile; returns
/// where the import stands then.
///
/// # Errors
/// [`Failure::Stale`] when another worker has the job; the database's, when not even the failure could be written.
pub(super) async fn settle(
    app: &App,
    job: &Job,
    import: &Import,
    actor: &Actor,
    outcome: Result<Content, NotRead>,
) -> Result<ImportState, Failure> {
    let now = app.now();
    let (held, import) = (job.clone(), import.clone());
    let failure = match outcome {
        Ok(content) => {
            let (held, import, actor) = (held.clone(), import.clone(), actor.clone());
            let kept = app
                .write(move |tx| {
                    ending(tx, now, &held, &import, |tx, ended| commands::become_log(tx, &actor, now, ended, &content))
                })
                .await;
            match kept {
                Err(failure @ (Failure::Stale { .. } | Failure::Busy { .. })) => return Err(failure),
                Err(Failure::Broken { cause }) => NotRead::Broken(cause),
                Err(failure) => NotRead::Failed(failure.sentence()),
                Ok(state) => return Ok(state),
            }
        }
        Err(not_read) => not_read,
    };
    if let NotRead::Broken(cause) = &failure {
        tracing::error!(import = %import.id, cause, "an import broke");
    }
    app.write(move |tx| ending(tx, now, &held, &import, |tx, ended| commands::stop(tx, now, ended, &failure))).await
}

/// Lets `end` change an import that still runs, behind the fence of its job's lease.
fn ending(
    tx: &mut Tx,
    now: Time,
    job: &Job,
    import: &Import,
    end: impl FnOnce(&mut Tx, &mut Import) -> Result<(), Failure>,
) -> Result<ImportState, Failure> {
    match jobs::hold(tx, now, job) {
        Err(db::Error::NotFound) => {
            return Err(Failure::Stale { sentence: "Another worker has taken this import meanwhile.".to_owned() });
        }
        other => other?,
    }
    let mut current = store::import_by_id(tx, &import.id)?;
    if current.state == ImportState::Running && current.runs == import.runs {
        end(tx, &mut current)?;
        store::update_import(tx, &current, ImportState::Running)?;
    }
    Ok(current.state)
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
    plan: Option<&Plan>,
    steps: &[(String, String)],
) -> Result<Reading, Failure> {
    Ok(Reading::suggested(&states(path, format, plan, 200)?, steps))
}
