//! Moving a process in the architecture.

use axum::extract::Path;
use db::Tx;

use super::super::model::Process;
use super::super::place::{self, Level, Place};
use super::super::{store, views};
use super::{below, seen};
use crate::access::Permission;
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Visit, answer};

/// The place that a form asks for; the parent is still a key.
pub(super) fn wanted(form: &mut Form) -> (Place, String) {
    let level = Level::from_text(form.raw("level"));
    if level.is_none() {
        form.refuse("level", "Choose a level from the list.");
    }
    let category = form.line("category", "The category");
    let parent = form.optional_line("parent", "The parent");
    let about = form.text("about", "What the area is for");
    (Place { level: level.unwrap_or_default(), category, parent_id: None, about }, parent)
}

/// The same with the id of the parent.
///
/// # Errors
/// When there is no such process.
pub(in super::super) fn with_parent(tx: &mut Tx, place: Place, parent: &str) -> Result<Place, Failure> {
    if parent.is_empty() {
        return Ok(place);
    }
    match store::by_key(tx, parent) {
        Ok(found) => Ok(Place { parent_id: Some(found.id), ..place }),
        Err(db::Error::NotFound) => Err(Refusal::at("parent", "Choose the parent from the list, or none.").into()),
        Err(error) => Err(error.into()),
    }
}

/// The processes that the visitor may read and that are not retired, by name.
pub(super) async fn readable(visit: &Visit) -> Result<Vec<Process>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let all = visit.read(|tx| Ok(store::all(tx)?)).await?;
    Ok(all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.id) && !one.is_retired(now)).collect())
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key.clone()).await?;
    let form = Form::of(views::place_answers(&seen));
    page(key, &visit, form, false).await
}

async fn page(key: String, visit: &Visit, form: Form, refused: bool) -> Answer {
    let seen = seen(visit, key).await?;
    if !seen.rights.arranges {
        return Err(crate::access::forbidden(Permission::ArrangeProcess));
    }
    let all = readable(visit).await?;
    let title = format!("Move {}", seen.process.name);
    let head = below(&seen, &title).lead("Its level, its category, and what it hangs below.");
    let body = views::place_form(&seen, &all, &form);
    if refused { visit.page_refused(head, body) } else { visit.page(head, body) }
}

pub(super) async fn arrange(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (wanted, parent) = wanted(&mut form);
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id) = (visit.actor()?, visit.now, seen.process.id.clone());
    let outcome = match form.checked() {
        Ok(()) => {
            visit
                .write(move |tx| {
                    let place = with_parent(tx, wanted.clone(), &parent)?;
                    place::arrange(tx, &actor, now, &id, &place)
                })
                .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&seen.href, "It stands there now.")),
        Err(Failure::Refused(refusals)) => page(key, &visit, form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}
