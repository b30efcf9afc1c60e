//! The journal as a file that can be verified offline: one JSON document a line, first the entries, then the checkpoints.
//!
//! The file needs nothing else. Whoever kept a checkpoint or the public key elsewhere can tell a rewritten journal from the
//! true one; without them the file proves only that it agrees with itself, and the verdict says so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::Head;
use super::checkpoint::Checkpoint;
use super::model::Entry;

/// One line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Entry(Entry),
    Checkpoint(Checkpoint),
}

/// The file's text.
#[must_use]
pub fn text(entries: &[Entry], checkpoints: &[Checkpoint]) -> String {
    let entries = entries.iter().cloned().map(Line::Entry);
    let checkpoints = checkpoints.iter().cloned().map(Line::Checkpoint);
    entries.chain(checkpoints).filter_map(|line| serde_json::to_string(&line).ok()).map(|line| line + "\n").collect()
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Entries that hold.
    pub entries: i64,
    /// Checkpoints that hold.
    pub checkpoints: usize,
    /// Whether the end of the journal is covered by a checkpoint held outside the file or signed by a key named outside it.
    pub anchored: bool,
    /// The first thing that is broken: position and sentence.
    pub broken: Option<(i64, String)>,
}

/// Verifies the text of an export against itself, and against what was kept elsewhere: checkpoints, and the public key (hex).
#[must_use]
pub fn verify(text: &str, kept: &[Checkpoint], public_key: Option<&str>) -> Verdict {
    let mut verdict = Verdict { entries: 0, checkpoints: 0, anchored: false, broken: None };
    let mut head = Head::default();
    let mut hashes: BTreeMap<i64, String> = BTreeMap::new();
    let mut checkpoints: Vec<Checkpoint> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        match serde_json::from_str::<Line>(line) {
            Ok(Line::Entry(entry)) => {
                if let Err(broken) = head.take(&entry) {
                    verdict.broken = Some((broken.seq, broken.sentence));
                    return verdict;
                }
                hashes.insert(head.seq, head.hash.clone());
                verdict.entries = head.seq;
            }
            Ok(Line::Checkpoint(checkpoint)) => checkpoints.push(checkpoint),
            Err(error) => {
                let sentence = format!("Line {} of the file cannot be read: {error}.", number + 1);
                verdict.broken = Some((head.seq + 1, sentence));
                return verdict;
            }
        }
    }
    let own = checkpoints.iter().map(|checkpoint| (checkpoint, public_key.is_some()));
    let outside = kept.iter().map(|checkpoint| (checkpoint, true));
    for (checkpoint, anchors) in own.chain(outside) {
        if let Err(sentence) = holds(checkpoint, &hashes, public_key) {
            verdict.broken = Some((checkpoint.seq, sentence));
            return verdict;
        }
        verdict.checkpoints += 1;
        verdict.anchored |= anchors;
    }
    verdict
}

fn holds(checkpoint: &Checkpoint, hashes: &BTreeMap<i64, String>, public_key: Option<&str>) -> Result<(), String> {
    if !checkpoint.is_genuine() {
        return Err(format!("The signature of the checkpoint at entry {} does not hold.", checkpoint.seq));
    }
    if public_key.is_some_and(|key| !key.eq_ignore_ascii_case(&checkpoint.public_key)) {
        return Err(format!("The checkpoint at entry {} was signed by another key.", checkpoint.seq));
    }
    match hashes.get(&checkpoint.seq) {
        Some(hash) if *hash == checkpoint.hash => Ok(()),
        Some(_) => Err(format!("Entry {} is not the one that was signed: the journal was rewritten.", checkpoint.seq)),
        None => Err(format!("Entry {} was signed but is missing: the end of the journal was cut off.", checkpoint.seq)),
    }
}
