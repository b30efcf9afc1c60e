//! Whether a process is ready to be automated, and the guard before it: while its RACI has defects or it is not managed, it neither runs here
//! nor goes to an engine, until its owner accepts that by name with a reason.
//!
//! What was accepted is kept with its owner and shown; something else that comes up is held anew before the next beginning. What runs
//! already goes on. Absent: a level of capability that somebody assessed; the marks stand for level 2. Source: ISO/IEC 33020 (levels 1
//! and 2, in our own words); practice of automation (mend the process first).

mod model;
pub mod store;

use db::Tx;
use serde_json::json;

pub use model::{Acceptance, Condition, DEFECTS, Managed, Standing, Unsettled, conditions, is_ready, left, unsettled};

use super::commands::note;
use super::holder::holding;
use super::model::{HolderRole, Process};
use crate::access::Actor;
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};

/// Letters of a reason.
pub const REASON_CHARS: usize = 1_000;

/// What the records show of a process beside its definition and its logs.
///
/// # Errors
/// The database's.
pub fn managed(tx: &mut Tx, now: Time, process_id: &str) -> Result<Managed, Failure> {
    let holders = super::store::holders(tx, process_id)?;
    let holds = |role| holding(&holders, role).is_some();
    Ok(Managed {
        owner: holds(HolderRole::Owner),
        manager: holds(HolderRole::Manager),
        overdue_days: super::store::next_review(tx, process_id)?.map(|due| due.days_until(now).max(0)),
        conforming: None,
    })
}

/// How ready a process is; none while no version is in force.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut Tx, now: Time, process_id: &str) -> Result<Option<Standing>, Failure> {
    let Some(definition) = super::in_force(tx, process_id, now)? else { return Ok(None) };
    let managed = managed(tx, now, process_id)?;
    Ok(Some(Standing {
        conditions: conditions(&definition, &managed),
        unsettled: unsettled(&definition, &managed),
        acceptance: store::of_process(tx, process_id)?,
    }))
}

/// What holds a process back from being automated: unsettled, and accepted by nobody.
///
/// # Errors
/// The database's.
pub fn held(tx: &mut Tx, now: Time, process_id: &str, definition: &Definition) -> Result<Vec<Unsettled>, Failure> {
    let all = unsettled(definition, &managed(tx, now, process_id)?);
    if all.is_empty() {
        return Ok(all);
    }
    Ok(left(all, store::of_process(tx, process_id)?.as_ref()))
}

/// Refuses to begin with the automation of a process that is held.
///
/// # Errors
/// Each thing that holds it, and what can be done.
pub fn guard(tx: &mut Tx, now: Time, process: &Process, definition: &Definition) -> Result<(), Failure> {
    let held = held(tx, now, &process.id, definition)?;
    if held.is_empty() {
        return Ok(());
    }
    let mut refusals = vec![Refusal::because(format!(
        "{} is not ready to be automated. Mend what stands here, or let its owner accept it under “Readiness”.",
        process.name
    ))];
    refusals.extend(held.into_iter().map(|one| Refusal::because(one.sentence)));
    Err(refusals.into())
}

/// Its owner accepts that the process is automated although this is not settled.
///
/// # Errors
/// Who does not own it; without a reason; where nothing is to be accepted, or something else than what was read.
pub fn accept(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    (read, reason): (&[String], &str),
) -> Result<(), Failure> {
    let holders = super::store::holders(tx, &process.id)?;
    let owns = holding(&holders, HolderRole::Owner).is_some_and(|one| one.person_id == actor.person_id);
    if !owns {
        return Err(Failure::Forbidden { needs: "whoever owns the process".to_owned() });
    }
    let Some((_, definition)) = super::published(tx, &process.id, now)? else {
        return Err(Failure::refused("No version of the process is in force yet. There is nothing to automate."));
    };
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS {
        let sentence = format!("Say in at most {REASON_CHARS} characters why it is automated nevertheless.");
        return Err(Refusal::at("reason", sentence).into());
    }
    let all = unsettled(&definition, &managed(tx, now, &process.id)?);
    if all.is_empty() {
        return Err(Failure::refused("Nothing is to be accepted: everything is settled."));
    }
    if all.iter().any(|one| !read.contains(&one.key)) {
        let sentence = "Something else came up since this page was read. Read the list again before you accept it.";
        return Err(Failure::Stale { sentence: sentence.to_owned() });
    }
    let acceptance = Acceptance {
        accepted: all,
        reason: reason.to_owned(),
        by_id: actor.person_id.clone(),
        by_name: actor.name.clone(),
        accepted_at: now,
    };
    store::keep(tx, &process.id, &acceptance)?;
    let told: Vec<&str> = acceptance.accepted.iter().map(|one| one.sentence.as_str()).collect();
    note(tx, actor, now, "process.automation_accepted", process, reason, json!({ "accepted": told }))
}
