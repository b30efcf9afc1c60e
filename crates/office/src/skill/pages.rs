//! The addresses of skills: the list with its gaps, one skill, and who has it.

use std::collections::BTreeSet;

use axum::extract::Path;

use super::model::{Line, Skill, Standing};
use super::views::{self, Listing};
use super::{api, commands, store};
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::journal;
use crate::people;
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer, sheet};

/// Entries of its journal shown.
const ENTRIES: i64 = 20;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let (read, keep) = (Access::May(Permission::Read), Access::May(Permission::KeepSkills));
    Routes::new()
        .get("/skills", read, list)
        .get("/skills.csv", read, export)
        .get("/skills.xlsx", read, export)
        .get("/skills/new", keep, new)
        .post("/skills", keep, add)
        .get("/skills/{id}", read, one)
        .post("/skills/{id}", keep, reword)
        .post("/skills/{id}/removal", keep, remove)
        .post("/skills/{id}/mine", read, say)
        .post("/skills/{id}/mine/end", read, unsay)
        .post("/skills/{id}/holders", keep, give)
        .post("/skills/{id}/holders/{person}/confirmation", keep, confirm)
        .post("/skills/{id}/holders/{person}/end", keep, end)
        .get("/api/skills", read, api::list)
        .post("/api/skills", keep, api::add)
        .get("/api/skills/{id}", read, api::one)
        .put("/api/skills/{id}/holders/{person}", read, api::give)
        .post("/api/skills/{id}/holders/{person}/end", read, api::end)
}

/// What the address asks for.
pub(super) fn listing(visit: &Visit) -> Listing {
    let sort = visit.query("sort").unwrap_or_else(|| "name".to_owned());
    Listing {
        words: visit.query("q").unwrap_or_default(),
        standing: visit.query("standing").and_then(|key| Standing::from_key(&key)),
        person: visit.query("person").unwrap_or_default(),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        page: visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000),
    }
}

/// Every skill with who has it and what needs it.
pub(super) async fn all(visit: &Visit) -> Result<Vec<Line>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.read(move |tx| commands::coverage(tx, &actor, now)).await
}

async fn list(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let actor = visit.actor()?;
    let page = Page::new("Skills")
        .lead("What people of this office are able to, what its processes need, and where somebody is missing.")
        .actions(views::list_actions(actor.may(Permission::KeepSkills)));
    visit.page(page, views::list(&listing(&visit), &all, &actor))
}

async fn export(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let asked = listing(&visit);
    let lines = asked.of(&all).into_iter().map(|one| {
        let people: Vec<&str> = one.confirmed().map(|holder| holder.person.as_str()).collect();
        let needs: BTreeSet<String> =
            one.needs.iter().map(|need| format!("{}: {}", need.process, need.activity)).collect();
        vec![
            one.name.clone(),
            one.skill.as_ref().map(|skill| skill.meaning.clone()).unwrap_or_default(),
            one.standing().label().to_owned(),
            people.join("; "),
            needs.into_iter().collect::<Vec<_>>().join("; "),
        ]
    });
    Ok(sheet::download(&visit, "skills", &["Skill", "Meaning", "Coverage", "Who has it", "Needed by"], lines))
}

fn new_page<'a>() -> Page<'a> {
    Page::new("Add a skill")
        .under("Skills", "/skills")
        .lead("In words that people use of each other: “Arabic”, “Network basics”, “Leads a major incident”.")
}

async fn new(visit: Visit) -> Answer {
    let form = Form::of(vec![("name".to_owned(), visit.query("name").unwrap_or_default())]);
    visit.page(new_page(), views::words("/skills", "Add it", &form))
}

async fn add(visit: Visit, mut form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (name, meaning) = (form.line("name", "The name"), form.text("meaning", "The meaning"));
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::add(tx, &actor, now, &name, &meaning)).await,
        Err(failure) => Err(failure),
    };
    match done {
        Ok(id) => Ok(answer::redirect_saying(&format!("/skills/{id}"), "The skill is on the list.")),
        Err(Failure::Refused(refusals)) => {
            visit.page_refused(new_page(), views::words("/skills", "Add it", &form.with(refusals)))
        }
        Err(failure) => Err(failure),
    }
}

async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = read(&visit, id).await?;
    let form = Form::of(vec![
        ("name".to_owned(), shown.skill.name.clone()),
        ("meaning".to_owned(), shown.skill.meaning.clone()),
    ]);
    visit.page(frame(&shown.skill), views::one(&shown, &form))
}

fn frame(skill: &Skill) -> Page<'_> {
    Page::new(&skill.name).under("Skills", "/skills").lead(&skill.meaning)
}

async fn read(visit: &Visit, id: String) -> Result<views::Shown, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let skill = store::by_id(tx, &id)?;
            let line = commands::coverage(tx, &actor, now)?
                .into_iter()
                .find(|line| line.skill.as_ref() == Some(&skill))
                .ok_or(Failure::NotFound)?;
            let keeps = actor.may(Permission::KeepSkills);
            let people = if keeps { others(tx, &actor, &line)? } else { Vec::new() };
            let entries = journal::store::of_object(tx, "skill", &id, ENTRIES)?;
            Ok(views::Shown { skill, line, keeps, me: actor.person_id.clone(), people, entries })
        })
        .await
}

/// Whom the skill can be given to: everybody with an open account who does not have it, but the actor.
fn others(tx: &mut db::Tx, actor: &Actor, line: &Line) -> Result<Vec<(String, String)>, Failure> {
    let has: BTreeSet<&str> = line.confirmed().map(|holder| holder.person_id.as_str()).collect();
    let all = people::store::everybody(tx)?.into_iter();
    let others = all.filter(|one| one.disabled_at.is_none() && one.id != actor.person_id);
    Ok(others.filter(|one| !has.contains(one.id.as_str())).map(|one| (one.id, one.name)).collect())
}

/// Shows the skill again with what is wrong, or goes on to it.
async fn after(visit: &Visit, id: String, form: Form, done: Result<(), Failure>, said: &str) -> Answer {
    match done {
        Ok(()) => Ok(answer::redirect_saying(&format!("/skills/{id}"), said)),
        Err(Failure::Refused(refusals)) => {
            let shown = read(visit, id).await?;
            let is_worded = form.fields().iter().any(|(name, _)| name == "name");
            let form =
                if is_worded { form } else { form.and("name", &shown.skill.name).and("meaning", &shown.skill.meaning) };
            visit.page_refused(frame(&shown.skill), views::one(&shown, &form.with(refusals)))
        }
        Err(failure) => Err(failure),
    }
}

async fn reword(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    let (name, meaning) = (form.line("name", "The name"), form.text("meaning", "The meaning"));
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::reword(tx, &actor, now, &asked, &name, &meaning)).await,
        Err(failure) => Err(failure),
    };
    after(&visit, id, form, done, "The words are kept.").await
}

async fn remove(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    match visit.write(move |tx| commands::remove(tx, &actor, now, &asked)).await {
        Ok(()) => Ok(answer::redirect_saying("/skills", "The skill is off the list.")),
        failed => after(&visit, id, Form::default(), failed, "").await,
    }
}

async fn say(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    visit.write(move |tx| commands::say(tx, &actor, now, &asked)).await?;
    Ok(answer::redirect_saying(&format!("/skills/{id}"), "It is noted. It counts as soon as somebody confirms it."))
}

async fn unsay(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    visit.write(move |tx| commands::end(tx, &actor, now, &asked, &actor.person_id)).await?;
    Ok(answer::redirect_saying(&format!("/skills/{id}"), "It is no longer said of you."))
}

async fn give(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    let person = form.raw("person").to_owned();
    let done = visit.write(move |tx| commands::give(tx, &actor, now, &asked, &person)).await;
    after(&visit, id, form, done, "The skill is given. Work that is offered from now on goes by it.").await
}

async fn confirm(Path((id, person)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    let done = visit
        .write(move |tx| {
            // Who took it back meanwhile does not get it after all.
            store::holding(tx, &asked, &person)?.ok_or(Failure::NotFound)?;
            commands::give(tx, &actor, now, &asked, &person)
        })
        .await;
    after(&visit, id, Form::default(), done, "The skill is confirmed. Work that is offered from now on goes by it.")
        .await
}

async fn end(Path((id, person)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    visit.write(move |tx| commands::end(tx, &actor, now, &asked, &person)).await?;
    Ok(answer::redirect_saying(&format!("/skills/{id}"), "The skill is ended. Work that was offered already stays."))
}
