//! Work that programs do: fetched by topic under a lock, done or failed; and messages from outside.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use engine::{Message, Named};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::case;
use super::super::pages::number;
use super::super::task::{self, worker};
use super::tasks::{Work, work};
use super::{named, plain};
use crate::failure::Refusal;
use crate::requests::{self, Keyed};
use crate::web::{Answer, Visit, answer, body};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fetch {
    topic: String,
    #[serde(default = "single")]
    most: i64,
    #[serde(default = "minute")]
    lock_s: i64,
}

fn single() -> i64 {
    1
}

fn minute() -> i64 {
    60
}

#[derive(Serialize)]
struct Fetched {
    items: Vec<Held>,
}

/// Work that a program has.
#[derive(Serialize)]
struct Held {
    task: Work,
    /// To be sent with the outcome.
    token: String,
    until: String,
    variables: Map<String, Value>,
    headers: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Success {
    token: String,
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failed {
    token: String,
    #[serde(default)]
    message: String,
    /// The code of an error that the process may catch; without one the work is tried again.
    #[serde(default)]
    code: String,
    /// Seconds until it may be tried again; none for the pauses of the process.
    #[serde(default)]
    pause_s: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    id: String,
    name: String,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Serialize)]
struct Taken {
    id: String,
}

pub(in super::super) async fn fetch(visit: Visit, body: Bytes) -> Answer {
    let sent: Fetch = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let held =
        visit.write_guarded(move |tx| worker::fetch(tx, &actor, now, &sent.topic, (sent.most, sent.lock_s))).await?;
    let items = held.into_iter().map(|one| {
        let headers = one.offer.headers.iter();
        Held {
            headers: headers.map(|(key, value)| (key.to_string(), Value::from(value.to_string()))).collect(),
            variables: plain(&one.offer.variables.to_json()).as_object().cloned().unwrap_or_default(),
            task: work(&one.task),
            token: one.token,
            until: one.until.rfc3339(),
        }
    });
    Ok(answer::json(StatusCode::OK, &Fetched { items: items.collect() }))
}

pub(in super::super) async fn succeed(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Success = body::read(&body)?;
    let (actor, now, task, asked) = (visit.actor()?, visit.now, number(&task)?, Keyed::of(&visit, &body)?);
    let done = visit
        .write_guarded(move |tx| {
            requests::once(tx, &actor, now, asked.as_ref(), &id, |tx| {
                worker::complete(tx, &actor, now, (&id, task, &sent.token), named(&sent.variables)?)
            })?;
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

pub(in super::super) async fn fail(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Failed = body::read(&body)?;
    let (actor, now, task, asked) = (visit.actor()?, visit.now, number(&task)?, Keyed::of(&visit, &body)?);
    let done = visit
        .write_guarded(move |tx| {
            let held = (id.as_str(), task, sent.token.as_str());
            requests::once(tx, &actor, now, asked.as_ref(), &id, |tx| match sent.code.trim() {
                "" => worker::fail(tx, &actor, now, held, &sent.message, sent.pause_s),
                _ => worker::throw(tx, &actor, now, held, (&sent.code, &sent.message), Named::default()),
            })?;
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

/// A message from outside; the same id counts once.
pub(in super::super) async fn message(visit: Visit, body: Bytes) -> Answer {
    let sent: Sent = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    for (field, text) in [("id", &sent.id), ("name", &sent.name)] {
        if text.trim().is_empty() || text.chars().count() > 200 {
            return Err(Refusal::at(field, "Write 1 to 200 characters.").into());
        }
    }
    let taken = Taken { id: sent.id.clone() };
    visit
        .write(move |tx| {
            let message = Message {
                name: sent.name.trim().into(),
                key: sent.key.as_deref().map(Into::into),
                variables: named(&sent.variables)?,
            };
            case::message(tx, &actor, now, sent.id.trim(), message)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &taken))
}
