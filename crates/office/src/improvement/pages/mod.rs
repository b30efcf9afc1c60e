//! The addresses of improvements: the register, one improvement, and what can be done to it.

mod act;
mod list;
mod propose;
mod remark;
mod show;
mod ticket;

pub(super) use list::listing;
pub(super) use propose::proposal;

use crate::access::Permission;
use crate::web::{Access, Routes};

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let propose = Access::May(Permission::ProposeImprovement);
    Routes::new()
        .get("/improvements", read, list::list)
        .get("/improvements.csv", read, list::export)
        .get("/improvements.xlsx", read, list::export)
        .get("/improvements/board", read, list::board)
        .get("/improvements/new", propose, propose::form)
        .post("/improvements", propose, propose::propose)
        .get("/improvements/{id}", read, show::show)
        .post("/improvements/{id}/acceptance", read, act::accept)
        .post("/improvements/{id}/refusal", read, act::decline)
        .post("/improvements/{id}/withdrawal", read, act::withdraw)
        .post("/improvements/{id}/score", read, act::rescore)
        .post("/improvements/{id}/start", read, act::start)
        .post("/improvements/{id}/draft", read, act::draft)
        .post("/improvements/{id}/completion", read, act::complete)
        .post("/improvements/{id}/verification", read, act::verify)
        .post("/improvements/{id}/tickets", read, ticket::send)
        .post("/improvements/{id}/tickets/{ticket}/retry", read, ticket::send_again)
        .post("/processes/{key}/comments/{id}/improvement", propose, remark::propose)
        .post("/api/processes/{key}/comments/{id}/improvement", propose, super::api::improve)
        .get("/api/improvements", read, super::api::list)
        .post("/api/improvements", propose, super::api::propose)
        .get("/api/improvements/{id}", read, super::api::show)
}
