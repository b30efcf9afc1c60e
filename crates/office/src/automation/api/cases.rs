//! Cases for programs: begun, read, cancelled.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::case::store as cases;
use super::super::commands::{self, Asked};
use super::super::pages::{beginning, listing};
use super::super::{deployment, pause, service_level, stop, task};
use super::tasks::{Work, given, work};
use super::{named, plain};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::requests::{self, Keyed};
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct Cases {
    items: Vec<Item>,
    total: i64,
    /// Titles of older cases were not looked at.
    looked_back_to: Option<String>,
}

/// A case; instants are RFC 3339.
#[derive(Serialize)]
pub(super) struct Item {
    id: String,
    code: String,
    title: String,
    business_key: String,
    process: String,
    process_key: String,
    state: super::super::State,
    /// Stopped steps that wait for somebody.
    stops: i64,
    /// It stands still until somebody resumes it.
    paused: bool,
    started_by: String,
    started_at: String,
    ended_at: Option<String>,
    outcome: String,
    href: String,
    /// When the first service level is due that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    level_due_at: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Whole {
    case: Item,
    version: String,
    variables: Map<String, Value>,
    tasks: Vec<Work>,
    stopped: Vec<Stopped>,
    service_levels: Vec<service_level::Shown>,
}

#[derive(Serialize)]
struct Stopped {
    id: u64,
    element: String,
    message: String,
    at: String,
    asked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    title: String,
    #[serde(default)]
    business_key: String,
    #[serde(default)]
    answers: Map<String, Value>,
    /// Values besides those of the form.
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reason {
    pub(super) reason: String,
}

fn item(found: cases::Found) -> Item {
    let case = found.case;
    Item {
        href: case.href(),
        started_at: case.started_at.rfc3339(),
        ended_at: case.ended_at.map(Time::rfc3339),
        id: case.id,
        code: case.code,
        title: case.title,
        business_key: case.business_key,
        process: found.process,
        process_key: found.process_key,
        state: case.state,
        stops: case.stops,
        paused: found.paused,
        started_by: found.starter,
        outcome: case.outcome,
        level_due_at: None,
    }
}

fn found(tx: &mut db::Tx, actor: &Actor, id: &str) -> Result<cases::Found, Failure> {
    let case = cases::by_id(tx, id)?;
    if !task::may_see(tx, actor, &case)? {
        return Err(Failure::NotFound);
    }
    let process = crate::process::store::by_id(tx, &case.process_id)?;
    let starter =
        crate::people::store::person(tx, &case.started_by).map_or_else(|_| String::new(), |person| person.name);
    let paused = pause::is_paused(tx, id)?;
    Ok(cases::Found { paused, process: process.name, process_key: process.key, starter, case })
}

pub(in super::super) async fn cases(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let listing = listing(&visit, &actor, None);
    if !listing.wrong_value.is_empty() {
        return Err(Refusal::at("value", listing.wrong_value).into());
    }
    let (found, total, due, back) = visit
        .read(move |tx| {
            let (found, total) = cases::list(tx, &listing)?;
            let due = service_level::first_due(tx, &found)?;
            Ok((found, total, due, cases::looked_back_to(tx, &listing)?))
        })
        .await?;
    let items =
        found.into_iter().map(|one| Item { level_due_at: due.get(&one.case.id).map(|due| due.rfc3339()), ..item(one) });
    Ok(answer::json(StatusCode::OK, &Cases { items: items.collect(), total, looked_back_to: back.map(Time::rfc3339) }))
}

pub(in super::super) async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    Ok(answer::json(StatusCode::OK, &visit.read(move |tx| whole(tx, &actor, now, &id)).await?))
}

pub(super) fn whole(tx: &mut db::Tx, actor: &Actor, now: Time, id: &str) -> Result<Whole, Failure> {
    let found = found(tx, actor, id)?;
    let (root, deployment) = (found.case.row.root, found.case.deployment_id.clone());
    let variables = cases::variables(tx, id)?.into_iter().filter(|(holder, _, _)| *holder == root);
    let variables = variables.map(|(_, name, text)| (name, plain(&text))).collect();
    let tasks = task::store::of_case(tx, id)?.iter().map(work).collect();
    let stopped = stop::store::of_case(tx, id)?;
    let stopped = stopped.into_iter().map(|(incident, asked)| Stopped {
        id: incident.id,
        element: incident.element.to_string(),
        message: incident.message.to_string(),
        at: Time(incident.at.0).rfc3339(),
        asked,
    });
    let stopped = stopped.collect();
    let version = deployment::loaded(tx, &deployment)?.deployment.number.clone();
    let service_levels = service_level::of_case(tx, now, id)?;
    Ok(Whole { case: item(found), version, variables, tasks, stopped, service_levels })
}

/// 201 with the address of the new case; 200 with the same one when the idempotency key was used before.
pub(in super::super) async fn start(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let begun: Begun = body::read(&body)?;
    let (actor, now, asked) = (visit.actor()?, visit.now, Keyed::of(&visit, &body)?);
    let (whole, new) = visit
        .write_guarded(move |tx| {
            let form = beginning(tx, &actor, &key)?;
            let mut answers = given(&form.questions, &begun.answers, &form.people)?;
            answers.extend(named(&begun.variables)?.0);
            let (title, business_key) = (begun.title.clone(), begun.business_key.clone());
            let case = Asked { title, business_key, answers };
            let (id, new) = commands::start(tx, &actor, now, &form.process.id, asked.as_ref(), &case)?;
            Ok((whole(tx, &actor, now, &id)?, new))
        })
        .await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::json(status, &whole);
    if let Ok(address) = HeaderValue::from_str(&format!("/api/cases/{}", whole.case.id)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

pub(in super::super) async fn cancel(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Reason = body::read(&body)?;
    let (actor, now, asked) = (visit.actor()?, visit.now, Keyed::of(&visit, &body)?);
    let whole = visit
        .write(move |tx| {
            requests::once(tx, &actor, now, asked.as_ref(), &id, |tx| {
                stop::cancel(tx, &actor, now, &id, &sent.reason)
            })?;
            whole(tx, &actor, now, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}
