//! Cases in the hands of whoever runs them, for programs: moved, paused, resumed, and acted on together.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::bulk::{Act, Outcome};
use super::super::case::store as cases;
use super::super::migration::{self, MovedState};
use super::super::pages::{migration as pages, process, run_bulk};
use super::super::pause;
use super::cases::{Reason, whole};
use crate::access::Permission;
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct Look {
    number: String,
    elements: Vec<Element>,
    cases: Vec<Looked>,
    /// Codes that name no case that could be moved.
    unknown: Vec<String>,
    is_cut: bool,
}

#[derive(Serialize)]
struct Element {
    element: String,
    name: String,
    kind: String,
    cases: usize,
    becomes: Option<String>,
    choices: Vec<String>,
}

#[derive(Serialize)]
struct Looked {
    id: String,
    code: String,
    title: String,
    from: String,
    stands: Vec<String>,
    obstacles: Vec<Obstacle>,
}

#[derive(Serialize)]
struct Obstacle {
    element: String,
    sentence: String,
}

#[derive(Serialize)]
struct Whole {
    id: String,
    number: String,
    by: String,
    began_at: String,
    until: String,
    kept_at: Option<String>,
    reason: String,
    mapping: BTreeMap<String, Option<String>>,
    cases: Vec<One>,
}

#[derive(Serialize)]
struct One {
    id: String,
    code: String,
    title: String,
    from: String,
    state: MovedState,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    cases: Vec<String>,
    #[serde(default)]
    mapping: Map<String, Value>,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Undone {
    #[serde(default)]
    case: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    cases: Vec<String>,
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

#[derive(Serialize)]
struct Outcomes {
    items: Vec<Outcome>,
    done: usize,
}

/// What would come of moving the cases that the address names.
pub(in super::super) async fn look(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (chosen, mapping) = pages::asked(&visit);
    let look = visit
        .read(move |tx| {
            let process = process(tx, &actor, &key)?;
            migration::look(tx, &actor, now, &process.id, &chosen, mapping.as_ref())
        })
        .await?;
    let elements = look.wanted.into_iter().map(|one| Element {
        element: one.stand.element,
        name: one.stand.name,
        kind: one.stand.kind,
        cases: one.cases,
        becomes: one.becomes,
        choices: one.choices.into_iter().map(|stand| stand.element).collect(),
    });
    let looked = look.reports.into_iter().map(|one| Looked {
        id: one.case.id,
        code: one.case.code,
        title: one.case.title,
        from: one.from,
        stands: one.stands,
        obstacles: one
            .obstacles
            .into_iter()
            .map(|misfit| Obstacle { element: misfit.element, sentence: misfit.sentence })
            .collect(),
    });
    let (elements, cases) = (elements.collect(), looked.collect());
    let look = Look { number: look.number, elements, cases, unknown: look.unknown, is_cut: look.is_cut };
    Ok(answer::json(StatusCode::OK, &look))
}

async fn moved(visit: &Visit, key: String, id: String) -> Result<Whole, Failure> {
    let actor = visit.actor()?;
    let (_, one, cases) = visit.read(move |tx| pages::whole(tx, &actor, &key, &id)).await?;
    Ok(Whole {
        id: one.id,
        number: one.number,
        by: one.by_name,
        began_at: one.began_at.rfc3339(),
        until: one.until.rfc3339(),
        kept_at: one.kept_at.map(crate::clock::Time::rfc3339),
        reason: one.reason,
        mapping: one.mapping,
        cases: cases
            .into_iter()
            .map(|case| One {
                id: case.case_id,
                code: case.code,
                title: case.title,
                from: case.from_number,
                state: case.state,
                why: case.why,
            })
            .collect(),
    })
}

/// Moves cases; 201 with what came of each.
pub(in super::super) async fn begin(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Begun = body::read(&body)?;
    let (actor, now, mapping) = (visit.actor()?, visit.now, pages::unmapped(&sent.mapping)?);
    let (by, asked) = (actor.clone(), key.clone());
    let (process_id, id) = visit
        .write(move |tx| {
            let process = process(tx, &by, &asked)?;
            let id = migration::begin(tx, &by, now, &process.id, &sent.cases, (&mapping, &sent.reason))?;
            Ok((process.id, id))
        })
        .await?;
    pages::run(&visit, &actor, process_id, &id).await?;
    let address = format!("/api/processes/{key}/cases/migrations/{id}");
    let mut response = answer::json(StatusCode::CREATED, &moved(&visit, key, id).await?);
    if let Ok(address) = HeaderValue::from_str(&address) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

pub(in super::super) async fn one(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    Ok(answer::json(StatusCode::OK, &moved(&visit, key, id).await?))
}

pub(in super::super) async fn undo(Path((key, id)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Undone = body::read(&body)?;
    let (actor, now, asked, named) = (visit.actor()?, visit.now, key.clone(), id.clone());
    visit
        .write(move |tx| {
            let process = process(tx, &actor, &asked)?;
            migration::undo(tx, &actor, now, (&process.id, &named), sent.case.as_deref())
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &moved(&visit, key, id).await?))
}

pub(in super::super) async fn keep(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, asked, named) = (visit.actor()?, visit.now, key.clone(), id.clone());
    visit
        .write(move |tx| {
            let process = process(tx, &actor, &asked)?;
            migration::keep(tx, &actor, now, &process.id, &named)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &moved(&visit, key, id).await?))
}

pub(in super::super) async fn pause(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Reason = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let whole = visit
        .write(move |tx| {
            pause::pause(tx, &actor, now, &id, &sent.reason)?;
            whole(tx, &actor, now, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}

pub(in super::super) async fn resume(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let whole = visit
        .write(move |tx| {
            pause::resume(tx, &actor, now, &id)?;
            whole(tx, &actor, now, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}

/// One act over several cases, by their ids or codes.
pub(in super::super) async fn several(visit: Visit, body: Bytes) -> Answer {
    let sent: Several = body::read(&body)?;
    let act = Act::of(&sent.act, &sent.reason, &sent.from, &sent.to).map_err(Failure::Refused)?;
    let actor = visit.actor()?;
    if !actor.may_somewhere(Permission::RunProcess) {
        return Err(Failure::Forbidden { needs: "whoever runs the process".to_owned() });
    }
    if sent.cases.len() > super::super::bulk::MOST {
        return Err(Refusal::at("cases", format!("At most {} cases at a time.", super::super::bulk::MOST)).into());
    }
    let named = sent.cases.clone();
    let ids = visit.read(move |tx| Ok(cases::ids_of(tx, &named)?)).await?;
    let items = run_bulk(&visit, ids, &act).await?;
    let done = items.iter().filter(|one| one.done).count();
    Ok(answer::json(StatusCode::OK, &Outcomes { items, done }))
}
