//! Ending a process in two steps, and bringing it back.

use axum::extract::Path;

use super::super::retirement::{self, Wish, complaints};
use super::super::views;
use super::super::{Process, store};
use super::place::readable;
use super::review::day;
use super::{below, seen};
use crate::access::{Permission, forbidden};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Visit, answer};

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    page(key, &visit, Form::default(), false).await
}

async fn page(key: String, visit: &Visit, form: Form, refused: bool) -> Answer {
    let seen = seen(visit, key).await?;
    if !seen.rights.publishes {
        return Err(forbidden(Permission::PublishProcess));
    }
    let all = readable(visit).await?;
    let title = format!("Retire {}", seen.process.name);
    let head = below(&seen, &title).lead("From which day on, why, and what takes its place.");
    let body = views::retirement_form(&seen, &all, &form);
    if refused { visit.page_refused(head, body) } else { visit.page(head, body) }
}

/// What a form asks for; the successor by its key.
fn wanted(form: &mut Form, all: &[Process]) -> Wish {
    let (from, reason) = (day(form, "from", "The day"), form.text("reason", "The reason"));
    let key = form.raw("successor").to_owned();
    let successor = all.iter().find(|one| one.key == key);
    if successor.is_none() && !key.is_empty() {
        form.refuse("successor", "Choose the successor from the list, or none.");
    }
    Wish { from, reason, successor_id: successor.map(|one| one.id.clone()) }
}

pub(super) async fn retire(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let seen = seen(&visit, key.clone()).await?;
    if !seen.rights.publishes {
        return Err(forbidden(Permission::PublishProcess));
    }
    let all = readable(&visit).await?;
    let (wish, now) = (wanted(&mut form, &all), visit.now);
    let refusals: Vec<Refusal> = complaints(&seen.process, &wish, &all, now)
        .into_iter()
        .filter(|one| one.field.is_none_or(|field| form.complaint(field).is_none()))
        .collect();
    if form.checked().is_err() || !refusals.is_empty() {
        return page(key, &visit, form.with(refusals), true).await;
    }
    if form.raw("sure") != "yes" {
        let process = seen.process.clone();
        let touched = visit.read(move |tx| retirement::touched(tx, now, &process)).await?;
        let successor = all.iter().find(|one| Some(&one.id) == wish.successor_id.as_ref()).map(|one| one.name.as_str());
        let title = format!("Retire {}?", seen.process.name);
        let body = views::retirement_question(&seen, &form, &touched, wish.from(now), successor);
        return visit.page(below(&seen, &title), body);
    }
    let (actor, id) = (visit.actor()?, seen.process.id.clone());
    let outcome = visit.write(move |tx| retirement::retire(tx, &actor, now, &id, &wish)).await;
    match outcome {
        Ok(process) if process.is_retired(now) => {
            Ok(answer::redirect_saying(&seen.href, "It is retired. Its pages stay as an archive."))
        }
        Ok(_) => {
            Ok(answer::redirect_saying(&seen.href, "It retires on that day. Until then it is followed as before."))
        }
        Err(Failure::Refused(refusals)) => page(key, &visit, form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn reinstate_page(Path(key): Path<String>, visit: Visit) -> Answer {
    show_reinstate(key, &visit, &Form::default(), false).await
}

async fn show_reinstate(key: String, visit: &Visit, form: &Form, refused: bool) -> Answer {
    let seen = seen(visit, key).await?;
    if !seen.rights.publishes {
        return Err(forbidden(Permission::PublishProcess));
    }
    let title = format!("Bring {} back", seen.process.name);
    let (head, body) = (below(&seen, &title), views::reinstatement_form(&seen, form));
    if refused { visit.page_refused(head, body) } else { visit.page(head, body) }
}

pub(super) async fn reinstate(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let reason = form.text("reason", "The reason");
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    let outcome = match form.checked() {
        Ok(()) => {
            visit
                .write(move |tx| {
                    let process = store::by_key(tx, &asked)?;
                    retirement::reinstate(tx, &actor, now, &process.id, &reason)
                })
                .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(process) => Ok(answer::redirect_saying(&format!("/processes/{}", process.key), "It stays.")),
        Err(Failure::Refused(refusals)) => show_reinstate(key, &visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}
