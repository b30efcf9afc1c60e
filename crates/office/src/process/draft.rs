//! Saving a draft: each save names the revision it began with; edits of different parts are brought together, an edit of the
//! same part is shown to the second and overwrites nothing.

use db::Tx;
use serde_json::json;

use super::commands::{SUBJECT, note, subject};
use super::model::{Act, Process, State, Version};
use super::store;
use super::submission::ask_to_submit_again;
use crate::access::{Actor, Permission};
use crate::approval;
use crate::clock::Time;
use crate::definition::{self, Class, Conflict, Definition, class, diff, limits};
use crate::failure::Failure;
use crate::worklist;

/// What became of a save.
#[derive(Clone, Debug)]
pub enum Saved {
    /// Saved as this revision; `together` is true when somebody else's edit was brought in, `lapsed` when the approvals that
    /// stood before no longer count.
    Kept { version: Box<Version>, definition: Box<Definition>, together: bool, lapsed: bool },
    /// Nothing was saved: somebody changed the same part meanwhile.
    Contested(Contest),
}

/// What the second of two needs to know.
#[derive(Clone, Debug)]
pub struct Contest {
    /// The revision that is saved now.
    pub revision: i64,
    /// Who saved it, and when.
    pub by: String,
    pub at: Time,
    pub conflicts: Vec<Conflict>,
    /// Everything the others changed since, in sentences.
    pub changes: Vec<String>,
}

/// Saves the open draft of a process, as `edit` makes it out of the definition at revision `began`.
///
/// # Errors
/// Without the permission, when no draft is open, when the revision is unknown, or what `edit` refuses.
pub fn save(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    began: i64,
    edit: &dyn Fn(&mut Definition) -> Result<(), Failure>,
) -> Result<Saved, Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or_else(|| Failure::Stale {
        sentence: "There is no open draft any more: it was published or discarded.".to_owned(),
    })?;
    let base = store::revision(tx, &version.id, began)?.definition;
    let mut mine = base.clone();
    edit(&mut mine)?;
    let current = store::definition(tx, &version.id)?;
    let merged = if began == version.revision {
        mine
    } else {
        let merged = definition::merge(&base, &mine, &current);
        if !merged.conflicts.is_empty() {
            return contest(tx, &version, &base, &current, merged.conflicts).map(Saved::Contested);
        }
        merged.definition
    };
    if merged == current {
        let (version, definition) = (Box::new(version), Box::new(current));
        return Ok(Saved::Kept { version, definition, together: false, lapsed: false });
    }
    check_size(&merged)?;
    let together = store::saved_by_others(tx, &version.id, began, &actor.person_id)?;
    let (before, act) = (version.state, act_of(tx, &version, &current, &merged)?);
    version.state = version.state.after(act)?;
    let revision = store::save(tx, &version, &merged, &actor.person_id, &actor.name, now)?;
    version.revision = revision;
    version.seal = definition::seal(&merged);
    let lapsed = before != version.state;
    if lapsed {
        lapse(tx, now, &process, &version, actor)?;
    } else if matches!(before, State::InReview | State::Approved) {
        approval::store::reseal(tx, &subject(&version.id), &version.seal)?;
    }
    if merged.name.trim() != process.name && !merged.name.trim().is_empty() && version.base_id.is_none() {
        store::rename(tx, &process.id, merged.name.trim())?;
        crate::people::store::rename_process(tx, &process.id, merged.name.trim())?;
    }
    let changes: Vec<String> = diff(&current, &merged).into_iter().map(|change| change.sentence).take(20).collect();
    let payload = json!({ "version_id": version.id, "revision": revision, "changes": changes });
    note(tx, actor, now, "process.draft_saved", &process, "", payload)?;
    Ok(Saved::Kept { version: Box::new(version), definition: Box::new(merged), together, lapsed })
}

/// Rewording or changing: against what the approvers were asked about, once they were asked.
fn act_of(tx: &mut Tx, version: &Version, current: &Definition, merged: &Definition) -> Result<Act, Failure> {
    let asked_about = match (version.state, version.submitted_revision) {
        (State::InReview | State::Approved, Some(revision)) => store::revision(tx, &version.id, revision)?.definition,
        _ => current.clone(),
    };
    Ok(match class(&diff(&asked_about, merged)) {
        Class::Minor => Act::Reword,
        Class::Major => Act::Change,
    })
}

/// The approvals no longer count: everybody who was asked sees why, and whoever submitted the version is asked to do it again.
fn lapse(tx: &mut Tx, now: Time, process: &Process, version: &Version, actor: &Actor) -> Result<(), Failure> {
    let reason = format!("{} changed the content of the version after it was submitted.", actor.name);
    approval::lapse(tx, now, &subject(&version.id), &reason)?;
    worklist::settle_object(tx, now, SUBJECT, &version.id)?;
    ask_to_submit_again(tx, now, process, version, &reason)
}

fn contest(
    tx: &mut Tx,
    version: &Version,
    base: &Definition,
    current: &Definition,
    conflicts: Vec<Conflict>,
) -> Result<Contest, Failure> {
    let saved = store::revision(tx, &version.id, version.revision)?;
    let changes = diff(base, current).into_iter().map(|change| change.sentence).collect();
    Ok(Contest { revision: version.revision, by: saved.saved_by_name, at: saved.saved_at, conflicts, changes })
}

fn check_size(definition: &Definition) -> Result<(), Failure> {
    let bytes = definition::canonical(definition).len();
    if bytes > limits::DOCUMENT_BYTES {
        let sentence = format!(
            "The definition would be too large: {} KiB, at most {} KiB. Nothing was saved.",
            bytes / 1024,
            limits::DOCUMENT_BYTES / 1024
        );
        return Err(Failure::TooLarge { sentence });
    }
    Ok(())
}
