//! Intakes for programs: which there are, a new one, what came in, a new secret.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::commands::{self, Said};
use super::model::{Call, Form, Intake, Purpose};
use super::{pages, store};
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Refusal;
use crate::web::{Answer, Visit, answer, body};

/// Calls told at once.
const CALLS: i64 = 200;

#[derive(Serialize)]
struct All<T> {
    items: Vec<T>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    name: String,
    form: &'static str,
    /// Where things are sent to.
    address: String,
    /// `message` or `nudge`.
    purpose: &'static str,
    message: String,
    key: String,
    values: String,
    feed_id: Option<String>,
    in_use: bool,
    good_at: Option<Time>,
    refused_at: Option<Time>,
    trouble: String,
    href: String,
}

fn item(one: Intake, public_url: &str) -> Item {
    let (href, address) = (one.href(), format!("{public_url}{}", one.path()));
    let (purpose, message, key, values, feed_id) = match one.purpose {
        Purpose::Message { name, key, values } => ("message", name, key, values, None),
        Purpose::Nudge { feed_id } => ("nudge", String::new(), String::new(), String::new(), Some(feed_id)),
    };
    Item {
        id: one.id,
        name: one.name,
        form: one.form.key(),
        address,
        purpose,
        message,
        key,
        values,
        feed_id,
        in_use: one.suspended_at.is_none(),
        good_at: one.good_at,
        refused_at: one.refused_at,
        trouble: one.trouble,
        href,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = visit.read(|tx| Ok(store::all(tx)?)).await?;
    let public_url = &visit.app.config().public_url;
    let items = all.into_iter().map(|one| item(one, public_url)).collect();
    Ok(answer::json(StatusCode::OK, &All { items }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    name: String,
    form: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    values: String,
    #[serde(default)]
    feed_id: Option<String>,
}

#[derive(Serialize)]
struct Secret {
    id: String,
    /// Told this once.
    secret: String,
    /// Where things are sent to.
    address: String,
    href: String,
}

async fn secret(visit: &Visit, id: String, secret: String) -> Result<Secret, crate::failure::Failure> {
    let intake = visit.read(move |tx| Ok(store::by_id(tx, &id)?)).await?;
    let (href, address) = (intake.href(), format!("{}{}", visit.app.config().public_url, intake.path()));
    Ok(Secret { id: intake.id, secret, address, href })
}

pub(super) async fn add(visit: Visit, bytes: Bytes) -> Answer {
    let new: New = body::read(&bytes)?;
    let form = Form::from_key(&new.form)
        .ok_or_else(|| Refusal::at("form", "The form is one of standard, hub, token and mail."))?;
    for (field, text, most) in [
        ("name", &new.name, limits::LINE_CHARS),
        ("message", &new.message, limits::LINE_CHARS),
        ("key", &new.key, limits::TEXT_CHARS),
        ("values", &new.values, limits::TEXT_CHARS),
    ] {
        if text.chars().count() > most {
            return Err(Refusal::at(field, format!("This is longer than {most} characters.")).into());
        }
    }
    let purpose = match new.feed_id {
        Some(feed_id) => Purpose::Nudge { feed_id },
        None => Purpose::Message { name: new.message.trim().to_owned(), key: new.key, values: new.values },
    };
    let said = Said { name: new.name.trim().to_owned(), purpose };
    let (actor, now, key) = (visit.actor()?, visit.now, pages::key(&visit.app).await?);
    let (id, told) = visit.write(move |tx| commands::add(tx, &actor, now, &key, form, &said)).await?;
    Ok(answer::json(StatusCode::CREATED, &secret(&visit, id, told).await?))
}

pub(super) async fn rotate(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, key, wanted) = (visit.actor()?, visit.now, pages::key(&visit.app).await?, id.clone());
    let told = visit.write(move |tx| commands::rotate(tx, &actor, now, &key, &wanted)).await?;
    Ok(answer::json(StatusCode::OK, &secret(&visit, id, told).await?))
}

#[derive(Serialize)]
struct Came {
    message_id: String,
    outcome: &'static str,
    sentence: String,
    bytes: i64,
    at: Time,
}

fn came(one: Call) -> Came {
    Came {
        message_id: one.message_id,
        outcome: one.outcome.key(),
        sentence: one.sentence,
        bytes: one.bytes,
        at: one.at,
    }
}

pub(super) async fn calls(Path(id): Path<String>, visit: Visit) -> Answer {
    let all = visit
        .read(move |tx| {
            let intake = store::by_id(tx, &id)?;
            Ok(store::calls(tx, &intake.id, CALLS)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(came).collect() }))
}
