//! The addresses of processes and of the starter library.

mod canvas;
mod decision;
mod draft;
mod edit;
mod elsewhere;
mod library;
mod list;
mod people;
mod place;
mod readiness;
mod retirement;
mod review;
mod show;
mod variant;
mod versions;

pub(super) use canvas::contested;
pub(super) use place::with_parent;
pub(super) use variant::beside;

use std::sync::Arc;

use db::Tx;

use super::api;
use super::holder::holding;
use super::model::{HolderRole, Process, State, Version, in_force};
use super::place as placed;
use super::views::{self, Family, Relative, Rights, Seen};
use super::{commands, comments, practice, store, variant as variants};
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
    let arrange = Access::May(Permission::ArrangeProcess);
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
        .get("/processes/{key}/forms/{form}/schema.json", read, show::form_schema)
        .get("/processes/{key}/decisions", read, decision::all)
        .get("/processes/{key}/decisions/{decision}", read, decision::one)
        .get("/processes/{key}/decisions/{decision}/model.dmn", read, decision::model)
        .get("/processes/{key}/journal", read, show::journal)
        .post("/processes/{key}/practice", read, show::practise)
        .get("/processes/{key}/diagram.bpmn", read, versions::bpmn)
        .get("/processes/{key}/diagram.svg", read, show::picture)
        .get("/processes/{key}/elsewhere", read, elsewhere::show)
        .get("/processes/{key}/elsewhere/{engine}/diagram.bpmn", read, elsewhere::diagram)
        .get("/processes/{key}/elsewhere/{engine}/files/{file}", read, elsewhere::file)
        .get("/processes/{key}/definition.json", read, versions::json)
        .get("/processes/{key}/files.json", read, versions::files)
        .get("/processes/{key}/versions", read, versions::all)
        .get("/processes/{key}/versions/{number}", read, versions::one)
        .get("/processes/{key}/compare", read, versions::compare)
        .get("/processes/{key}/history", read, versions::history)
        .get("/processes/{key}/history.csv", read, versions::history_csv)
        .get("/processes/{key}/history.md", read, versions::history_markdown)
        .get("/processes/{key}/place", arrange, place::show)
        .post("/processes/{key}/place", arrange, place::arrange)
        .get("/processes/{key}/readiness", read, readiness::show)
        .post("/processes/{key}/readiness/acceptance", read, readiness::accept)
        .get("/processes/{key}/people", read, people::show)
        .post("/processes/{key}/people/{role}", Access::May(Permission::AppointProcess), people::ask)
        .post("/processes/{key}/people/{role}/acceptance", read, people::accept)
        .post("/processes/{key}/people/{role}/departure", read, people::leave)
        .get("/processes/{key}/review", read, review::show)
        .post("/processes/{key}/approval", approve, review::decide)
        .post("/processes/{key}/publication", publish, review::publish)
        .and(ending())
        .and(varying())
        .and(drafting())
        .and(comments::pages::routes())
        .and(programs())
}

/// The end of a process.
fn ending() -> Routes {
    let publish = Access::May(Permission::PublishProcess);
    Routes::new()
        .get("/processes/{key}/retirement", publish, retirement::show)
        .post("/processes/{key}/retirement", publish, retirement::retire)
        .get("/processes/{key}/reinstatement", publish, retirement::reinstate_page)
        .post("/processes/{key}/reinstatement", publish, retirement::reinstate)
        .post("/api/processes/{key}/retirement", publish, api::retirement::retire)
        .post("/api/processes/{key}/reinstatement", publish, api::retirement::reinstate)
}

/// Variants, and what they follow.
fn varying() -> Routes {
    let read = Access::May(Permission::Read);
    let add = Access::May(Permission::AddProcess);
    let draft = Access::May(Permission::DraftProcess);
    Routes::new()
        .get("/processes/{key}/variants/new", add, variant::new_page)
        .post("/processes/{key}/variants", add, variant::make)
        .get("/processes/{key}/base", read, variant::base)
        .get("/processes/{key}/base/changes", read, variant::changes)
        .post("/processes/{key}/base/takeover", draft, variant::take_over)
        .post("/processes/{key}/base/keeping", draft, variant::keep)
        .post("/api/processes/{key}/variants", add, api::variant::make)
        .get("/api/processes/{key}/base", read, api::variant::base)
        .post("/api/processes/{key}/base/takeover", draft, api::variant::take_over)
        .post("/api/processes/{key}/base/keeping", draft, api::variant::keep)
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
        .get("/processes/{key}/draft/decisions/{decision}", draft, decision::edit_page)
        .post("/processes/{key}/draft/decisions/{decision}", draft, decision::edit)
        .get("/processes/{key}/draft/decisions/{decision}/model.dmn", draft, decision::drafted_model)
        .post("/processes/{key}/draft/decisions/{decision}/model", draft, decision::import)
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
        .put("/api/processes/{key}/place", Access::May(Permission::ArrangeProcess), api::arrange)
        .get("/api/processes/{key}/readiness", read, api::readiness::show)
        .post("/api/processes/{key}/readiness/acceptance", read, api::readiness::accept)
        .get("/api/processes/{key}/decisions", read, api::decision::all)
        .post("/api/processes/{key}/decisions/{decision}/evaluations", read, api::decision::evaluate)
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
        adds: actor.may(Permission::AddProcess),
        arranges: actor.may_on(Permission::ArrangeProcess, &process.id),
        appoints: actor.may_on(Permission::AppointProcess, &process.id),
        publishes: actor.may_on(Permission::PublishProcess, &process.id),
        proposes: actor.may_somewhere(Permission::ProposeImprovement),
        is_asked,
    };
    let talk = comments::open(tx, &process.id, &definition, false)?;
    let family = family(tx, actor, now, &process, &versions)?;
    Ok(Seen {
        talk,
        family,
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

/// What stands around the process, as far as `actor` may read it.
fn family(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, versions: &[Version]) -> Result<Family, Failure> {
    let relatives = |all: Vec<Process>| -> Vec<Relative> {
        let shown = all.into_iter().filter(|one| actor.may_on(Permission::Read, &one.id) && !one.is_retired(now));
        shown.map(Relative::from).collect()
    };
    let successor = match process.retirement.as_ref().and_then(|end| end.successor_id.as_ref()) {
        Some(id) => Some(store::by_id(tx, id)?).filter(|one| actor.may_on(Permission::Read, &one.id)),
        None => None,
    };
    let mut variants = Vec::new();
    for one in relatives(variants::store::of_base(tx, &process.id)?) {
        let own = store::versions(tx, &one.process.id)?;
        let last = variants::store::last_answer(tx, &one.process.id)?;
        let standing = variants::standing(&own, variants::newest(versions), last.as_ref());
        variants.push((one, standing));
    }
    // Whoever may read a variant may read what it was made from.
    let base = variants::pair(tx, process, versions)?;
    Ok(Family {
        base,
        successor: successor.map(Relative::from),
        variants,
        above: relatives(placed::store::ancestors(tx, process)?),
        below: relatives(placed::store::children(tx, &process.id)?),
    })
}

async fn seen(visit: &Visit, key: String) -> Result<Seen, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.read(move |tx| load(tx, &actor, now, &key)).await
}

/// The frame of a tab of the process.
pub(super) fn tab<'a>(seen: &'a Seen, current: &str) -> Page<'a> {
    noticed(above(Page::new(&seen.process.name), seen), seen)
        .status(views::status(seen))
        .actions(views::actions_of(seen))
        .tabs(views::tabs(&seen.process, current))
}

/// A page that another capability has about a process, as the tab that its address ends in.
#[must_use]
pub fn as_tab<'a>(page: Page<'a>, process: &Process, current: &str, now: Time) -> Page<'a> {
    let page = page.tabs(views::tabs(process, current));
    match views::archive(process, now) {
        Some(archive) => page.notice(archive),
        None => page,
    }
}

/// The frame of a page below the process.
fn below<'a>(seen: &'a Seen, title: &'a str) -> Page<'a> {
    noticed(above(Page::new(title), seen).under(&seen.process.name, &seen.href), seen)
}

/// The page with what is to be known of a process that ends or ended.
fn noticed<'a>(page: Page<'a>, seen: &Seen) -> Page<'a> {
    match views::banner(seen) {
        Some(banner) => page.notice(banner),
        None => page,
    }
}

/// The way down to the process: the list, and what it hangs below.
fn above<'a>(page: Page<'a>, seen: &'a Seen) -> Page<'a> {
    let page = page.under("Processes", "/processes");
    seen.family.above.iter().fold(page, |page, one| page.under(&one.process.name, &one.href))
}

/// The frame of a page below the draft.
fn below_draft<'a>(seen: &'a Seen, draft: &'a str, title: &'a str) -> Page<'a> {
    below(seen, title).under("Draft", draft)
}

/// Who owns the process, for preselection.
fn owner_id(seen: &Seen) -> Option<String> {
    holding(&seen.holders, HolderRole::Owner).map(|one| one.person_id.clone())
}
