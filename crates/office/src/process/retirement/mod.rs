//! The end of a process: retired from a day on, with a reason and a successor, by whoever may publish it.
//!
//! Its pages stay as an archive. It leaves the lists, its draft is discarded, its asks and its hand-offs end, and nothing can be
//! drafted or published any more. It can be brought back. Absent: deleting; nothing is ever deleted. Source: FitSM-1:2024 GR2.4,
//! ISO 9001:2015 7.5.3 (retention and disposition of documented information).

mod model;
pub mod store;

use db::Tx;
use serde_json::json;

pub use model::{Retirement, Wish, complaints};

use super::commands::{self, SUBJECT, note};
use super::model::{Act, Process, in_force};
use super::submission::ask_to_review;
use super::{REINSTATED, RETIRED, holder};
use crate::access::{Actor, Permission};
use crate::approval;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::jobs::Clockwork;
use crate::process::HolderRole;
use crate::worklist;

/// Ends what retires by its day.
pub const ON_ITS_DAY: Clockwork = Clockwork {
    name: "process: retire on the day",
    every_s: 900,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            app.write(move |tx| strike(tx, now)).await
        })
    },
};

fn strike(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    for process in store::due(tx, now)? {
        take_effect(tx, &Actor::office(), now, &process)?;
    }
    Ok(())
}

/// Retires a process from a day on.
///
/// # Errors
/// Without the permission, or all reasons that speak against it.
pub fn retire(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, wish: &Wish) -> Result<Process, Failure> {
    actor.needs_on(Permission::PublishProcess, process_id)?;
    let process = super::store::by_id(tx, process_id)?;
    let all = super::store::all(tx)?;
    let refusals = complaints(&process, wish, &all, now);
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let end = Retirement {
        from: wish.from(now),
        reason: wish.reason.trim().to_owned(),
        successor_id: wish.successor_id.clone(),
        by: actor.name.clone(),
        done_at: None,
    };
    store::set(tx, process_id, &end)?;
    if end.from > now {
        let successor = name_of(&all, end.successor_id.as_deref());
        let payload = json!({ "from": end.from, "successor": successor, "successor_id": end.successor_id });
        note(tx, actor, now, "process.retiring", &process, &end.reason, payload)?;
    } else {
        let ended = Process { retirement: Some(end), ..process };
        take_effect(tx, actor, now, &ended)?;
    }
    Ok(super::store::by_id(tx, process_id)?)
}

fn name_of(all: &[Process], id: Option<&str>) -> Option<String> {
    all.iter().find(|one| Some(one.id.as_str()) == id).map(|one| one.name.clone())
}

/// Ends what ends with a process: its draft, its asks; hand-offs follow by the journal.
fn take_effect(tx: &mut Tx, actor: &Actor, now: Time, process: &Process) -> Result<(), Failure> {
    if let Some(mut draft) = super::store::open_draft(tx, &process.id)? {
        draft.state = draft.state.after(Act::Discard)?;
        super::store::update_version(tx, &draft)?;
        approval::lapse(tx, now, &commands::subject(&draft.id), "The process was retired.")?;
        worklist::settle_object(tx, now, SUBJECT, &draft.id)?;
    }
    for kind in ["process", "process_review"] {
        worklist::settle_object(tx, now, kind, &process.id)?;
    }
    store::done(tx, &process.id, now)?;
    let end = process.retirement.as_ref();
    let successor_id = end.and_then(|end| end.successor_id.clone());
    let all = super::store::all(tx)?;
    let payload = json!({
        "from": end.map(|end| end.from), "successor": name_of(&all, successor_id.as_deref()), "successor_id": successor_id,
        "by": end.map(|end| end.by.clone()),
    });
    note(tx, actor, now, RETIRED, process, end.map_or("", |end| end.reason.as_str()), payload)
}

/// Takes the end of a process back: before its day, or afterwards, when it is reviewed anew.
///
/// # Errors
/// Without the permission or a reason, or when it does not end.
pub fn reinstate(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, reason: &str) -> Result<Process, Failure> {
    actor.needs_on(Permission::PublishProcess, process_id)?;
    let process = super::store::by_id(tx, process_id)?;
    let Some(end) = process.retirement.clone() else {
        return Err(Failure::refused(format!("“{}” is not retired and does not end.", process.name)));
    };
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why it stays; the reason stands in its journal.").into());
    }
    store::clear(tx, process_id)?;
    if end.done_at.is_some() {
        ask_anew(tx, now, &process)?;
    }
    let payload = json!({ "was_retired": end.done_at.is_some(), "from": end.from });
    note(tx, actor, now, REINSTATED, &process, reason.trim(), payload)?;
    Ok(super::store::by_id(tx, process_id)?)
}

/// The review of a process that came back is due again, as it would have been.
fn ask_anew(tx: &mut Tx, now: Time, process: &Process) -> Result<(), Failure> {
    let versions = super::store::versions(tx, &process.id)?;
    let holders = super::store::holders(tx, &process.id)?;
    let Some(owner) = holder::holding(&holders, HolderRole::Owner) else { return Ok(()) };
    let Some((version, effective_at)) = in_force(&versions, now).and_then(|one| Some((one, one.effective_at?))) else {
        return Ok(());
    };
    let definition = super::store::definition(tx, &version.id)?;
    ask_to_review(tx, now, process, &definition, effective_at, &owner.person_id)
}

/// Refuses what cannot be done with a retired process.
///
/// # Errors
/// When it is retired at `now`.
pub fn is_live(process: &Process, now: Time) -> Result<(), Refusal> {
    match &process.retirement {
        Some(end) if end.from <= now => Err(Refusal::because(format!(
            "“{}” is retired since {}. Its pages are an archive; its owner can bring it back.",
            process.name,
            end.from.day_in_words()
        ))),
        _ => Ok(()),
    }
}

/// What ends with a process, to be read before it is done.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// Whether an open draft is discarded.
    pub draft: bool,
    /// Open asks about it.
    pub asks: u64,
    /// Processes whose definition in force names something that passes to or from it.
    pub partners: Vec<String>,
    pub variants: Vec<String>,
}

/// What would end with a process.
///
/// # Errors
/// The database's.
pub fn touched(tx: &mut Tx, now: Time, process: &Process) -> Result<Touched, Failure> {
    let draft = super::store::open_draft(tx, &process.id)?;
    let mut asks = 0;
    for kind in ["process", "process_review"] {
        asks += worklist::store::open_about(tx, kind, &process.id)?;
    }
    if let Some(draft) = &draft {
        asks += worklist::store::open_about(tx, SUBJECT, &draft.id)?;
    }
    let mut partners = Vec::new();
    for other in super::store::all(tx)?.into_iter().filter(|one| one.id != process.id && !one.is_retired(now)) {
        let Some(definition) = super::in_force(tx, &other.id, now)? else { continue };
        if definition.interfaces.iter().any(|one| one.process.trim().eq_ignore_ascii_case(&process.name)) {
            partners.push(other.name);
        }
    }
    let variants = super::variant::store::of_base(tx, &process.id)?.into_iter().map(|one| one.name).collect();
    Ok(Touched { draft: draft.is_some(), asks, partners, variants })
}

#[cfg(test)]
mod tests;
