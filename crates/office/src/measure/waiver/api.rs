//! Waivers for programs: grant one for a deviation of the newest log, and end it.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::figures::key_of;
use super::commands::{self, Grant};
use super::model::Waiver;
use super::pages;
use crate::clock::Time;
use crate::config::limits;
use crate::failure::{Failure, Refusal};
use crate::process;
use crate::web::{Answer, Visit, answer, body};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Granting {
    kind: String,
    element: String,
    why: String,
    until: String,
}

pub(super) async fn grant(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Granting = body::read(&body)?;
    within("why", &sent.why)?;
    let until = Time::parse_date(&sent.until).map_err(|sentence| Failure::from(Refusal::at("until", sentence)))?;
    let wanted = key_of(&sent.kind, &sent.element);
    let waiver = pages::granted(&visit, &key, &wanted, Grant { why: sent.why, until }).await?;
    Ok(answer::json(StatusCode::OK, &item(&waiver, &key, visit.now)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    reason: String,
}

pub(super) async fn end(Path((key, id)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Ending = body::read(&body)?;
    within("reason", &sent.reason)?;
    let (actor, now, process_key) = (visit.actor()?, visit.now, key.clone());
    let waiver = visit
        .write(move |tx| {
            let process = process::store::by_key(tx, &process_key)?;
            commands::end(tx, &actor, now, &process, &id, &sent.reason)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &item(&waiver, &key, now)))
}

fn within(field: &'static str, text: &str) -> Result<(), Failure> {
    let most = limits::TEXT_CHARS;
    if text.chars().count() > most {
        return Err(Refusal::at(field, format!("This is too long: at most {most} characters.")).into());
    }
    Ok(())
}

fn item(one: &Waiver, process_key: &str, now: Time) -> Value {
    json!({
        "id": one.id, "state": one.state(now).key(), "kind": one.kind, "element": one.element, "what": one.what, "why": one.why,
        "until": one.until.date().to_string(), "granted_by": one.granted_by, "granted_at": one.granted_at,
        "ended_at": one.end.as_ref().map(|end| end.at), "end_reason": one.end.as_ref().map_or("", |end| end.reason.as_str()),
        "href": one.href(process_key),
    })
}
