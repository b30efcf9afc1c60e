//! The list of processes, and a process of one's own.

use super::super::register::{self, Listed, Listing};
use super::super::{commands, sketch, views};
use crate::access::Permission;
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer, sheet};

fn listing(visit: &Visit) -> Listing {
    let sort = visit.query("sort").filter(|sort| !sort.is_empty()).unwrap_or_else(|| "name".to_owned());
    Listing {
        words: visit.query("q").unwrap_or_default(),
        standing: visit.query("state").unwrap_or_default(),
        category: visit.query("category").unwrap_or_default(),
        health: visit.query("health").unwrap_or_default(),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
    }
}

async fn found(visit: &Visit, listing: &Listing) -> Result<Vec<Listed>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let all = visit.read(move |tx| Ok(register::store::all(tx, now)?)).await?;
    let readable = all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.process.id)).collect();
    Ok(listing.select(readable, now))
}

pub(super) async fn list(visit: Visit) -> Answer {
    let listing = listing(&visit);
    let found = found(&visit, &listing).await?;
    let per_page = usize::try_from(limits::PAGE_ROWS).unwrap_or(50);
    let pages = found.len().div_ceil(per_page).max(1);
    let page: usize = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
    let may_add = visit.actor()?.may(Permission::AddProcess);
    let head = Page::new("Processes")
        .lead("Each with somebody who answers for it, the version in force and the day of its next review.")
        .actions(views::actions(may_add));
    visit.page(head, views::list(&listing, &found, page, per_page, may_add, visit.now))
}

pub(super) async fn export(visit: Visit) -> Answer {
    let found = found(&visit, &listing(&visit)).await?;
    let now = visit.now;
    let lines = found.into_iter().map(move |one| {
        let concerns: Vec<&str> = one.concerns(now).into_iter().map(register::Concern::label).collect();
        vec![
            one.process.name.clone(),
            one.owner.clone().unwrap_or_default(),
            one.manager.clone().unwrap_or_default(),
            one.current.as_ref().map(|version| version.number.clone()).unwrap_or_default(),
            one.open_state().map_or("", |state| state.label()).to_owned(),
            one.next_review.map(|at: Time| at.date().to_string()).unwrap_or_default(),
            one.process.category.clone(),
            concerns.join("; "),
        ]
    });
    let header = ["Process", "Owner", "Manager", "Version in force", "Draft", "Next review", "Category", "Concerns"];
    Ok(sheet::download(&visit, "processes", &header, lines))
}

fn new_head() -> Page<'static> {
    Page::new("New process").under("Processes", "/processes").lead("A few lines are enough to begin with.")
}

pub(super) async fn new_page(visit: Visit) -> Answer {
    visit.page(new_head(), views::new_process(&Form::default()))
}

pub(super) async fn add(visit: Visit, mut form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let name = form.line("name", "The name");
    let category = form.line("category", "The category");
    let purpose = form.text("purpose", "The purpose");
    let steps = form.text("steps", "The list of steps");
    let outcome = match form.checked() {
        Ok(()) => {
            let definition = sketch::definition(&name, &purpose, &steps);
            match definition {
                Ok(definition) => visit.write(move |tx| commands::add(tx, &actor, now, &category, &definition)).await,
                Err(refusal) => Err(refusal.into()),
            }
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok((process, _)) => Ok(answer::redirect_saying(
            &format!("/processes/{}/draft", process.key),
            &format!("{} begins as a draft. Draw on, or write what each activity is for.", process.name),
        )),
        Err(Failure::Refused(refusals)) => visit.page_refused(new_head(), views::new_process(&again(form, refusals))),
        Err(failure) => Err(failure),
    }
}

/// The form with what was refused, each complaint once.
pub(super) fn again(form: Form, refusals: Vec<crate::failure::Refusal>) -> Form {
    let new = refusals.into_iter().filter(|one| !form.refusals().contains(one)).collect();
    form.with(new)
}
