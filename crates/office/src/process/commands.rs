//! Beginning: a process is added or adopted from the library, a draft is started or discarded.

use db::Tx;
use serde_json::json;

use super::model::{Act, Process, State, Version, in_force, key_of, next_number};
use super::place::{self, Place};
use super::{retirement, store, variant};
use crate::access::{Actor, Permission};
use crate::approval::{self, Subject};
use crate::clock::Time;
use crate::definition::{self, Definition};
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::worklist;

/// The word under which approvals and asks know a version.
pub const SUBJECT: &str = "process_version";

/// The version as a subject of approval.
#[must_use]
pub fn subject(version_id: &str) -> Subject {
    Subject { kind: SUBJECT, id: version_id.to_owned() }
}

/// Adds a process with its first draft, which hangs below nothing yet.
///
/// # Errors
/// Without the permission, or when the name is taken.
pub fn add(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    category: &str,
    definition: &Definition,
) -> Result<(Process, Version), Failure> {
    add_at(tx, actor, now, &Place { category: category.to_owned(), ..Place::default() }, definition)
}

/// Adds a process at its place, with its first draft.
///
/// # Errors
/// Without the permission, when the name is taken, or all reasons why the place does not fit.
pub fn add_at(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    place: &Place,
    definition: &Definition,
) -> Result<(Process, Version), Failure> {
    if place.level.is_area() {
        let sentence = format!("{} has no definition. Choose L2 or below.", capital(&place::article(place.level)));
        return Err(Refusal::at("level", sentence).into());
    }
    let place = Place { about: String::new(), ..place.clone() };
    let process = enter(tx, actor, now, &definition.name, &place, None)?;
    let begin = Beginning { base_id: None, follows_id: None, definition: definition.clone() };
    let version = draft(tx, actor, now, &process, "", begin)?;
    Ok((process, version))
}

/// Of which process a variant is made, for which site, and from which version.
pub(super) struct Variation<'a> {
    pub base: &'a Process,
    pub site: &'a str,
    pub follows_id: &'a str,
}

/// Adds a variant beside its base, with its first draft.
pub(super) fn add_variant(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    variation: &Variation,
    definition: &Definition,
) -> Result<Process, Failure> {
    let process = enter(tx, actor, now, &definition.name, &variation.base.place(), Some(variation))?;
    let follows_id = Some(variation.follows_id.to_owned());
    let begin = Beginning { base_id: None, follows_id, definition: definition.clone() };
    draft(tx, actor, now, &process, "", begin)?;
    Ok(process)
}

/// Adds an area: a place to hang processes below, without a definition.
///
/// # Errors
/// Without the permission, when the name is taken, or all reasons why the place does not fit.
pub fn add_area(tx: &mut Tx, actor: &Actor, now: Time, name: &str, place: &Place) -> Result<Process, Failure> {
    if !place.level.is_area() {
        return Err(Refusal::at("level", "An area stands on L0 or L1.").into());
    }
    enter(tx, actor, now, name, place, None)
}

/// Puts a process into the register.
fn enter(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    name: &str,
    place: &Place,
    variation: Option<&Variation>,
) -> Result<Process, Failure> {
    actor.needs(Permission::AddProcess)?;
    let (name, key) = (name.trim(), key_of(name));
    let all = store::all(tx)?;
    let live: Vec<Process> = all.iter().filter(|one| !one.is_retired(now)).cloned().collect();
    let mut refusals = place::complaints(place, None, false, &live);
    if key.is_empty() {
        refusals.push(Refusal::at("name", "The name needs at least one letter or digit."));
    } else if all.iter().any(|one| one.key == key) {
        refusals.push(Refusal::at("name", "A process of this name exists already. Open it, or choose another name."));
    }
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let process = Process {
        id: uuid::Uuid::now_v7().to_string(),
        key,
        name: name.to_owned(),
        category: place.category.clone(),
        level: place.level,
        parent_id: place.parent_id.clone(),
        about: place.about.clone(),
        variant_of: variation.map(|one| one.base.id.clone()),
        site: variation.map_or(String::new(), |one| one.site.to_owned()),
        retirement: None,
        created_at: now,
    };
    store::insert(tx, &process, &actor.person_id)?;
    let payload = json!({
        "category": place.category, "level": place.level, "parent_id": place.parent_id,
        "variant_of": process.variant_of, "site": process.site,
    });
    note(tx, actor, now, "process.added", &process, "", payload)?;
    Ok(process)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Starts a draft from the version in force; one draft is open at a time. A variant that has no version begins with its base.
///
/// # Errors
/// Without the permission, or when a draft is open already.
pub fn start_draft(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    improvement_id: &str,
) -> Result<Version, Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    place::has_definition(&process)?;
    retirement::is_live(&process, now)?;
    if let Some(open) = store::open_draft(tx, process_id)? {
        let since = open.started_at.day_in_words();
        return Err(Failure::refused(format!(
            "A draft of {} is open since {since}. Work on it together, or discard it first.",
            process.name
        )));
    }
    let versions = store::versions(tx, process_id)?;
    let before = in_force(&versions, now).or_else(|| versions.iter().find(|version| version.state == State::Published));
    let begin = match before {
        Some(version) => Beginning {
            base_id: Some(version.id.clone()),
            follows_id: version.follows_id.clone(),
            definition: store::definition(tx, &version.id)?,
        },
        None => anew(tx, &process)?,
    };
    draft(tx, actor, now, &process, improvement_id, begin)
}

/// What a draft begins with.
struct Beginning {
    base_id: Option<String>,
    follows_id: Option<String>,
    definition: Definition,
}

/// The beginning of a process that was never published.
fn anew(tx: &mut Tx, process: &Process) -> Result<Beginning, Failure> {
    let of_base = match &process.variant_of {
        Some(base) => store::versions(tx, base)?,
        None => Vec::new(),
    };
    let Some(followed) = variant::newest(&of_base) else {
        let definition = Definition { name: process.name.clone(), review_interval_days: 365, ..Definition::default() };
        return Ok(Beginning { base_id: None, follows_id: None, definition });
    };
    let definition = variant::named(&store::definition(tx, &followed.id)?, &process.name);
    Ok(Beginning { base_id: None, follows_id: Some(followed.id.clone()), definition })
}

fn draft(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    improvement_id: &str,
    begin: Beginning,
) -> Result<Version, Failure> {
    let definition = &begin.definition;
    let version = Version {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        number: String::new(),
        state: State::Draft,
        seal: definition::seal(definition),
        revision: 1,
        submitted_revision: None,
        base_id: begin.base_id,
        follows_id: begin.follows_id,
        class: None,
        started_by: actor.person_id.clone(),
        started_at: now,
        submitted_by: String::new(),
        submitted_at: None,
        published_by: String::new(),
        published_at: None,
        effective_at: None,
        improvement_id: improvement_id.to_owned(),
        note: String::new(),
    };
    store::insert_version(tx, &version, definition, &actor.name)?;
    let payload = json!({ "version_id": version.id, "improvement_id": improvement_id });
    note(tx, actor, now, "process.draft_started", process, "", payload)?;
    Ok(version)
}

/// Throws the open draft away; its revisions stay in the record.
///
/// # Errors
/// Without the permission, or when no draft is open.
pub fn discard(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let process = store::by_id(tx, process_id)?;
    let mut version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    version.state = version.state.after(Act::Discard)?;
    store::update_version(tx, &version)?;
    approval::lapse(tx, now, &subject(&version.id), "The draft was discarded.")?;
    worklist::settle_object(tx, now, SUBJECT, &version.id)?;
    note(tx, actor, now, "process.draft_discarded", &process, reason, json!({ "version_id": version.id }))?;
    variant::refresh(tx, now, &process)
}

/// The number that a version would get: by the newest published one and the class of the change.
///
/// # Errors
/// The database's.
pub fn number_for(tx: &mut Tx, version: &Version, class: definition::Class) -> Result<String, Failure> {
    let versions = store::versions(tx, &version.process_id)?;
    let latest = versions
        .iter()
        .filter(|one| one.state == State::Published)
        .max_by_key(|one| (one.effective_at, one.published_at))
        .map(|one| one.number.as_str());
    Ok(next_number(latest, class))
}

/// One entry of the journal about a process.
///
/// # Errors
/// The database's.
pub fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    reason: &str,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
