//! Asking people to own or manage a process, and their answers.

use axum::extract::Path;

use super::super::model::HolderRole;
use super::super::{holder, views};
use super::{seen, tab};
use crate::failure::Failure;
use crate::people;
use crate::web::{Answer, Form, Visit, answer};

fn role_of(word: &str) -> Result<HolderRole, Failure> {
    HolderRole::from_key(word).ok_or(Failure::NotFound)
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    page(key, &visit, Form::default(), false).await
}

async fn page(key: String, visit: &Visit, form: Form, refused: bool) -> Answer {
    let seen = seen(visit, key).await?;
    let everybody = visit.read(|tx| Ok(people::store::everybody(tx)?)).await?;
    let (head, body) = (tab(&seen, "people"), views::people(&seen, &everybody, &form));
    if refused { visit.page_refused(head, body) } else { visit.page(head, body) }
}

pub(super) async fn ask(Path((key, role)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let role = role_of(&role)?;
    let person = form.line("person", "The person");
    let seen = seen(&visit, key.clone()).await?;
    let (actor, now, id, href) = (visit.actor()?, visit.now, seen.process.id.clone(), seen.at("people"));
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| holder::ask(tx, &actor, now, &id, role, &person)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => {
            Ok(answer::redirect_saying(&href, "Asked. It stands in their work now; the role counts when they accept."))
        }
        Err(Failure::Refused(refusals)) => page(key, &visit, form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn accept(Path((key, role)): Path<(String, String)>, visit: Visit) -> Answer {
    let role = role_of(&role)?;
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.href.clone());
    let sentence = format!("You are {} of {} from now on.", role.label().to_lowercase(), seen.process.name);
    visit.write(move |tx| holder::accept(tx, &actor, now, &seen.process.id, role)).await?;
    Ok(answer::redirect_saying(&href, &sentence))
}

pub(super) async fn leave(Path((key, role)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let role = role_of(&role)?;
    let reason = form.optional_line("reason", "The reason");
    form.checked()?;
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.at("people"));
    visit.write(move |tx| holder::leave(tx, &actor, now, &seen.process.id, role, &reason)).await?;
    Ok(answer::redirect_saying(&href, "It is noted, with the day and your reason."))
}
