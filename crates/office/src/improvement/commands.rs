//! Each change of state of an improvement.

use db::Tx;
use serde_json::{Value, json};

use super::asks;
use super::benefit::Measurement;
use super::model::{Act, Improvement, OriginKind, Plan, Proposal, Stage, Verification, Version};
use super::score::Score;
use super::store;
use crate::access::{Actor, Permission, duties, forbidden};
use crate::clock::Time;
use crate::connector::ticket;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::people;
use crate::process::{self, Process};
use crate::requests::{self, Keyed};

/// The word under which tickets and the journal know an improvement.
const OBJECT: &str = "improvement";

/// What [`propose`] made, or found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub id: String,
    pub number: i64,
    /// False when the same request or the same origin had made it before.
    pub new: bool,
}

/// Puts a proposal into the register. The same idempotency key, or the same deviation or finding while it is not declined or
/// withdrawn, gives the improvement that was made before.
///
/// # Errors
/// When the title is missing, a score is out of range, or the actor may not propose.
pub fn propose(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    asked: Option<&Keyed>,
    proposal: &Proposal,
) -> Result<Made, Failure> {
    if !actor.may_somewhere(Permission::ProposeImprovement) {
        return Err(forbidden(Permission::ProposeImprovement));
    }
    if let Some(asked) = asked
        && let Some(id) = requests::made_before(tx, actor, now, asked)?
    {
        let number = store::improvement(tx, &id)?.number;
        return Ok(Made { id, number, new: false });
    }
    if proposal.origin.kind != OriginKind::Idea
        && let Some(found) = store::live_of_origin(tx, proposal.origin.kind, &proposal.origin.id)?
    {
        return Ok(Made { id: found.id, number: found.number, new: false });
    }
    let improvement = proposed(tx, actor, now, proposal)?;
    store::insert(tx, &improvement)?;
    if let Some(asked) = asked {
        requests::remember(tx, actor, now, asked, &improvement.id)?;
    }
    asks::decide(tx, now, &improvement)?;
    let origin =
        json!({ "kind": improvement.origin.kind, "id": improvement.origin.id, "label": improvement.origin.label });
    let payload =
        json!({ "origin": origin, "process_id": improvement.process_id, "priority": improvement.score.priority() });
    note(tx, actor, "improvement.proposed", &improvement, "", payload, now)?;
    Ok(Made { id: improvement.id, number: improvement.number, new: true })
}

fn proposed(tx: &mut Tx, actor: &Actor, now: Time, proposal: &Proposal) -> Result<Improvement, Failure> {
    let mut refusals = proposal.score.checked().err().unwrap_or_default();
    if proposal.title.trim().is_empty() {
        refusals.push(Refusal::at("title", "The title is missing."));
    }
    if let Some(id) = &proposal.process_id
        && !(actor.may_on(Permission::Read, id) && is_there(process::store::by_id(tx, id))?)
    {
        refusals.push(Refusal::at("process_id", "There is no such process. Choose one from the list, or none."));
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    Ok(Improvement {
        id: uuid::Uuid::now_v7().to_string(),
        number: store::next_number(tx)?,
        title: proposal.title.trim().to_owned(),
        description: proposal.description.clone(),
        process_id: proposal.process_id.clone(),
        origin: proposal.origin.clone(),
        raised_by: actor.person_id.clone(),
        raised_at: now,
        score: proposal.score,
        stage: Stage::Proposed,
        stage_at: now,
        reason: String::new(),
        plan: None,
        version: None,
        completed_at: None,
        measurement: None,
        verification: None,
        revision: 1,
    })
}

/// Takes a proposal on: who does it, by when, and what it is measured by.
///
/// # Errors
/// When the plan is incomplete, the owner has no open account, or the actor may not manage improvements of the process.
pub fn accept(tx: &mut Tx, actor: &Actor, now: Time, id: &str, plan: &Plan) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    manages(actor, &old)?;
    let mut new = old.after(Act::Accept, now)?;
    let mut refusals = plan.checked(now).err().unwrap_or_default();
    if !has_account(tx, &plan.owner_id)? {
        refusals.push(Refusal::at("owner", "Choose somebody with an open account as owner."));
    }
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    new.plan = Some(plan.clone());
    store::save(tx, &new)?;
    asks::decided(tx, now, actor, &new)?;
    asks::complete(tx, now, &new)?;
    let payload = json!({
        "owner_id": plan.owner_id, "measure": plan.measure, "baseline": plan.baseline, "target": plan.target,
        "due_at": plan.due_at, "expected": plan.expected,
    });
    note(tx, actor, "improvement.accepted", &new, "", payload, now)
}

/// Says no to a proposal, with the reason.
///
/// # Errors
/// When the reason is missing or the actor may not manage improvements of the process.
pub fn decline(tx: &mut Tx, actor: &Actor, now: Time, id: &str, reason: &str) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    manages(actor, &old)?;
    let new = ended(old.after(Act::Decline, now)?, reason)?;
    store::save(tx, &new)?;
    asks::decided(tx, now, actor, &new)?;
    note(tx, actor, "improvement.declined", &new, reason, json!({}), now)
}

/// Takes an improvement back before it is completed: whoever raised it, or whoever manages improvements of the process.
///
/// # Errors
/// When the reason is missing or the actor is neither.
pub fn withdraw(tx: &mut Tx, actor: &Actor, now: Time, id: &str, reason: &str) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    if old.raised_by != actor.person_id {
        manages(actor, &old)?;
    }
    let new = ended(old.after(Act::Withdraw, now)?, reason)?;
    store::save(tx, &new)?;
    asks::over(tx, now, &new)?;
    note(tx, actor, "improvement.withdrawn", &new, reason, json!({}), now)
}

fn ended(mut improvement: Improvement, reason: &str) -> Result<Improvement, Refusal> {
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why; whoever raised it will read it."));
    }
    reason.trim().clone_into(&mut improvement.reason);
    Ok(improvement)
}

/// Judges size, value, risk and urgency anew.
///
/// # Errors
/// When a judgement is out of range, the improvement is closed, or the actor may not manage improvements of the process.
pub fn rescore(tx: &mut Tx, actor: &Actor, now: Time, id: &str, score: Score) -> Result<(), Failure> {
    let mut improvement = seen(tx, actor, id)?;
    manages(actor, &improvement)?;
    if improvement.stage.is_closed() {
        let sentence =
            format!("This improvement is {} and needs no priority.", improvement.stage.label().to_lowercase());
        return Err(Failure::refused(sentence));
    }
    score.checked()?;
    let payload = json!({ "old": improvement.score, "new": score });
    improvement.score = score;
    store::save(tx, &improvement)?;
    note(tx, actor, "improvement.rescored", &improvement, "", payload, now)
}

/// Says that work has begun, or goes on after a benefit that was not there: its owner, or whoever manages improvements.
///
/// # Errors
/// When the stage does not allow it or the actor may not.
pub fn start(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    works_on(actor, &old)?;
    let new = old.after(Act::Start, now)?;
    store::save(tx, &new)?;
    asks::over(tx, now, &new)?;
    asks::complete(tx, now, &new)?;
    note(tx, actor, "improvement.started", &new, "", json!({}), now)
}

/// Starts a draft of the process that the improvement changes, and links it; work has begun.
///
/// # Errors
/// When the improvement has no process, the stage does not allow work, a draft is open already, or the actor may not draft.
pub fn draft(tx: &mut Tx, actor: &Actor, now: Time, id: &str) -> Result<Process, Failure> {
    let improvement = seen(tx, actor, id)?;
    let Some(process_id) = improvement.process_id.clone() else {
        return Err(Failure::refused("This improvement changes no process, so there is nothing to draft."));
    };
    if improvement.stage != Stage::InProgress {
        let started = improvement.after(Act::Start, now)?;
        store::save(tx, &started)?;
        asks::over(tx, now, &started)?;
        asks::complete(tx, now, &started)?;
    }
    let process = process::store::by_id(tx, &process_id)?;
    let version = process::start_draft_for(tx, actor, now, &process_id, id)?;
    let label = format!("{}, draft", process.name);
    let href = format!("/processes/{}/draft", process.key);
    link_version(tx, actor, now, id, Version { id: version.id, label, href })?;
    Ok(process)
}

/// Says that the change is in place: its owner, or whoever manages improvements. From now on data tells about its benefit.
///
/// # Errors
/// When the stage does not allow it or the actor may not.
pub fn complete(tx: &mut Tx, actor: &Actor, now: Time, id: &str, comment: &str) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    works_on(actor, &old)?;
    let mut new = old.after(Act::Complete, now)?;
    new.completed_at = Some(now);
    new.measurement = None;
    new.verification = None;
    store::save(tx, &new)?;
    asks::completed(tx, now, actor, &new)?;
    note(tx, actor, "improvement.completed", &new, comment, json!({}), now)
}

/// Notes what new data says about a completed improvement, and asks somebody to verify the benefit.
///
/// # Errors
/// When the improvement is not completed yet, or the figures are none.
pub fn record_measurement(tx: &mut Tx, now: Time, id: &str, measurement: Measurement) -> Result<(), Failure> {
    let mut improvement = store::improvement(tx, id)?;
    if !improvement.stage.is_measurable() {
        let sentence = format!("{} is not completed yet; its benefit cannot be measured.", improvement.name());
        return Err(Failure::refused(sentence));
    }
    let figures = [Some(measurement.value), measurement.low, measurement.high];
    if figures.into_iter().flatten().any(|figure| !figure.is_finite()) {
        return Err(Failure::refused("A measured value is not a number."));
    }
    improvement.measurement = Some(measurement);
    store::save(tx, &improvement)?;
    asks::verify(tx, now, &improvement)?;
    note(tx, &Actor::office(), "improvement.measured", &improvement, "", json!(measurement), now)
}

/// What somebody says about the benefit of an improvement.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether the benefit is there.
    pub kept: bool,
    /// The value as seen by the verifier; none takes the measured one.
    pub value: Option<f64>,
    pub comment: String,
}

/// Gives the verdict about the benefit; never its owner.
///
/// # Errors
/// When the stage does not allow it, the actor owns the improvement or may not verify, or value or comment are missing.
pub fn verify(tx: &mut Tx, actor: &Actor, now: Time, id: &str, verdict: &Verdict) -> Result<(), Failure> {
    let old = seen(tx, actor, id)?;
    needs(actor, Permission::VerifyBenefit, &old)?;
    let owner = old.plan.as_ref().map_or("", |plan| plan.owner_id.as_str());
    duties::owner_does_not_verify(owner, &actor.person_id)?;
    let act = if verdict.kept { Act::Confirm } else { Act::Doubt };
    let mut new = old.after(act, now)?;
    let measured = new.measurement.map(|measurement| measurement.value);
    let mut refusals = Vec::new();
    if verdict.value.or(measured).is_none() {
        refusals.push(Refusal::at("seen", "Nothing was measured yet. Give the value that you saw."));
    }
    if verdict.comment.trim().is_empty() && (!verdict.kept || verdict.value.is_some()) {
        let sentence = "Say what you looked at, so that others can follow your verdict.";
        refusals.push(Refusal::at("comment", sentence));
    }
    let (Some(value), true) = (verdict.value.or(measured), refusals.is_empty()) else {
        return Err(Failure::Refused(refusals));
    };
    let comment = verdict.comment.trim().to_owned();
    new.verification = Some(Verification { value, by: actor.person_id.clone(), at: now, comment });
    store::save(tx, &new)?;
    asks::verified(tx, now, actor, &new)?;
    let action = if verdict.kept { "improvement.verified" } else { "improvement.not_verified" };
    note(tx, actor, action, &new, verdict.comment.trim(), json!({ "value": value, "measured": measured }), now)
}

/// Links the version of a process that the improvement changes; called when a draft was started for it or published.
///
/// # Errors
/// When the improvement does not exist.
pub fn link_version(tx: &mut Tx, actor: &Actor, now: Time, id: &str, version: Version) -> Result<(), Failure> {
    let mut improvement = store::improvement(tx, id)?;
    if improvement.version.as_ref() == Some(&version) {
        return Ok(());
    }
    let payload = json!({ "version": version });
    improvement.version = Some(version);
    store::save(tx, &improvement)?;
    note(tx, actor, "improvement.version_linked", &improvement, "", payload, now)
}

/// Sends the improvement to a tool as a ticket that leads back to `href`.
///
/// # Errors
/// When it is over, the actor neither works on it nor manages it, or the tool cannot take it.
pub fn send(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    id: &str,
    (connector_id, place): (&str, &str),
    href: &str,
) -> Result<(), Failure> {
    let improvement = seen(tx, actor, id)?;
    works_on(actor, &improvement)?;
    if improvement.stage.is_closed() {
        return Err(Failure::refused("This improvement is over, so nothing is sent."));
    }
    let body = format!("{}\n\n{}: {href}\n", improvement.description.trim(), improvement.name());
    let asking = ticket::Asking {
        object_kind: OBJECT,
        object_id: id,
        connector_id,
        place,
        subject: &improvement.title,
        body: body.trim_start(),
    };
    let sent = ticket::ask(tx, actor, now, &asking)?;
    let payload = json!({ "connector_id": sent.connector_id, "place": sent.place, "ticket_id": sent.id });
    note(tx, actor, "improvement.sent", &improvement, "", payload, now)
}

/// Tries a ticket again that the tool refused.
///
/// # Errors
/// As [`send`], or when it was not refused.
pub fn send_again(tx: &mut Tx, actor: &Actor, now: Time, id: &str, ticket_id: &str) -> Result<(), Failure> {
    let improvement = seen(tx, actor, id)?;
    works_on(actor, &improvement)?;
    ticket::ask_again(tx, now, (OBJECT, id), ticket_id)?;
    note(tx, actor, "improvement.sent", &improvement, "", json!({ "ticket_id": ticket_id }), now)
}

/// Whether the actor may know of the improvement: it belongs to the whole office, to a process they may read, or to them.
#[must_use]
pub fn may_read(actor: &Actor, improvement: &Improvement) -> bool {
    let own = improvement.raised_by == actor.person_id
        || improvement.plan.as_ref().is_some_and(|plan| plan.owner_id == actor.person_id);
    match &improvement.process_id {
        Some(process_id) => own || actor.may_on(Permission::Read, process_id),
        None => own || actor.may_somewhere(Permission::Read),
    }
}

/// The improvement, for somebody who may know of it.
fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Improvement, Failure> {
    let improvement = store::improvement(tx, id)?;
    if may_read(actor, &improvement) { Ok(improvement) } else { Err(Failure::NotFound) }
}

/// Whether the actor may do `permission` to the improvement: on its process, or in the whole office where it has none.
#[must_use]
pub fn may(actor: &Actor, permission: Permission, improvement: &Improvement) -> bool {
    match &improvement.process_id {
        Some(process_id) => actor.may_on(permission, process_id),
        None => actor.may(permission),
    }
}

fn needs(actor: &Actor, permission: Permission, improvement: &Improvement) -> Result<(), Failure> {
    if may(actor, permission, improvement) { Ok(()) } else { Err(forbidden(permission)) }
}

fn manages(actor: &Actor, improvement: &Improvement) -> Result<(), Failure> {
    needs(actor, Permission::ManageImprovement, improvement)
}

fn works_on(actor: &Actor, improvement: &Improvement) -> Result<(), Failure> {
    match &improvement.plan {
        Some(plan) if plan.owner_id == actor.person_id => Ok(()),
        _ => manages(actor, improvement),
    }
}

fn has_account(tx: &mut Tx, person_id: &str) -> Result<bool, Failure> {
    match people::store::person(tx, person_id) {
        Ok(person) => Ok(person.disabled_at.is_none()),
        Err(db::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn is_there<T>(found: Result<T, db::Error>) -> Result<bool, Failure> {
    match found {
        Ok(_) => Ok(true),
        Err(db::Error::NotFound) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    improvement: &Improvement,
    reason: &str,
    payload: Value,
    now: Time,
) -> Result<(), Failure> {
    let object = Object::new("improvement", &improvement.id, improvement.label());
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
