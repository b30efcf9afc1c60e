//! Processes for programs: read, draft, submit, decide, publish. A save names the revision it began with.

pub(super) mod decision;
pub(super) mod readiness;
pub(super) mod retirement;
pub(super) mod variant;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::draft::{self, Saved};
use super::model::{HolderRole, Version};
use super::pages::{contested, with_parent};
use super::place::{self, Level, Place};
use super::register::{self, Listed};
use super::submission::{self, ANSWER_DAYS, Submission};
use super::{commands, holder, store};
use crate::access::Permission;
use crate::approval::Decision;
use crate::clock::Time;
use crate::definition::{Definition, lint};
use crate::failure::{Failure, Refusal};
use crate::library;
use crate::requests;
use crate::rule;
use crate::web::{Answer, Form, Visit, answer, body};

/// A process as programs see it; days are calendar days in UTC.
#[derive(Serialize)]
struct Item {
    id: String,
    key: String,
    name: String,
    category: String,
    /// 0 to 4.
    level: Level,
    /// The key of what it hangs below.
    parent: Option<String>,
    about: String,
    /// The key of the base, where it is a variant.
    variant_of: Option<String>,
    site: String,
    /// The day from which it is retired, where it is or will be.
    retires: Option<String>,
    retired: bool,
    owner: Option<String>,
    manager: Option<String>,
    /// The number of the version in force.
    version: Option<String>,
    /// The state of the open draft.
    draft: Option<&'static str>,
    next_review: Option<String>,
    concerns: Vec<&'static str>,
    href: String,
}

fn item(one: &Listed, now: Time) -> Item {
    Item {
        id: one.process.id.clone(),
        key: one.process.key.clone(),
        name: one.process.name.clone(),
        category: one.process.category.clone(),
        level: one.process.level,
        parent: one.above.last().map(|up| up.key.clone()),
        about: one.process.about.clone(),
        variant_of: one.base.as_ref().map(|base| base.key.clone()),
        site: one.process.site.clone(),
        retires: one.process.retirement.as_ref().map(|end| end.from.date().to_string()),
        retired: one.process.is_retired(now),
        owner: one.owner.clone(),
        manager: one.manager.clone(),
        version: one.current.as_ref().map(|version| version.number.clone()),
        draft: one.open_state().map(super::State::key),
        next_review: one.next_review.map(|at| at.date().to_string()),
        concerns: one.concerns(now).into_iter().map(register::Concern::label).collect(),
        href: format!("/processes/{}", one.process.key),
    }
}

/// A remark of a body, under the same rules as in a form.
fn remark(name: &'static str, label: &str, text: String) -> Result<String, Failure> {
    let mut form = Form::of(vec![(name.to_owned(), text)]);
    let text = form.text(name, label);
    form.checked()?;
    Ok(text)
}

/// A calendar day, where one is given.
fn day(field: &'static str, text: Option<&str>) -> Result<Option<Time>, Failure> {
    text.map(|text| Time::parse_date(text).map_err(|sentence| Failure::from(Refusal::at(field, sentence)))).transpose()
}

pub(super) async fn all(visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let standing = visit.query("state").unwrap_or_default();
    let all = visit.read(move |tx| Ok(register::store::all(tx, now)?)).await?;
    let readable = all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.process.id)).collect();
    let listing = register::Listing { standing, sort: "name".to_owned(), ..register::Listing::default() };
    let items: Vec<Item> = listing.select(readable, now).iter().map(|one| item(one, now)).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

pub(super) async fn one(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let body = visit
        .read(move |tx| {
            let seen = super::pages::load(tx, &actor, now, &key)?;
            let listed = register::store::all(tx, now)?.into_iter().find(|one| one.process.id == seen.process.id);
            let item = listed.as_ref().map(|one| item(one, now)).ok_or(Failure::NotFound)?;
            Ok(json!({ "process": item, "versions": seen.versions, "open": seen.open }))
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &body))
}

pub(super) async fn version(Path((key, number)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let body = visit
        .read(move |tx| {
            let seen = super::pages::load(tx, &actor, now, &key)?;
            let version = match number.as_str() {
                "draft" => seen.open_to_read().cloned().ok_or(Failure::NotFound)?,
                number => store::by_number(tx, &seen.process.id, number)?,
            };
            let definition = store::definition(tx, &version.id)?;
            Ok(json!({ "version": version, "definition": definition }))
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &body))
}

/// What is found in a version, as it counts in this office, and how it reads.
pub(super) async fn findings(Path((key, number)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let body = visit
        .read(move |tx| {
            let seen = super::pages::load(tx, &actor, now, &key)?;
            let version = match number.as_str() {
                "draft" => seen.open_to_read().cloned().ok_or(Failure::NotFound)?,
                number => store::by_number(tx, &seen.process.id, number)?,
            };
            let definition = store::shared_definition(tx, &version.id)?;
            let (findings, silenced) = rule::in_use(tx)?.check(&definition);
            let reading = lint::reading_of(&definition);
            Ok(json!({
                "version_id": version.id, "seal": version.seal, "findings": findings, "silenced": silenced, "reading": reading,
            }))
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &body))
}

/// A process to be added: from the library, or with a definition of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    #[serde(default)]
    library: Option<String>,
    #[serde(default)]
    definition: Option<Definition>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    category: Option<String>,
    /// 0 to 4; an area (0 or 1) has no definition.
    #[serde(default)]
    level: Option<i64>,
    /// The key of what it hangs below.
    #[serde(default)]
    parent: Option<String>,
    /// What an area is for.
    #[serde(default)]
    about: String,
}

fn level(number: Option<i64>) -> Result<Level, Failure> {
    let Some(number) = number else { return Ok(Level::default()) };
    let refusal = || Refusal::at("level", format!("A level is a number from 0 to 4; {number} is none."));
    Level::from_number(number).ok_or_else(|| refusal().into())
}

/// Another place of a process.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placing {
    level: i64,
    category: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    about: String,
}

pub(super) async fn arrange(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Placing = body::read(&body)?;
    let about = remark("about", "What the area is for", sent.about)?;
    let place = Place { level: level(Some(sent.level))?, category: sent.category, parent_id: None, about };
    let (actor, now, parent) = (visit.actor()?, visit.now, sent.parent.unwrap_or_default());
    let process = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            let place = with_parent(tx, place.clone(), &parent)?;
            place::arrange(tx, &actor, now, &process.id, &place)?;
            Ok(store::by_id(tx, &process.id)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &process))
}

/// What a process begins with when nothing is sent.
fn empty() -> Definition {
    Definition { review_interval_days: 365, ..Definition::default() }
}

pub(super) async fn add(visit: Visit, body: Bytes) -> Answer {
    let new: New = body::read(&body)?;
    let mut definition = match (&new.library, new.definition) {
        (Some(key), _) => {
            library::one(key)
                .ok_or_else(|| Failure::from(Refusal::at("library", "The library has no such process.")))?
                .definition
        }
        (None, Some(definition)) => definition,
        (None, None) => empty(),
    };
    if let Some(name) = new.name {
        definition.name = name;
    }
    let category = new.category.unwrap_or_else(|| "core".to_owned());
    let about = remark("about", "What the area is for", new.about)?;
    let place = Place { level: level(new.level)?, category, parent_id: None, about };
    let parent = new.parent.unwrap_or_default();
    if place.level.is_area() && definition != (Definition { name: definition.name.clone(), ..empty() }) {
        let sentence = "An area has no definition. Send its name and what it is about, or choose level 2 or below.";
        return Err(Refusal::at("level", sentence).into());
    }
    let (actor, now, request) = (visit.actor()?, visit.now, requests::Keyed::of(&visit, &body)?);
    let (process, fresh) = visit
        .write(move |tx| {
            if let Some(asked) = &request
                && let Some(id) = requests::made_before(tx, &actor, now, asked)?
            {
                return Ok((store::by_id(tx, &id)?, false));
            }
            let place = with_parent(tx, place.clone(), &parent)?;
            let process = if place.level.is_area() {
                commands::add_area(tx, &actor, now, &definition.name, &place)?
            } else {
                commands::add_at(tx, &actor, now, &place, &definition)?.0
            };
            if let Some(asked) = &request {
                requests::remember(tx, &actor, now, asked, &process.id)?;
            }
            Ok((process, true))
        })
        .await?;
    let status = if fresh { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::json(status, &process);
    if let Ok(place) = HeaderValue::from_str(&format!("/api/processes/{}", process.key)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    person_id: String,
}

pub(super) async fn ask(Path((key, role)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let role = HolderRole::from_key(&role).ok_or(Failure::NotFound)?;
    let asked: Asked = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            holder::ask(tx, &actor, now, &process.id, role, &asked.person_id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &json!({ "asked": true })))
}

pub(super) async fn accept(Path((key, role)): Path<(String, String)>, visit: Visit) -> Answer {
    let role = HolderRole::from_key(&role).ok_or(Failure::NotFound)?;
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            holder::accept(tx, &actor, now, &process.id, role)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &json!({ "accepted": true })))
}

/// A version after something was done to it.
fn told(version: &Version) -> Value {
    json!({
        "version_id": version.id, "revision": version.revision, "seal": version.seal, "state": version.state,
        "number": version.number,
    })
}

pub(super) async fn start(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let version = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            commands::start_draft(tx, &actor, now, &process.id, "")
        })
        .await?;
    Ok(answer::json(StatusCode::CREATED, &told(&version)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Save {
    revision: i64,
    definition: Definition,
}

/// Saves the whole definition; 409 says who was quicker and what they changed.
pub(super) async fn save(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Save = body::read(&body)?;
    let (actor, now, revision) = (visit.actor()?, visit.now, sent.revision);
    let (saved, rules) = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            let saved = draft::save(tx, &actor, now, &process.id, revision, &|definition| {
                definition.clone_from(&sent.definition);
                Ok(())
            })?;
            Ok((saved, rule::in_use(tx)?))
        })
        .await?;
    Ok(match saved {
        Saved::Kept { version, definition, together, .. } => {
            let mut body = told(&version);
            body["together"] = json!(together);
            body["findings"] = json!(rules.check(&definition).0);
            answer::json(StatusCode::OK, &body)
        }
        Saved::Contested(contest) => contested(revision, &contest),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Submitted {
    approvers: Vec<String>,
    #[serde(default)]
    due: Option<String>,
    #[serde(default)]
    note: String,
}

pub(super) async fn submit(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Submitted = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let due_at = day("due", sent.due.as_deref())?.unwrap_or_else(|| now.plus_days(ANSWER_DAYS));
    let note = remark("note", "The note", sent.note)?;
    let submission = Submission { approvers: sent.approvers, due_at, note };
    let version = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            submission::submit(tx, &actor, now, &process.id, &submission)?;
            store::open_draft(tx, &process.id)?.ok_or(Failure::NotFound)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &told(&version)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    /// `approved` or `sent_back`.
    decision: String,
    /// The seal of the content that was read.
    seal: String,
    #[serde(default)]
    reason: String,
}

pub(super) async fn decide(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Decided = body::read(&body)?;
    let decision = Decision::from_key(&sent.decision)
        .ok_or_else(|| Failure::from(Refusal::at("decision", "Write approved or sent_back.")))?;
    let reason = remark("reason", "The reason", sent.reason)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let state = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            submission::decide(tx, &actor, now, &process.id, &sent.seal, decision, &reason)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &json!({ "state": state })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Publication {
    /// A calendar day; now, where none is given.
    #[serde(default)]
    effective: Option<String>,
    #[serde(default)]
    reason: String,
}

pub(super) async fn publish(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Publication = body::read(&body)?;
    let effective = day("effective", sent.effective.as_deref())?;
    let reason = remark("reason", "The remark", sent.reason)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let version = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            submission::publish(tx, &actor, now, &process.id, effective, &reason)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &told(&version)))
}
