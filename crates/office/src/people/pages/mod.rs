//! The addresses of people: signing in and out, setting up, one's own account, the register, units.

mod account;
mod door;
mod register;
mod units;

pub(super) use register::listing;

use super::api;
use crate::access::Permission;
use crate::web::{Access, Routes};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/sign-in", Access::Public, door::sign_in_page)
        .post("/sign-in", Access::Public, door::sign_in)
        .post("/sign-in/demo", Access::Public, door::sign_in_demo)
        .post("/sign-out", Access::Public, door::sign_out)
        .get("/set-up", Access::Public, door::set_up_page)
        .post("/set-up", Access::Public, door::set_up)
        .get("/invitation/{token}", Access::Public, door::invitation_page)
        .post("/invitation/{token}", Access::Public, door::accept_invitation)
        .get("/me", Access::SignedIn, account::me)
        .post("/me/password", Access::SignedIn, account::change_password)
        .post("/me/calendar", Access::SignedIn, account::issue_calendar)
        .post("/me/calendar/end", Access::SignedIn, account::end_calendar)
        .get("/me/sessions", Access::SignedIn, account::sessions)
        .post("/me/sessions/{id}/end", Access::SignedIn, account::end_session)
        .post("/me/sessions/end-others", Access::SignedIn, account::end_other_sessions)
        .get("/people", read, register::list)
        .get("/people.csv", read, register::export)
        .get("/people.xlsx", read, register::export)
        .get("/people/new", administer, register::new_page)
        .post("/people", administer, register::add)
        .get("/people/{id}", read, register::show)
        .post("/people/{id}/roles", administer, register::grant)
        .post("/people/{id}/roles/{assignment}/end", administer, register::end_role)
        .post("/people/{id}/invitation", administer, register::invite_again)
        .post("/people/{id}/closure", administer, register::close)
        .post("/people/{id}/opening", administer, register::open)
        .get("/units", read, units::list)
        .post("/units", administer, units::add)
        .post("/units/{id}", administer, units::arrange)
        .get("/api/me", Access::SignedIn, api::me)
        .get("/api/people", read, api::people)
        .get("/api/units", read, api::units)
}
