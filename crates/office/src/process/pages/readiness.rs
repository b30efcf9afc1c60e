//! The page on which one sees whether a process is ready to be automated, and on which its owner accepts what is not settled.

use axum::extract::Path;

use super::super::{readiness, store, views};
use super::{below, seen};
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer};

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    page(&visit, key, &Form::default()).await
}

async fn page(visit: &Visit, key: String, form: &Form) -> Answer {
    let seen = seen(visit, key).await?;
    let (id, now) = (seen.process.id.clone(), visit.now);
    let read = visit.read(move |tx| readiness::standing(tx, now, &id)).await?;
    let page = below(&seen, "Readiness")
        .lead("A machine repeats what a process is, also its disorder. This is settled before it is automated, or accepted by its owner.");
    let body = views::readiness(&seen, read.as_ref(), form);
    if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
}

pub(super) async fn accept(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    let (reason, read) = (form.text("reason", "The reason"), form.all("read"));
    form.checked()?;
    let done = visit
        .write(move |tx| {
            let process = store::by_key(tx, &asked)?;
            readiness::accept(tx, &actor, now, &process, (&read, &reason))
        })
        .await;
    match done {
        Ok(()) => {
            let said = "It is accepted under your name. The process can be automated.";
            Ok(answer::redirect_saying(&format!("/processes/{key}/readiness"), said))
        }
        Err(Failure::Refused(refusals)) => page(&visit, key, &form.with(refusals)).await,
        Err(failure) => Err(failure),
    }
}
