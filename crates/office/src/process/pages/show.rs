//! The tabs of a process.

use axum::extract::Path;
use ui::Extra;

use super::super::{practice, store, views};
use super::{seen, tab};
use crate::journal;
use crate::web::{Answer, Form, Visit, answer};

/// Entries of the journal shown.
const ENTRIES: i64 = 100;

pub(super) async fn overview(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let page = tab(&seen, "").lead(&seen.definition.purpose).needs(&[Extra::Diagram]);
    visit.page(page, views::overview(&seen))
}

pub(super) async fn activities(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "activities"), views::activities(&seen))
}

pub(super) async fn raci(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "raci"), views::raci(&seen))
}

pub(super) async fn rules(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    visit.page(tab(&seen, "rules"), views::rules(&seen))
}

pub(super) async fn journal(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let id = seen.process.id.clone();
    let entries = visit.read(move |tx| Ok(journal::store::of_object(tx, "process", &id, ENTRIES)?)).await?;
    visit.page(tab(&seen, "journal"), views::journal(&entries))
}

/// Says which roles the reader has in the daily work.
pub(super) async fn practise(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.href.clone());
    let roles: Vec<String> = form.all("role");
    visit
        .write(move |tx| {
            let process = store::by_id(tx, &seen.process.id)?;
            practice::choose(tx, &actor, now, &process.id, &seen.definition, &roles)
        })
        .await?;
    Ok(answer::redirect_saying(&href, "Your steps stand first now, and are marked on the diagram."))
}
