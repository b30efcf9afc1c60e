//! The starter library and its adoption.

use axum::extract::Path;
use ui::Extra;

use super::super::{commands, store, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::library::{self, Entry};
use crate::web::{Answer, Form, Page, Visit, answer};

pub(super) async fn all(visit: Visit) -> Answer {
    let adopted =
        visit.read(|tx| Ok(store::all(tx)?.into_iter().map(|process| process.key).collect::<Vec<_>>())).await?;
    let page = Page::new("Library").lead("Processes that are ready to adopt, with everything a good process has.");
    visit.page(page, views::library(library::all(), &adopted))
}

fn head(entry: &Entry) -> Page<'_> {
    Page::new(&entry.definition.name)
        .under("Library", "/library")
        .lead(&entry.definition.purpose)
        .needs(&[Extra::Diagram])
}

pub(super) async fn one(Path(key): Path<String>, visit: Visit) -> Answer {
    let entry = library::one(&key).ok_or(Failure::NotFound)?;
    let form =
        Form::of(vec![("name".to_owned(), entry.definition.name.clone()), ("category".to_owned(), "core".to_owned())]);
    let may_add = visit.actor()?.may(Permission::AddProcess);
    visit.page(head(&entry), views::preview(&entry, &form, may_add))
}

pub(super) async fn adopt(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let entry = library::one(&key).ok_or(Failure::NotFound)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let mut definition = entry.definition.clone();
    definition.name = form.line("name", "The name");
    let category = form.line("category", "The category");
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::add(tx, &actor, now, &category, &definition)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok((process, _)) => Ok(answer::redirect_saying(
            &format!("/processes/{}", process.key),
            &format!("{} is yours now, as a draft. Ask somebody to own it, and make it fit.", process.name),
        )),
        Err(Failure::Refused(refusals)) => {
            visit.page_refused(head(&entry), views::preview(&entry, &form.with(refusals), true))
        }
        Err(failure) => Err(failure),
    }
}
