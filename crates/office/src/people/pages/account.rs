//! One's own account: details and roles, the password, the calendar feed, the sessions.

use axum::extract::Path;

use super::super::{commands, password, session, sign_in as proofs, store, views};
use super::door::chosen_password;
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

const TITLE: &str = "My profile";

pub(super) async fn me(visit: Visit) -> Answer {
    let account = read(&visit).await?;
    visit.page(TITLE, views::account(&account, &Form::default(), visit.now))
}

async fn read(visit: &Visit) -> Result<views::Account, Failure> {
    let person_id = visit.actor()?.person_id;
    let public_url = visit.app.config().public_url.clone();
    let mut account = visit
        .read(move |tx| {
            let person = store::person(tx, &person_id)?;
            let unit = store::units(tx)?.into_iter().find(|unit| Some(&unit.id) == person.unit_id.as_ref());
            let assignments = store::assignments(tx, &person_id)?;
            let calendar = store::calendar_token(tx, &person_id)?;
            Ok(views::Account { person, unit, assignments, calendar })
        })
        .await?;
    account.calendar = account.calendar.map(|token| format!("{public_url}/calendar/{token}.ics"));
    Ok(account)
}

pub(super) async fn change_password(visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let session_id = visit.session_id().unwrap_or("").to_owned();
    let account = read(&visit).await?;
    let old = form.raw("old").to_owned();
    let (email, now) = (account.person.email.clone(), visit.now);
    let asked = email.clone();
    let stored = visit.read(move |tx| proofs::before_sign_in(tx, &asked, now)).await?.and_then(|(_, stored)| stored);
    if !password::matches(&visit.app, old, stored).await? {
        let person = account.person.clone();
        visit.write(move |tx| proofs::failed_sign_in(tx, &email, Some(&person), now)).await?;
        form.refuse("old", "This is not your present password.");
    }
    match chosen_password(&mut form, &account.person.name, &account.person.email) {
        Ok(secret) => {
            let hash = password::hash(&visit.app, secret).await?;
            visit.write(move |tx| commands::change_password(tx, &actor, &session_id, &hash, now)).await?;
            Ok(answer::redirect_saying("/me", "Your password is changed. Your other sessions were ended."))
        }
        Err(_) => visit.page_refused(TITLE, views::account(&account, &form, now)),
    }
}

pub(super) async fn issue_calendar(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let now = visit.now;
    visit.write(move |tx| commands::issue_calendar(tx, &actor, now)).await?;
    Ok(answer::redirect_saying("/me", "Your calendar has a new address. Any address before no longer works."))
}

pub(super) async fn end_calendar(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let now = visit.now;
    visit.write(move |tx| commands::end_calendar(tx, &actor, now)).await?;
    Ok(answer::redirect_saying("/me", "The address of your calendar no longer works."))
}

pub(super) async fn sessions(visit: Visit) -> Answer {
    let person_id = visit.actor()?.person_id;
    let now = visit.now;
    let sessions = visit.read(move |tx| Ok(session::of_person(tx, &person_id, now)?)).await?;
    let page =
        Page::new("My sessions").under(TITLE, "/me").lead("Where you are signed in. End what you do not recognise.");
    visit.page(page, views::sessions(&sessions, visit.session_id()))
}

pub(super) async fn end_session(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let now = visit.now;
    visit.write(move |tx| proofs::sign_out(tx, &actor, &id, now)).await?;
    Ok(answer::redirect_saying("/me/sessions", "The session is ended."))
}

pub(super) async fn end_other_sessions(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let now = visit.now;
    let session_id = visit.session_id().unwrap_or("").to_owned();
    let ended = visit.write(move |tx| proofs::sign_out_others(tx, &actor, &session_id, now)).await?;
    let sentence = match ended {
        0 => "There was no other session.".to_owned(),
        1 => "The other session is ended.".to_owned(),
        many => format!("{many} other sessions are ended."),
    };
    Ok(answer::redirect_saying("/me/sessions", &sentence))
}
