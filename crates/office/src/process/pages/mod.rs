//! The addresses of processes and of the starter library.

mod canvas;
mod draft;
mod edit;
mod library;
mod list;
mod people;
mod review;
mod show;
mod versions;

pub(super) use canvas::contested;

use std::sync::Arc;

use db::Tx;

use super::api;
use super::holder::holding;
use super::model::{HolderRole, State, in_force};
use super::views::{self, Rights, Seen};
use super::{commands, comments, practice, store};
use crate::access::{Actor, Permission};
use crate::approval;
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::web::{Access, Page, Routes, Visit};

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let add = Access::May(Permission::AddProcess);
    let approve = Access::May(Permission::ApproveProcess);
    let publish = Access::May(Permission::PublishProcess);
    Routes::new()
        .get("/library", read, library::all)
        .get("/library/{key}", read, library::one)
        .post("/library/{key}/adoption", add, library::adopt)
        .get("/processes", read, list::list)
        .get("/processes.csv", read, list::export)
        .get("/processes.xlsx", read, list::export)
        .get("/processes/new", add, list::new_page)
        .post("/processes", add, list::add)
        .get("/processes/{key}", read, show::overview)
        .get("/processes/{key}/activities", read, show::activities)
        .get("/processes/{key}/sipoc", read, show::sipoc)
        .get("/processes/{key}/raci", read, show::raci)
        .get("/processes/{key}/rules", read, show::rules)
        .get("/processes/{key}/forms", read, show::forms)
        .get("/processes/{key}/journal", read, show::journal)
        .post("/processes/{key}/practice", read, show::practise)
        .get("/processes/{key}/diagram.bpmn", read, versions::bpmn)
        .get("/processes/{key}/diagram.svg", read, show::picture)
        .get("/processes/{key}/definition.json", read, versions::json)
        .get("/processes/{key}/files.json", read, versions::files)
        .get("/processes/{key}/versions", read, versions::all)
        .get("/processes/{key}/versions/{number}", read, versions::one)
        .get("/processes/{key}/compare", read, versions::compare)
        .get("/processes/{key}/history", read, versions::history)
        .get("/processes/{key}/history.csv", read, versions::history_csv)
        .get("/processes/{key}/history.md", read, versions::history_markdown)
        .get("/processes/{key}/people", read, people::show)
        .post("/processes/{key}/people/{role}", Access::May(Permission::AppointProcess), people::ask)
        .post("/processes/{key}/people/{role}/acceptance", read, people::accept)
        .post("/processes/{key}/people/{role}/departure", read, people::leave)
        .get("/processes/{key}/review", read, review::show)
        .post("/processes/{key}/approval", approve, review::decide)
        .post("/processes/{key}/publication", publish, review::publish)
        .and(drafting())
        .and(comments::pages::routes())
        .and(programs())
}

/// Working on a draft.
fn drafting() -> Routes {
    let draft = Access::May(Permission::DraftProcess);
    Routes::new()
        .post("/processes/{key}/draft", draft, draft::start)
        .get("/processes/{key}/draft", draft, draft::show)
        .get("/processes/{key}/draft/diagram.bpmn", draft, draft::diagram)
        .put("/processes/{key}/draft/diagram", draft, canvas::save)
        .post("/processes/{key}/draft/layout", draft, canvas::lay_out)
        .post("/processes/{key}/draft/sketch", draft, canvas::sketch)
        .post("/processes/{key}/draft/discarding", draft, draft::discard)
        .get("/processes/{key}/draft/activities/{id}", draft, edit::activity_page)
        .post("/processes/{key}/draft/activities/{id}", draft, edit::activity)
        .post("/processes/{key}/draft/activities/{id}/findings", draft, edit::activity_findings)
        .get("/processes/{key}/draft/raci", draft, edit::raci_page)
        .post("/processes/{key}/draft/raci", draft, edit::raci)
        .get("/processes/{key}/draft/sections/{section}", draft, edit::section_page)
        .post("/processes/{key}/draft/sections/{section}", draft, edit::section)
        .get("/processes/{key}/draft/forms/{form}", draft, edit::form_page)
        .post("/processes/{key}/draft/forms/{form}", draft, edit::form)
        .get("/processes/{key}/submission", draft, review::submission_page)
        .post("/processes/{key}/submission", draft, review::submit)
        .post("/processes/{key}/withdrawal", draft, review::withdraw)
}

/// The same for programs.
fn programs() -> Routes {
    let read = Access::May(Permission::Read);
    let draft = Access::May(Permission::DraftProcess);
    Routes::new()
        .get("/api/processes", read, api::all)
        .post("/api/processes", Access::May(Permission::AddProcess), api::add)
        .get("/api/processes/{key}", read, api::one)
        .get("/api/processes/{key}/versions/{number}", read, api::version)
        .get("/api/processes/{key}/versions/{number}/findings", read, api::findings)
        .post("/api/processes/{key}/people/{role}", Access::May(Permission::AppointProcess), api::ask)
        .post("/api/processes/{key}/people/{role}/acceptance", read, api::accept)
        .post("/api/processes/{key}/draft", draft, api::start)
        .put("/api/processes/{key}/draft", draft, api::save)
        .post("/api/processes/{key}/submission", draft, api::submit)
        .post("/api/processes/{key}/approval", Access::May(Permission::ApproveProcess), api::decide)
        .post("/api/processes/{key}/publication", Access::May(Permission::PublishProcess), api::publish)
}

/// Everything about a process that its pages show, as `actor` may see it.
pub(super) fn load(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<Seen, Failure> {
    let process = store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    let versions = store::versions(tx, &process.id)?;
    let open = versions.iter().find(|version| version.state.is_open()).cloned();
    let shown = in_force(&versions, now)
        .or_else(|| versions.iter().find(|version| version.state == State::Published))
        .or(open.as_ref())
        .cloned();
    let definition = match &shown {
        Some(version) => store::shared_definition(tx, &version.id)?,
        None => Arc::new(Definition { name: process.name.clone(), ..Definition::default() }),
    };
    let is_asked = match &open {
        Some(open) => approval::of_subject(tx, &commands::subject(&open.id))?
            .iter()
            .any(|one| one.is_open() && one.approver_id == actor.person_id),
        None => false,
    };
    let rights = Rights {
        person_id: actor.person_id.clone(),
        drafts: actor.may_on(Permission::DraftProcess, &process.id),
        appoints: actor.may_on(Permission::AppointProcess, &process.id),
        proposes: actor.may_somewhere(Permission::ProposeImprovement),
        is_asked,
    };
    let talk = comments::open(tx, &process.id, &definition, false)?;
    Ok(Seen {
        talk,
        href: format!("/processes/{}", process.key),
        next_review: store::next_review(tx, &process.id)?,
        practice: practice::store::of_person(tx, &process.id, &actor.person_id)?,
        holders: store::holders(tx, &process.id)?,
        process,
        versions,
        shown,
        definition,
        open,
        rights,
        now,
    })
}

async fn seen(visit: &Visit, key: String) -> Result<Seen, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.read(move |tx| load(tx, &actor, now, &key)).await
}

/// The frame of a tab of the process.
pub(super) fn tab<'a>(seen: &'a Seen, current: &str) -> Page<'a> {
    Page::new(&seen.process.name)
        .under("Processes", "/processes")
        .status(views::status(seen))
        .actions(views::actions_of(seen))
        .tabs(views::tabs(&seen.process, current))
}

/// The frame of a page below the process.
fn below<'a>(seen: &'a Seen, title: &'a str) -> Page<'a> {
    Page::new(title).under("Processes", "/processes").under(&seen.process.name, &seen.href)
}

/// The frame of a page below the draft.
fn below_draft<'a>(seen: &'a Seen, draft: &'a str, title: &'a str) -> Page<'a> {
    below(seen, title).under("Draft", draft)
}

/// Who owns the process, for preselection.
fn owner_id(seen: &Seen) -> Option<String> {
    holding(&seen.holders, HolderRole::Owner).map(|one| one.person_id.clone())
}
