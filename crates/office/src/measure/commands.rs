//! Each change of state of an import: a file arrives, somebody says how it is read, it runs, it becomes a log.

use db::Tx;
use mining::Imported;
use serde_json::json;

use super::model::{Import, ImportState, Log, Mode, Reading, SavedMapping};
use super::upload::WAITS_S;
use super::{LOG_IMPORTED, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::jobs;
use crate::journal::{self, Object};
use crate::process;

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
    pub mapping: Option<mining::Mapping>,
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
    import.mapping.clone_from(&order.mapping);
    import.reading = order.reading.clone();
    import.mode = order.mode;
    import.state = ImportState::Running;
    store::update_import(tx, &import, ImportState::Uploaded)?;
    if !order.save_as.is_empty() {
        save_mapping(tx, actor, now, order)?;
    }
    let payload = json!({ "import_id": import.id });
    let job = jobs::New { kind: IMPORT_JOB, key: format!("import:{}", import.id), payload, run_at: now };
    Ok(jobs::enqueue(tx, now, job)?)
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
        mapping: order.mapping.clone(),
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

/// Stops an import that has not ended; nothing of it is kept.
///
/// # Errors
/// [`Failure::NotFound`] for another person's import, a refusal when it has ended.
pub fn cancel(tx: &mut Tx, actor: &Actor, now: Time, import_id: &str) -> Result<(), Failure> {
    let mut import = own(tx, actor, import_id)?;
    let before = import.state;
    if !matches!(before, ImportState::Uploaded | ImportState::Running) {
        return Err(Failure::refused("This import has ended already."));
    }
    import.state = ImportState::Cancelled;
    import.message = "Cancelled; nothing was imported.".to_owned();
    import.ended_at = Some(now);
    Ok(store::update_import(tx, &import, before)?)
}

/// Gives up the uploads that nobody went on with for [`WAITS_S`]; the clockwork's own doing.
///
/// # Errors
/// The database's.
pub fn abandon(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    for mut import in store::uploaded_before(tx, now.plus_seconds(-WAITS_S))? {
        import.state = ImportState::Cancelled;
        import.message = "Nobody said within a day how this file is read; it was removed.".to_owned();
        import.ended_at = Some(now);
        store::update_import(tx, &import, ImportState::Uploaded)?;
    }
    Ok(())
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
    store::insert_rejects(tx, &kept.id, &report.bad)?;
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
