//! `mandate verify`: checks an export of the journal offline, or the journal of an office on this machine.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::open_db;
use crate::journal::checkpoint::{Checkpoint, log_path};
use crate::journal::export::{text, verify};
use crate::journal::store;

/// Verifies that nobody changed the journal; names the first broken entry.
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// An export of the journal; without it the journal of the office in the data folder is verified.
    file: Option<PathBuf>,
    /// Checkpoints that were kept outside the office, one JSON document a line.
    #[arg(long)]
    checkpoints: Option<PathBuf>,
    /// The public key of the office, 64 hexadecimal digits, as noted earlier.
    #[arg(long)]
    public_key: Option<String>,
    /// The folder of the office.
    #[arg(long, env = "MANDATE_DATA_DIR", default_value = "data")]
    data: PathBuf,
    /// The database, where it is not in the folder.
    #[arg(long, env = "MANDATE_DATABASE")]
    database: Option<String>,
}

/// Verifies and answers; a broken journal is an error.
///
/// # Errors
/// The first broken entry, or a sentence when something cannot be read.
pub fn run(arguments: Verify) -> Result<(String, Value), String> {
    let (journal, kept) = match &arguments.file {
        Some(file) => (read(file)?, arguments.checkpoints.as_deref().map(checkpoints).transpose()?),
        None => {
            let db = open_db(&arguments.data, arguments.database.clone())?;
            let journal = db
                .read_now(|tx| Ok::<_, db::Error>(text(&store::after(tx, 0, i64::MAX)?, &store::checkpoints(tx)?)))
                .map_err(|error| format!("The journal could not be read. {error}"))?;
            let path = arguments.checkpoints.clone().unwrap_or_else(|| log_path(&arguments.data));
            (journal, if path.exists() { Some(checkpoints(&path)?) } else { None })
        }
    };
    let verdict = verify(&journal, &kept.unwrap_or_default(), arguments.public_key.as_deref());
    if let Some((seq, sentence)) = &verdict.broken {
        return Err(format!("The journal is broken at entry {seq}. {sentence}"));
    }
    let anchor = if verdict.anchored {
        "Its end is covered by a checkpoint held outside."
    } else {
        "No checkpoint from outside was given, so a journal rewritten from its first entry would not show. \
         Give --checkpoints or --public-key."
    };
    let sentence =
        format!("The journal holds: {} entries, {} checkpoints. {anchor}", verdict.entries, verdict.checkpoints);
    Ok((sentence, json!(verdict)))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))
}

/// The checkpoints of a file. A last line that a power cut left unfinished was never relied upon and is left out.
fn checkpoints(path: &Path) -> Result<Vec<Checkpoint>, String> {
    let bytes = fs::read(path).map_err(|error| format!("{} cannot be read: {error}.", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<(usize, &str)> = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
    let mut all = Vec::new();
    for (place, (number, line)) in lines.iter().enumerate() {
        match serde_json::from_str(line) {
            Ok(checkpoint) => all.push(checkpoint),
            Err(_) if place + 1 == lines.len() => {}
            Err(error) => {
                return Err(format!("{}, line {}: this is no checkpoint: {error}.", path.display(), number + 1));
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
