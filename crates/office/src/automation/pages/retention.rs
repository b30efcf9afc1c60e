//! How long the ended cases of a process are kept, with a look at what would go.

use axum::extract::Path;

use super::super::retention::{self, Way};
use super::super::views;
use super::process;
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

/// What was asked for: none where cases are kept for ever.
pub(in super::super) fn asked(days: &str, way: &str) -> Option<(i64, Way)> {
    let days = days.trim();
    (!days.is_empty()).then(|| (days.parse().unwrap_or(0), Way::from_key(way).unwrap_or(Way::Remove)))
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let (days, way) = (visit.query("days").unwrap_or_default(), visit.query("way").unwrap_or_default());
    page(&visit, key, (&days, &way), &Form::of(Vec::new())).await
}

async fn page(visit: &Visit, key: String, (days, way): (&str, &str), form: &Form) -> Answer {
    let (actor, now, given) = (visit.actor()?, visit.now, asked(days, way));
    let (process, said, preview, sets) = visit
        .read(move |tx| {
            let process = process(tx, &actor, &key)?;
            let (said, preview) = retention::look(tx, &actor, now, &process.id, given)?;
            let sets = retention::may_set(tx, &actor, &process.id)?;
            Ok((process, said, preview, sets))
        })
        .await?;
    let href = format!("/processes/{}", process.key);
    let cases = format!("{href}/cases");
    let page = Page::new("How long ended cases are kept")
        .under("Processes", "/processes")
        .under(&process.name, &href)
        .under("Cases", &cases)
        .lead("For ever, unless the owner of the process says for how long.");
    let body = views::retention(&format!("{cases}/retention"), (said.as_ref(), given), preview.as_ref(), sets, form);
    if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
}

pub(super) async fn set(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, named) = (visit.actor()?, visit.now, key.clone());
    let given = asked(form.raw("days"), form.raw("way"));
    let done = visit
        .write(move |tx| {
            let process = process(tx, &actor, &named)?;
            retention::set(tx, &actor, now, &process, given)
        })
        .await;
    match done {
        Ok(()) => {
            let sentence = if given.is_some() {
                "Kept. It is done within the hour, in small steps."
            } else {
                "Ended cases are kept for ever."
            };
            Ok(answer::redirect_saying(&format!("/processes/{key}/cases/retention"), sentence))
        }
        Err(Failure::Refused(found)) => {
            let (days, way) = (form.raw("days").to_owned(), form.raw("way").to_owned());
            page(&visit, key, (&days, &way), &form.with(found)).await
        }
        Err(failure) => Err(failure),
    }
}
