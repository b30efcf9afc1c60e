//! Reading the definitions in force: requirements come, are reworded, and go; what changed is to be tested again.

use db::Tx;
use serde_json::json;

use super::commands::note;
use super::follow::{Before, follow};
use super::model::{Required, Result as Tested, priority_key};
use super::{asks, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::definition::dictionary::plain;
use crate::definition::{Definition, Requirement};
use crate::failure::Failure;
use crate::journal::{self, Object};
use crate::process::{self, Process, Version};

/// Brings what is known in line with the definitions in force. Nothing is written where nothing changed.
///
/// # Errors
/// The database's.
pub fn gather(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let known = store::sources(tx)?;
    let current = process::versions_in_force(tx, now)?;
    let mut changed = false;
    for gone in known.keys().filter(|id| !current.iter().any(|(process, _)| process.id == **id)) {
        for one in store::live(tx, Some(gone))? {
            end(tx, now, &one)?;
        }
        store::forget_source(tx, gone)?;
        asks::retest(tx, now, gone)?;
        changed = true;
    }
    for (process, version) in &current {
        let read = known.get(&process.id).is_some_and(|(id, seal)| *id == version.id && *seal == version.seal);
        if !read {
            let definition = process::store::shared_definition(tx, &version.id)?;
            renew(tx, now, process, version, &definition)?;
            store::note_source(tx, &process.id, &version.id, &version.seal)?;
            changed = true;
        }
    }
    if changed { asks::answers(tx, now) } else { Ok(()) }
}

/// Lays the requirements of a version beside what is known of the process.
fn renew(tx: &mut Tx, now: Time, process: &Process, version: &Version, definition: &Definition) -> Result<(), Failure> {
    let old = store::live(tx, Some(&process.id))?;
    let before: Vec<Before> = old.iter().map(|one| Before { text: &one.text, activity: &one.activity }).collect();
    let followed = follow(&before, &definition.requirements);
    let steps = definition.steps();
    for (at, one) in old.iter().enumerate() {
        if !followed.contains(&Some(at)) {
            end(tx, now, one)?;
        }
    }
    let mut left = store::ended(tx, &process.id)?;
    let mut added = 0;
    for (position, (one, followed)) in (0_i64..).zip(definition.requirements.iter().zip(followed)) {
        let step = steps.iter().find(|(id, _)| *id == one.activity).map_or("", |(_, name)| name.as_str());
        let said = said(position, one, step, &version.number);
        match followed.map(|at| &old[at]) {
            Some(known) => restated(tx, now, known, &said)?,
            None => match left.iter().position(|past| plain(&past.text) == plain(&one.text)) {
                Some(at) => back(tx, now, &left.swap_remove(at), &said)?,
                None => {
                    store::insert(tx, &uuid::Uuid::now_v7().to_string(), &process.id, &said, now)?;
                    added += 1;
                }
            },
        }
    }
    if added > 0 {
        let object = Object::new("process", &process.id, &process.name);
        let payload = json!({ "count": added, "version": version.number });
        let (actor, action) = (&Actor::office(), "requirement.found");
        journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    }
    asks::retest(tx, now, &process.id)
}

fn said<'a>(position: i64, one: &'a Requirement, step: &'a str, version: &'a str) -> store::Said<'a> {
    let (text, activity, acceptance) = (one.text.as_str(), one.activity.as_str(), one.acceptance.as_str());
    store::Said {
        position,
        text,
        earlier: "",
        activity,
        step,
        priority: priority_key(one.priority),
        acceptance,
        version,
    }
}

/// What a later version says of a requirement that is in force.
fn restated(tx: &mut Tx, now: Time, known: &Required, said: &store::Said) -> Result<(), Failure> {
    let is_reworded = plain(&known.text) != plain(said.text);
    let is_other = is_reworded || known.acceptance.trim() != said.acceptance.trim() || known.activity != said.activity;
    let result = if is_other { known.result.after_change() } else { known.result };
    let earlier = if is_reworded { &known.text } else { &known.earlier };
    store::restate(tx, &known.id, &store::Said { earlier, ..*said }, result)?;
    if is_other {
        let payload = json!({ "version": said.version, "text": said.text, "to_test": result == Tested::Retest });
        note(tx, &Actor::office(), now, "requirement.changed", known, "", payload)?;
    }
    Ok(())
}

/// A requirement that was gone stands in a version again: what was known of it comes back, to be tested again.
fn back(tx: &mut Tx, now: Time, past: &Required, said: &store::Said) -> Result<(), Failure> {
    store::restate(tx, &past.id, &store::Said { earlier: &past.earlier, ..*said }, past.result.after_change())?;
    note(tx, &Actor::office(), now, "requirement.returned", past, "", json!({ "version": said.version }))?;
    let one = store::by_id(tx, &past.id)?;
    asks::waivers(tx, now, &one)
}

fn end(tx: &mut Tx, now: Time, one: &Required) -> Result<(), Failure> {
    store::end(tx, &one.id, now)?;
    asks::over(tx, now, one)?;
    note(tx, &Actor::office(), now, "requirement.ended", one, "", json!({}))
}
