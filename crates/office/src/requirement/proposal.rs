//! Proposals: what a definition asks of a tool without saying so, taken into the draft by a person, or left out with a reason.

use db::Tx;
use serde_json::json;

use super::derive::{self, Proposal};
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::{Definition, limits};
use crate::failure::{Failure, Refusal};
use crate::process::commands::note;
use crate::process::draft::{self, Saved};
use crate::process::{self, Process};

/// The proposals of a definition that nobody has answered.
///
/// # Errors
/// The database's.
pub fn open(tx: &mut Tx, process_id: &str, definition: &Definition) -> Result<Vec<Proposal>, Failure> {
    let answered = store::answered(tx, process_id)?;
    Ok(derive::proposals(definition).into_iter().filter(|one| !answered.contains(&one.source)).collect())
}

/// The definition that proposals are made from: the open draft, else the version in force; none where there is neither.
///
/// # Errors
/// The database's.
pub fn basis(tx: &mut Tx, process: &Process, now: Time) -> Result<Option<Definition>, Failure> {
    if let Some(draft) = process::store::open_draft(tx, &process.id)? {
        return Ok(Some(process::store::definition(tx, &draft.id)?));
    }
    Ok(process::in_force(tx, &process.id, now)?.map(|shared| Definition::clone(&shared)))
}

/// Writes proposals into the draft, which begins where none is open. Returns how many were written.
///
/// # Errors
/// Without the permission, when none of them is open any more, or when the draft cannot be begun or saved.
pub fn take(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, sources: &[String]) -> Result<usize, Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    if sources.is_empty() {
        return Err(Refusal::at("source", "Choose at least one proposal.").into());
    }
    let process = process::store::by_id(tx, process_id)?;
    let version = match process::store::open_draft(tx, process_id)? {
        Some(open) => open,
        None => process::commands::start_draft(tx, actor, now, process_id, "")?,
    };
    let definition = process::store::definition(tx, &version.id)?;
    let mut chosen = open(tx, process_id, &definition)?;
    chosen.retain(|one| sources.contains(&one.source));
    if chosen.is_empty() {
        let sentence =
            "What you chose is written down by now, or the draft says something else. Look at the list again.";
        return Err(Refusal::at("source", sentence).into());
    }
    if definition.requirements.len() + chosen.len() > limits::LIST_ENTRIES {
        let most = limits::LIST_ENTRIES;
        return Err(Refusal::at("source", format!("At most {most} requirements fit into a definition.")).into());
    }
    let saved = draft::save(tx, actor, now, process_id, version.revision, &|draft| {
        draft.requirements.extend(chosen.iter().map(|one| one.requirement.clone()));
        Ok(())
    })?;
    if let Saved::Contested(contest) = saved {
        let sentence = format!("{} saved the draft at the same moment. Nothing was written; choose again.", contest.by);
        return Err(Failure::Stale { sentence });
    }
    for one in &chosen {
        store::answer_proposal(tx, process_id, &one.source, (&version.id, ""), &actor.name, now)?;
    }
    let payload = json!({ "count": chosen.len(), "version_id": version.id });
    note(tx, actor, now, "requirement.proposals_taken", &process, "", payload)?;
    Ok(chosen.len())
}

/// Leaves a proposal out from now on.
///
/// # Errors
/// Without the permission or a reason, or when it is not open.
pub fn decline(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    source: &str,
    reason: &str,
) -> Result<(), Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why no tool has to do this; the reason stands in the journal.").into());
    }
    let process = process::store::by_id(tx, process_id)?;
    let definition = basis(tx, &process, now)?.ok_or(Failure::NotFound)?;
    let known = open(tx, process_id, &definition)?;
    let Some(one) = known.iter().find(|one| one.source == source) else {
        return Err(Failure::refused(
            "This proposal was answered already, or the definition says something else by now.",
        ));
    };
    store::answer_proposal(tx, process_id, source, ("", reason.trim()), &actor.name, now)?;
    let payload = json!({ "text": one.requirement.text });
    note(tx, actor, now, "requirement.proposal_declined", &process, reason.trim(), payload)
}
