//! Units: the parts of the organisation, as a list that shows which stands below which.

use axum::extract::Path;

use super::super::model::Unit;
use super::super::{commands, store, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

fn heading() -> Page<'static> {
    Page::new("Units").under("People", "/people").lead("The parts of the organisation and who stands below whom.")
}

pub(super) async fn list(visit: Visit) -> Answer {
    let units = visit.read(|tx| Ok(store::units(tx)?)).await?;
    let administers = visit.actor()?.may(Permission::Administer);
    visit.page(heading(), views::units(&units, &Form::default(), administers))
}

pub(super) async fn add(visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let name = form.line("name", "The name of the unit");
    let parent = Some(form.optional_line("parent", "The unit above")).filter(|parent| !parent.is_empty());
    let now = visit.now;
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::add_unit(tx, &actor, now, &name, parent.as_deref())).await,
        Err(failure) => Err(failure),
    };
    settled(&visit, form, outcome.map(|_| ()), "The unit is added.").await
}

pub(super) async fn arrange(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let name = form.line("name", "The name of the unit");
    let parent_id = Some(form.optional_line("parent", "The unit above")).filter(|parent| !parent.is_empty());
    let (unit, now) = (Unit { id, name, parent_id }, visit.now);
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::arrange_unit(tx, &actor, now, &unit)).await,
        Err(failure) => Err(failure),
    };
    settled(&visit, form, outcome, "The unit is changed.").await
}

async fn settled(visit: &Visit, form: Form, outcome: Result<(), Failure>, sentence: &str) -> Answer {
    match outcome {
        Ok(()) => Ok(answer::redirect_saying("/units", sentence)),
        Err(Failure::Refused(refusals)) => {
            let units = visit.read(|tx| Ok(store::units(tx)?)).await?;
            visit.page_refused(heading(), views::units(&units, &form.with(refusals), true))
        }
        Err(failure) => Err(failure),
    }
}
