//! A look at what would come of a move, the move case by case, and its end: taken back or kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::Tx;
use engine::state::{Change, Row};
use engine::{Calendars, Mapping, Stand};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::model::{Chosen, Look, MOST, Migration, MovedState, Report, UNDO_DAYS, Wanted, suggest};
use super::store;
use crate::access::{Actor, Permission};
use crate::automation::case::{self, store as cases};
use crate::automation::deployment::{self, Loaded, loaded};
use crate::automation::model::{Case, State};
use crate::automation::{task, working};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// Cases looked at to find those that stand at an element.
const LOOKED_AT: i64 = 5_000;
/// Letters of a reason.
const REASON_CHARS: usize = 1_000;
/// Elements that one move can map.
const MAPPED: usize = 500;

/// The version in force, to which cases are moved.
fn target(tx: &mut Tx, process_id: &str) -> Result<Arc<Loaded>, Failure> {
    let automation = deployment::store::automation(tx, process_id)?.filter(|one| one.is_on);
    match automation.and_then(|one| one.deployment_id) {
        Some(id) => loaded(tx, &id),
        None => Err(Failure::refused("This process does not run here, so that there is no version to move cases to.")),
    }
}

/// What would come of moving the chosen cases; where no mapping is given, what is suggested.
///
/// # Errors
/// Without the permission, or when the process does not run here.
pub fn look(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    chosen: &Chosen,
    mapping: Option<&Mapping>,
) -> Result<Look, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let target = target(tx, process_id)?;
    let versions = store::versions(tx, process_id, &target.deployment.id)?;
    let read = store::candidates(tx, process_id, &target.deployment.id, &chosen.version, LOOKED_AT + 1)?;
    let mut is_cut = i64::try_from(read.len()).unwrap_or(i64::MAX) > LOOKED_AT;
    let (mut places, mut found, mut known) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for case in read {
        let current = loaded(tx, &case.deployment_id)?;
        let running = cases::load(tx, &case)?;
        let stands = engine::stands(&current.program, &running);
        places.extend(stands.iter().map(|one| (one.element.clone(), one.clone())));
        let named = |code: &String| case.code.eq_ignore_ascii_case(code) || case.business_key == *code;
        let is_named = chosen.codes.is_empty() || chosen.codes.iter().any(named);
        known.extend(chosen.codes.iter().filter(|code| named(code)).cloned());
        if !is_named || !(chosen.element.is_empty() || stands.iter().any(|one| one.element == chosen.element)) {
            continue;
        }
        if found.len() == MOST {
            is_cut = true;
            continue;
        }
        found.push((case, current, running, stands));
    }
    let new = target.program.stands();
    let wanted = wanted(&found.iter().map(|one| one.3.as_slice()).collect::<Vec<_>>(), &new, mapping);
    let mapping = mapping.cloned().unwrap_or_else(|| {
        wanted.iter().filter_map(|one| Some((one.stand.element.clone(), Some(one.becomes.clone()?)))).collect()
    });
    let calendars = working::of(tx, &target)?;
    let mut reports = Vec::new();
    for (case, current, running, _) in found {
        let mut trial = running.clone();
        let tried = relocated(&current, &target, &mut trial, &mapping, (now, &calendars));
        let obstacles = tried.err().unwrap_or_default();
        let stands = running.tokens().map(|token| current.program.name_of(&token.element)).collect();
        reports.push(Report { case, from: current.deployment.number.clone(), stands, obstacles });
    }
    let unknown = chosen.codes.iter().filter(|code| !known.contains(*code)).cloned().collect();
    let (number, places) = (target.deployment.number.clone(), places.into_values().collect());
    Ok(Look { number, versions, places, wanted, reports, unknown, is_cut, mapping })
}

/// The elements at which cases stand, each with what it could become and becomes.
fn wanted(all: &[&[Stand]], new: &[Stand], mapping: Option<&Mapping>) -> Vec<Wanted> {
    let mut found: BTreeMap<&str, (&Stand, usize)> = BTreeMap::new();
    for stand in all.iter().flat_map(|stands| stands.iter()) {
        found.entry(&stand.element).or_insert((stand, 0)).1 += 1;
    }
    found
        .into_values()
        .map(|(stand, cases)| {
            let choices: Vec<Stand> = new.iter().filter(|one| one.kind == stand.kind).cloned().collect();
            let said = mapping.and_then(|mapping| mapping.get(&stand.element));
            let becomes = match (mapping, said) {
                (None, _) => suggest(stand, new),
                (Some(_), Some(other)) => other.clone(),
                (Some(_), None) => new.iter().any(|one| one.element == stand.element).then(|| stand.element.clone()),
            };
            Wanted { stand: stand.clone(), cases, choices, becomes, falls_away: said == Some(&None) }
        })
        .collect()
}

/// Carries a case over in memory; the process of the diagram becomes that of the other one.
fn relocated(
    from: &Loaded,
    to: &Loaded,
    running: &mut engine::Case,
    mapping: &Mapping,
    (now, calendars): (Time, &Calendars),
) -> Result<Vec<Change>, Vec<engine::Misfit>> {
    let mut mapping = mapping.clone();
    mapping.insert(from.deployment.plan.entry.clone(), Some(to.deployment.plan.entry.clone()));
    engine::relocate(&from.program, &to.program, running, &mapping, engine::Time(now.0), calendars)
}

/// Begins a move of these cases, by their ids or codes; they are moved by [`run`].
///
/// # Errors
/// Without the permission, without a case, with too many, or when the process does not run here.
pub fn begin(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    chosen: &[String],
    (mapping, reason): (&Mapping, &str),
) -> Result<String, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let target = target(tx, process_id)?;
    let reason = reason.trim();
    if reason.chars().count() > REASON_CHARS {
        return Err(Refusal::at("reason", format!("Write at most {REASON_CHARS} characters.")).into());
    }
    if mapping.len() > MAPPED {
        return Err(Failure::refused(format!("At most {MAPPED} elements can be mapped at a time.")));
    }
    let chosen: BTreeSet<&str> = chosen.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).collect();
    if chosen.is_empty() {
        return Err(Refusal::at("case", "Choose at least one case.").into());
    }
    if chosen.len() > MOST {
        return Err(Refusal::at("case", format!("At most {MOST} cases are moved at a time; choose fewer.")).into());
    }
    let mut all = Vec::new();
    for name in chosen {
        match store::named(tx, process_id, name)? {
            Some(case) => all.push(case),
            None => return Err(Refusal::at("case", format!("“{name}” is no case of this process.")).into()),
        }
    }
    let migration = Migration {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process_id.to_owned(),
        deployment_id: target.deployment.id.clone(),
        number: target.deployment.number.clone(),
        mapping: mapping.clone(),
        reason: reason.to_owned(),
        by_id: actor.person_id.clone(),
        by_name: actor.name.clone(),
        began_at: now,
        until: now.plus_days(UNDO_DAYS),
        kept_at: None,
        kept_by: String::new(),
    };
    store::insert(tx, &migration)?;
    for case in &all {
        let number = loaded(tx, &case.deployment_id)?.deployment.number.clone();
        store::insert_case(tx, now, &migration.id, case, &number)?;
    }
    let process = crate::process::store::by_id(tx, process_id)?;
    let payload = json!({ "number": migration.number, "cases": all.len() });
    crate::process::commands::note(tx, actor, now, "automation.cases_moved", &process, reason, payload)?;
    Ok(migration.id)
}

/// A migration of a process that the actor runs or audits.
///
/// # Errors
/// [`Failure::NotFound`] when there is none, or without the permission.
pub fn seen(tx: &mut Tx, actor: &Actor, process_id: &str, id: &str) -> Result<Migration, Failure> {
    if !actor.may_on(Permission::RunProcess, process_id) && !actor.may(Permission::ReadJournal) {
        return Err(Failure::NotFound);
    }
    let migration = store::by_id(tx, id)?;
    if migration.process_id == process_id { Ok(migration) } else { Err(Failure::NotFound) }
}

/// Moves the next cases of a migration; tells how many are still to be moved.
///
/// # Errors
/// Without the permission; the database's.
pub fn run(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (process_id, id): (&str, &str),
    at_once: i64,
) -> Result<usize, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let migration = seen(tx, actor, process_id, id)?;
    for case_id in store::waiting(tx, id, at_once)? {
        let moved = tx.attempt(|tx| carry(tx, actor, now, &migration, &case_id));
        if let Some(why) = kept_by(moved)? {
            store::set_state(tx, now, id, &case_id, (MovedState::Stayed, &why))?;
        }
    }
    Ok(store::waiting(tx, id, i64::try_from(MOST).unwrap_or(i64::MAX))?.len())
}

/// Why something was not done with one case; what the database says ends it all.
fn kept_by(done: Result<(), Failure>) -> Result<Option<String>, Failure> {
    match done {
        Ok(()) => Ok(None),
        Err(failure @ (Failure::Refused(_) | Failure::NotFound | Failure::Stale { .. })) => {
            Ok(Some(failure.sentence()))
        }
        Err(failure) => Err(failure),
    }
}

/// Moves one case.
fn carry(tx: &mut Tx, actor: &Actor, now: Time, migration: &Migration, case_id: &str) -> Result<(), Failure> {
    let mut case = cases::by_id(tx, case_id)?;
    if case.state != State::Running {
        return Err(Failure::refused("It has ended."));
    }
    if case.deployment_id == migration.deployment_id {
        return Err(Failure::refused("It runs on this version already."));
    }
    let (from, to) = (loaded(tx, &case.deployment_id)?, loaded(tx, &migration.deployment_id)?);
    let before = cases::load(tx, &case)?;
    let mut running = before.clone();
    let calendars = working::of(tx, &to)?;
    let changes = relocated(&from, &to, &mut running, &migration.mapping, (now, &calendars)).map_err(|misfits| {
        let why: Vec<String> = misfits.into_iter().map(|misfit| misfit.sentence).collect();
        Failure::refused(why.join(" "))
    })?;
    let back = serde_json::to_string(&engine::taken_back(&before, &changes)).map_err(Failure::broken)?;
    store::set_moved(tx, now, &migration.id, case_id, &back, &seal(&running))?;
    case.deployment_id.clone_from(&migration.deployment_id);
    let (old, new) = (&from.deployment.number, &migration.number);
    write(tx, now, case, &to, (&changes, &format!("The case runs on version {new} now.")))?;
    let text = format!("moved the case from version {old} to {new}{}", task::because(&migration.reason));
    case::note(tx, actor, now, case_id, &text)?;
    record(tx, actor, now, case_id, ("case.moved", &migration.reason), json!({ "from": old, "to": new }))
}

/// Writes what changed of a case that runs on another version now, and asks those anew who do its open work.
fn write(
    tx: &mut Tx,
    now: Time,
    mut case: Case,
    to: &Loaded,
    (changes, why): (&[Change], &str),
) -> Result<(), Failure> {
    cases::write(tx, &case, changes, &BTreeMap::new(), None, now)?;
    for change in changes {
        match change {
            Change::Put(Row::Case(row)) => case.row = row.clone(),
            Change::Put(Row::Job(job)) => {
                task::rename(tx, &case.id, job.id, &job.element, &to.program.name_of(&job.element))?;
            }
            _ => {}
        }
    }
    cases::save(tx, &case)?;
    let case = cases::by_id(tx, &case.id)?;
    for one in task::store::of_case(tx, &case.id)? {
        if one.is_for_people() && one.state == crate::automation::TaskState::Open {
            task::offer_again(tx, now, &case, to, &one, why)?;
        }
    }
    Ok(())
}

/// The hash of where a case stands; its values are no part of it.
fn seal(running: &engine::Case) -> String {
    let mut hash = Sha256::new();
    for row in running.rows().filter(|row| !matches!(row, Row::Variable(_) | Row::Case(_))) {
        hash.update(serde_json::to_string(&row).expect("a row is plain data"));
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Takes a move back, of one case or of all that have made no step since; tells how many.
///
/// # Errors
/// Without the permission, or when the time for it is over.
pub fn undo(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (process_id, id): (&str, &str),
    only: Option<&str>,
) -> Result<usize, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let migration = seen(tx, actor, process_id, id)?;
    if !migration.is_open(now) {
        let sentence =
            format!("The move is kept: it could be taken back for {UNDO_DAYS} days, or until somebody kept it.");
        return Err(Failure::refused(sentence));
    }
    let mut done = 0;
    for (case_id, from_id) in store::moved(tx, id)? {
        if only.is_some_and(|only| only != case_id) {
            continue;
        }
        let back = tx.attempt(|tx| take_back(tx, actor, now, &migration, (&case_id, &from_id)));
        match kept_by(back)? {
            None => done += 1,
            Some(why) => store::set_state(tx, now, id, &case_id, (MovedState::Moved, &why))?,
        }
    }
    Ok(done)
}

fn take_back(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    migration: &Migration,
    (case_id, from_id): (&str, &str),
) -> Result<(), Failure> {
    let mut case = cases::by_id(tx, case_id)?;
    let running = cases::load(tx, &case)?;
    let (back, sealed) = store::before(tx, &migration.id, case_id)?;
    if case.state != State::Running {
        return Err(Failure::refused("It has ended since."));
    }
    if case.deployment_id != migration.deployment_id || seal(&running) != sealed {
        return Err(Failure::refused("It has made a step since, so that it stays on the newer version."));
    }
    let mut changes: Vec<Change> = serde_json::from_str(&back).map_err(Failure::broken)?;
    for change in &mut changes {
        // Ids that were given since are not given again.
        if let Change::Put(Row::Case(row)) = change {
            row.next = case.row.next;
        }
    }
    let from = loaded(tx, from_id)?;
    from_id.clone_into(&mut case.deployment_id);
    let number = &from.deployment.number;
    write(tx, now, case, &from, (&changes, &format!("The case runs on version {number} again.")))?;
    let text = format!("took the move to version {} back: the case runs on version {number} again", migration.number);
    case::note(tx, actor, now, case_id, &text)?;
    store::set_state(tx, now, &migration.id, case_id, (MovedState::TakenBack, ""))?;
    record(tx, actor, now, case_id, ("case.moved_back", ""), json!({ "from": migration.number, "to": number }))
}

/// Keeps a move: it cannot be taken back any more.
///
/// # Errors
/// Without the permission, or when it is kept already.
pub fn keep(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, id: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let migration = seen(tx, actor, process_id, id)?;
    if !migration.is_open(now) {
        return Err(Failure::refused("The move is kept already."));
    }
    let name = actor.name.clone();
    kept(tx, actor, now, &migration, &name)
}

/// Keeps a move whose time to be taken back is over.
///
/// # Errors
/// The database's.
pub(super) fn keep_overdue(tx: &mut Tx, now: Time, id: &str) -> Result<(), Failure> {
    let migration = store::by_id(tx, id)?;
    kept(tx, &Actor::office(), now, &migration, "")
}

fn kept(tx: &mut Tx, actor: &Actor, now: Time, migration: &Migration, by: &str) -> Result<(), Failure> {
    if !store::keep(tx, now, &migration.id, by)? {
        return Ok(());
    }
    let process = crate::process::store::by_id(tx, &migration.process_id)?;
    let payload = json!({ "number": migration.number });
    crate::process::commands::note(tx, actor, now, "automation.move_kept", &process, "", payload)
}

fn record(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    case_id: &str,
    (action, reason): (&'static str, &str),
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let code = cases::by_id(tx, case_id)?.code;
    let object = Object::new("case", case_id, code);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
