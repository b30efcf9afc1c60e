//! Keeping what is found in line with the definitions in force.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::model::{Found, Outline, mark_new, parts_of, rules_of_program, steps_of, weighted};
use super::store::Source;
use super::{between, store};
use crate::access::{Actor, Permission, Role};
use crate::clock::Time;
use crate::definition::RuleSet;
use crate::failure::Failure;
use crate::journal::{self, Object};
use crate::people;
use crate::process::{self, Process, Version, place_to_read};
use crate::rule;
use crate::worklist::{self, Ask};

/// The word under which asks know the findings of a process.
const OBJECT: &str = "finding";
/// Days within which the owner is expected to look.
const LOOK_DAYS: i64 = 14;

/// Looks at every definition in force that is not the one looked at before. Nothing is written where nothing changed.
///
/// # Errors
/// The database's.
pub fn gather(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let rules = rule::in_use(tx)?;
    let known = store::sources(tx)?;
    let current = process::versions_in_force(tx, now)?;
    for gone in known.keys().filter(|id| !current.iter().any(|(process, _)| process.id == **id)) {
        store::forget(tx, gone)?;
        worklist::settle_object(tx, now, OBJECT, gone)?;
    }
    let words = RuleSet::default().with_words(rules.words().clone()).write();
    let program = rules_of_program();
    for (process, version) in &current {
        let source = Source {
            version_id: version.id.clone(),
            seal: version.seal.clone(),
            words: words.clone(),
            rules: program.clone(),
        };
        look(tx, now, &rules, (process, version), known.get(&process.id), &source)?;
    }
    Ok(())
}

/// Looks again at some of the definitions that an older program looked at; how many there were.
///
/// # Errors
/// The database's.
pub fn renew(tx: &mut Tx, now: Time, most: i64) -> Result<usize, Failure> {
    let program = rules_of_program();
    let due = store::looked_at_otherwise(tx, &program, most)?;
    if due.is_empty() {
        return Ok(0);
    }
    let (rules, known) = (rule::in_use(tx)?, store::sources(tx)?);
    for id in &due {
        let process = process::store::by_id(tx, id)?;
        let (Some(before), Some((version, _))) = (known.get(id), process::published(tx, id, now)?) else {
            store::forget(tx, id)?;
            continue;
        };
        // Everything but the rules as it was: another version or other words are what listeners look after.
        let source = Source {
            version_id: version.id.clone(),
            seal: version.seal.clone(),
            words: RuleSet::default().with_words(rules.words().clone()).write(),
            rules: program.clone(),
        };
        look(tx, now, &rules, (&process, &version), Some(before), &source)?;
    }
    Ok(due.len())
}

/// Looks at one definition in force, unless it was looked at just so before.
fn look(
    tx: &mut Tx,
    now: Time,
    rules: &RuleSet,
    (process, version): (&Process, &Version),
    before: Option<&Source>,
    source: &Source,
) -> Result<(), Failure> {
    if before == Some(source) {
        return Ok(());
    }
    let is_renewed = before.is_some_and(|before| Source { rules: source.rules.clone(), ..before.clone() } == *source);
    let definition = process::store::shared_definition(tx, &version.id)?;
    let href = format!("/processes/{}", process.key);
    let told = RuleSet::default().with_words(rules.words().clone()).check(&definition).0;
    let mut found: Vec<Found> = told
        .into_iter()
        .map(|one| {
            let (place, to) = place_to_read(&href, &definition, &one.target);
            Found {
                process_id: process.id.clone(),
                process_key: process.key.clone(),
                process: process.name.clone(),
                rule: one.rule.to_owned(),
                severity: one.severity,
                message: one.message,
                place,
                href: to,
                new_at: None,
            }
        })
        .collect();
    if is_renewed {
        mark_new(&store::own(tx, Some(&process.id))?, &mut found, now);
    }
    store::replace(tx, &process.id, source, &Outline::of(&definition), &found, &steps_of(&definition))?;
    store::replace_parts(tx, &process.id, &parts_of(&href, &definition))?;
    let new: Vec<Found> = found.into_iter().filter(|one| one.new_at.is_some()).collect();
    tell(tx, now, process, &weighted(rules, new))
}

/// Asks whoever answers for a process to look at what is new; without anything new nobody is asked any more.
fn tell(tx: &mut Tx, now: Time, process: &Process, new: &[Found]) -> Result<(), Failure> {
    if new.is_empty() {
        worklist::settle_object(tx, now, OBJECT, &process.id)?;
        return Ok(());
    }
    let mut asked = people::store::holders(tx, Role::ProcessOwner, Some(&process.id), now)?;
    if asked.is_empty() {
        asked = people::store::holders(tx, Role::ProcessManager, Some(&process.id), now)?;
    }
    let rules: BTreeSet<&str> = new.iter().map(|one| one.rule.as_str()).collect();
    let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
    let why = match new.len() {
        1 => format!("Mandate was renewed and finds something that it did not see before, by the rule {rules}."),
        many => {
            format!("Mandate was renewed and finds {many} things that it did not see before, by the rules {rules}.")
        }
    };
    for person in asked {
        let ask = Ask {
            person_id: &person.id,
            key: &format!("finding:{}", process.id),
            kind: "finding.look",
            title: &format!("Look at what is newly found in {}", process.name),
            why: &why,
            href: &format!("/processes/{}/findings", process.key),
            object_kind: OBJECT,
            object_id: &process.id,
            due_at: now.plus_days(LOOK_DAYS),
        };
        worklist::ask(tx, now, ask)?;
    }
    let payload = json!({ "process_id": process.id, "findings": new.len(), "rules": rules });
    note(tx, &Actor::office(), now, "finding.newly_found", process, payload)
}

/// Says that the new findings of a process were looked at: they count as the others do from now on.
///
/// # Errors
/// Without the permission.
pub fn looked(tx: &mut Tx, actor: &Actor, now: Time, process: &Process) -> Result<(), Failure> {
    actor.needs_on(Permission::ManageImprovement, &process.id)?;
    if store::not_new(tx, &process.id)? == 0 {
        return Ok(());
    }
    worklist::settle_of(tx, now, &actor.person_id, &format!("finding:{}", process.id))?;
    worklist::settle_object(tx, now, OBJECT, &process.id)?;
    note(tx, actor, now, "finding.looked_at", process, json!({ "process_id": process.id }))
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}

/// Everything that is found and that `actor` may read, as it counts here, the gravest first; of one process where it is named.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx, actor: &Actor, process_id: Option<&str>) -> Result<Vec<Found>, Failure> {
    let rules = rule::in_use(tx)?;
    let mut all = store::own(tx, process_id)?;
    all.extend(between::found(tx)?.into_iter().filter(|one| process_id.is_none_or(|id| one.process_id == id)));
    all.retain(|one| actor.may_on(Permission::Read, &one.process_id));
    Ok(weighted(&rules, all))
}
