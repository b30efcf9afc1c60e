//! The addresses of deployments to engines, below the process.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;

use super::super::model::Connector;
use super::model::Deployment;
use super::views::{self, Dry, Shown};
use super::{api, commands, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::process::{self, Process};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Deployments shown.
const SHOWN: i64 = 50;

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let run = Access::May(Permission::RunProcess);
    Routes::new()
        .get("/processes/{key}/elsewhere/deployments", read, show)
        .post("/processes/{key}/elsewhere/deployments", run, deploy)
        .post("/processes/{key}/elsewhere/deployments/{id}/retry", run, retry)
        .get("/api/processes/{key}/elsewhere/deployments", read, api::list)
        .post("/api/processes/{key}/elsewhere/deployments", run, api::deploy)
        .get("/api/processes/{key}/elsewhere/{engine}", read, api::dry_run)
}

/// The process of an address, if the actor may read it.
pub(super) fn readable(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Process, Failure> {
    let process = process::store::by_key(tx, key)?;
    if process.level.is_area() || !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    Ok(process)
}

/// What the page is made of.
struct Seen {
    process: Process,
    number: Option<String>,
    engines: Vec<Connector>,
    deployments: Vec<Deployment>,
    names: BTreeMap<String, String>,
    dry: Option<Result<Dry, String>>,
    runs: bool,
    administers: bool,
}

fn load(tx: &mut Tx, actor: &Actor, now: Time, key: &str, engine: &str) -> Result<Seen, Failure> {
    let process = readable(tx, actor, key)?;
    let engines = store::engines(tx)?;
    let runs = actor.may_on(Permission::RunProcess, &process.id);
    let chosen = engines.iter().find(|one| one.id == engine && runs).cloned();
    let dry = match chosen.as_ref().and_then(|one| Some((one, one.kind.engine()?))) {
        None => None,
        Some((one, target)) => {
            match commands::guard(tx, now, &process).and_then(|()| commands::prepared(tx, now, &process, target)) {
                Ok((version, carried)) => Some(Ok(Dry::new(one, target, &process.key, version.number, carried))),
                Err(Failure::Refused(refusals)) => Some(Err(sentences(&refusals))),
                Err(failure) => return Err(failure),
            }
        }
    };
    Ok(Seen {
        number: process::published(tx, &process.id, now)?.map(|(version, _)| version.number),
        deployments: store::of_process(tx, &process.id, SHOWN)?,
        names: people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect(),
        administers: actor.may(Permission::Administer),
        engines,
        dry,
        runs,
        process,
    })
}

fn sentences(refusals: &[Refusal]) -> String {
    refusals.iter().map(|one| one.sentence.as_str()).collect::<Vec<_>>().join(" ")
}

async fn page(visit: &Visit, key: String, engine: String, form: &Form, status: StatusCode) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let seen = visit.read(move |tx| load(tx, &actor, now, &key, &engine)).await?;
    let href = format!("/processes/{}", seen.process.key);
    let elsewhere = format!("{href}/elsewhere");
    let page = Page::new("Deploy it to an engine")
        .under("Processes", "/processes")
        .under(&seen.process.name, &href)
        .under("Run it elsewhere", &elsewhere)
        .lead("The version in force with its decisions and forms, sent to an engine that you have, and what became of it.");
    let shown = Shown {
        href: &href,
        number: seen.number.as_deref(),
        engines: &seen.engines,
        deployments: &seen.deployments,
        names: &seen.names,
        dry: seen.dry.as_ref(),
        runs: seen.runs,
        administers: seen.administers,
        form,
    };
    visit.page_with(status, page, views::show(&shown))
}

async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let engine = visit.query("engine").unwrap_or_default();
    page(&visit, key, engine, &Form::default(), StatusCode::OK).await
}

async fn deploy(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, of) = (visit.actor()?, visit.now, key.clone());
    let engine = form.raw("engine").to_owned();
    let asking = commands::Asking {
        connector_id: engine.clone(),
        number: form.raw("number").to_owned(),
        although: form.ticked("although"),
    };
    let done = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::ask(tx, &actor, now, &process, &asking)
        })
        .await;
    let (refusals, status) = match done {
        Ok(one) => {
            let sentence = format!("Version {} is on its way to {}.", one.number, one.connector);
            return Ok(answer::redirect_saying(&format!("/processes/{key}/elsewhere/deployments"), &sentence));
        }
        Err(Failure::Refused(refusals)) => (refusals, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Failure::Stale { sentence }) => (vec![Refusal::because(sentence)], StatusCode::CONFLICT),
        Err(failure) => return Err(failure),
    };
    page(&visit, key, engine, &form.with(refusals), status).await
}

async fn retry(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, of) = (visit.actor()?, visit.now, key.clone());
    let one = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::ask_again(tx, &actor, now, &process, &id)
        })
        .await?;
    let sentence = format!("Version {} is on its way to {} again.", one.number, one.connector);
    Ok(answer::redirect_saying(&format!("/processes/{key}/elsewhere/deployments"), &sentence))
}
