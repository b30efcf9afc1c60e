//! The addresses of automation: the cases of a process and of the office, one case, one task.

mod bulk;
mod list;
pub(super) mod migration;
mod process;
pub(super) mod retention;
mod show;
mod start;
pub(super) mod stops;
mod talk;
mod task;

pub(super) use bulk::run as run_bulk;
pub(super) use migration::NOTHING;
pub(super) use start::{beginning, open_people};
pub(super) use talk::too_large;

use db::Tx;

use super::api;
use super::case::store::{Listing, reader};
use super::condition;
use super::model::State;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Failure;
use crate::process::Process;
use crate::web::{Access, Routes, Visit};

/// Who may enter where; the commands check process, case and task.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let start = Access::May(Permission::StartCase);
    let run = Access::May(Permission::RunProcess);
    Routes::new()
        .get("/cases", read, list::all)
        .get("/processes/{key}/cases", read, process::cases)
        .get("/processes/{key}/cases.csv", read, process::log)
        .get("/processes/{key}/cases/new", start, start::form)
        .post("/processes/{key}/cases", start, start::start)
        .get("/processes/{key}/automation", run, process::set_up)
        .post("/processes/{key}/automation", run, process::switch_on)
        .post("/processes/{key}/automation/end", run, process::switch_off)
        .get("/cases/{id}", read, show::show)
        .post("/cases/{id}/values", run, show::correct)
        .post("/cases/{id}/cancellation", run, show::cancel)
        .post("/cases/{id}/waits/{wait}/arrival", run, show::arrive)
        .post("/cases/{id}/stops/{stop}/retry", run, show::retry)
        .post("/cases/{id}/stops/{stop}/skip", run, show::skip)
        .get("/cases/{id}/tasks/{task}", read, task::show)
        .post("/cases/{id}/tasks/{task}/claim", read, task::claim)
        .post("/cases/{id}/tasks/{task}/return", read, task::give_back)
        .post("/cases/{id}/tasks/{task}/delegation", read, task::delegate)
        .post("/cases/{id}/tasks/{task}/completion", read, task::complete)
        .and(operating())
        .and(talking())
        .and(programs())
}

/// What whoever runs a process does with its cases: move, pause, and act on several.
fn operating() -> Routes {
    let read = Access::May(Permission::Read);
    let run = Access::May(Permission::RunProcess);
    Routes::new()
        .get("/processes/{key}/cases/migration", run, migration::show)
        .post("/processes/{key}/cases/migration", run, migration::carry_over)
        .get("/processes/{key}/cases/migrations/{id}", read, migration::one)
        .post("/processes/{key}/cases/migrations/{id}/undo", run, migration::undo)
        .post("/processes/{key}/cases/migrations/{id}/keep", run, migration::keep)
        .post("/processes/{key}/cases/migrations/{id}/rest", run, migration::rest)
        .post("/processes/{key}/cases/pause", run, bulk::pause_all)
        .post("/processes/{key}/cases/resumption", run, bulk::resume_all)
        .get("/processes/{key}/cases/stops", run, stops::show)
        .post("/processes/{key}/cases/stops", run, stops::act)
        .get("/api/processes/{key}/cases/stops", run, api::stops)
        .post("/api/processes/{key}/cases/stops/acts", run, api::mend)
        .get("/cases/acts", run, bulk::show)
        .post("/cases/acts", run, bulk::act)
        .post("/cases/{id}/pause", run, show::pause)
        .post("/cases/{id}/resumption", run, show::resume)
        .post("/api/cases/{id}/pause", run, api::pause)
        .post("/api/cases/{id}/resumption", run, api::resume)
        .post("/api/cases/acts", run, api::several)
        .get("/api/processes/{key}/cases/migration", run, api::look)
        .post("/api/processes/{key}/cases/migrations", run, api::begin)
        .get("/api/processes/{key}/cases/migrations/{id}", read, api::moved)
        .post("/api/processes/{key}/cases/migrations/{id}/undo", run, api::undo)
        .post("/api/processes/{key}/cases/migrations/{id}/keep", run, api::keep)
}

/// What is said and attached in a case, and how long ended cases are kept.
fn talking() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .post("/cases/{id}/comments", read, talk::say)
        .post("/cases/{id}/comments/{comment}/withdrawal", read, talk::withdraw)
        .upload("/cases/{id}/attachments", read, talk::attach)
        .get("/cases/{id}/attachments/{file}", read, talk::file)
        .post("/cases/{id}/attachments/{file}/removal", read, talk::detach)
        .get("/api/cases/{id}/comments", read, api::comments)
        .post("/api/cases/{id}/comments", read, api::say)
        .get("/api/cases/{id}/attachments", read, api::files)
        .upload("/api/cases/{id}/attachments", read, api::attach)
        .get("/processes/{key}/cases/retention", read, retention::show)
        .post("/processes/{key}/cases/retention", Access::May(Permission::RunProcess), retention::set)
        .get("/api/processes/{key}/cases/retention", read, api::retention)
        .put("/api/processes/{key}/cases/retention", Access::May(Permission::RunProcess), api::set_retention)
}

/// The same for programs.
fn programs() -> Routes {
    let read = Access::May(Permission::Read);
    let start = Access::May(Permission::StartCase);
    let run = Access::May(Permission::RunProcess);
    Routes::new()
        .get("/api/cases", read, api::cases)
        .get("/api/cases/{id}", read, api::one)
        .post("/api/cases/{id}/cancellation", run, api::cancel)
        .post("/api/processes/{key}/cases", start, api::start)
        .get("/api/tasks", read, api::tasks)
        .get("/api/cases/{id}/tasks/{task}", read, api::task)
        .post("/api/cases/{id}/tasks/{task}/claim", read, api::claim)
        .post("/api/cases/{id}/tasks/{task}/completion", read, api::complete)
        .post("/api/tasks/fetch", run, api::fetch)
        .post("/api/cases/{id}/tasks/{task}/success", run, api::succeed)
        .post("/api/cases/{id}/tasks/{task}/failure", run, api::fail)
        .post("/api/messages", run, api::message)
}

/// What the address asks for of the cases that the actor may see.
pub(super) fn listing(visit: &Visit, actor: &Actor, process_id: Option<String>) -> Listing {
    let page: i64 = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    let given = |name: &str| visit.query(name).filter(|value| !value.is_empty());
    let state = given("state").unwrap_or_default();
    let value_text = given("value").unwrap_or_default();
    let (values, wrong_value) = match condition::read(&value_text) {
        Ok(values) => (values, String::new()),
        Err(sentence) => (Vec::new(), sentence),
    };
    let older_days = given("age").and_then(|days| days.parse::<i64>().ok());
    let older_days = older_days.filter(|days| (1..=36_500).contains(days));
    Listing {
        words: given("q").unwrap_or_default(),
        process_id: process_id.or_else(|| given("process")),
        state: State::from_key(&state),
        stopped: state == "stopped",
        paused: state == "paused",
        values,
        value_text,
        wrong_value,
        element: given("at"),
        begun_before: older_days.map(|days| visit.now.plus_days(-days)),
        older_days,
        further: given("further").and_then(|at| at.parse().ok()).map(Time),
        begun_by: given("mine").map(|_| actor.person_id.clone()),
        reader: reader(actor),
        by_time_left: given("sort").is_some_and(|sort| sort == "time_left"),
        offset: (page - 1) * limits::PAGE_ROWS,
        limit: limits::PAGE_ROWS,
    }
}

/// The process of an address, if the actor may read it.
pub(super) fn process(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Process, Failure> {
    let process = crate::process::store::by_key(tx, key)?;
    if process.level.is_area() || !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    Ok(process)
}

/// The number of a task or a stopped step in an address.
pub(super) fn number(text: &str) -> Result<u64, Failure> {
    text.parse().ok().filter(|number| i64::try_from(*number).is_ok()).ok_or(Failure::NotFound)
}
