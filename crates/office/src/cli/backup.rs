//! `mandate backup`, `restore` and `db copy`: an office as one file and back, and from one database to the other.
//!
//! A backup holds the embedded database and the checkpoints; the journal's signing key is kept apart on purpose, as whoever
//! holds both could rewrite the journal. On PostgreSQL, use the server's own backup; `db copy` moves an office either way.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::open_db;
use crate::app::MIGRATIONS;
use crate::files;
use crate::journal::chain::hex;
use crate::journal::checkpoint::log_path;
use crate::journal::export::{text, verify};
use crate::journal::store;

/// What every backup begins with; the number is the version of the format.
const MARK: &[u8] = b"mandate backup 1\n";

/// Writes a backup of an office, also while it runs.
#[derive(Args, Clone, Debug)]
pub struct Backup {
    /// The file to write; it must not exist yet.
    file: PathBuf,
    /// The folder of the office.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data")]
    data: PathBuf,
}

/// Puts a backup into an empty folder.
#[derive(Args, Clone, Debug)]
pub struct Restore {
    /// The backup to read.
    file: PathBuf,
    /// The folder to put it into; it must hold no office.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data")]
    data: PathBuf,
}

/// Works on whole databases.
#[derive(Args, Clone, Debug)]
pub struct Database {
    #[command(subcommand)]
    act: DatabaseAct,
}

#[derive(Subcommand, Clone, Debug)]
enum DatabaseAct {
    /// Copies an office into an empty database, from SQLite to PostgreSQL or back.
    Copy {
        /// The database to read.
        #[arg(long)]
        from: String,
        /// The database to fill.
        #[arg(long)]
        to: String,
    },
}

/// Writes a backup: a mark, the hash of what follows, and the packed parts.
///
/// # Errors
/// A sentence when it could not be written; then no file is left.
pub fn backup(arguments: Backup) -> Result<(String, Value), String> {
    let Backup { file, data } = arguments;
    if file.exists() {
        return Err(format!("{} exists already. Choose another name.", file.display()));
    }
    let db = open_db(&data, None)?;
    let copy = data.join(format!("backup-{}.db", uuid::Uuid::now_v7()));
    db.backup_to(&copy).map_err(|error| format!("The database could not be copied. {error}"))?;
    let written = pack(&copy, &log_path(&data), &file);
    let removed = fs::remove_file(&copy);
    let bytes = written.inspect_err(|_| drop(fs::remove_file(&file)))?;
    removed.map_err(|error| format!("{} could not be removed: {error}.", copy.display()))?;
    let sentence = format!(
        "The backup {} holds {bytes} bytes. Keep the folder “keys” somewhere else: it signs the journal.",
        file.display()
    );
    Ok((sentence, json!({ "file": file, "bytes": bytes })))
}

fn pack(copy: &Path, checkpoints: &Path, to: &Path) -> Result<usize, String> {
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}.", path.display());
    let database = fs::read(copy).map_err(|error| told(copy, error))?;
    let checkpoints = if checkpoints.exists() {
        fs::read(checkpoints).map_err(|error| told(checkpoints, error))?
    } else {
        Vec::new()
    };
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    for part in [&database, &checkpoints] {
        let length = (part.len() as u64).to_be_bytes();
        packed.write_all(&length).and_then(|()| packed.write_all(part)).map_err(|error| told(to, error))?;
    }
    let body = packed.finish().map_err(|error| told(to, error))?;
    let digest = Sha256::digest(&body);
    let mut file = File::create_new(to).map_err(|error| told(to, error))?;
    for part in [MARK, digest.as_slice(), &body] {
        file.write_all(part).map_err(|error| told(to, error))?;
    }
    file.sync_all().and_then(|()| files::keep_name(to)).map_err(|error| told(to, error))?;
    Ok(MARK.len() + digest.len() + body.len())
}

/// Puts a backup into an empty folder, after everything about it was checked.
///
/// # Errors
/// A sentence when the backup is damaged or the folder holds an office; then the folder is untouched.
pub fn restore(arguments: Restore) -> Result<(String, Value), String> {
    let Restore { file, data } = arguments;
    let target = data.join("mandate.db");
    if target.exists() {
        return Err(format!("{} holds an office already. Choose an empty folder.", data.display()));
    }
    let bytes = fs::read(&file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?;
    let (database, checkpoints) = unpack(&bytes).map_err(|sentence| format!("{}: {sentence}", file.display()))?;
    fs::create_dir_all(&data).map_err(|error| format!("{} could not be made: {error}.", data.display()))?;
    let trial = data.join(format!("restore-{}.db", uuid::Uuid::now_v7()));
    let outcome = written(&trial, &database).and_then(|()| proven(&trial));
    let sentence = match outcome {
        Ok(sentence) => sentence,
        Err(sentence) => {
            forget(&trial);
            return Err(format!("{}: {sentence} Nothing was restored.", file.display()));
        }
    };
    if !checkpoints.is_empty() {
        let path = log_path(&data);
        let folder = path.parent().unwrap_or(&data);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
        written(&path, &checkpoints)?;
    }
    fs::rename(&trial, &target)
        .and_then(|()| files::keep_name(&target))
        .map_err(|error| format!("{}: {error}.", target.display()))?;
    Ok((format!("The office is restored into {}. {sentence}", data.display()), json!({ "data": data })))
}

fn unpack(bytes: &[u8]) -> Result<(Vec<u8>, Vec<u8>), String> {
    let rest = bytes.strip_prefix(MARK).ok_or("this is no backup of Mandate, or one of a newer version.")?;
    let (digest, body) = rest.split_at_checked(32).ok_or("the backup is cut off.")?;
    if Sha256::digest(body).as_slice() != digest {
        return Err(format!("the backup is damaged: its content should have the hash {}.", hex(digest)));
    }
    let mut reader = GzDecoder::new(body);
    let mut part = || {
        let mut length = [0_u8; 8];
        reader.read_exact(&mut length).map_err(|error| format!("the backup cannot be unpacked: {error}."))?;
        let mut bytes = Vec::new();
        let wanted = u64::from_be_bytes(length);
        reader
            .by_ref()
            .take(wanted)
            .read_to_end(&mut bytes)
            .map_err(|error| format!("the backup cannot be unpacked: {error}."))?;
        if bytes.len() as u64 == wanted { Ok(bytes) } else { Err("the backup is cut off.".to_owned()) }
    };
    Ok((part()?, part()?))
}

fn written(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut file = File::create(path).map_err(|error| format!("{}: {error}.", path.display()))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| files::keep_name(path))
        .map_err(|error| format!("{}: {error}.", path.display()))
}

/// Opens the restored database, checks it whole, and verifies its journal.
fn proven(path: &Path) -> Result<String, String> {
    let db = db::Db::open(&format!("sqlite:{}", path.display()), MIGRATIONS)
        .map_err(|error| format!("The database in the backup cannot be opened. {error}"))?;
    db.check().map_err(|error| format!("The database in the backup is damaged. {error}"))?;
    let journal = db
        .read_now(|tx| Ok::<_, db::Error>(text(&store::after(tx, 0, i64::MAX)?, &store::checkpoints(tx)?)))
        .map_err(|error| format!("The journal in the backup cannot be read. {error}"))?;
    let verdict = verify(&journal, &[], None);
    match verdict.broken {
        Some((seq, sentence)) => Err(format!("The journal in the backup is broken at entry {seq}. {sentence}")),
        None => Ok(format!("Its journal holds: {} entries.", verdict.entries)),
    }
}

fn forget(trial: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Leftovers of a refused restore are only untidy; the refusal itself is what the operator must read.
        let _ = fs::remove_file(format!("{}{suffix}", trial.display()));
    }
}

/// Works on whole databases.
///
/// # Errors
/// A sentence when it could not be done.
pub fn run(arguments: Database) -> Result<(String, Value), String> {
    let DatabaseAct::Copy { from, to } = arguments.act;
    let open = |url: &str| {
        db::Db::open(url, MIGRATIONS)
            .map_err(|error| format!("The database {} could not be opened. {error}", shown(url)))
    };
    let (source, target) = (open(&from)?, open(&to)?);
    let report = db::copy(&source, &target).map_err(|error| format!("The office was not copied. {error}"))?;
    let (rows, tables) = (report.rows(), report.tables.len());
    Ok((format!("The office is copied: {rows} rows in {tables} tables."), json!({ "rows": rows, "tables": tables })))
}

/// A database's address without its password.
fn shown(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}…{}", &url[..scheme + 3], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests;
