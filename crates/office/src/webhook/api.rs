//! Webhooks for programs: which there are, a new one, what was told, a test, a new secret. Addresses of chats are never told.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::commands::{self, Said};
use super::model::{Delivery, Form, Webhook};
use super::{pages, store};
use crate::clock::Time;
use crate::failure::Refusal;
use crate::web::{Answer, Visit, answer, body};

/// Deliveries told at once.
const DELIVERIES: i64 = 200;

#[derive(Serialize)]
struct All<T> {
    items: Vec<T>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    name: String,
    form: &'static str,
    /// Of a chat only its host.
    address: String,
    topics: Vec<String>,
    process_id: Option<String>,
    is_on: bool,
    failures: i64,
    good_at: Option<Time>,
    trouble: String,
    href: String,
}

fn item(one: Webhook) -> Item {
    Item {
        href: one.href(),
        id: one.id,
        name: one.name,
        form: one.form.key(),
        address: one.shown,
        topics: one.topics,
        process_id: one.process_id,
        is_on: one.off_at.is_none(),
        failures: one.health.failures,
        good_at: one.health.good_at,
        trouble: one.health.trouble,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = visit.read(|tx| Ok(store::all(tx)?)).await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(item).collect() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    name: String,
    form: String,
    address: String,
    topics: Vec<String>,
    #[serde(default)]
    process_id: Option<String>,
}

#[derive(Serialize)]
struct Secret {
    id: String,
    /// Told this once; empty for a chat.
    secret: String,
    href: String,
}

fn secret(id: String, secret: String) -> Secret {
    Secret { href: format!("/webhooks/{id}"), id, secret }
}

pub(super) async fn add(visit: Visit, bytes: Bytes) -> Answer {
    let new: New = body::read(&bytes)?;
    let form = Form::from_key(&new.form)
        .ok_or_else(|| Refusal::at("form", "The form is one of signed, slack, teams and mattermost."))?;
    let said = Said {
        name: new.name.trim().to_owned(),
        address: new.address,
        topics: new.topics,
        process_id: new.process_id.filter(|id| !id.is_empty()),
    };
    if said.name.chars().count() > crate::config::limits::LINE_CHARS {
        return Err(Refusal::at("name", "The name is longer than 200 characters.").into());
    }
    let (actor, now, key) = (visit.actor()?, visit.now, pages::key(&visit.app).await?);
    let (id, told) = visit.write(move |tx| commands::add(tx, &actor, now, &key, form, &said)).await?;
    Ok(answer::json(StatusCode::CREATED, &secret(id, told)))
}

pub(super) async fn rotate(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, key, wanted) = (visit.actor()?, visit.now, pages::key(&visit.app).await?, id.clone());
    let told = visit.write(move |tx| commands::rotate(tx, &actor, now, &key, &wanted)).await?;
    Ok(answer::json(StatusCode::OK, &secret(id, told)))
}

#[derive(Serialize)]
struct Told {
    id: String,
    message_id: String,
    kind: String,
    sentence: String,
    stands: &'static str,
    attempts: i64,
    /// 0 where no answer came.
    status: i64,
    ms: i64,
    trouble: String,
    made_at: Time,
    tried_at: Option<Time>,
    next_at: Option<Time>,
}

fn told(one: Delivery) -> Told {
    Told {
        id: one.id,
        message_id: one.message_id,
        kind: one.kind,
        sentence: one.sentence,
        stands: one.stands.key(),
        attempts: one.attempts,
        status: one.status,
        ms: one.ms,
        trouble: one.trouble,
        made_at: one.made_at,
        tried_at: one.tried_at,
        next_at: one.next_at,
    }
}

pub(super) async fn deliveries(Path(id): Path<String>, visit: Visit) -> Answer {
    let all = visit
        .read(move |tx| {
            let webhook = store::by_id(tx, &id)?;
            Ok(store::deliveries(tx, &webhook.id, DELIVERIES)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(told).collect() }))
}

pub(super) async fn test(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let delivery = visit.write(move |tx| commands::test(tx, &actor, now, &id)).await?;
    Ok(answer::json(StatusCode::ACCEPTED, &told(delivery)))
}
