//! The addresses of logs that are made of the cases that run here.

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use serde::Serialize;

use super::views::{self, Running};
use super::{commands, store};
use crate::access::{Actor, Permission};
use crate::automation;
use crate::clock::Time;
use crate::failure::Failure;
use crate::process::{self, Process};
use crate::web::{Access, Answer, Routes, Visit, answer};

/// Who may enter where.
pub(in crate::measure) fn routes(routes: Routes) -> Routes {
    let bring = Access::May(Permission::ImportLog);
    routes
        .post("/processes/{key}/case-log", bring, begin)
        .post("/processes/{key}/case-log/end", bring, end)
        .get("/api/processes/{key}/case-log", bring, api_show)
        .post("/api/processes/{key}/case-log", bring, api_begin)
        .post("/api/processes/{key}/case-log/end", bring, api_end)
}

/// Where the list stands.
const HERE: &str = "/measures/import#cases";

/// The processes that run here and that the visitor may import for, for the page of imports.
pub(in crate::measure) async fn section(visit: &Visit) -> Result<maud::Markup, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let all = visit
        .read(move |tx| {
            let mut all = Vec::new();
            for process_id in automation::deployment::store::running(tx)? {
                let process = process::store::by_id(tx, &process_id)?;
                if actor.may_on(Permission::ImportLog, &process_id) && !process.is_retired(now) {
                    let log = store::of_process(tx, &process_id)?;
                    let (running, _, ended) = automation::case::store::counts(tx, &process_id)?;
                    all.push(Running { process, log, cases: running + ended });
                }
            }
            all.sort_by(|a, b| a.process.name.cmp(&b.process.name));
            Ok(all)
        })
        .await?;
    Ok(views::listed(&all))
}

/// The process of an address, if the actor may import for it; for others it is not there.
fn own(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Process, Failure> {
    let process = process::store::by_key(tx, key)?;
    if actor.may_on(Permission::ImportLog, &process.id) { Ok(process) } else { Err(Failure::NotFound) }
}

async fn change(
    visit: &Visit,
    key: String,
    command: fn(&mut Tx, &Actor, Time, &str) -> Result<(), Failure>,
) -> Result<Process, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .write(move |tx| {
            let process = own(tx, &actor, &key)?;
            command(tx, &actor, now, &process.id)?;
            Ok(process)
        })
        .await
}

async fn begin(Path(key): Path<String>, visit: Visit) -> Answer {
    let process = change(&visit, key, commands::begin).await?;
    let said = format!("The cases of {} are its log from now on. It is made in the background.", process.name);
    Ok(answer::redirect_saying(HERE, &said))
}

async fn end(Path(key): Path<String>, visit: Visit) -> Answer {
    let process = change(&visit, key, commands::end).await?;
    let said = format!("No more logs are made of the cases of {}. The last one stays.", process.name);
    Ok(answer::redirect_saying(HERE, &said))
}

#[derive(Serialize)]
struct Shown {
    is_on: bool,
    log_id: Option<String>,
    made_at: Option<Time>,
    /// Empty while all is well.
    trouble: String,
}

async fn api_show(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let found = visit
        .read(move |tx| {
            let process = own(tx, &actor, &key)?;
            Ok(store::of_process(tx, &process.id)?)
        })
        .await?;
    let shown = Shown {
        is_on: found.is_some(),
        log_id: found.as_ref().map(|one| one.log_id.clone()).filter(|id| !id.is_empty()),
        made_at: found.as_ref().and_then(|one| one.made_at),
        trouble: found.map(|one| one.trouble).unwrap_or_default(),
    };
    Ok(answer::json(StatusCode::OK, &shown))
}

async fn api_begin(Path(key): Path<String>, visit: Visit) -> Answer {
    change(&visit, key.clone(), commands::begin).await?;
    api_show(Path(key), visit).await
}

async fn api_end(Path(key): Path<String>, visit: Visit) -> Answer {
    change(&visit, key.clone(), commands::end).await?;
    api_show(Path(key), visit).await
}
