//! Moving running cases to the version in force.

use axum::extract::Path;

use super::super::case::migration::{self, Report};
use super::super::views;
use super::process;
use crate::failure::{Failure, Refusal};
use crate::process::Process;
use crate::web::{Answer, Form, Page, Visit, answer};

async fn look(visit: &Visit, key: String) -> Result<(Process, String, Vec<Report>), Failure> {
    let actor = visit.actor()?;
    visit
        .read(move |tx| {
            let process = process(tx, &actor, &key)?;
            let (number, reports) = migration::look(tx, &actor, &process.id)?;
            Ok((process, number, reports))
        })
        .await
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    page(&visit, key, &Form::of(Vec::new()), false).await
}

async fn page(visit: &Visit, key: String, form: &Form, refused: bool) -> Answer {
    let (process, number, reports) = look(visit, key).await?;
    let href = format!("/processes/{}", process.key);
    let (cases, action) = (format!("{href}/cases"), format!("{href}/cases/migration"));
    let title = format!("Move cases to version {number}");
    let lead = "Cases stay on the version they began with, unless you move them. Nothing is moved before you say so.";
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&process.name, &href)
        .under("Cases", &cases)
        .lead(lead);
    let body = views::migration(&action, &number, &reports, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Moves each chosen case in a transaction of its own; what could not be moved is told.
pub(super) async fn carry_over(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let chosen = form.all("case");
    let (process, number, _) = look(&visit, key.clone()).await?;
    if chosen.is_empty() {
        let form = form.with(vec![Refusal::at("case", "Choose at least one case.")]);
        return page(&visit, key, &form, true).await;
    }
    let (mut moved, mut kept) = (0, Vec::new());
    for case_id in chosen.into_iter().take(usize::try_from(migration::MOST).unwrap_or(0)) {
        let (actor, process_id) = (actor.clone(), process.id.clone());
        match visit.write(move |tx| migration::carry_over(tx, &actor, now, &process_id, &case_id)).await {
            Ok(()) => moved += 1,
            Err(Failure::Refused(refusals)) => kept.extend(refusals),
            Err(Failure::NotFound) => kept.push(Refusal::because("A case is not there any more.")),
            Err(failure) => return Err(failure),
        }
    }
    if kept.is_empty() {
        let sentence = if moved == 1 {
            format!("One case runs on version {number} now.")
        } else {
            format!("{moved} cases run on version {number} now.")
        };
        return Ok(answer::redirect_saying(&format!("/processes/{key}/cases"), &sentence));
    }
    page(&visit, key, &form.with(kept), true).await
}
