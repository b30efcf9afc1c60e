//! The addresses of the dictionary: the list, one entry, and what a change would touch.

use axum::extract::Path;

use super::commands;
use super::model::{Edit, Entry, Plan, entries};
use super::views::{self, Listing};
use crate::access::Permission;
use crate::definition::dictionary::{Kind, plain};
use crate::failure::Failure;
use crate::process::shared;
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer, sheet};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let (read, keep) = (Access::May(Permission::Read), Access::May(Permission::KeepDictionary));
    Routes::new()
        .get("/dictionary", read, list)
        .get("/dictionary.csv", read, export)
        .get("/dictionary.xlsx", read, export)
        .get("/dictionary/{kind}/{name}", read, show)
        .get("/dictionary/{kind}/{name}/renaming", keep, preview_name)
        .post("/dictionary/{kind}/{name}/renaming", keep, rename)
        .get("/dictionary/{kind}/{name}/meaning", keep, preview_meaning)
        .post("/dictionary/{kind}/{name}/meaning", keep, explain)
        .get("/api/dictionary", read, super::api::list)
        .get("/api/dictionary/{kind}/{name}", read, super::api::one)
        .get("/api/dictionary/{kind}/{name}/renaming", keep, super::api::plan)
        .post("/api/dictionary/{kind}/{name}/renaming", keep, super::api::rename)
}

/// What the address asks for.
pub(super) fn listing(visit: &Visit) -> Listing {
    let sort = visit.query("sort").unwrap_or_else(|| "name".to_owned());
    let page: usize = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    Listing {
        words: visit.query("q").unwrap_or_default(),
        kind: visit.query("kind").and_then(|key| Kind::from_key(&key)),
        divided: visit.query("divided").is_some_and(|value| value == "1"),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        page,
    }
}

/// The dictionary as the visitor may read it.
pub(super) async fn readable(visit: &Visit) -> Result<Vec<Entry>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.read(move |tx| Ok(entries(&shared::sources(tx, &actor, now)?))).await
}

/// One entry of it.
pub(super) async fn entry(visit: &Visit, kind: &str, name: &str) -> Result<Entry, Failure> {
    let kind = Kind::from_key(kind).ok_or(Failure::NotFound)?;
    let found = readable(visit).await?.into_iter().find(|one| one.kind == kind && plain(&one.name) == plain(name));
    found.ok_or(Failure::NotFound)
}

async fn list(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let page = Page::new("Dictionary")
        .lead("The roles, terms, inputs, outputs and tools that processes share, and where each of them stands.");
    visit.page(page, views::list(&listing(&visit), &all))
}

async fn export(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let lines = listing(&visit).of(&all).into_iter().flat_map(|one| {
        one.uses.iter().map(|used| {
            let version = if used.version.is_empty() { "draft" } else { &used.version };
            vec![
                one.kind.label().to_owned(),
                one.name.clone(),
                used.process.clone(),
                version.to_owned(),
                used.place.clone(),
                one.meanings.first().map(|(meaning, _)| meaning.clone()).unwrap_or_default(),
            ]
        })
    });
    let header = ["Kind", "Name", "Process", "Version", "Stands there as", "Meaning"];
    Ok(sheet::download(&visit, "dictionary", &header, lines))
}

async fn show(Path((kind, name)): Path<(String, String)>, visit: Visit) -> Answer {
    let entry = entry(&visit, &kind, &name).await?;
    visit.page(frame(&entry), views::show(&entry, &visit.actor()?))
}

fn frame(entry: &Entry) -> Page<'_> {
    Page::new(&entry.name).under("Dictionary", "/dictionary").status(ui::tag(entry.kind.label()))
}

async fn preview_name(Path((kind, name)): Path<(String, String)>, visit: Visit) -> Answer {
    let edit = Edit::Rename { to: visit.query("to").unwrap_or_default().trim().to_owned() };
    preview(&visit, &kind, &name, edit, &Form::default()).await
}

async fn preview_meaning(Path((kind, name)): Path<(String, String)>, visit: Visit) -> Answer {
    let edit = Edit::Explain { meaning: visit.query("meaning").unwrap_or_default().trim().to_owned() };
    preview(&visit, &kind, &name, edit, &Form::default()).await
}

/// The list of what an edit touches; or the entry again, where the edit cannot be.
async fn preview(visit: &Visit, kind: &str, name: &str, edit: Edit, form: &Form) -> Answer {
    let entry = entry(visit, kind, name).await?;
    match planned(visit, &entry, &edit).await {
        Ok(plan) => {
            let (title, href) = (views::title(&entry, &edit), views::href(entry.kind, &entry.name));
            let page = Page::new(&title).under("Dictionary", "/dictionary").under(&entry.name, &href);
            let body = views::preview(&entry, &edit, &plan, form);
            if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
        }
        Err(Failure::Refused(refusals)) => {
            let (field, value) = views::field(&edit);
            let form = Form::of(vec![(field.to_owned(), value.to_owned())]).with(refusals);
            visit.page_refused(frame(&entry), views::show_again(&entry, &visit.actor()?, &form))
        }
        Err(failure) => Err(failure),
    }
}

async fn planned(visit: &Visit, entry: &Entry, edit: &Edit) -> Result<Plan, Failure> {
    let (actor, now, kind, name, edit) = (visit.actor()?, visit.now, entry.kind, entry.name.clone(), edit.clone());
    visit.read(move |tx| commands::plan(tx, &actor, now, kind, &name, &edit)).await
}

async fn rename(Path((kind, name)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let edit = Edit::Rename { to: form.raw("to").trim().to_owned() };
    apply(&visit, &kind, &name, edit, form).await
}

async fn explain(Path((kind, name)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let edit = Edit::Explain { meaning: form.raw("meaning").trim().to_owned() };
    apply(&visit, &kind, &name, edit, form).await
}

async fn apply(visit: &Visit, kind: &str, name: &str, edit: Edit, mut form: Form) -> Answer {
    let entry = entry(visit, kind, name).await?;
    let reason = form.text("reason", "The reason");
    let (actor, now, print) = (visit.actor()?, visit.now, form.raw("print").to_owned());
    let (of, from, by) = (entry.kind, entry.name.clone(), edit.clone());
    let done = match form.checked() {
        Err(refused) => Err(refused),
        Ok(()) => visit.write(move |tx| commands::apply(tx, &actor, now, of, &from, &by, &print, &reason)).await,
    };
    match done {
        Ok(plan) => {
            let at = match &edit {
                Edit::Rename { to } => views::href(entry.kind, to),
                Edit::Explain { .. } => views::href(entry.kind, &entry.name),
            };
            Ok(answer::redirect_saying(&at, &views::done(&plan)))
        }
        Err(Failure::Refused(refusals)) => preview(visit, kind, name, edit, &form.with(refusals)).await,
        Err(failure) => Err(failure),
    }
}
