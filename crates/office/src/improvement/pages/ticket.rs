//! Sending an improvement to a tool as a ticket, whose link and state come back.

use axum::extract::Path;

use super::super::commands;
use super::show;
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer};

pub(super) async fn send(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let chosen = form.line("connector", "The tool");
    let (connector_id, place) = chosen.split_once(' ').unwrap_or((chosen.as_str(), ""));
    let (connector_id, place) = (connector_id.to_owned(), place.to_owned());
    let href = format!("{}/improvements/{id}", visit.app.config().public_url);
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, id) = (visit.actor()?, visit.now, id.clone());
            visit.write(move |tx| commands::send(tx, &actor, now, &id, (&connector_id, &place), &href)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => {
            let said = "It is on its way. Its link and state appear here as soon as the tool has it.";
            Ok(answer::redirect_saying(&format!("/improvements/{id}"), said))
        }
        Err(Failure::Refused(refusals)) => show::refused(id, &visit, form.with(refusals)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn send_again(Path((id, ticket)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/improvements/{id}"));
    visit.write(move |tx| commands::send_again(tx, &actor, now, &id, &ticket)).await?;
    Ok(answer::redirect_saying(&here, "It is tried again in the background."))
}
