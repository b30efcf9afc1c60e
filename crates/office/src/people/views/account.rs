//! One's own account and sessions.

use maud::{Markup, html};
use ui::button::Weight;
use ui::form::{Form as Sent, form as form_part, submit_bar};
use ui::{Column, Row, Table};

use super::super::model::{Assignment, Person, Unit};
use super::super::session::Session;
use super::door::new_password;
use super::{asked, dates_words, role_words, summary};
use crate::clock::Time;
use crate::web::Form;

/// What the page of one's own account shows.
pub struct Account {
    pub person: Person,
    pub unit: Option<Unit>,
    pub assignments: Vec<Assignment>,
    /// The whole address of the calendar feed, if one was issued.
    pub calendar: Option<String>,
}

/// Details, roles, calendar and password.
#[must_use]
pub fn account(account: &Account, form: &Form, now: Time) -> Markup {
    let person = &account.person;
    let unit = account.unit.as_ref().map_or("none", |unit| unit.name.as_str());
    html! {
        (ui::definitions(&[
            ("Name", html! { (person.name) }),
            ("Mail address", html! { (person.email) }),
            ("Job title", html! { (person.title) }),
            ("Unit", html! { (unit) }),
        ]))
        (ui::section("My roles", None, roles(&account.assignments, now)))
        @if account.assignments.iter().any(|one| one.is_current(now)) {
            (ui::section("My skills", None, html! {
                p { a href={ "/skills?person=" (person.id) } { "See and say what you are able to" } "." }
            }))
        }
        (ui::section("My calendar", None, calendar(account.calendar.as_deref())))
        (ui::section("Password", None, password(form)))
        (ui::section("Sessions", None, html! {
            p { a href="/me/sessions" { "See where you are signed in" } "." }
        }))
    }
}

/// Roles with their dates.
pub(super) fn roles(assignments: &[Assignment], now: Time) -> Markup {
    let rows = assignments
        .iter()
        .map(|one| Row::new(vec![html! { (role_words(one)) }, html! { (dates_words(one, now)) }]))
        .collect();
    ui::table(&Table {
        caption: "Roles",
        columns: &[Column::text("role", "Role"), Column::text("dates", "When")],
        rows,
        empty: Some(("No role yet", "An administrator gives roles; owners and managers of a process are asked.", None)),
        ..Table::default()
    })
}

fn calendar(address: Option<&str>) -> Markup {
    html! {
        @match address {
            Some(address) => {
                p { "Subscribe to this address in your calendar program to see what is asked of you, by its due date." }
                p { code { (address) } }
                p { "Whoever knows the address can read it, without signing in. Issue a new one if it went astray, or end it." }
                (ui::buttons(&[
                    ui::post_button("Issue a new address", "/me/calendar", Weight::Plain, &[]),
                    ui::post_button("End it", "/me/calendar/end", Weight::Quiet, &[]),
                ]))
            }
            None => {
                p { "What is asked of you can stand in your own calendar program too, by its due date. Issue a secret address and subscribe to it there." }
                (ui::post_button("Issue an address", "/me/calendar", Weight::Plain, &[]))
            }
        }
    }
}

fn password(form: &Form) -> Markup {
    let body = html! {
        (summary(form))
        (asked(form, "old", "Present password").required().complete("current-password").password())
        (new_password(form))
        (submit_bar(ui::primary("Change the password")))
    };
    form_part(&Sent { action: "/me/password", ..Sent::default() }, body)
}

/// The live sessions, each with a button to end it.
#[must_use]
pub fn sessions(sessions: &[Session], own: Option<&str>) -> Markup {
    let rows = sessions
        .iter()
        .map(|one| {
            let is_own = own == Some(one.id.as_str());
            let action = format!("/me/sessions/{}/end", one.id);
            Row::new(vec![
                html! { (if one.agent.is_empty() { "unknown program" } else { one.agent.as_str() }) },
                html! { (one.created_at.in_words()) },
                html! { (one.seen_at.in_words()) },
                html! {
                    @if is_own { (ui::pill("this one", ui::Tone::Good)) }
                    @else { (ui::post_button("End", &action, Weight::Quiet, &[])) }
                },
            ])
        })
        .collect();
    html! {
        (ui::table(&Table {
            caption: "Sessions",
            columns: &[
                Column::text("agent", "Program"),
                Column::text("since", "Signed in"),
                Column::text("seen", "Last used"),
                Column::text("end", "End it"),
            ],
            rows,
            ..Table::default()
        }))
        @if sessions.len() > 1 {
            (ui::post_button("End all other sessions", "/me/sessions/end-others", Weight::Plain, &[]))
        }
    }
}
