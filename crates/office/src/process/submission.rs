//! From a draft to the version in force: submitting, approving or sending back, publishing.

use db::Tx;
use serde_json::json;

use super::commands::{SUBJECT, note, number_for, subject};
use super::holder::holding;
use super::model::{Act, HolderRole, Process, State, Version, in_force};
use super::{PUBLISHED, effective, retirement, store, variant};
use crate::access::{Actor, Permission, Role, duties};
use crate::approval::{self, Asking, Decision};
use crate::clock::Time;
use crate::definition::{Class, Definition, Severity, class, diff};
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::rule;
use crate::worklist;

/// Days within which an approver is expected to answer, where the author chooses no day.
pub const ANSWER_DAYS: i64 = 7;
/// Days within which an approved version is expected to be published, and one that was sent back to be worked on.
const NEXT_STEP_DAYS: i64 = 7;

/// What the author says when submitting.
#[derive(Clone, Debug)]
pub struct Submission {
    pub approvers: Vec<String>,
    pub due_at: Time,
    pub note: String,
}

/// The class of a draft: major when it is the first version.
///
/// # Errors
/// The database's.
pub fn class_of(tx: &mut Tx, version: &Version, definition: &Definition) -> Result<Class, Failure> {
    match &version.base_id {
        None => Ok(Class::Major),
        Some(base) => Ok(class(&diff(&store::definition(tx, base)?, definition))),
    }
}

/// Asks the approvers about the open draft.
///
/// # Errors
/// All reasons at once: findings that are errors, no approver but the author, a major change without the owner.
pub fn submit(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, submission: &Submission) -> Result<(), Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    version.state = version.state.after(Act::Submit)?;
    let definition = store::definition(tx, &version.id)?;
    let class = class_of(tx, &version, &definition)?;
    let refusals = complaints(tx, &process, &version, &definition, class, submission, now)?;
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    version.class = Some(class);
    version.submitted_revision = Some(version.revision);
    version.submitted_by.clone_from(&actor.person_id);
    version.submitted_at = Some(now);
    version.note.clone_from(&submission.note);
    store::update_version(tx, &version)?;
    worklist::settle_object(tx, now, SUBJECT, &version.id)?;
    for approver_id in &submission.approvers {
        let asking = Asking {
            subject: subject(&version.id),
            seal: version.seal.clone(),
            approver_id: approver_id.clone(),
            asked_by: actor.person_id.clone(),
            due_at: submission.due_at,
        };
        approval::ask(tx, now, &asking)?;
        let title = format!("Approve or send back: {}", process.name);
        let why = format!("{} submitted a {} change and asks for your approval.", actor.name, class_word(class));
        ask(tx, now, &process, &version, approver_id, "approval", &title, &why, "review", submission.due_at)?;
    }
    let payload =
        json!({ "version_id": version.id, "seal": version.seal, "class": class, "approvers": submission.approvers });
    note(tx, actor, now, "process.submitted", &process, &submission.note, payload)
}

fn complaints(
    tx: &mut Tx,
    process: &Process,
    version: &Version,
    definition: &Definition,
    class: Class,
    submission: &Submission,
    now: Time,
) -> Result<Vec<Refusal>, Failure> {
    let mut refusals: Vec<Refusal> = rule::in_use(tx)?
        .check(definition)
        .0
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| Refusal::because(format!("{} {}", finding.message, finding.remedy)))
        .collect();
    if let Some(base) = &version.base_id
        && diff(&store::definition(tx, base)?, definition).is_empty()
    {
        refusals.push(Refusal::because("Nothing differs from the version in force, so there is nothing to approve."));
    }
    if submission.due_at.date() < now.date() {
        refusals.push(Refusal::at("due", "The day for the answer lies in the past."));
    }
    let allowed = approvers(tx, process, now)?;
    for approver in &submission.approvers {
        if !allowed.iter().any(|person| person.id == *approver) {
            refusals.push(Refusal::at("approver", "One of the approvers may not approve this process."));
        }
    }
    let authors = store::authors(tx, &version.id)?;
    refusals.extend(duties::author_is_not_sole_approver(&authors, &submission.approvers).err());
    let holders = store::holders(tx, &process.id)?;
    match holding(&holders, HolderRole::Owner) {
        None => refusals.push(Refusal::because(
            "Nobody has accepted to own this process yet. Ask somebody on the page “People” of the process.",
        )),
        Some(owner) if class == Class::Major && !submission.approvers.contains(&owner.person_id) => {
            refusals.push(Refusal::at(
                "approver",
                format!(
                    "This is a major change, so {}, who owns the process, must be among the approvers.",
                    owner.person_name
                ),
            ));
        }
        Some(_) => {}
    }
    Ok(refusals)
}

/// Everybody who may be asked to approve a version of the process.
///
/// # Errors
/// The database's.
pub fn approvers(tx: &mut Tx, process: &Process, now: Time) -> Result<Vec<people::Person>, Failure> {
    let mut all = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| role.grants().contains(&Permission::ApproveProcess)) {
        let scope = role.is_of_a_process().then_some(process.id.as_str());
        all.extend(people::store::holders(tx, role, scope, now)?);
    }
    all.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    all.dedup_by(|a, b| a.id == b.id);
    Ok(all)
}

/// Takes a submitted version back to work on it.
///
/// # Errors
/// Without the permission, or when it is not submitted.
pub fn withdraw(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    version.state = version.state.after(Act::Withdraw)?;
    store::update_version(tx, &version)?;
    approval::lapse(tx, now, &subject(&version.id), "The version was withdrawn.")?;
    worklist::settle_object(tx, now, SUBJECT, &version.id)?;
    note(tx, actor, now, "process.withdrawn", &process, reason, json!({ "version_id": version.id }))
}

/// What an approver answers, about exactly the seal that was read.
///
/// # Errors
/// When the actor was not asked, answered already, or the content changed meanwhile.
pub fn decide(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    seal: &str,
    decision: Decision,
    reason: &str,
) -> Result<State, Failure> {
    let process = store::by_id(tx, process_id)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    actor.needs_on(Permission::ApproveProcess, process_id)?;
    if decision == Decision::SentBack && reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say what should be different, so that the author can work on it.").into());
    }
    approval::decide(tx, now, &subject(&version.id), &actor.person_id, seal, decision, reason)?;
    worklist::settle_of(tx, now, &actor.person_id, &ask_key("approval", &version.id))?;
    let payload = json!({ "version_id": version.id, "seal": seal });
    match decision {
        Decision::SentBack => {
            version.state = version.state.after(Act::SendBack)?;
            approval::lapse(tx, now, &subject(&version.id), &format!("{} sent the version back.", actor.name))?;
            worklist::settle_object(tx, now, SUBJECT, &version.id)?;
            let title = format!("Rework: {}", process.name);
            let why = format!("{} sent the version back: {reason}", actor.name);
            let (author, due) = (version.submitted_by.clone(), now.plus_days(NEXT_STEP_DAYS));
            ask(tx, now, &process, &version, &author, "sent-back", &title, &why, "draft", due)?;
            note(tx, actor, now, "process.sent_back", &process, reason, payload)?;
        }
        Decision::Approved => {
            note(tx, actor, now, "process.approved", &process, reason, payload)?;
            let asked = approval::of_subject(tx, &subject(&version.id))?;
            if asked.iter().all(|one| !one.is_open()) && asked.iter().any(approval::Approval::stands) {
                version.state = version.state.after(Act::Approve)?;
                ask_to_publish(tx, now, &process, &version)?;
            }
        }
    }
    store::update_version(tx, &version)?;
    Ok(version.state)
}

/// Asks whoever submitted a version to submit it again, because its approvals lapsed.
///
/// # Errors
/// The database's.
pub(super) fn ask_to_submit_again(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    version: &Version,
    reason: &str,
) -> Result<(), Failure> {
    let (title, due) = (format!("Submit again: {}", process.name), now.plus_days(NEXT_STEP_DAYS));
    let why = format!("Its approvals lapsed: {reason}");
    ask(tx, now, process, version, &version.submitted_by, "lapsed", &title, &why, "draft", due)
}

/// Refuses to publish a version whose approvals lapsed, with the reason.
fn is_not_lapsed(version: &Version, asked: &[approval::Approval]) -> Result<(), Refusal> {
    match approval::last_lapsed(asked) {
        Some(lapsed) if version.state == State::Draft => Err(Refusal::because(format!(
            "The approvals lapsed: {} Submit it again; once it is approved, it can be published.",
            lapsed.lapse_reason
        ))),
        _ => Ok(()),
    }
}

fn ask_to_publish(tx: &mut Tx, now: Time, process: &Process, version: &Version) -> Result<(), Failure> {
    let holders = store::holders(tx, &process.id)?;
    let Some(owner) = holding(&holders, HolderRole::Owner) else { return Ok(()) };
    let (title, due) = (format!("Publish: {}", process.name), now.plus_days(NEXT_STEP_DAYS));
    let why = "Every approver agreed. As owner you choose the day from which it is in force.";
    ask(tx, now, process, version, &owner.person_id, "publish", &title, why, "review", due)
}

/// Puts an approved version in force from a day on. The version before is superseded then, and never lost.
///
/// # Errors
/// All reasons at once: not the owner who accepted, no manager, approvals that lapsed, a day before the version in force.
pub fn publish(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    effective: Option<Time>,
    reason: &str,
) -> Result<Version, Failure> {
    let process = store::by_id(tx, process_id)?;
    retirement::is_live(&process, now)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    let holders = store::holders(tx, process_id)?;
    let owner = holding(&holders, HolderRole::Owner);
    if owner.is_none_or(|owner| owner.person_id != actor.person_id) {
        let name =
            owner.map_or("the owner, as soon as somebody accepts the role".to_owned(), |one| one.person_name.clone());
        return Err(Failure::Forbidden { needs: format!("the process owner of {}: {name}", process.name) });
    }
    let asked = approval::of_subject(tx, &subject(&version.id))?;
    is_not_lapsed(&version, &asked)?;
    let next = version.state.after(Act::Publish)?;
    let definition = store::definition(tx, &version.id)?;
    let effective_at = effective.filter(|day| day.date() > now.date()).unwrap_or(now);
    let mut refusals = Vec::new();
    if holding(&holders, HolderRole::Manager).is_none() {
        refusals.push(Refusal::because("Nobody has accepted to manage this process yet. Ask somebody first."));
    }
    if definition.review_interval_days == 0 {
        refusals.push(Refusal::because("The definition names no review interval, so no next review would be due."));
    }
    if effective.is_some_and(|day| day.date() < now.date()) {
        refusals.push(Refusal::at("effective", "A version cannot be in force from a day in the past."));
    }
    let versions = store::versions(tx, process_id)?;
    let latest = versions.iter().filter(|one| one.state == State::Published).filter_map(|one| one.effective_at).max();
    if latest.is_some_and(|latest| effective_at <= latest) {
        let day = latest.map(Time::day_in_words).unwrap_or_default();
        refusals
            .push(Refusal::at("effective", format!("The version before is in force from {day}; choose a later day.")));
    }
    if !asked.iter().any(approval::Approval::stands) {
        refusals.push(Refusal::because("No approval stands for this content."));
    }
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let class = version.class.unwrap_or(Class::Major);
    version.number = number_for(tx, &version, class)?;
    version.state = next;
    version.published_by.clone_from(&actor.person_id);
    version.published_at = Some(now);
    version.effective_at = Some(effective_at);
    store::update_version(tx, &version)?;
    worklist::settle_object(tx, now, SUBJECT, &version.id)?;
    store::rename(tx, process_id, definition.name.trim())?;
    people::store::rename_process(tx, process_id, definition.name.trim())?;
    ask_to_review(tx, now, &process, &definition, effective_at, &actor.person_id)?;
    let before = in_force(&versions, now).map(|one| one.number.clone());
    let payload = json!({
        "version_id": version.id, "number": version.number, "class": class, "seal": version.seal,
        "effective_at": effective_at, "improvement_id": version.improvement_id, "supersedes": before,
    });
    note(tx, actor, now, PUBLISHED, &process, reason, payload)?;
    effective::published(tx, now, &version)?;
    variant::refresh_around(tx, now, &process)?;
    Ok(version)
}

pub(super) fn ask_to_review(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    definition: &Definition,
    effective_at: Time,
    owner_id: &str,
) -> Result<(), Failure> {
    let due_at = effective_at.plus_days(i64::from(definition.review_interval_days));
    let key = format!("process-review:{}", process.id);
    worklist::settle(tx, now, &key)?;
    let new = worklist::Ask {
        person_id: owner_id,
        key: &key,
        kind: "process.review",
        title: &format!("Review: {}", definition.name),
        why: &format!("It is reviewed every {} days.", definition.review_interval_days),
        href: &format!("/processes/{}", process.key),
        object_kind: "process_review",
        object_id: &process.id,
        due_at,
    };
    worklist::ask(tx, now, new)?;
    Ok(())
}

fn ask_key(matter: &str, version_id: &str) -> String {
    format!("process-{matter}:{version_id}")
}

#[expect(clippy::too_many_arguments, reason = "one ask, told in one place")]
fn ask(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    version: &Version,
    person_id: &str,
    matter: &str,
    title: &str,
    why: &str,
    page: &str,
    due_at: Time,
) -> Result<(), Failure> {
    let (key, kind) = (ask_key(matter, &version.id), format!("process.{}", matter.replace('-', "_")));
    let href = format!("/processes/{}/{page}", process.key);
    let new = worklist::Ask {
        person_id,
        key: &key,
        kind: &kind,
        title,
        why,
        href: &href,
        object_kind: SUBJECT,
        object_id: &version.id,
        due_at,
    };
    worklist::ask(tx, now, new)?;
    Ok(())
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::Minor => "minor",
        Class::Major => "major",
    }
}
