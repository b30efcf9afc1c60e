//! The pages before the door: signing in, the cast of the demo, setting up, an invitation.

use maud::{Markup, html};
use ui::form::{Form as Sent, form as form_part, hidden, submit_bar};

use super::super::model::{Assignment, Person};
use super::super::password::LEAST_CHARS;
use super::{asked, role_words, summary};
use crate::access::Role;
use crate::web::Form;

/// The line below the heading of the set-up page.
pub const SET_UP_LEAD: &str = "Two things are needed: what the office is called, and who looks after it. Everything else can wait until you are inside.";

/// Signing in with mail address and password.
#[must_use]
pub fn sign_in(form: &Form, to: &str) -> Markup {
    let body = html! {
        (summary(form))
        (asked(form, "email", "Mail address").required().complete("username").email())
        (asked(form, "password", "Password").required().complete("current-password").password())
        (hidden("to", to))
        (submit_bar(ui::primary("Sign in")))
    };
    html! {
        (form_part(&Sent { action: "/sign-in", ..Sent::default() }, body))
        (ui::disclosure("I cannot sign in", html! {
            p { "Ask an administrator of your office for a new invitation. It lets you choose a new password." }
        }))
    }
}

/// The people of the demo office, each a card with one button.
#[must_use]
pub fn cast(cast: &[(Person, Vec<Assignment>)], to: &str) -> Markup {
    if cast.is_empty() {
        return ui::empty_state("Nobody is here", "The demo office has no people yet.", None);
    }
    let cards: Vec<Markup> = cast
        .iter()
        .map(|(person, assignments)| {
            let roles: Vec<String> = assignments.iter().map(role_words).collect();
            let label = format!("Be {}", person.name.split_whitespace().next().unwrap_or(&person.name));
            let fields = [("person", person.id.as_str()), ("to", to)];
            let roles = roles.join(" · ");
            ui::card(
                &person.title,
                None,
                html! {
                    p { (ui::person(&person.name, Some(&roles), None)) }
                    p { (to_try(assignments)) }
                    (ui::post_button(&label, "/sign-in/demo", ui::button::Weight::Plain, &fields))
                },
            )
        })
        .collect();
    ui::cards(&cards)
}

/// One thing that is worth trying in somebody's chair.
fn to_try(assignments: &[Assignment]) -> &'static str {
    let role = assignments.iter().map(|assignment| assignment.role).min();
    match role {
        Some(Role::Administrator) => "Add a person, give a role, look at the jobs.",
        Some(Role::SmoManager) => "See every process of the office and what waits for whom.",
        Some(Role::ProcessDesigner) => "Draw a draft and read what the checks find.",
        Some(Role::GovernanceLead) => "Approve a version; verify a benefit.",
        Some(Role::ToolsLiaison) => "Import a ticket log and map its states.",
        Some(Role::ProcessOwner) => "Publish a version; see where the log departs from the process.",
        Some(Role::ProcessManager) => "Start a draft, edit the diagram, submit it.",
        Some(Role::Auditor) => "Read the journal and verify that nobody changed it.",
        _ => "Find your own steps, and put an idea into the register.",
    }
}

/// What stands at the sign-in of an office without people.
#[must_use]
pub fn not_set_up() -> Markup {
    html! {
        p { "Whoever started Mandate sees a set-up address on the console. Open that address; it works once." }
        p { "If it is lost, start " code { "mandate serve" } " again: it shows a new one." }
    }
}

/// The short wizard of the first run.
#[must_use]
pub fn set_up(form: &Form, token: &str) -> Markup {
    let body = html! {
        (summary(form))
        (asked(form, "office", "Name of the office").hint("For example “Service Management Office, Northwind”. It stands on every page.").required().text())
        (asked(form, "name", "Your name").required().complete("name").text())
        (asked(form, "title", "Your job title").text())
        (asked(form, "email", "Your mail address").hint("You sign in with it.").required().complete("email").email())
        (new_password(form))
        (hidden("token", token))
        (submit_bar(ui::primary("Open the office")))
    };
    form_part(&Sent { action: "/set-up", ..Sent::default() }, body)
}

/// Answering an invitation.
#[must_use]
pub fn invitation(form: &Form, person: &Person, token: &str) -> Markup {
    let body = html! {
        (summary(form))
        p { "You were invited as " strong { (person.name) } ", " (person.email) ". Choose a password and you are inside." }
        (new_password(form))
        (submit_bar(ui::primary("Enter the office")))
    };
    let action = format!("/invitation/{token}");
    form_part(&Sent { action: &action, ..Sent::default() }, body)
}

/// The fields for a new password, twice.
pub(super) fn new_password(form: &Form) -> Markup {
    let hint =
        format!("At least {LEAST_CHARS} characters. Any characters are welcome; four unrelated words make a good one.");
    html! {
        (asked(form, "password", "New password").hint(&hint).required().complete("new-password").password())
        (asked(form, "again", "The same password again").required().complete("new-password").password())
    }
}
