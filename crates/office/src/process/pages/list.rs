//! The list of processes, and a process of one's own.

use super::super::place::{Level, Place};
use super::super::register::{self, Listed, Listing, Offers};
use super::super::{commands, sketch, views};
use super::place;
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
        level: visit.query("level").and_then(|text| Level::from_text(&text)),
        within: visit.query("within").unwrap_or_default(),
        site: visit.query("site").unwrap_or_default(),
        health: visit.query("health").unwrap_or_default(),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
    }
}

/// What is found, and what the filters offer.
async fn found(visit: &Visit, listing: &Listing) -> Result<(Vec<Listed>, Offers), Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let all = visit.read(move |tx| Ok(register::store::all(tx, now)?)).await?;
    let readable: Vec<Listed> = all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.process.id)).collect();
    let offers = Offers::of(&readable);
    Ok((listing.select(readable, now), offers))
}

pub(super) async fn list(visit: Visit) -> Answer {
    let listing = listing(&visit);
    let (found, offers) = found(&visit, &listing).await?;
    let per_page = usize::try_from(limits::PAGE_ROWS).unwrap_or(50);
    let pages = found.len().div_ceil(per_page).max(1);
    let page: usize = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
    let may_add = visit.actor()?.may(Permission::AddProcess);
    let head = Page::new("Processes")
        .lead("Each with somebody who answers for it, the version in force and the day of its next review.")
        .actions(views::actions(may_add));
    visit.page(head, views::list(&listing, &found, &offers, page, per_page, may_add, visit.now))
}

pub(super) async fn export(visit: Visit) -> Answer {
    let (found, _) = found(&visit, &listing(&visit)).await?;
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
            one.process.level.code().to_owned(),
            one.above.iter().map(|up| up.name.as_str()).collect::<Vec<_>>().join(" / "),
            one.base.as_ref().map(|base| base.name.clone()).unwrap_or_default(),
            one.process.site.clone(),
            concerns.join("; "),
        ]
    });
    let header = [
        "Process",
        "Owner",
        "Manager",
        "Version in force",
        "Draft",
        "Next review",
        "Category",
        "Level",
        "Below",
        "Variant of",
        "Site",
        "Concerns",
    ];
    Ok(sheet::download(&visit, "processes", &header, lines))
}

fn new_head() -> Page<'static> {
    Page::new("New process").under("Processes", "/processes").lead("A few lines are enough to begin with.")
}

pub(super) async fn new_page(visit: Visit) -> Answer {
    let parent = visit.query("parent").unwrap_or_default();
    let level = Level::Process.number().to_string();
    let answers = [("level", level), ("parent", parent)].map(|(name, value)| (name.to_owned(), value));
    let all = place::readable(&visit).await?;
    visit.page(new_head(), views::new_process(&Form::of(answers.to_vec()), &all))
}

pub(super) async fn add(visit: Visit, mut form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let name = form.line("name", "The name");
    if form.raw("level").is_empty() {
        form = form.and("level", &Level::default().number().to_string());
    }
    let (wanted, parent) = place::wanted(&mut form);
    let purpose = form.text("purpose", "The purpose");
    let steps = form.text("steps", "The list of steps");
    if wanted.level.is_area() && !steps.is_empty() {
        form.refuse(
            "steps",
            "An area has no steps: it is a place to hang processes below. Leave them out, or choose L2.",
        );
    }
    let outcome = match form.checked() {
        Ok(()) => match sketch::definition(&name, &purpose, &steps) {
            Ok(definition) => {
                visit
                    .write(move |tx| {
                        let place = place::with_parent(tx, wanted.clone(), &parent)?;
                        if place.level.is_area() {
                            let place = Place { about: purpose.clone(), ..place };
                            return commands::add_area(tx, &actor, now, &name, &place);
                        }
                        commands::add_at(tx, &actor, now, &place, &definition).map(|(process, _)| process)
                    })
                    .await
            }
            Err(refusal) => Err(refusal.into()),
        },
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(process) if process.level.is_area() => Ok(answer::redirect_saying(
            &format!("/processes/{}", process.key),
            "The area is there. Ask somebody to own it, and hang processes below it.",
        )),
        Ok(process) => Ok(answer::redirect_saying(
            &format!("/processes/{}/draft", process.key),
            &format!("{} begins as a draft. Draw on, or write what each activity is for.", process.name),
        )),
        Err(Failure::Refused(refusals)) => {
            let all = place::readable(&visit).await?;
            visit.page_refused(new_head(), views::new_process(&form.with(refusals), &all))
        }
        Err(failure) => Err(failure),
    }
}
