//! Signing in and out, setting the office up, answering an invitation.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::super::commands::{self, NewPerson};
use super::super::{password, session, sign_in as proofs, store, views};
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

fn with_session(to: &str, token: &str) -> Response {
    let mut response = answer::redirect(to);
    if let Ok(cookie) = HeaderValue::from_str(&session::cookie(token)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// An own path to go to after signing in; anything else leads home.
fn own_path(to: &str) -> &str {
    let own = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && !to.chars().any(char::is_control);
    if own { to } else { "/" }
}

fn agent(visit: &Visit) -> String {
    visit.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}

pub(super) async fn sign_in_page(visit: Visit) -> Answer {
    let to = visit.query("to").unwrap_or_default();
    if visit.app.config().demo {
        let now = visit.now;
        let cast = visit.read(move |tx| Ok(store::cast(tx, now)?)).await?;
        let page = Page::new("Who would you like to be?").lead(
            "Each person sees the office from their own chair. One click signs you in; no password is needed in the demo.",
        );
        return visit.page(page, views::cast(&cast, own_path(&to)));
    }
    if visit.read(|tx| Ok(crate::settings::get(tx, crate::settings::SET_UP_AT)?)).await?.is_none() {
        return visit.page("This office is not set up yet", views::not_set_up());
    }
    visit.page("Sign in", views::sign_in(&Form::default(), own_path(&to)))
}

pub(super) async fn sign_in(visit: Visit, mut form: Form) -> Answer {
    let email = form.line("email", "The mail address").to_lowercase();
    let secret = form.raw("password").to_owned();
    let to = own_path(form.raw("to")).to_owned();
    let outcome = match form.checked() {
        Ok(()) => prove(&visit, email, secret).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(token) => Ok(with_session(&to, &token)),
        Err(Failure::Refused(refusals)) => {
            let form = form.with(refusals);
            visit.page_refused("Sign in", views::sign_in(&form, &to))
        }
        Err(failure) => Err(failure),
    }
}

/// Compares mail address and password and opens a session; the same work is done whether or not the address exists.
async fn prove(visit: &Visit, email: String, secret: String) -> Result<String, Failure> {
    let now = visit.now;
    let asked = email.clone();
    let found = visit.read(move |tx| proofs::before_sign_in(tx, &asked, now)).await?;
    let (person, stored) = found.map_or((None, None), |(person, stored)| (Some(person), stored));
    let agent = agent(visit);
    if !password::matches(&visit.app, secret, stored).await? {
        visit.write(move |tx| proofs::failed_sign_in(tx, &email, person.as_ref(), now)).await?;
        return Err(Failure::refused(proofs::WRONG));
    }
    let person = person.ok_or_else(|| Failure::refused(proofs::WRONG))?;
    visit.write(move |tx| proofs::sign_in(tx, &person, &agent, now)).await
}

pub(super) async fn sign_in_demo(visit: Visit, form: Form) -> Answer {
    if !visit.app.config().demo {
        return Err(Failure::NotFound);
    }
    let id = form.raw("person").to_owned();
    let (now, agent) = (visit.now, agent(&visit));
    let token = visit
        .write(move |tx| {
            let person = store::person(tx, &id)?;
            proofs::sign_in(tx, &person, &agent, now)
        })
        .await?;
    Ok(with_session(own_path(form.raw("to")), &token))
}

pub(super) async fn sign_out(visit: Visit) -> Answer {
    if let (Ok(actor), Some(session_id)) = (visit.actor(), visit.session_id().map(str::to_owned)) {
        let now = visit.now;
        match visit.write(move |tx| proofs::sign_out(tx, &actor, &session_id, now)).await {
            Ok(()) | Err(Failure::NotFound) => {}
            Err(failure) => return Err(failure),
        }
    }
    let mut response = answer::redirect("/sign-in");
    if let Ok(cookie) = HeaderValue::from_str(&session::no_cookie()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

const SET_UP: &str = "Set up your office";

pub(super) async fn set_up_page(visit: Visit) -> Answer {
    let token = visit.query("token").unwrap_or_default();
    let asked = token.clone();
    visit.read(move |tx| commands::set_up_is_open(tx, &asked)).await?;
    visit.page(Page::new(SET_UP).lead(views::SET_UP_LEAD), views::set_up(&Form::default(), &token))
}

pub(super) async fn set_up(visit: Visit, mut form: Form) -> Answer {
    let token = form.raw("token").to_owned();
    let asked = token.clone();
    visit.read(move |tx| commands::set_up_is_open(tx, &asked)).await?;
    let office = form.line("office", "The name of the office");
    let new = NewPerson {
        name: form.line("name", "Your name"),
        email: form.line("email", "Your mail address"),
        title: form.optional_line("title", "Your job title"),
        unit_id: None,
    };
    let outcome = match chosen_password(&mut form, &new.name, &new.email) {
        Ok(secret) => {
            let hash = password::hash(&visit.app, secret).await?;
            let (now, agent, named, token) = (visit.now, agent(&visit), office.clone(), token.clone());
            visit.write(move |tx| commands::set_up(tx, &token, &named, &new, &hash, &agent, now)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(session) => {
            visit.app.show_office_name(office);
            Ok(with_session("/", &session))
        }
        Err(Failure::Refused(refusals)) => {
            let form = form.with(refusals);
            visit.page_refused(Page::new(SET_UP).lead(views::SET_UP_LEAD), views::set_up(&form, &token))
        }
        Err(failure) => Err(failure),
    }
}

/// The new password of a form with its repetition, once everything else of the form is right too.
pub(super) fn chosen_password(form: &mut Form, name: &str, email: &str) -> Result<String, Failure> {
    let secret = form.raw("password").to_owned();
    if let Err(refusal) = password::acceptable(&secret, name, email) {
        form.refuse("password", refusal.sentence);
    } else if secret != form.raw("again") {
        form.refuse("again", "The two passwords differ. Please write the same one twice.");
    }
    form.checked()?;
    Ok(secret)
}

pub(super) async fn invitation_page(Path(token): Path<String>, visit: Visit) -> Answer {
    let (asked, now) = (token.clone(), visit.now);
    let person = visit.read(move |tx| commands::invited(tx, &asked, now)).await?;
    visit.page("Welcome", views::invitation(&Form::default(), &person, &token))
}

pub(super) async fn accept_invitation(Path(token): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let (asked, now) = (token.clone(), visit.now);
    let person = visit.read(move |tx| commands::invited(tx, &asked, now)).await?;
    match chosen_password(&mut form, &person.name, &person.email) {
        Ok(secret) => {
            let hash = password::hash(&visit.app, secret).await?;
            let agent = agent(&visit);
            let session = visit.write(move |tx| commands::accept_invitation(tx, &token, &hash, &agent, now)).await?;
            Ok(with_session("/", &session))
        }
        Err(_) => {
            let body = views::invitation(&form, &person, &token);
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, "Welcome", body)
        }
    }
}
