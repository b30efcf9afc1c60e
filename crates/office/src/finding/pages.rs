//! The addresses of what is found: for the whole office, and for one process.

use axum::extract::Path;

use super::model::{Found, key_of, label_of, severity_of};
use super::views::{self, Listing};
use super::{api, commands};
use crate::access::Permission;
use crate::failure::Failure;
use crate::process;
use crate::web::{Access, Answer, Page, Routes, Visit, answer, csv};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .get("/findings", read, list)
        .get("/findings.csv", read, export)
        .get("/processes/{key}/findings", read, of_process)
        .post("/processes/{key}/findings/looked", Access::May(Permission::ManageImprovement), looked)
        .get("/api/findings", read, api::list)
}

/// What the address asks for.
pub(super) fn listing(visit: &Visit) -> Listing {
    let query = |name: &str| visit.query(name).unwrap_or_default();
    let sort = visit.query("sort").unwrap_or_else(|| "severity".to_owned());
    Listing {
        words: query("q"),
        rule: query("rule"),
        process: query("process"),
        severity: severity_of(&query("severity")),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        page: visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
    }
}

/// Everything that the person may read.
pub(super) async fn all(visit: &Visit) -> Result<Vec<Found>, Failure> {
    let actor = visit.actor()?;
    visit.read(move |tx| commands::all(tx, &actor, None)).await
}

async fn list(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let page = Page::new("Findings")
        .lead("What the definitions in force say wrongly or not at all, and what only shows between processes.");
    visit.page(page, views::list(&listing(&visit), &all))
}

async fn export(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let header = ["Process", "Severity", "Rule", "Finding", "Where", "Why it matters", "How to mend it", "Address"];
    let rows = listing(&visit).of(&all).into_iter().map(|one| {
        let (why, remedy) = one.reason();
        [&one.process, label_of(one.severity), &one.rule, &one.message, &one.place, why, remedy, &one.href]
            .map(str::to_owned)
            .to_vec()
    });
    Ok(csv::download("findings.csv", &header, rows))
}

async fn of_process(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (process, found) = visit
        .read(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            if !actor.may_on(Permission::Read, &process.id) {
                return Err(Failure::NotFound);
            }
            let found = commands::all(tx, &actor, Some(&process.id))?;
            Ok((process, found))
        })
        .await?;
    let page = Page::new(&process.name)
        .under("Processes", "/processes")
        .lead("What the version in force says wrongly or not at all, and what stands between it and other processes.");
    let page = process::as_tab(page, &process, "findings", visit.now);
    let may_settle = visit.actor()?.may_on(Permission::ManageImprovement, &process.id);
    visit.page(page, views::of_process(&process, &found, may_settle))
}

async fn looked(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now, to) = (visit.actor()?, visit.now, format!("/processes/{key}/findings"));
    let write = move |tx: &mut db::Tx| {
        let process = process::store::by_key(tx, &key)?;
        if !actor.may_on(Permission::Read, &process.id) {
            return Err(Failure::NotFound);
        }
        commands::looked(tx, &actor, now, &process)
    };
    visit.write(write).await?;
    Ok(answer::redirect_saying(&to, "What was new counts as the other findings do now."))
}

/// The stored word of the severity that is asked for.
pub(super) fn severity_key(listing: &Listing) -> &'static str {
    listing.severity.map_or("", key_of)
}
