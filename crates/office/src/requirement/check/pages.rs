//! The addresses of looks at tools, below the tab “Tool” of a process.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;

use super::super::model::Required;
use super::super::store as requirements;
use super::model::{Check, Offer, offer};
use super::views::{self, Listed, Shown};
use super::{api, commands, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::Connector;
use crate::connector::ticket::takers;
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::process::{self, Process};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer as reply};

/// Looks shown.
const SHOWN: i64 = 30;

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let answer = Access::May(Permission::AnswerRequirement);
    Routes::new()
        .get("/processes/{key}/tool/checks", read, list)
        .post("/processes/{key}/tool/checks", answer, look)
        .get("/processes/{key}/tool/checks/{id}", read, show)
        .post("/processes/{key}/tool/checks/{id}/results", answer, take)
        .get("/api/processes/{key}/tool/checks", read, api::list)
        .post("/api/processes/{key}/tool/checks", answer, api::look)
        .get("/api/processes/{key}/tool/checks/{id}", read, api::show)
        .post("/api/processes/{key}/tool/checks/{id}/results", answer, api::take)
}

/// The process of an address, if the actor may read it.
pub(super) fn readable(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Process, Failure> {
    let process = process::store::by_key(tx, key)?;
    if process.level.is_area() || !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    Ok(process)
}

/// A look of the process, with what can be done with each finding.
pub(super) fn seen(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    key: &str,
    id: &str,
) -> Result<(Process, Check, Vec<Offer>), Failure> {
    let process = readable(tx, actor, key)?;
    let check = store::by_id(tx, id)?;
    if check.process_id != process.id {
        return Err(Failure::NotFound);
    }
    let all = requirements::live(tx, Some(&process.id))?;
    let done = check.done_at.unwrap_or(now);
    let of = |id: &str| -> Option<&Required> { all.iter().find(|one| one.id == id) };
    let offers = check.outcome.findings.iter().map(|one| offer(one, of(&one.requirement_id), done, now)).collect();
    Ok((process, check, offers))
}

/// Where a look is to be seen, written out.
pub(super) fn evidence(visit: &Visit, key: &str, id: &str) -> String {
    format!("{}/processes/{key}/tool/checks/{id}", visit.app.config().public_url.trim_end_matches('/'))
}

fn below<'a>(title: &'a str, process: &'a Process, href: &'a str, tool: &'a str) -> Page<'a> {
    Page::new(title).under("Processes", "/processes").under(&process.name, href).under("Tool", tool)
}

async fn page(visit: &Visit, key: String, form: &Form, status: StatusCode) -> Answer {
    let actor = visit.actor()?;
    let (process, checks, tools, names, answers): (_, _, Vec<Connector>, BTreeMap<String, String>, bool) = visit
        .read(move |tx| {
            let process = readable(tx, &actor, &key)?;
            let names = people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect();
            let answers = actor.may_on(Permission::AnswerRequirement, &process.id);
            Ok((process.clone(), store::of_process(tx, &process.id, SHOWN)?, takers(tx)?, names, answers))
        })
        .await?;
    let (href, tool) = (format!("/processes/{}", process.key), format!("/processes/{}/tool", process.key));
    let page = below("Look at the tool", &process, &href, &tool)
        .lead("What the configuration of a tool has of that which the process names, and the other way round. Nothing is changed there.");
    let listed =
        Listed { base: &format!("{tool}/checks"), checks: &checks, tools: &tools, names: &names, answers, form };
    visit.page_with(status, page, views::list(&listed))
}

async fn list(Path(key): Path<String>, visit: Visit) -> Answer {
    page(&visit, key, &Form::default(), StatusCode::OK).await
}

async fn look(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, of, at) = (visit.actor()?, visit.now, key.clone(), form.raw("place").to_owned());
    let done = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::ask(tx, &actor, now, &process, &at)
        })
        .await;
    match done {
        Ok(check) => {
            let here = format!("/processes/{key}/tool/checks/{}", check.id);
            Ok(reply::redirect_saying(&here, "The tool is being read; that takes some seconds. Load this page again."))
        }
        Err(Failure::Refused(refusals)) => {
            page(&visit, key, &form.with(refusals), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(failure) => Err(failure),
    }
}

async fn one(visit: &Visit, key: String, id: String, form: &Form, status: StatusCode) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (process, check, offers, answers) = visit
        .read(move |tx| {
            let (process, check, offers) = seen(tx, &actor, now, &key, &id)?;
            let answers = actor.may_on(Permission::AnswerRequirement, &process.id);
            Ok((process, check, offers, answers))
        })
        .await?;
    let (href, tool) = (format!("/processes/{}", process.key), format!("/processes/{}/tool", process.key));
    let checks = format!("{tool}/checks");
    let title = format!("{}: {}", check.connector, check.place_label);
    let page = below(&title, &process, &href, &tool)
        .under("Look at the tool", &checks)
        .status(views::status(&check))
        .lead("What was seen in the tool, beside what the process names.");
    let shown = Shown { base: &format!("{checks}/{}", check.id), check: &check, offers: &offers, answers, form };
    visit.page_with(status, page, views::show(&shown))
}

async fn show(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    one(&visit, key, id, &Form::default(), StatusCode::OK).await
}

async fn take(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (actor, now, ids) = (visit.actor()?, visit.now, form.all("requirement"));
    let (of, check, evidence) = (key.clone(), id.clone(), evidence(&visit, &key, &id));
    let done = visit
        .write(move |tx| {
            let (_, check, _) = seen(tx, &actor, now, &of, &check)?;
            commands::take(tx, &actor, now, &check, &ids, &evidence)
        })
        .await;
    let (refusals, status) = match done {
        Ok(count) => {
            let sentence =
                if count == 1 { "1 result is saved.".to_owned() } else { format!("{count} results are saved.") };
            return Ok(reply::redirect_saying(&format!("/processes/{key}/tool/checks/{id}"), &sentence));
        }
        Err(Failure::Refused(refusals)) => (refusals, StatusCode::UNPROCESSABLE_ENTITY),
        Err(Failure::Stale { sentence }) => (vec![Refusal::because(sentence)], StatusCode::CONFLICT),
        Err(failure) => return Err(failure),
    };
    one(&visit, key, id, &form.with(refusals), status).await
}
