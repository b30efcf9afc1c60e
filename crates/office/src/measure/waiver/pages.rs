//! The pages of waivers: the form in which an owner grants one, and the page of one.

use axum::extract::Path;
use axum::http::StatusCode;
use mining::Deviation;

use super::super::figures::deviation_key;
use super::super::pages::figures::{compared, subject};
use super::commands::{self, Grant};
use super::model::{State, Waiver};
use super::{api, store, views};
use crate::access::Permission;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::process::{self, Process};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Who may enter where.
pub(in crate::measure) fn routes(routes: Routes) -> Routes {
    let (read, publish) = (Access::May(Permission::Read), Access::May(Permission::PublishProcess));
    routes
        .get("/processes/{key}/deviations/waivers/new", publish, new)
        .post("/processes/{key}/deviations/waivers", publish, grant)
        .get("/processes/{key}/deviations/waivers/{id}", read, show)
        .post("/processes/{key}/deviations/waivers/{id}/end", publish, end)
        .post("/api/processes/{key}/deviations/waivers", publish, api::grant)
        .post("/api/processes/{key}/deviations/waivers/{id}/end", publish, api::end)
}

/// Whether the visitor may grant waivers of deviations of a process.
#[must_use]
pub fn may_grant(visit: &Visit, process: &Process) -> bool {
    visit.person().is_some_and(|actor| actor.may_on(Permission::PublishProcess, &process.id))
}

/// The deviation that is named, as the log shows it.
async fn named(visit: &Visit, key: &str, wanted: &str) -> Result<(Process, Deviation), Failure> {
    let subject = subject(visit, key).await?;
    visit.actor()?.needs_on(Permission::PublishProcess, &subject.process.id)?;
    let (_, found) = compared(visit, &subject).await?;
    let deviation = found.deviations.iter().find(|one| deviation_key(one) == wanted).cloned().ok_or_else(|| {
        Failure::from(Refusal::because(
            "This deviation is no longer found in the newest log. Open the deviations and look.",
        ))
    })?;
    Ok((subject.process, deviation))
}

/// Grants a waiver of the deviation that is named.
pub(super) async fn granted(visit: &Visit, key: &str, wanted: &str, said: Grant) -> Result<Waiver, Failure> {
    let (process, deviation) = named(visit, key, wanted).await?;
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::grant(tx, &actor, now, &process, &(&deviation).into(), &said)).await
}

async fn new(Path(key): Path<String>, visit: Visit) -> Answer {
    let wanted = visit.query("deviation").unwrap_or_default();
    let (process, deviation) = named(&visit, &key, &wanted).await?;
    form_page(&visit, &process, &deviation, &Form::default(), StatusCode::OK).await
}

async fn form_page(visit: &Visit, process: &Process, deviation: &Deviation, form: &Form, status: StatusCode) -> Answer {
    let (id, wanted) = (process.id.clone(), deviation_key(deviation));
    let standing = visit.read(move |tx| Ok(store::standing(tx, &id)?)).await?;
    let before = standing.iter().find(|one| one.deviation_key() == wanted);
    let (back, deviations) = (format!("/processes/{}", process.key), format!("/processes/{}/deviations", process.key));
    let lead = deviation.sentence();
    let page = Page::new(if before.is_some() { "Grant the waiver anew" } else { "Grant a waiver" })
        .under("Processes", "/processes")
        .under(&process.name, &back)
        .under("Deviations", &deviations)
        .lead(&lead);
    visit.page_with(status, page, views::granting(process, deviation, visit.query("log").as_deref(), before, form))
}

async fn grant(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let wanted = form.raw("deviation").to_owned();
    let why = form.required_text("why", "The reason");
    let day = form.line("until", "The last day");
    let until = Time::parse_date(&day).unwrap_or_else(|sentence| {
        if !day.is_empty() {
            form.refuse("until", sentence);
        }
        Time(0)
    });
    let done = match form.checked() {
        Ok(()) => granted(&visit, &key, &wanted, Grant { why, until }).await,
        Err(refused) => Err(refused),
    };
    let refusals = match done {
        Ok(waiver) => {
            let sentence =
                format!("Waived until {}. You are asked again when the day comes.", waiver.until.day_in_words());
            return Ok(answer::redirect_saying(&format!("/processes/{key}/deviations"), &sentence));
        }
        Err(Failure::Refused(refusals)) => refusals,
        Err(failure) => return Err(failure),
    };
    let (process, deviation) = named(&visit, &key, &wanted).await?;
    form_page(&visit, &process, &deviation, &form.with(refusals), StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn show(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    page(&visit, &key, &id, &Form::default(), StatusCode::OK).await
}

async fn page(visit: &Visit, key: &str, id: &str, form: &Form, status: StatusCode) -> Answer {
    let (actor, now, key, id) = (visit.actor()?, visit.now, key.to_owned(), id.to_owned());
    let (process, waiver) = visit
        .read(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            if !actor.may_on(Permission::Read, &process.id) {
                return Err(Failure::NotFound);
            }
            let waiver = store::of_process(tx, &process.id, &id)?;
            Ok((process, waiver))
        })
        .await?;
    let (back, deviations) = (format!("/processes/{}", process.key), format!("/processes/{}/deviations", process.key));
    let title = format!("Waiver: {}", waiver.what);
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&process.name, &back)
        .under("Deviations", &deviations)
        .lead(views::LEAD)
        .status(views::status(&waiver, now));
    let may_decide = may_grant(visit, &process) && waiver.state(now) != State::Ended;
    visit.page_with(status, page, views::show(&process, &waiver, may_decide, form))
}

async fn end(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let reason = form.required_text("reason", "The reason");
    let (actor, now, process_key, waiver) = (visit.actor()?, visit.now, key.clone(), id.clone());
    let done = match form.checked() {
        Ok(()) => {
            let command = move |tx: &mut db::Tx| {
                let process = process::store::by_key(tx, &process_key)?;
                commands::end(tx, &actor, now, &process, &waiver, &reason)
            };
            visit.write(command).await
        }
        Err(refused) => Err(refused),
    };
    match done {
        Ok(_) => Ok(answer::redirect_saying(&format!("/processes/{key}/deviations"), "The waiver ended.")),
        Err(Failure::Refused(refusals)) => {
            page(&visit, &key, &id, &form.with(refusals), StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(failure) => Err(failure),
    }
}
