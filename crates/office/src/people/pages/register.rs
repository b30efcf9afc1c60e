//! The register of people: the list, one person, and what an administrator does with them.

use axum::extract::Path;

use super::super::commands::{self, Grant, NewPerson};
use super::super::{store, views};
use crate::access::{Permission, Role};
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer, sheet};

pub(in super::super) fn listing(visit: &Visit, limit: i64) -> store::Listing {
    let page: i64 = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    let sort = visit.query("sort").unwrap_or_else(|| "name".to_owned());
    store::Listing {
        words: visit.query("q").unwrap_or_default(),
        role: visit.query("role").and_then(|key| Role::from_key(&key)),
        unit_id: visit.query("unit").filter(|unit| !unit.is_empty()),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        offset: (page - 1) * limit,
        limit,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let listing = listing(&visit, limits::PAGE_ROWS);
    let (asked, now) = (listing.clone(), visit.now);
    let (rows, total, units) = visit
        .read(move |tx| {
            let (rows, total) = store::list(tx, &asked, now)?;
            Ok((rows, total, store::units(tx)?))
        })
        .await?;
    let may_add = visit.actor()?.may(Permission::Administer);
    let page = Page::new("People")
        .lead("Who is in the office, in which unit, with which roles.")
        .actions(views::list_actions(may_add));
    visit.page(page, views::list(&listing, &rows, total, &units))
}

pub(super) async fn export(visit: Visit) -> Answer {
    let listing = listing(&visit, 100_000);
    let now = visit.now;
    let (rows, _) = visit.read(move |tx| Ok(store::list(tx, &listing, now)?)).await?;
    let lines = rows.into_iter().map(|row| {
        let roles: Vec<&str> = row.roles.iter().map(|role| role.label()).collect();
        vec![row.person.name, row.person.email, row.person.title, row.unit.unwrap_or_default(), roles.join("; ")]
    });
    Ok(sheet::download(&visit, "people", &["Name", "Mail", "Title", "Unit", "Roles"], lines))
}

pub(super) async fn new_page(visit: Visit) -> Answer {
    let units = visit.read(|tx| Ok(store::units(tx)?)).await?;
    visit.page(Page::new("Add a person").under("People", "/people"), views::new_person(&Form::default(), &units))
}

pub(super) async fn add(visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let new = NewPerson {
        name: form.line("name", "The name"),
        email: form.line("email", "The mail address"),
        title: form.optional_line("title", "The job title"),
        unit_id: Some(form.optional_line("unit", "The unit")).filter(|unit| !unit.is_empty()),
    };
    let now = visit.now;
    let outcome = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::add(tx, &actor, now, &new)).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok((id, token)) => invited(&visit, &id, &token).await,
        Err(Failure::Refused(refusals)) => {
            let units = visit.read(|tx| Ok(store::units(tx)?)).await?;
            let body = views::new_person(&form.with(refusals), &units);
            visit.page_refused(Page::new("Add a person").under("People", "/people"), body)
        }
        Err(failure) => Err(failure),
    }
}

/// The page that shows the address of an invitation, once.
async fn invited(visit: &Visit, id: &str, token: &str) -> Answer {
    let asked = id.to_owned();
    let person = visit.read(move |tx| Ok(store::person(tx, &asked)?)).await?;
    let address = format!("{}/invitation/{token}", visit.app.config().public_url);
    let page = Page::new("Hand over the invitation").under("People", "/people");
    visit.page(page, views::invited(&person, &address))
}

pub(super) async fn invite_again(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (asked, now) = (id.clone(), visit.now);
    let token = visit.write(move |tx| commands::invite_again(tx, &actor, now, &asked)).await?;
    invited(&visit, &id, &token).await
}

async fn read(visit: &Visit, id: &str) -> Result<views::Shown, Failure> {
    let id = id.to_owned();
    visit
        .read(move |tx| {
            let person = store::person(tx, &id)?;
            let unit = store::units(tx)?.into_iter().find(|unit| Some(&unit.id) == person.unit_id.as_ref());
            let assignments = store::assignments(tx, &id)?;
            Ok(views::Shown { person, unit, assignments })
        })
        .await
}

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = read(&visit, &id).await?;
    let administers = visit.actor()?.may(Permission::Administer);
    let body = views::person(&shown, &Form::default(), administers, visit.now);
    visit.page(Page::new(&shown.person.name).under("People", "/people").lead(&shown.person.title), body)
}

pub(super) async fn grant(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let shown = read(&visit, &id).await?;
    let now = visit.now;
    let wanted = wanted(&mut form, &id, now);
    let reason = form.optional_line("reason", "The reason");
    let outcome = match (form.checked(), wanted) {
        (Ok(()), Some(wanted)) => visit.write(move |tx| commands::grant(tx, &actor, now, &wanted, &reason)).await,
        (Err(failure), _) => Err(failure),
        (Ok(()), None) => Err(Failure::refused("Choose a role.")),
    };
    match outcome {
        Ok(()) => {
            Ok(answer::redirect_saying(&format!("/people/{id}"), "The role is given. It counts from the next click."))
        }
        Err(Failure::Refused(refusals)) => {
            let body = views::person(&shown, &form.with(refusals), true, now);
            visit.page_refused(Page::new(&shown.person.name).under("People", "/people"), body)
        }
        Err(failure) => Err(failure),
    }
}

/// The grant a form asks for, with a complaint beside each field that is wrong.
fn wanted(form: &mut Form, person_id: &str, now: Time) -> Option<Grant> {
    let role = Role::from_key(form.raw("role"));
    if role.is_none() {
        form.refuse("role", "Choose a role from the list.");
    }
    let mut day = |name: &'static str| {
        let text = form.raw(name).to_owned();
        if text.is_empty() {
            return None;
        }
        Time::parse_date(&text).map_err(|sentence| form.refuse(name, sentence)).ok()
    };
    let (starts, ends) = (day("starts"), day("ends"));
    let (starts_at, ends_at) = (starts.unwrap_or(now), ends.map(|day| day.plus_days(1)));
    role.map(|role| Grant { person_id: person_id.to_owned(), role, starts_at, ends_at })
}

pub(super) async fn end_role(Path((id, assignment)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let reason = form.optional_line("reason", "The reason");
    form.checked()?;
    let (asked, now) = (id.clone(), visit.now);
    visit.write(move |tx| commands::end_role(tx, &actor, now, &asked, &assignment, &reason)).await?;
    Ok(answer::redirect_saying(&format!("/people/{id}"), "The role is ended."))
}

pub(super) async fn close(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let reason = form.line("reason", "The reason");
    form.checked()?;
    let (asked, now) = (id.clone(), visit.now);
    visit.write(move |tx| commands::disable(tx, &actor, now, &asked, &reason)).await?;
    Ok(answer::redirect_saying(&format!("/people/{id}"), "The account is closed and its sessions are ended."))
}

pub(super) async fn open(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (asked, now) = (id.clone(), visit.now);
    visit.write(move |tx| commands::enable(tx, &actor, now, &asked)).await?;
    Ok(answer::redirect_saying(&format!("/people/{id}"), "The account is open again."))
}
