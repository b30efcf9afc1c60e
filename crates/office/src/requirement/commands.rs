//! Each change: how a tool meets a requirement, which part of it, a test, and a waiver from its record to its end.

use db::{Error, Tx};
use serde_json::{Value, json};

use super::model::{
    Answer, Gap, OBJECTS, Object, ObjectKind, Required, Result as Tested, Trial, WAIVERS, Waiver, WaiverState,
    waiver_day,
};
use super::{asks, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object as Subject};

pub use super::gather::gather;
pub use super::proposal::{decline, take};

/// The requirement, if the actor may read its process.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or the actor may not read it.
pub fn seen(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Required, Failure> {
    let one = store::by_id(tx, id)?;
    if actor.may_on(Permission::Read, &one.process_id) { Ok(one) } else { Err(Failure::NotFound) }
}

/// Every requirement in force that the actor may read.
///
/// # Errors
/// The database's.
pub fn readable(tx: &mut Tx, actor: &Actor) -> Result<Vec<Required>, Failure> {
    let all = store::live(tx, None)?;
    Ok(all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.process_id)).collect())
}

/// The requirement, if the actor may answer it.
fn answerable(tx: &mut Tx, actor: &Actor, id: &str) -> Result<Required, Failure> {
    let one = seen(tx, actor, id)?;
    actor.needs_on(Permission::AnswerRequirement, &one.process_id)?;
    Ok(one)
}

/// Somebody changed the requirement between reading and sending.
fn stale(failure: Error, one: &Required) -> Failure {
    match failure {
        Error::Stale => Failure::Stale {
            sentence: format!(
                "“{}” was changed since you opened it. Nothing was saved; open it again and look.",
                asks::short(&one.text)
            ),
        },
        other => other.into(),
    }
}

/// Says how a tool meets a requirement. What was tested is tested again when that is another way.
///
/// # Errors
/// Without the permission, when nothing is said about a workaround or a gap, or when it was changed since `revision`.
pub fn answer(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (id, revision): (&str, i64),
    gap: Gap,
    said: &str,
) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let said = said.trim();
    if said.is_empty() && matches!(gap, Gap::Workaround | Gap::NotMet) {
        let sentence = match gap {
            Gap::Workaround => "Describe the workaround, so that whoever works with it knows what to do.",
            _ => "Say what is missing, so that the process manager can plan with it.",
        };
        return Err(Refusal::at("note", sentence).into());
    }
    let is_other = one.answer.as_ref().is_some_and(|before| before.gap != gap);
    let result = if is_other { one.result.after_change() } else { one.result };
    let answer = Answer { gap, note: said.to_owned(), by_id: actor.person_id.clone(), by: actor.name.clone(), at: now };
    store::keep_answer(tx, id, revision, &answer, result).map_err(|error| stale(error, &one))?;
    note(tx, actor, now, "requirement.answered", &one, said, json!({ "gap": gap.key() }))?;
    asks::retest(tx, now, &one.process_id)?;
    asks::answers(tx, now)
}

/// What is said of a part of a tool.
#[derive(Clone, Debug)]
pub struct Named {
    pub tool: String,
    pub kind: ObjectKind,
    pub name: String,
    pub link: String,
}

/// Names a part of a tool that meets a requirement.
///
/// # Errors
/// Without the permission, when it is named already, or all that is wrong with it.
pub fn name_object(tx: &mut Tx, actor: &Actor, now: Time, id: &str, new: &Named) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let mut refusals = Vec::new();
    for (field, text, sentence) in
        [("tool", &new.tool, "Say which tool it is."), ("name", &new.name, "Say what it is called in the tool.")]
    {
        if text.trim().is_empty() {
            refusals.push(Refusal::at(field, sentence));
        }
    }
    if let Some(refusal) = link_problem("link", &new.link) {
        refusals.push(refusal);
    }
    let same = |other: &Object| {
        other.kind == new.kind
            && other.tool.to_lowercase() == new.tool.trim().to_lowercase()
            && other.name.to_lowercase() == new.name.trim().to_lowercase()
    };
    if one.objects.iter().any(same) {
        refusals.push(Refusal::at("name", "This part of the tool is named here already."));
    }
    if one.objects.len() >= OBJECTS {
        refusals.push(Refusal::because(format!("At most {OBJECTS} parts of tools can meet one requirement.")));
    }
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let object = Object {
        id: uuid::Uuid::now_v7().to_string(),
        tool: new.tool.trim().to_owned(),
        kind: new.kind,
        name: new.name.trim().to_owned(),
        link: new.link.trim().to_owned(),
        named_by: actor.name.clone(),
        named_at: now,
    };
    store::insert_object(tx, id, &object)?;
    note(tx, actor, now, "requirement.object_named", &one, "", json!({ "tool": object.tool, "name": object.name }))
}

/// What is wrong with the address of something, where one is given.
fn link_problem(field: &'static str, link: &str) -> Option<Refusal> {
    let link = link.trim();
    let is_address = ["https://", "http://"].iter().any(|scheme| link.len() > scheme.len() && link.starts_with(scheme));
    if link.is_empty() || (is_address && !link.contains(char::is_whitespace)) {
        return None;
    }
    Some(Refusal::at(
        field,
        "An address begins with https:// or http:// and has no blanks. Leave it empty if there is none.",
    ))
}

/// Takes a part of a tool away from a requirement.
///
/// # Errors
/// Without the permission, or when it is not named there.
pub fn remove_object(tx: &mut Tx, actor: &Actor, now: Time, id: &str, object_id: &str) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let object = one.objects.iter().find(|object| object.id == object_id).ok_or(Failure::NotFound)?;
    store::remove_object(tx, id, object_id)?;
    note(tx, actor, now, "requirement.object_removed", &one, "", json!({ "tool": object.tool, "name": object.name }))
}

/// The result of a test as somebody writes it down.
#[derive(Clone, Debug)]
pub struct Tried {
    pub passed: bool,
    pub note: String,
    pub evidence: String,
}

/// Writes down a test of a requirement as it reads now.
///
/// # Errors
/// Without the permission, when nobody said how it is met, when a failure is not explained, or when it was changed since `revision`.
pub fn test(tx: &mut Tx, actor: &Actor, now: Time, (id, revision): (&str, i64), tried: &Tried) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let text = asks::short(&one.text);
    let mut refusals = Vec::new();
    if !one.can_be_tested() {
        let sentence = match one.answer.as_ref().map(|answer| answer.gap) {
            None => format!("Say first how the tool meets it, then test it: {text}"),
            Some(_) => format!("The tool does not meet it, so there is nothing to test: {text}"),
        };
        refusals.push(Refusal::because(sentence));
    }
    if !tried.passed && tried.note.trim().is_empty() {
        refusals.push(Refusal::at("observation", format!("Say what failed, so that it can be mended: {text}")));
    }
    refusals.extend(link_problem("evidence", &tried.evidence));
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let trial = Trial {
        wording: one.text.clone(),
        version: one.version.clone(),
        passed: tried.passed,
        note: tried.note.trim().to_owned(),
        evidence: tried.evidence.trim().to_owned(),
        by_id: actor.person_id.clone(),
        by: actor.name.clone(),
        at: now,
    };
    store::keep_trial(tx, id, revision, &trial).map_err(|error| stale(error, &one))?;
    let result = if tried.passed { Tested::Passed } else { Tested::Failed };
    note(
        tx,
        actor,
        now,
        "requirement.tested",
        &one,
        &trial.note,
        json!({ "result": result.key(), "version": one.version }),
    )?;
    asks::retest(tx, now, &one.process_id)
}

/// What is written down of a waiver.
#[derive(Clone, Debug)]
pub struct Wish {
    pub what: String,
    pub why: String,
    pub until: Time,
}

/// Writes down that the tool departs from the process; the owner is asked to accept it.
///
/// # Errors
/// Without the permission, or all that is missing.
pub fn waive(tx: &mut Tx, actor: &Actor, now: Time, id: &str, wish: &Wish) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let mut refusals = Vec::new();
    for (field, text, sentence) in [
        ("what", &wish.what, "Say what the tool does otherwise."),
        ("why", &wish.why, "Say why it is left so for now."),
    ] {
        if text.trim().is_empty() {
            refusals.push(Refusal::at(field, sentence));
        }
    }
    refusals.extend(waiver_day(wish.until, now).err());
    if one.waivers.len() >= WAIVERS {
        refusals.push(Refusal::because(format!("At most {WAIVERS} waivers can be kept of one requirement.")));
    }
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let waiver = Waiver {
        id: uuid::Uuid::now_v7().to_string(),
        what: wish.what.trim().to_owned(),
        why: wish.why.trim().to_owned(),
        until: wish.until,
        recorded_by: actor.name.clone(),
        recorded_at: now,
        accepted_by: String::new(),
        accepted_at: None,
        ended_by: String::new(),
        ended_at: None,
        end_reason: String::new(),
    };
    store::insert_waiver(tx, id, &waiver)?;
    note(tx, actor, now, "requirement.waiver_recorded", &one, &waiver.why, json!({ "until": waiver.until }))?;
    let one = store::by_id(tx, id)?;
    asks::waivers(tx, now, &one)
}

/// Accepts a waiver as owner of the process until a day; accepted again, it holds until the new day.
///
/// # Errors
/// When the actor does not own the process, the day does not fit, or the waiver ended.
pub fn accept(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (id, waiver_id): (&str, &str),
    until: Time,
) -> Result<(), Failure> {
    let one = seen(tx, actor, id)?;
    actor.needs_on(Permission::PublishProcess, &one.process_id)?;
    let waiver = of(&one, waiver_id, now)?;
    waiver_day(until, now)?;
    store::accept_waiver(tx, waiver_id, until, &actor.name, now)?;
    asks::decided(tx, now, actor, waiver)?;
    note(tx, actor, now, "requirement.waiver_accepted", &one, "", json!({ "until": until }))?;
    let one = store::by_id(tx, id)?;
    asks::waivers(tx, now, &one)
}

/// Ends a waiver: the owner refuses it, or the tool does by now what the process says.
///
/// # Errors
/// Without the permission or a reason, or when it ended before.
pub fn end_waiver(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (id, waiver_id): (&str, &str),
    reason: &str,
) -> Result<(), Failure> {
    let one = answerable(tx, actor, id)?;
    let waiver = of(&one, waiver_id, now)?;
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why it ends; the reason stands beside it.").into());
    }
    store::end_waiver(tx, waiver_id, reason.trim(), &actor.name, now)?;
    asks::decided(tx, now, actor, waiver)?;
    note(tx, actor, now, "requirement.waiver_ended", &one, reason.trim(), json!({}))?;
    let one = store::by_id(tx, id)?;
    asks::waivers(tx, now, &one)
}

/// A waiver of the requirement that has not ended.
fn of<'a>(one: &'a Required, waiver_id: &str, now: Time) -> Result<&'a Waiver, Failure> {
    let waiver = one.waivers.iter().find(|waiver| waiver.id == waiver_id).ok_or(Failure::NotFound)?;
    if waiver.state(now) == WaiverState::Ended {
        return Err(Failure::refused("This waiver ended already. Write a new one if the tool departs again."));
    }
    Ok(waiver)
}

/// One entry of the journal about a requirement.
pub(super) fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    one: &Required,
    reason: &str,
    payload: Value,
) -> Result<(), Failure> {
    let object = Subject::new("requirement", &one.id, asks::short(&one.text));
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
