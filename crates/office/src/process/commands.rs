//! Beginning: a process is added or adopted from the library, a draft is started or discarded.

use db::Tx;
use serde_json::json;

use super::model::{Act, Process, State, Version, in_force, key_of, next_number};
use super::store;
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

/// Adds a process with its first draft.
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
    actor.needs(Permission::AddProcess)?;
    let name = definition.name.trim();
    let key = key_of(name);
    if key.is_empty() {
        return Err(Refusal::at("name", "The name needs at least one letter or digit.").into());
    }
    let category = match category {
        "management" | "core" | "support" => category,
        _ => return Err(Refusal::at("category", "Choose a category from the list.").into()),
    };
    let id = uuid::Uuid::now_v7().to_string();
    let process = Process { id, key, name: name.to_owned(), category: category.to_owned(), created_at: now };
    if store::all(tx)?.iter().any(|one| one.key == process.key) {
        return Err(
            Refusal::at("name", "A process of this name exists already. Open it, or choose another name.").into()
        );
    }
    store::insert(tx, &process, &actor.person_id)?;
    note(tx, actor, now, "process.added", &process, "", json!({ "category": category }))?;
    let version = draft(tx, actor, now, &process, None, "", definition)?;
    Ok((process, version))
}

/// Starts a draft from the version in force; one draft is open at a time.
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
    if let Some(open) = store::open_draft(tx, process_id)? {
        let since = open.started_at.day_in_words();
        return Err(Failure::refused(format!(
            "A draft of {} is open since {since}. Work on it together, or discard it first.",
            process.name
        )));
    }
    let versions = store::versions(tx, process_id)?;
    let base = in_force(&versions, now)
        .or_else(|| versions.iter().find(|version| version.state == State::Published))
        .map(|version| version.id.clone());
    let definition = match &base {
        Some(id) => store::definition(tx, id)?,
        None => Definition { name: process.name.clone(), review_interval_days: 365, ..Definition::default() },
    };
    draft(tx, actor, now, &process, base, improvement_id, &definition)
}

fn draft(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    base_id: Option<String>,
    improvement_id: &str,
    definition: &Definition,
) -> Result<Version, Failure> {
    let version = Version {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        number: String::new(),
        state: State::Draft,
        seal: definition::seal(definition),
        revision: 1,
        submitted_revision: None,
        base_id,
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
    note(tx, actor, now, "process.draft_discarded", &process, reason, json!({ "version_id": version.id }))
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
pub(super) fn note(
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
