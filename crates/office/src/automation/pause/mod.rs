//! A case that is paused stands still: nobody is asked to work in it, no time passes for it, and what comes is kept until it is resumed.
//!
//! **Times:** a while waits too, so that it ends later by as long as the pause lasted; a date stays, and what was due meanwhile fires as soon
//! as the case is resumed; a rhythm goes on as if nothing had been missed. Due days of open work move in the same way. **What comes:** messages and
//! signals are kept for the case in their order. What a program has begun it may finish; what follows is offered when the case is
//! resumed. Cases that it called are paused with it. Absent: switching a process off, which lets no new case begin. Sources:
//! suspension of process instances in Camunda 7; budgets of time that pause, as service levels need.

pub mod jobs;
pub mod store;

use std::collections::BTreeMap;

use db::Tx;
use engine::state::{Change, On, Row};
use engine::{Calendars, Command, Effect};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::case::{self, store as cases};
use super::deployment::{Loaded, loaded};
use super::model::{Case, State, Task, TaskState};
use super::{service_level, stop, task, working};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::worklist;

/// Letters of a reason.
const REASON_CHARS: usize = 1_000;
/// Cases that are paused with one, those they called and so on.
const CALLED: usize = 1_000;
/// What is kept for one paused case.
const HELD: i64 = 1_000;

/// Who paused a case, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    pub by_id: String,
    pub by_name: String,
    pub reason: String,
    pub paused_at: Time,
    /// The last row that the case had then.
    pub last_row: i64,
}

impl Pause {
    /// What somebody reads who wants to go on with the case.
    #[must_use]
    pub fn sentence(&self) -> String {
        let day = self.paused_at.day_in_words();
        format!("The case is paused since {day} by {}: {}", self.by_name, self.reason)
    }
}

/// What came for a paused case.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Held {
    Command(Box<Command>),
    Effect(Box<Effect>),
}

/// Whether a case is paused.
///
/// # Errors
/// The database's.
pub fn is_paused(tx: &mut Tx, case_id: &str) -> Result<bool, Failure> {
    Ok(store::of_case(tx, case_id)?.is_some())
}

/// Refuses what cannot be done in a paused case.
///
/// # Errors
/// When it is paused.
pub fn refuse(tx: &mut Tx, case_id: &str) -> Result<(), Failure> {
    match store::of_case(tx, case_id)? {
        Some(pause) => {
            Err(Failure::refused(format!("{}. It goes on when it is resumed.", pause.sentence().trim_end_matches('.'))))
        }
        None => Ok(()),
    }
}

/// Keeps what comes from outside for a paused case; false where the command is one that is carried out.
///
/// # Errors
/// When too much came already.
pub fn holds(tx: &mut Tx, now: Time, case_id: &str, command: &Command) -> Result<bool, Failure> {
    match command {
        Command::Fire { wait } => {
            store::stop_timer(tx, case_id, *wait)?;
            Ok(true)
        }
        Command::Deliver { .. } | Command::Signal { .. } => {
            let kept = hold(tx, now, case_id, &Held::Command(Box::new(command.clone())));
            match (kept, command) {
                // A message beyond that is kept as one that nobody waits for yet.
                (Err(Failure::Refused(_)), Command::Deliver { message, .. }) => cases::keep_message(tx, message)?,
                (kept, _) => kept?,
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Keeps work that a paused case offers until it is resumed.
///
/// # Errors
/// When too much came already.
pub fn hold_effect(tx: &mut Tx, now: Time, case_id: &str, effect: &Effect) -> Result<(), Failure> {
    hold(tx, now, case_id, &Held::Effect(Box::new(effect.clone())))
}

fn hold(tx: &mut Tx, now: Time, case_id: &str, held: &Held) -> Result<(), Failure> {
    let body = serde_json::to_string(held).expect("what is held is plain data");
    if !store::hold(tx, now, case_id, &body, HELD)? {
        return Err(Failure::refused(format!("More than {HELD} things came for a paused case. Resume it first.")));
    }
    Ok(())
}

fn runs(tx: &mut Tx, actor: &Actor, case_id: &str) -> Result<Case, Failure> {
    let case = cases::by_id(tx, case_id)?;
    if !task::may_see(tx, actor, &case)? {
        return Err(Failure::NotFound);
    }
    actor.needs_on(Permission::RunProcess, &case.process_id)?;
    if case.state != State::Running {
        return Err(Failure::refused("The case has ended; nothing more can be done in it."));
    }
    Ok(case)
}

/// Pauses a case and those it called.
///
/// # Errors
/// Without the permission or a reason, or when it has ended or is paused already.
pub fn pause(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, reason: &str) -> Result<(), Failure> {
    let case = runs(tx, actor, case_id)?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS {
        let sentence = format!(
            "Say why the case is paused, in at most {REASON_CHARS} characters; whoever waits for it wants to know."
        );
        return Err(Refusal::at("pause_reason", sentence).into());
    }
    if is_paused(tx, case_id)? {
        return Err(Failure::refused("The case is paused already."));
    }
    for case in with_called(tx, case)? {
        if is_paused(tx, &case.id)? {
            continue;
        }
        let pause = Pause {
            by_id: actor.person_id.clone(),
            by_name: actor.name.clone(),
            reason: reason.to_owned(),
            paused_at: now,
            last_row: i64::try_from(case.row.next).unwrap_or(i64::MAX),
        };
        service_level::jobs::tell_late(tx, now, &case.id)?;
        store::insert(tx, &case, &pause)?;
        service_level::hold(tx, now, &case.id, &case.process_id, reason)?;
        worklist::settle_object(tx, now, "case", &case.id)?;
        case::note(tx, actor, now, &case.id, &format!("paused the case: {}", reason.trim_end_matches('.')))?;
        record(tx, actor, now, &case, ("case.paused", reason))?;
    }
    Ok(())
}

/// A case with those it called, and those called by them.
fn with_called(tx: &mut Tx, case: Case) -> Result<Vec<Case>, Failure> {
    let mut all = vec![case];
    let mut at = 0;
    while at < all.len() && all.len() < CALLED {
        for id in store::called(tx, &all[at].id)? {
            all.push(cases::by_id(tx, &id)?);
        }
        at += 1;
    }
    Ok(all)
}

/// Lets a paused case go on, and those it called.
///
/// # Errors
/// Without the permission, or when it is not paused.
pub fn resume(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str) -> Result<(), Failure> {
    let case = runs(tx, actor, case_id)?;
    if !is_paused(tx, case_id)? {
        return Err(Failure::refused("The case is not paused."));
    }
    let mut all = with_called(tx, case)?;
    // Those that were called first, so that their ends find a case that goes on.
    all.reverse();
    for case in all {
        if let Some(pause) = store::of_case(tx, &case.id)? {
            go_on(tx, actor, now, &case, &pause)?;
        }
    }
    Ok(())
}

fn go_on(tx: &mut Tx, actor: &Actor, now: Time, case: &Case, pause: &Pause) -> Result<(), Failure> {
    store::delete(tx, &case.id)?;
    service_level::release(tx, now, &case.id, &case.process_id)?;
    let loaded = loaded(tx, &case.deployment_id)?;
    let calendars = working::of(tx, &loaded)?;
    let changes = timers(&loaded, &cases::load(tx, case)?, pause, (now, &calendars));
    cases::write(tx, case, &changes, &BTreeMap::new(), None, now)?;
    case::note(tx, actor, now, &case.id, "resumed the case")?;
    record(tx, actor, now, case, ("case.resumed", ""))?;
    for one in task::store::of_case(tx, &case.id)? {
        if one.state == TaskState::Open && one.is_for_people() {
            let one = put_off(tx, one, pause, now)?;
            task::offer_again(tx, now, case, &loaded, &one, "The case goes on after a pause.")?;
        }
    }
    for (incident, _) in stop::store::of_case(tx, &case.id)? {
        stop::ask(tx, now, case, &loaded, incident.id, &incident.element, &incident.message)?;
    }
    for body in store::take_held(tx, &case.id)? {
        release(tx, actor, now, &case.id, serde_json::from_str(&body).map_err(Failure::broken)?)?;
    }
    Ok(())
}

/// The timers of a case as they are set after a pause.
fn timers(loaded: &Loaded, running: &engine::Case, pause: &Pause, (now, calendars): (Time, &Calendars)) -> Vec<Change> {
    let (paused, resumed) = (engine::Time(pause.paused_at.0), engine::Time(now.0));
    let mut changes = Vec::new();
    for wait in running.waits() {
        let mut wait = wait.clone();
        let since = i64::try_from(wait.id).unwrap_or(i64::MAX) <= pause.last_row;
        let On::Timer { due } = &mut wait.on else { continue };
        if since && !loaded.program.is_dated(&wait.element) {
            *due = due.rested(paused, resumed, calendars);
        }
        changes.push(Change::Put(Row::Wait(wait)));
    }
    changes
}

/// Moves the due time of a task by its pause.
fn put_off(tx: &mut Tx, mut one: Task, pause: &Pause, now: Time) -> Result<Task, Failure> {
    let Some(due) = one.due_at.filter(|_| one.offered_at <= pause.paused_at) else { return Ok(one) };
    let offer: engine::Offer =
        serde_json::from_str(&task::store::offer(tx, &one.case_id, one.id)?).map_err(Failure::broken)?;
    let Some(later) = working::after_pause(tx, &offer, due, (pause.paused_at, now))? else { return Ok(one) };
    task::store::set_due(tx, &one.case_id, one.id, later)?;
    one.due_at = Some(later);
    Ok(one)
}

/// Does what came meanwhile; what the case does not wait for any more is left to others.
fn release(tx: &mut Tx, actor: &Actor, now: Time, case_id: &str, held: Held) -> Result<(), Failure> {
    match held {
        Held::Effect(effect) => case::act(tx, actor, now, case_id, *effect),
        Held::Command(command) => {
            let office = Actor::office();
            match tx.attempt(|tx| case::give(tx, &office, now, case_id, &command)) {
                Err(Failure::Refused(_)) => match &*command {
                    Command::Deliver { message, .. } => Ok(cases::keep_message(tx, message)?),
                    _ => Ok(()),
                },
                other => other,
            }
        }
    }
}

/// Forgets the pause of a case that has ended.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, case_id: &str) -> Result<(), Failure> {
    store::delete(tx, case_id)?;
    store::take_held(tx, case_id)?;
    Ok(())
}

fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case: &Case,
    (action, reason): (&'static str, &str),
) -> Result<(), Failure> {
    let object = Object::new("case", &case.id, &case.code);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload: json!({}) })?;
    Ok(())
}
