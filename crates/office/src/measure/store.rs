//! The tables of logs, rejected rows, imports and saved mappings.

use db::{Error, Row, Tx};
use mining::{BadRow, EventLog};

use super::model::{Format, Import, ImportState, Log, Mode, Reject, SavedMapping};
use crate::clock::Time;
use crate::failure::Failure;

const LOG: &str = "id, process_id, name, sha256, reading, rows_read, rows_good, rows_bad, duplicates, cases, events, first_at, \
     last_at, notes, imported_by, imported_at";
const IMPORT: &str = "id, process_id, file_name, bytes, sha256, format, state, mapping, reading, mode, rows_read, bytes_read, \
     message, log_id, person_id, created_at, ended_at, rows_bad, header, runs";
const MAPPING: &str = "id, name, process_id, fingerprint, mapping, reading, saved_by, saved_at";

/// Writes a log with its content.
///
/// # Errors
/// The database's.
pub fn insert_log(tx: &mut Tx, new: &Log, content: &[u8]) -> Result<(), Error> {
    let (reading, notes) = (json(&new.reading), json(&new.notes));
    let (first_at, last_at) = (new.first_at.map(|time| time.0), new.last_at.map(|time| time.0));
    tx.execute(
        "insert into logs (id, process_id, name, sha256, reading, rows_read, rows_good, rows_bad, duplicates, cases, events, \
         first_at, last_at, notes, imported_by, imported_at, content) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        &[
            &new.id,
            &new.process_id,
            &new.name,
            &new.sha256,
            &reading,
            &new.rows_read,
            &new.rows_good,
            &new.rows_bad,
            &new.duplicates,
            &new.cases,
            &new.events,
            &first_at,
            &last_at,
            &notes,
            &new.imported_by,
            &new.imported_at.0,
            &content,
        ],
    )?;
    Ok(())
}

/// Writes the rows of an import that were not taken, in place of those of an earlier run.
///
/// # Errors
/// The database's.
pub fn put_rejects(tx: &mut Tx, import_id: &str, rows: &[BadRow]) -> Result<(), Error> {
    tx.execute("delete from import_rejects where import_id = $1", &[&import_id])?;
    for (place, row) in rows.iter().enumerate() {
        let line = i64::try_from(row.row).unwrap_or(i64::MAX);
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        let column = row.column.clone().unwrap_or_default();
        let raw = row.raw.replace('\0', "\u{fffd}");
        let (reason, cells) = (row.problem.to_string(), json(&row.cells));
        tx.execute(
            "insert into import_rejects (import_id, place, line, column_name, reason, raw, cells) \
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[&import_id, &place, &line, &column, &reason, &raw, &cells],
        )?;
    }
    Ok(())
}

/// The rows of an import that were not taken, at most `limit` from the one at `skip` on, in the order of the file.
///
/// # Errors
/// The database's.
pub fn rejects(tx: &mut Tx, import_id: &str, skip: i64, limit: i64) -> Result<Vec<Reject>, Error> {
    tx.query(
        "select line, column_name, reason, raw, cells from import_rejects where import_id = $1 order by place \
         limit $2 offset $3",
        &[&import_id, &limit, &skip],
        |row| {
            let cells: String = row.get(4)?;
            Ok(Reject {
                line: row.get(0)?,
                column: row.get(1)?,
                reason: row.get(2)?,
                raw: row.get(3)?,
                cells: parsed(&cells)?,
            })
        },
    )
}

/// How many rows of an import are kept that were not taken.
///
/// # Errors
/// The database's.
pub fn rejects_kept(tx: &mut Tx, import_id: &str) -> Result<i64, Error> {
    tx.one("select count(*) from import_rejects where import_id = $1", &[&import_id], |row| row.get(0))
}

/// The logs of a process, newest first.
///
/// # Errors
/// The database's.
pub fn logs(tx: &mut Tx, process_id: &str) -> Result<Vec<Log>, Error> {
    let sql = format!("select {LOG} from logs where process_id = $1 order by imported_at desc, id desc");
    tx.query(sql, &[&process_id], log)
}

/// One log.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn log_by_id(tx: &mut Tx, id: &str) -> Result<Log, Error> {
    tx.one(format!("select {LOG} from logs where id = $1"), &[&id], log)
}

/// Removes a log that another one takes the place of; that it is gone already is as good.
///
/// # Errors
/// The database's.
pub fn remove_log(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute("delete from logs where id = $1", &[&id])?;
    Ok(())
}

/// The content of a log.
///
/// # Errors
/// When there is none, or its bytes are damaged.
pub fn content(tx: &mut Tx, id: &str) -> Result<EventLog, Failure> {
    let bytes: Vec<u8> = tx.one("select content from logs where id = $1", &[&id], |row| row.get(0))?;
    EventLog::from_bytes(&bytes).map_err(|damaged| Failure::broken(format!("log {id}: {damaged}")))
}

/// Keeps the objects that a log was flattened from: the type that was chosen, and all of them as packed OCEL 2.0.
///
/// # Errors
/// The database's.
pub fn insert_objects(tx: &mut Tx, log_id: &str, object_type: &str, content: &[u8]) -> Result<(), Error> {
    tx.execute(
        "insert into log_objects (log_id, object_type, content) values ($1, $2, $3)",
        &[&log_id, &object_type, &content],
    )?;
    Ok(())
}

/// The logs that came with objects of several types, newest first, each with the type that it is of.
///
/// # Errors
/// The database's.
pub fn logs_of_objects(tx: &mut Tx) -> Result<Vec<(Log, String)>, Error> {
    let columns: Vec<String> = LOG.split(", ").map(|column| format!("logs.{}", column.trim())).collect();
    let sql = format!(
        "select {}, log_objects.object_type from logs join log_objects on log_objects.log_id = logs.id \
         order by logs.imported_at desc, logs.id desc",
        columns.join(", ")
    );
    tx.query(sql, &[], |row| Ok((log(row)?, row.get(16)?)))
}

/// The objects that a log was flattened from, as packed OCEL 2.0.
///
/// # Errors
/// [`Error::NotFound`] when it came without.
pub fn objects(tx: &mut Tx, log_id: &str) -> Result<Vec<u8>, Error> {
    tx.one("select content from log_objects where log_id = $1", &[&log_id], |row| row.get(0))
}

/// Writes a new import.
///
/// # Errors
/// The database's.
pub fn insert_import(tx: &mut Tx, new: &Import) -> Result<(), Error> {
    let (format, state, mode) = (new.format.key(), new.state.key(), new.mode.key());
    let (mapping, reading) = (json(&new.plan), json(&new.reading));
    tx.execute(
        "insert into imports (id, process_id, file_name, bytes, sha256, format, state, mapping, reading, mode, rows_read, \
         bytes_read, message, log_id, person_id, created_at, runs) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', '', $11, $12, $13)",
        &[
            &new.id,
            &new.process_id,
            &new.file_name,
            &new.bytes,
            &new.sha256,
            &format,
            &state,
            &mapping,
            &reading,
            &mode,
            &new.person_id,
            &new.created_at.0,
            &new.runs,
        ],
    )?;
    Ok(())
}

/// Writes how an import is read and where it stands; [`Error::Stale`] unless it stood at `before`.
///
/// # Errors
/// The database's.
pub fn update_import(tx: &mut Tx, import: &Import, before: ImportState) -> Result<(), Error> {
    let (state, mode, was) = (import.state.key(), import.mode.key(), before.key());
    let (mapping, reading, header) = (json(&import.plan), json(&import.reading), json(&import.header));
    let ended_at = import.ended_at.map(|time| time.0);
    tx.change(
        "update imports set process_id = $1, state = $2, mapping = $3, reading = $4, mode = $5, message = $6, log_id = $7, \
         ended_at = $8, rows_bad = $9, header = $10, runs = $11 where id = $12 and state = $13",
        &[
            &import.process_id,
            &state,
            &mapping,
            &reading,
            &mode,
            &import.message,
            &import.log_id,
            &ended_at,
            &import.rows_bad,
            &header,
            &import.runs,
            &import.id,
            &was,
        ],
    )
}

/// Notes how far an import has come; returns whether it still runs (it may have been cancelled).
///
/// # Errors
/// The database's.
pub fn note_progress(tx: &mut Tx, id: &str, rows: i64, bytes: i64) -> Result<bool, Error> {
    let changed = tx.execute(
        "update imports set rows_read = $1, bytes_read = $2 where id = $3 and state = 'running'",
        &[&rows, &bytes, &id],
    )?;
    Ok(changed == 1)
}

/// One import.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn import_by_id(tx: &mut Tx, id: &str) -> Result<Import, Error> {
    tx.one(format!("select {IMPORT} from imports where id = $1"), &[&id], import)
}

/// The newest imports.
///
/// # Errors
/// The database's.
pub fn imports(tx: &mut Tx, limit: i64) -> Result<Vec<Import>, Error> {
    tx.query(format!("select {IMPORT} from imports order by created_at desc, id desc limit $1"), &[&limit], import)
}

/// Imports whose file waits for somebody since before `time`, the oldest first, at most 200.
///
/// # Errors
/// The database's.
pub fn waiting_before(tx: &mut Tx, time: Time) -> Result<Vec<Import>, Error> {
    let sql = format!(
        "select {IMPORT} from imports where state in ('uploaded', 'stopped') and coalesce(ended_at, created_at) < $1 \
         order by created_at limit 200"
    );
    tx.query(sql, &[&time.0], import)
}

/// The imports that run or wait for their turn.
///
/// # Errors
/// The database's.
pub fn running(tx: &mut Tx) -> Result<Vec<Import>, Error> {
    tx.query(format!("select {IMPORT} from imports where state = 'running' order by created_at"), &[], import)
}

/// The ids of imports whose file is still needed.
///
/// # Errors
/// The database's.
pub fn open_imports(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.query("select id from imports where state in ('uploaded', 'running', 'stopped')", &[], |row| row.get(0))
}

/// Keeps a mapping under a name; the same name is replaced.
///
/// # Errors
/// The database's.
pub fn save_mapping(tx: &mut Tx, new: &SavedMapping) -> Result<(), Error> {
    let (mapping, reading) = (json(&new.plan), json(&new.reading));
    tx.execute(
        "insert into mappings (id, name, process_id, fingerprint, mapping, reading, saved_by, saved_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (name) do update set process_id = excluded.process_id, \
         fingerprint = excluded.fingerprint, mapping = excluded.mapping, reading = excluded.reading, \
         saved_by = excluded.saved_by, saved_at = excluded.saved_at",
        &[&new.id, &new.name, &new.process_id, &new.fingerprint, &mapping, &reading, &new.saved_by, &new.saved_at.0],
    )?;
    Ok(())
}

/// The mapping saved last for files with this header, if there is one.
///
/// # Errors
/// The database's.
pub fn mapping_for(tx: &mut Tx, fingerprint: &str) -> Result<Option<SavedMapping>, Error> {
    let sql = format!("select {MAPPING} from mappings where fingerprint = $1 order by saved_at desc limit 1");
    tx.maybe(sql, &[&fingerprint], saved)
}

/// The mapping of a name, if there is one.
///
/// # Errors
/// The database's.
pub fn mapping_named(tx: &mut Tx, name: &str) -> Result<Option<SavedMapping>, Error> {
    tx.maybe(format!("select {MAPPING} from mappings where name = $1"), &[&name], saved)
}

/// Every saved mapping, by name.
///
/// # Errors
/// The database's.
pub fn mappings(tx: &mut Tx) -> Result<Vec<SavedMapping>, Error> {
    tx.query(format!("select {MAPPING} from mappings order by name"), &[], saved)
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::Damage(format!("a stored document cannot be read: {error}")))
}

fn log(row: &Row) -> Result<Log, Error> {
    let (reading, notes): (String, String) = (row.get(4)?, row.get(13)?);
    Ok(Log {
        id: row.get(0)?,
        process_id: row.get(1)?,
        name: row.get(2)?,
        sha256: row.get(3)?,
        reading: parsed(&reading)?,
        rows_read: row.get(5)?,
        rows_good: row.get(6)?,
        rows_bad: row.get(7)?,
        duplicates: row.get(8)?,
        cases: row.get(9)?,
        events: row.get(10)?,
        first_at: row.get::<Option<i64>>(11)?.map(Time),
        last_at: row.get::<Option<i64>>(12)?.map(Time),
        notes: parsed(&notes)?,
        imported_by: row.get(14)?,
        imported_at: Time(row.get(15)?),
    })
}

fn import(row: &Row) -> Result<Import, Error> {
    let (format, state, mapping): (String, String, String) = (row.get(5)?, row.get(6)?, row.get(7)?);
    let (reading, mode, header): (String, String, String) = (row.get(8)?, row.get(9)?, row.get(18)?);
    Ok(Import {
        id: row.get(0)?,
        process_id: row.get(1)?,
        file_name: row.get(2)?,
        bytes: row.get(3)?,
        sha256: row.get(4)?,
        format: Format::from_key(&format).unwrap_or(Format::Table),
        state: ImportState::from_key(&state).unwrap_or(ImportState::Failed),
        plan: parsed(&mapping)?,
        reading: parsed(&reading)?,
        mode: Mode::from_key(&mode).unwrap_or(Mode::AllOrNothing),
        rows_read: row.get(10)?,
        bytes_read: row.get(11)?,
        message: row.get(12)?,
        log_id: row.get(13)?,
        person_id: row.get(14)?,
        created_at: Time(row.get(15)?),
        ended_at: row.get::<Option<i64>>(16)?.map(Time),
        rows_bad: row.get(17)?,
        header: parsed(&header)?,
        runs: row.get(19)?,
    })
}

fn saved(row: &Row) -> Result<SavedMapping, Error> {
    let (mapping, reading): (String, String) = (row.get(4)?, row.get(5)?);
    Ok(SavedMapping {
        id: row.get(0)?,
        name: row.get(1)?,
        process_id: row.get(2)?,
        fingerprint: row.get(3)?,
        plan: parsed(&mapping)?,
        reading: parsed(&reading)?,
        saved_by: row.get(6)?,
        saved_at: Time(row.get(7)?),
    })
}
