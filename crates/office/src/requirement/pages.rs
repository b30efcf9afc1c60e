//! The addresses of requirements: the list of the office, one requirement, the tab of a process, its test sheet and its proposals.

mod act;
mod tool;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;

use super::model::Required;
use super::views::{self, Listing, Shown};
use super::{api, commands, store};
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::journal;
use crate::web::{Access, Answer, Form, Page, Routes, Visit, sheet};

/// Entries of its journal shown.
const ENTRIES: i64 = 30;

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let answer = Access::May(Permission::AnswerRequirement);
    let publish = Access::May(Permission::PublishProcess);
    let draft = Access::May(Permission::DraftProcess);
    Routes::new()
        .get("/requirements", read, list)
        .get("/requirements.csv", read, export)
        .get("/requirements.xlsx", read, export)
        .get("/requirements/{id}", read, show)
        .post("/requirements/{id}/answer", answer, act::answer)
        .post("/requirements/{id}/objects", answer, act::name_object)
        .post("/requirements/{id}/objects/{object}/removal", answer, act::remove_object)
        .post("/requirements/{id}/tests", answer, act::test)
        .post("/requirements/{id}/waivers", answer, act::waive)
        .post("/requirements/{id}/waivers/{waiver}/acceptance", publish, act::accept)
        .post("/requirements/{id}/waivers/{waiver}/end", answer, act::end)
        .get("/processes/{key}/tool", read, tool::show)
        .get("/processes/{key}/tool/tests", answer, tool::sheet)
        .post("/processes/{key}/tool/tests", answer, tool::test)
        .post("/processes/{key}/tool/proposals", draft, tool::take)
        .post("/processes/{key}/tool/proposals/refusal", draft, tool::decline)
        .and(super::check::pages::routes())
        .and(programs())
}

/// The same for programs.
fn programs() -> Routes {
    let read = Access::May(Permission::Read);
    let answer = Access::May(Permission::AnswerRequirement);
    let publish = Access::May(Permission::PublishProcess);
    let draft = Access::May(Permission::DraftProcess);
    Routes::new()
        .get("/api/requirements", read, api::list)
        .get("/api/requirements/{id}", read, api::one)
        .post("/api/requirements/{id}/answer", answer, api::answer)
        .post("/api/requirements/{id}/objects", answer, api::name_object)
        .post("/api/requirements/{id}/objects/{object}/removal", answer, api::remove_object)
        .post("/api/requirements/{id}/tests", answer, api::test)
        .post("/api/requirements/{id}/waivers", answer, api::waive)
        .post("/api/requirements/{id}/waivers/{waiver}/acceptance", publish, api::accept)
        .post("/api/requirements/{id}/waivers/{waiver}/end", answer, api::end)
        .get("/api/processes/{key}/tool/proposals", draft, api::proposals)
        .post("/api/processes/{key}/tool/proposals", draft, api::take)
}

/// What the address asks for.
pub(super) fn listing(visit: &Visit) -> Listing {
    Listing::read(&|name| visit.query(name))
}

async fn readable(visit: &Visit) -> Result<Vec<Required>, Failure> {
    let actor = visit.actor()?;
    visit.read(move |tx| commands::readable(tx, &actor)).await
}

async fn list(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let page = Page::new("Requirements")
        .lead("What the processes in force ask of their tools, how the tools meet it, and whether that was tested.");
    visit.page(page, views::list(&listing(&visit), &all, visit.now))
}

/// The columns of the file, in the order of `views::line`.
const HEADER: [&str; 16] = [
    "Process",
    "Requirement",
    "How much",
    "Step",
    "Met when",
    "State",
    "How the tool meets it",
    "How exactly",
    "Parts of tools",
    "Result",
    "Tested on",
    "Tested by",
    "Version of the process",
    "What was seen",
    "Proof",
    "Waivers",
];

async fn export(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let (listing, now) = (listing(&visit), visit.now);
    let rows = listing.of(&all, now).into_iter().map(|one| views::line(one, now));
    Ok(sheet::download(&visit, "requirements", &HEADER, rows))
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = shown(&visit, id).await?;
    page(&visit, &shown, &Form::default(), StatusCode::OK)
}

/// The page of a requirement with a form as it was sent.
fn page(visit: &Visit, shown: &Shown, form: &Form, status: StatusCode) -> Answer {
    let one = &shown.required;
    let tool = format!("/processes/{}/tool", one.process_key);
    let page = Page::new(&one.text)
        .under("Requirements", "/requirements")
        .under(&one.process, &tool)
        .status(views::status(one, visit.now));
    visit.page_with(status, page, views::show(shown, form))
}

async fn shown(visit: &Visit, id: String) -> Result<Shown, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let required = commands::seen(tx, &actor, &id)?;
            Ok(Shown {
                answers: actor.may_on(Permission::AnswerRequirement, &required.process_id),
                owns: actor.may_on(Permission::PublishProcess, &required.process_id),
                proposes: actor.may_somewhere(Permission::ProposeImprovement),
                tools: tools(tx, &actor)?,
                entries: journal::store::of_object(tx, "requirement", &id, ENTRIES)?,
                required,
                now,
            })
        })
        .await
}

/// The names of tools that are named at any requirement the actor may read.
fn tools(tx: &mut Tx, actor: &Actor) -> Result<Vec<String>, Failure> {
    let all = store::live(tx, None)?;
    let readable = all.iter().filter(|one| actor.may_on(Permission::Read, &one.process_id));
    let mut tools: Vec<String> = readable.flat_map(|one| &one.objects).map(|object| object.tool.clone()).collect();
    tools.sort_unstable();
    tools.dedup();
    Ok(tools)
}
