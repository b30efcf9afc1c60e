//! What an improvement asks of people: decide about it, complete it, verify its benefit.
//!
//! Absent: the worklist itself; each function runs in the transaction of the command that makes the ask necessary.

use db::{Error, Tx};

use super::benefit::{Reading, figure};
use super::model::Improvement;
use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::people::{self, Person};
use crate::worklist::{self, Ask};

/// Days to decide about a proposal.
const DECIDE_DAYS: i64 = 7;
/// Days to verify a benefit once data is there.
const VERIFY_DAYS: i64 = 14;
/// Days until somebody looks at a benefit that no log measures (practice: 30, 90, 180 days).
const LOOK_DAYS: i64 = 30;

/// The keys of the asks of one improvement.
fn key(improvement: &Improvement, act: &str) -> String {
    format!("improvement/{}/{act}", improvement.id)
}

/// Asks whoever manages the process, else the SMO managers, to decide about a proposal.
pub(super) fn decide(tx: &mut Tx, now: Time, improvement: &Improvement) -> Result<(), Error> {
    let mut people = Vec::new();
    if let Some(process_id) = &improvement.process_id {
        for role in [Role::ProcessOwner, Role::ProcessManager] {
            people.extend(people::store::holders(tx, role, Some(process_id), now)?);
        }
    }
    let why = if people.is_empty() {
        people = people::store::holders(tx, Role::SmoManager, None, now)?;
        "You manage the office, and nobody else decides about this proposal."
    } else {
        "You are responsible for the process that it would improve."
    };
    let title = format!("Decide about {}", improvement.label());
    for person in people {
        ask(tx, now, improvement, &person.id, ("decide", &title, why), now.plus_days(DECIDE_DAYS))?;
    }
    Ok(())
}

/// The decision was taken by `actor`; nobody else needs to decide.
pub(super) fn decided(tx: &mut Tx, now: Time, actor: &Actor, improvement: &Improvement) -> Result<(), Error> {
    done(tx, now, actor, improvement, "decide")
}

/// Asks the owner to complete the improvement by its due day.
pub(super) fn complete(tx: &mut Tx, now: Time, improvement: &Improvement) -> Result<(), Error> {
    let Some(plan) = &improvement.plan else { return Ok(()) };
    let title = format!("Complete {}", improvement.label());
    let why = format!(
        "You own this improvement. {} shall go from {} to {}.",
        plan.measure.label,
        figure(plan.baseline, &plan.measure.unit),
        figure(plan.target, &plan.measure.unit)
    );
    ask(tx, now, improvement, &plan.owner_id, ("complete", &title, &why), plan.due_at)
}

/// The work is done; where no log measures the benefit, somebody is asked to look at it later.
pub(super) fn completed(tx: &mut Tx, now: Time, actor: &Actor, improvement: &Improvement) -> Result<(), Error> {
    done(tx, now, actor, improvement, "complete")?;
    if improvement.plan.as_ref().is_some_and(|plan| !plan.measure.key.is_empty()) {
        return Ok(());
    }
    let why = "It was completed, and no log measures its benefit: somebody has to look.";
    ask_verifiers(tx, now, improvement, why, now.plus_days(LOOK_DAYS))
}

/// Data is there: asks somebody other than the owner to verify the benefit. Where a verdict stands, it is asked again only
/// when the data speaks against it.
pub(super) fn verify(tx: &mut Tx, now: Time, improvement: &Improvement) -> Result<(), Error> {
    let (Some(plan), Some(measured)) = (&improvement.plan, &improvement.measurement) else { return Ok(()) };
    let reading = Reading::of(plan.baseline, plan.target, measured);
    if !reading.calls_for_a_verdict(improvement.stage) {
        return Ok(());
    }
    let why = format!(
        "New data is there: {} is {} in {} cases. {}",
        plan.measure.label,
        figure(measured.value, &plan.measure.unit),
        measured.n,
        reading.in_words()
    );
    ask_verifiers(tx, now, improvement, &why, now.plus_days(VERIFY_DAYS))
}

/// The verdict was given by `actor`.
pub(super) fn verified(tx: &mut Tx, now: Time, actor: &Actor, improvement: &Improvement) -> Result<(), Error> {
    done(tx, now, actor, improvement, "verify")
}

/// Nothing more is asked about the improvement.
pub(super) fn over(tx: &mut Tx, now: Time, improvement: &Improvement) -> Result<(), Error> {
    worklist::settle_object(tx, now, "improvement", &improvement.id)?;
    Ok(())
}

fn done(tx: &mut Tx, now: Time, actor: &Actor, improvement: &Improvement, act: &str) -> Result<(), Error> {
    let key = key(improvement, act);
    worklist::settle_of(tx, now, &actor.person_id, &key)?;
    worklist::settle(tx, now, &key)?;
    Ok(())
}

fn ask_verifiers(tx: &mut Tx, now: Time, improvement: &Improvement, why: &str, due_at: Time) -> Result<(), Error> {
    let title = format!("Verify the benefit of {}", improvement.label());
    for person in verifiers(tx, now, improvement)? {
        ask(tx, now, improvement, &person.id, ("verify", &title, why), due_at)?;
    }
    Ok(())
}

/// The process owner, else the governance leads, else the SMO managers; never the owner of the improvement.
fn verifiers(tx: &mut Tx, now: Time, improvement: &Improvement) -> Result<Vec<Person>, Error> {
    let owner = improvement.plan.as_ref().map_or("", |plan| plan.owner_id.as_str());
    let process = improvement.process_id.as_deref();
    let candidates = [(Role::ProcessOwner, process), (Role::GovernanceLead, None), (Role::SmoManager, None)];
    for (role, scope) in candidates {
        if role == Role::ProcessOwner && scope.is_none() {
            continue;
        }
        let people = people::store::holders(tx, role, scope, now)?;
        let people: Vec<Person> = people.into_iter().filter(|person| person.id != owner).collect();
        if !people.is_empty() {
            return Ok(people);
        }
    }
    Ok(Vec::new())
}

fn ask(
    tx: &mut Tx,
    now: Time,
    improvement: &Improvement,
    person_id: &str,
    (act, title, why): (&str, &str, &str),
    due_at: Time,
) -> Result<(), Error> {
    let key = key(improvement, act);
    let kind = format!("improvement.{act}");
    let href = improvement.href();
    let ask = Ask {
        person_id,
        key: &key,
        kind: &kind,
        title,
        why,
        href: &href,
        object_kind: "improvement",
        object_id: &improvement.id,
        due_at,
    };
    worklist::ask(tx, now, ask)
}
