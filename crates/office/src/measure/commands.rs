//! Each change of state of an import: a file arrives, somebody says how it is read, it runs, it becomes a log.

use db::Tx;
use mining::{ImportError, Imported, Report};
use serde_json::json;

use super::import::{Content, NotRead};
use super::model::{Import, ImportState, Log, Mode, Plan, Reading, SavedMapping};
use super::read::Objects;
use super::upload::KEPT_DAYS;
use super::{LOG_IMPORTED, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::jobs;
use crate::journal::{self, Object};
use crate::process;

/// What a person reads about an import that ended by a fault of the program.
const BROKE: &str = "Something broke on our side while the file was read. Nothing was imported. Please upload the file again; if it \
                     happens again, tell whoever runs the office: the cause is in its log.";

/// The kind of the job that imports a file.
pub const IMPORT_JOB: &str = "measure.import";

/// Notes that a file has arrived.
///
/// # Errors
/// Without the permission to import anywhere.
pub fn receive(tx: &mut Tx, actor: &Actor, import: &Import) -> Result<(), Failure> {
    if !actor.may_somewhere(Permission::ImportLog) {
        return Err(crate::access::forbidden(Permission::ImportLog));
    }
    Ok(store::insert_import(tx, import)?)
}

/// How a file is to be read.
#[derive(Clone, Debug)]
pub struct Order {
    pub process_id: String,
    /// None for XES.
    pub plan: Option<Plan>,
    pub reading: Reading,
    pub mode: Mode,
    /// Keep the mapping under this name; empty for not at all.
    pub save_as: String,
    /// Names the header of the file.
    pub fingerprint: String,
}

/// Says how an uploaded file is read and lets the import begin; saves the mapping where a name is given.
///
/// # Errors
/// Without the permission for the process, or when the import has begun already.
pub fn begin(tx: &mut Tx, actor: &Actor, now: Time, import_id: &str, order: &Order) -> Result<(), Failure> {
    let mut import = own(tx, actor, import_id)?;
    actor.needs_on(Permission::ImportLog, &order.process_id)?;
    process::store::by_id(tx, &order.process_id)
        .map_err(|_| Failure::from(Refusal::at("process", "Choose a process from the list.")))?;
    if import.state != ImportState::Uploaded {
        return Err(Failure::refused("This import has begun already."));
    }
    import.process_id = Some(order.process_id.clone());
    import.plan.clone_from(&order.plan);
    import.reading = order.reading.clone();
    import.mode = order.mode;
    if !order.save_as.is_empty() {
        save_mapping(tx, actor, now, order)?;
    }
    let_run(tx, now, import)
}

/// Lets an import that stopped at bad rows run again for the good ones, from the file that was kept.
///
/// # Errors
/// Without the permission for the process, or when the import has not stopped.
pub fn take_good_rows(tx: &mut Tx, actor: &Actor, now: Time, import_id: &str) -> Result<(), Failure> {
    let mut import = own(tx, actor, import_id)?;
    actor.needs_on(Permission::ImportLog, import.process_id.as_deref().unwrap_or_default())?;
    if import.state != ImportState::Stopped {
        return Err(Failure::refused("This import has not stopped at bad rows, or it goes on already."));
    }
    import.mode = Mode::GoodRows;
    let_run(tx, now, import)
}

fn let_run(tx: &mut Tx, now: Time, mut import: Import) -> Result<(), Failure> {
    let before = std::mem::replace(&mut import.state, ImportState::Running);
    import.runs += 1;
    import.ended_at = None;
    import.message.clear();
    store::update_import(tx, &import, before)?;
    store::note_progress(tx, &import.id, 0, 0)?;
    let payload = json!({ "import_id": import.id });
    let job = jobs::New { kind: IMPORT_JOB, key: import.job_key(), payload, run_at: now };
    Ok(jobs::enqueue(tx, now, job)?)
}

/// Leads a stopped import back to the choice of its columns and states.
///
/// # Errors
/// When the import has not stopped.
pub fn map_anew(tx: &mut Tx, actor: &Actor, import_id: &str) -> Result<(), Failure> {
    let mut import = own(tx, actor, import_id)?;
    if import.state != ImportState::Stopped {
        return Err(Failure::refused("This import has not stopped, so there is nothing to choose again."));
    }
    import.state = ImportState::Uploaded;
    Ok(store::update_import(tx, &import, ImportState::Stopped)?)
}

/// Makes the log of a running import, which is done then.
pub(super) fn become_log(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    import: &mut Import,
    content: &Content,
) -> Result<(), Failure> {
    let process_id = import.process_id.clone().unwrap_or_default();
    let read = Read {
        process_id: &process_id,
        name: &import.file_name,
        sha256: &import.sha256,
        reading: &import.reading,
        imported: &content.imported,
        content: &content.bytes,
        objects: content.objects.as_ref(),
    };
    import.log_id = keep(tx, actor, now, &read)?.id;
    import.state = ImportState::Done;
    import.message = content.imported.report.sentence();
    import.ended_at = Some(now);
    report(tx, import, &content.imported.report)
}

/// Ends a running import that did not become a log: the file is kept where another try may help.
pub(super) fn stop(tx: &mut Tx, now: Time, import: &mut Import, why: &NotRead) -> Result<(), Failure> {
    (import.state, import.message) = match why {
        NotRead::Stopped(error) => (ImportState::Stopped, error.to_string()),
        NotRead::Failed(sentence) => (ImportState::Failed, sentence.clone()),
        NotRead::Broken(_) => (ImportState::Failed, BROKE.to_owned()),
        NotRead::Interrupted => return Err(Failure::Stale { sentence: "The import was interrupted.".to_owned() }),
    };
    import.ended_at = Some(now);
    match why {
        NotRead::Stopped(ImportError::BadRows(found) | ImportError::NothingGood(found)) => report(tx, import, found),
        _ => Ok(()),
    }
}

/// Keeps what was found in the file: the rows that were not taken, and how many.
fn report(tx: &mut Tx, import: &mut Import, found: &Report) -> Result<(), Failure> {
    import.header.clone_from(&found.header);
    import.rows_bad = whole(found.rows_bad);
    store::put_rejects(tx, &import.id, &found.bad)?;
    store::note_progress(tx, &import.id, whole(found.rows_read), import.bytes)?;
    Ok(())
}

/// Ends the imports that nobody works at any more, because their job failed for good or was given up; returns which.
///
/// # Errors
/// The database's.
pub fn end_left_behind(tx: &mut Tx, now: Time) -> Result<Vec<String>, Failure> {
    let mut ended = Vec::new();
    for mut import in store::running(tx)? {
        if jobs::state_of(tx, &import.job_key())? == Some(jobs::State::Waiting) {
            continue;
        }
        import.state = ImportState::Failed;
        import.message = BROKE.to_owned();
        import.ended_at = Some(now);
        store::update_import(tx, &import, ImportState::Running)?;
        ended.push(import.id);
    }
    Ok(ended)
}

/// Keeps a mapping for the next time.
///
/// # Errors
/// The database's.
pub fn save_mapping(tx: &mut Tx, actor: &Actor, now: Time, order: &Order) -> Result<(), Failure> {
    let saved = SavedMapping {
        id: uuid::Uuid::now_v7().to_string(),
        name: order.save_as.clone(),
        process_id: order.process_id.clone(),
        fingerprint: order.fingerprint.clone(),
        plan: order.plan.clone(),
        reading: order.reading.clone(),
        saved_by: actor.person_id.clone(),
        saved_at: now,
    };
    store::save_mapping(tx, &saved)?;
    let object = Object::new("mapping", &saved.id, &saved.name);
    let payload = json!({ "process_id": order.process_id });
    journal::record(tx, journal::New { now, actor, action: "measure.mapping_saved", object, reason: "", payload })?;
    Ok(())
}

/// Stops an import that has not ended, or discards its file; returns it as it was when that came too late.
///
/// # Errors
/// [`Failure::NotFound`] for another person's import.
pub fn cancel(tx: &mut Tx, actor: &Actor, now: Time, import_id: &str) -> Result<Import, Failure> {
    let import = own(tx, actor, import_id)?;
    if import.has_file() {
        let message = match import.state {
            ImportState::Stopped => "Discarded; nothing was imported.",
            _ => "Cancelled; nothing was imported.",
        };
        give_up(tx, now, &import, message)?;
    }
    Ok(import)
}

/// Gives up the files that nobody went on with for [`KEPT_DAYS`]; the clockwork's own doing.
///
/// # Errors
/// The database's.
pub fn abandon(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let message = format!("Nobody went on with this file for {KEPT_DAYS} days; it was removed.");
    for import in store::waiting_before(tx, now.plus_days(-KEPT_DAYS))? {
        give_up(tx, now, &import, &message)?;
    }
    Ok(())
}

fn give_up(tx: &mut Tx, now: Time, import: &Import, message: &str) -> Result<(), Failure> {
    let ended =
        Import { state: ImportState::Cancelled, message: message.to_owned(), ended_at: Some(now), ..import.clone() };
    Ok(store::update_import(tx, &ended, import.state)?)
}

/// An import that the actor started; another person's is not there.
///
/// # Errors
/// [`Failure::NotFound`].
pub fn own(tx: &mut Tx, actor: &Actor, import_id: &str) -> Result<Import, Failure> {
    let import = store::import_by_id(tx, import_id)?;
    if import.person_id == actor.person_id { Ok(import) } else { Err(Failure::NotFound) }
}

/// What is kept of a file that was read.
pub struct Read<'a> {
    pub process_id: &'a str,
    pub name: &'a str,
    pub sha256: &'a str,
    pub reading: &'a Reading,
    pub imported: &'a Imported,
    /// The log as bytes.
    pub content: &'a [u8],
    pub objects: Option<&'a KeptObjects>,
}

/// The objects that a log was flattened from, as they are kept.
#[derive(Clone, Debug)]
pub struct KeptObjects {
    object_type: String,
    packed: Vec<u8>,
}

impl KeptObjects {
    /// Packs objects.
    ///
    /// # Errors
    /// As [`Objects::packed`].
    pub fn of(objects: &Objects) -> std::io::Result<KeptObjects> {
        Ok(KeptObjects { object_type: objects.object_type.clone(), packed: objects.packed()? })
    }
}

/// Keeps a log that was read; the listeners of [`LOG_IMPORTED`] follow.
///
/// # Errors
/// Without the permission for the process.
pub fn keep(tx: &mut Tx, actor: &Actor, now: Time, read: &Read) -> Result<Log, Failure> {
    actor.needs_on(Permission::ImportLog, read.process_id)?;
    let process = process::store::by_id(tx, read.process_id)?;
    let (report, log) = (&read.imported.report, &read.imported.log);
    let period = log.period();
    let kept = Log {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        name: read.name.to_owned(),
        sha256: read.sha256.to_owned(),
        reading: read.reading.clone(),
        rows_read: whole(report.rows_read),
        rows_good: whole(report.rows_good),
        rows_bad: whole(report.rows_bad),
        duplicates: whole(report.duplicates),
        cases: i64::try_from(log.case_count()).unwrap_or(i64::MAX),
        events: i64::try_from(log.event_count()).unwrap_or(i64::MAX),
        first_at: period.map(|(first, _)| Time(first)),
        last_at: period.map(|(_, last)| Time(last)),
        notes: report.notes.clone(),
        imported_by: actor.person_id.clone(),
        imported_at: now,
    };
    store::insert_log(tx, &kept, read.content)?;
    if let Some(objects) = read.objects {
        store::insert_objects(tx, &kept.id, &objects.object_type, &objects.packed)?;
    }
    let object = Object::new("process", &process.id, &process.name);
    let payload = json!({
        "log_id": kept.id, "process_id": process.id, "name": kept.name, "cases": kept.cases, "events": kept.events,
        "rows_bad": kept.rows_bad, "sha256": kept.sha256,
    });
    journal::record(tx, journal::New { now, actor, action: LOG_IMPORTED, object, reason: "", payload })?;
    Ok(kept)
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
