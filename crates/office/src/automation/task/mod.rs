//! The work of a case that is offered to people: asked of those who can do it, taken on by one, given back, handed over, done.
//!
//! Every ask stands in the one worklist; when somebody takes the work on, nobody else is asked any more. Absent: how the form looks, and
//! work for programs (`worker`). Source: WS-HumanTask 1.1 §4 (claim, release, delegate, complete).

pub mod errand;
pub mod form;
pub mod people;
pub mod store;
pub mod worker;

use std::sync::Arc;

use db::Tx;
use engine::{Named, Offer};
use feel::Value;

use super::case::{self, Done};
use super::deployment::{Loaded, loaded};
use super::model::{Case, State, Task, TaskState};
use super::working::USUAL_DAYS;
use super::{escalation, pause};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::people as persons;
use crate::worklist::{self, Ask};

/// Asks those who can do a task. What is taken on or done already is left as it is.
///
/// # Errors
/// The database's.
pub fn offer(tx: &mut Tx, now: Time, case: &Case, loaded: &Loaded, offer: &Offer) -> Result<(), Failure> {
    let task = match store::by_id(tx, &case.id, offer.job) {
        Ok(task) if task.state == TaskState::Open && task.claimed_by.is_empty() => task,
        Ok(_) | Err(db::Error::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    ask_all(tx, now, case, loaded, (offer, &task))
}

/// Asks those who can do a task, which nobody has taken on.
///
/// # Errors
/// The database's.
pub fn ask_all(
    tx: &mut Tx,
    now: Time,
    case: &Case,
    loaded: &Loaded,
    (offer, task): (&Offer, &Task),
) -> Result<(), Failure> {
    let who = people::who(tx, now, case, loaded, offer)?;
    for person in &who.people {
        store::insert_candidate(tx, &case.id, task.id, &person.id)?;
        ask(tx, now, case, task, &person.id, &who.why)?;
    }
    Ok(())
}

/// Asks anew for an open task: whoever took it on, else everybody who can do it now. `said` is told to whoever has it.
///
/// # Errors
/// The database's.
pub fn offer_again(
    tx: &mut Tx,
    now: Time,
    case: &Case,
    loaded: &Loaded,
    task: &Task,
    said: &str,
) -> Result<(), Failure> {
    worklist::settle(tx, now, &task.ask_key())?;
    if pause::is_paused(tx, &case.id)? {
        return Ok(());
    }
    if !task.claimed_by.is_empty() {
        let task = store::by_id(tx, &case.id, task.id)?;
        return ask(tx, now, case, &task, &task.claimed_by, &format!("You took this work on. {said}"));
    }
    store::clear_candidates(tx, &case.id, task.id)?;
    let offered: Offer = serde_json::from_str(&store::offer(tx, &case.id, task.id)?).map_err(Failure::broken)?;
    offer(tx, now, case, loaded, &offered)
}

/// Names the element at which a task stands, in another version of its process.
///
/// # Errors
/// The database's.
pub fn rename(tx: &mut Tx, case_id: &str, task: u64, element: &str, name: &str) -> Result<(), Failure> {
    let mut offer: Offer = serde_json::from_str(&store::offer(tx, case_id, task)?).map_err(Failure::broken)?;
    (offer.element, offer.name) = (element.into(), name.into());
    let text = serde_json::to_string(&offer).map_err(Failure::broken)?;
    Ok(store::rename(tx, case_id, task, (element, name), &text)?)
}

/// Asks one person to do a task.
fn ask(tx: &mut Tx, now: Time, case: &Case, task: &Task, person_id: &str, why: &str) -> Result<(), Failure> {
    asking(case, task, person_id, why, |ask| worklist::ask(tx, now, ask))
}

/// Leaves a task to one person, with why it is theirs; nobody else is asked any more.
fn leave_to(tx: &mut Tx, now: Time, seen: &Seen, person_id: &str, why: &str) -> Result<(), Failure> {
    asking(&seen.case, &seen.task, person_id, why, |ask| worklist::leave_to(tx, now, ask))
}

/// The words of an ask, for whoever writes it.
fn asking(
    case: &Case,
    task: &Task,
    person_id: &str,
    why: &str,
    write: impl FnOnce(Ask) -> Result<(), db::Error>,
) -> Result<(), Failure> {
    let title = format!("{}: {}", task.name, case.title);
    write(Ask {
        person_id,
        key: &task.ask_key(),
        kind: "case.task",
        title: &title,
        why,
        href: &task.href(),
        object_kind: "case",
        object_id: &case.id,
        due_at: task.due_at.unwrap_or(task.offered_at.plus_days(USUAL_DAYS)),
    })?;
    Ok(())
}

/// The case went on without the task.
///
/// # Errors
/// The database's.
pub fn withdraw(tx: &mut Tx, now: Time, case_id: &str, task: u64) -> Result<(), Failure> {
    worklist::settle(tx, now, &format!("case-task/{case_id}/{task}"))?;
    escalation::settle(tx, now, case_id, task)?;
    Ok(store::clear_candidates(tx, case_id, task)?)
}

/// A task as one person sees it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub case: Case,
    pub task: Task,
    pub loaded: Arc<Loaded>,
    /// Who is asked, by id.
    pub candidates: Vec<String>,
    /// May carry cases of this process on in the place of others.
    pub runs: bool,
    /// Was asked, or has it.
    pub is_asked: bool,
    /// Its case stands still.
    pub is_paused: bool,
}

/// A task, where the actor may see it.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or when the actor has nothing to do with its case.
pub fn seen(tx: &mut Tx, actor: &Actor, case_id: &str, task: u64) -> Result<Seen, Failure> {
    let store::WithCase { case, task, candidates, is_paused } = store::with_case(tx, case_id, task)?;
    if !may_see(tx, actor, &case)? || !task.is_for_people() {
        return Err(Failure::NotFound);
    }
    let loaded = loaded(tx, &case.deployment_id)?;
    let runs = actor.may_on(Permission::RunProcess, &case.process_id);
    let is_asked = task.claimed_by == actor.person_id || candidates.contains(&actor.person_id);
    Ok(Seen { case, task, loaded, candidates, runs, is_asked, is_paused })
}

/// Whether somebody sees a case: who runs its process or audits the office, who began it, and who takes part in it.
///
/// # Errors
/// The database's.
pub fn may_see(tx: &mut Tx, actor: &Actor, case: &Case) -> Result<bool, Failure> {
    let by_right = actor.may_on(Permission::RunProcess, &case.process_id) || actor.may(Permission::ReadJournal);
    Ok(by_right || case.started_by == actor.person_id || store::takes_part(tx, &case.id, &actor.person_id)?)
}

/// The task, open, if the actor may act on it.
fn acting(tx: &mut Tx, actor: &Actor, case_id: &str, task: u64) -> Result<Seen, Failure> {
    let seen = seen(tx, actor, case_id, task)?;
    if seen.task.state != TaskState::Open || seen.case.state != State::Running {
        return Err(Failure::refused("This work was done already, or the case went on without it."));
    }
    if seen.is_paused {
        pause::refuse(tx, case_id)?;
    }
    if !seen.is_asked && !seen.runs {
        return Err(Failure::Forbidden { needs: "somebody who was asked to do this work".to_owned() });
    }
    Ok(seen)
}

/// Refuses somebody whom a separation of duties forbids the task.
fn parted(tx: &mut Tx, seen: &Seen, person_id: &str) -> Result<(), Failure> {
    match people::forbidden(tx, &seen.case, &seen.loaded, &seen.task.element, person_id)? {
        Some(sentence) => Err(Failure::refused(sentence)),
        None => Ok(()),
    }
}

/// Takes a task on; nobody else is asked any more.
///
/// # Errors
/// When somebody has it, or a separation of duties forbids it.
pub fn claim(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, task: u64) -> Result<(), Failure> {
    let seen = acting(tx, actor, case_id, task)?;
    parted(tx, &seen, &actor.person_id)?;
    if seen.task.claimed_by == actor.person_id {
        return Ok(());
    }
    if !seen.task.claimed_by.is_empty() {
        return Err(has_it(tx, &seen.task)?);
    }
    store::claim(tx, now, case_id, task, &actor.person_id)?;
    leave_to(tx, now, &seen, &actor.person_id, "You took this work on.")
}

fn has_it(tx: &mut Tx, task: &Task) -> Result<Failure, Failure> {
    let name = persons::store::person(tx, &task.claimed_by).map_or("Somebody".to_owned(), |person| person.name);
    Ok(Failure::refused(format!("{name} has taken this work on. Ask them, or whoever manages the process.")))
}

/// Gives a task back: everybody who can do it is asked again.
///
/// # Errors
/// When somebody else has it.
pub fn give_back(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, task: u64, reason: &str) -> Result<(), Failure> {
    let seen = acting(tx, actor, case_id, task)?;
    if seen.task.claimed_by.is_empty() {
        return Err(Failure::refused("Nobody has taken this work on."));
    }
    if seen.task.claimed_by != actor.person_id && !seen.runs {
        return Err(has_it(tx, &seen.task)?);
    }
    store::assign(tx, now, case_id, task, "")?;
    worklist::settle(tx, now, &seen.task.ask_key())?;
    let text = format!("gave back “{}”{}", seen.task.name, because(reason));
    case::note(tx, actor, now, case_id, &text)?;
    let offered: Offer = serde_json::from_str(&store::offer(tx, case_id, task)?).map_err(Failure::broken)?;
    offer(tx, now, &seen.case, &seen.loaded, &offered)
}

/// Hands a task to somebody else.
///
/// # Errors
/// When the actor does not have it, or a separation of duties forbids it to the other.
pub fn delegate(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case_id: &str,
    task: u64,
    (person_id, reason): (&str, &str),
) -> Result<(), Failure> {
    let seen = acting(tx, actor, case_id, task)?;
    if seen.task.claimed_by != actor.person_id && !seen.task.claimed_by.is_empty() && !seen.runs {
        return Err(has_it(tx, &seen.task)?);
    }
    let person = persons::commands::open_account(tx, person_id)?;
    if let Some(sentence) = people::forbidden(tx, &seen.case, &seen.loaded, &seen.task.element, &person.id)? {
        let sentence = format!(
            "{} cannot do it. {}",
            person.name,
            sentence.replacen("you act", "they act", 1).replacen("you cannot", "they cannot", 1)
        );
        return Err(Refusal::at("person", sentence).into());
    }
    store::assign(tx, now, case_id, task, &person.id)?;
    store::insert_candidate(tx, case_id, task, &person.id)?;
    let why = format!("{} handed this work to you{}.", actor.name, because(reason));
    leave_to(tx, now, &seen, &person.id, &why)?;
    let lacking = people::lacking(tx, &seen.loaded, &seen.task.element, &person.id)?;
    let without = if lacking.is_empty() {
        String::new()
    } else {
        format!(", who does not have what it needs ({})", lacking.join(", "))
    };
    let text = format!("handed “{}” to {}{without}{}", seen.task.name, person.name, because(reason));
    case::note(tx, actor, now, case_id, &text)
}

pub(super) fn because(reason: &str) -> String {
    let reason = reason.trim().trim_end_matches('.');
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}

/// Does a task; the case goes on with the answers.
///
/// # Errors
/// When somebody else has it, a separation of duties forbids it, or the case cannot go on like this.
pub fn complete(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case_id: &str,
    task: u64,
    answers: &[(Arc<str>, Value)],
) -> Result<(), Failure> {
    let seen = acting(tx, actor, case_id, task)?;
    if !seen.task.claimed_by.is_empty() && seen.task.claimed_by != actor.person_id && !seen.runs {
        return Err(has_it(tx, &seen.task)?);
    }
    parted(tx, &seen, &actor.person_id)?;
    let (by, asked, variables) = (&actor.person_id, Some(seen.task.ask_key()), Named(answers.to_vec()));
    let done = Done { case_id, job: task, by, asked, variables };
    case::complete(tx, actor, now, done, Some(seen.case))
}
