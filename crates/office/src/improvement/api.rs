//! Improvements for programs: list, propose, read.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use super::commands;
use super::model::Stage;
use super::pages::{listing, proposal};
use super::register::{self, Listed};
use super::score::Score;
use crate::config::limits;
use crate::failure::Failure;
use crate::requests::Keyed;
use crate::web::{Answer, Form, Visit, answer, body};

/// What a program sends to propose an improvement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proposed {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    process_id: Option<String>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    total: i64,
}

/// An improvement; instants are RFC 3339, days are calendar days in UTC.
#[derive(Serialize)]
struct Item {
    id: String,
    number: i64,
    name: String,
    title: String,
    description: String,
    process_id: Option<String>,
    /// The name of the process.
    process: Option<String>,
    stage: Stage,
    /// (value + risk + urgency) ÷ size.
    priority: f64,
    score: Score,
    origin: super::Origin,
    raised_by: String,
    raised_at: String,
    plan: Option<Planned>,
    version: Option<super::Version>,
    completed_at: Option<String>,
    measured: Option<Measured>,
    verified: Option<Verified>,
    href: String,
}

#[derive(Serialize)]
struct Planned {
    owner_id: String,
    owner: String,
    measure: super::Measure,
    baseline: f64,
    target: f64,
    due: String,
    expected: String,
}

#[derive(Serialize)]
struct Measured {
    value: f64,
    /// Cases behind it.
    n: i64,
    /// The 95 % confidence interval, where it can be told.
    low: Option<f64>,
    high: Option<f64>,
    at: String,
}

#[derive(Serialize)]
struct Verified {
    value: f64,
    by: String,
    at: String,
    comment: String,
}

pub(super) async fn list(visit: Visit) -> Answer {
    let listing = listing(&visit, limits::PAGE_ROWS);
    let (entries, total) = visit.read(move |tx| Ok(register::store::list(tx, &listing)?)).await?;
    Ok(answer::json(StatusCode::OK, &Page { items: entries.into_iter().map(item).collect(), total }))
}

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let entry = visit.read(move |tx| Ok(register::store::entry(tx, &id)?)).await?;
    if !commands::may_read(&actor, &entry.improvement) {
        return Err(Failure::NotFound);
    }
    Ok(answer::json(StatusCode::OK, &item(entry)))
}

/// 201 with the address of the new improvement; 200 with the same one when the idempotency key was used before.
pub(super) async fn propose(visit: Visit, body: Bytes) -> Answer {
    let sent: Proposed = body::read(&body)?;
    let fields =
        [("title", Some(sent.title)), ("description", Some(sent.description)), ("process_id", sent.process_id)];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    let mut form = Form::of(fields);
    let proposal = proposal(&mut form);
    form.checked()?;
    let (actor, now, asked) = (visit.actor()?, visit.now, Keyed::of(&visit, &body)?);
    let (made, entry) = visit
        .write(move |tx| {
            let made = commands::propose(tx, &actor, now, asked.as_ref(), &proposal)?;
            let entry = register::store::entry(tx, &made.id)?;
            Ok((made, entry))
        })
        .await?;
    let status = if made.new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::json(status, &item(entry));
    if let Ok(address) = HeaderValue::from_str(&format!("/api/improvements/{}", made.id)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

/// 201 with the improvement made of a comment; 200 with the same one when it was made before.
pub(super) async fn improve(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (made, entry) = visit
        .write(move |tx| {
            let made = super::improve(tx, &actor, now, (&key, &id), "")?;
            let entry = register::store::entry(tx, &made.id)?;
            Ok((made, entry))
        })
        .await?;
    let status = if made.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(answer::json(status, &item(entry)))
}

fn item(entry: Listed) -> Item {
    let Listed { improvement: one, raised_by, owner, verified_by, process } = entry;
    Item {
        name: one.name(),
        href: one.href(),
        priority: one.score.priority() as f64 / 100.0,
        raised_at: one.raised_at.rfc3339(),
        completed_at: one.completed_at.map(crate::clock::Time::rfc3339),
        plan: one.plan.map(|plan| Planned {
            owner_id: plan.owner_id,
            owner,
            measure: plan.measure,
            baseline: plan.baseline,
            target: plan.target,
            due: plan.due_at.date().to_string(),
            expected: plan.expected,
        }),
        verified: one.verification.map(|seen| Verified {
            value: seen.value,
            by: verified_by,
            at: seen.at.rfc3339(),
            comment: seen.comment,
        }),
        id: one.id,
        number: one.number,
        title: one.title,
        description: one.description,
        process_id: one.process_id,
        process: process.map(|process| process.name),
        stage: one.stage,
        score: one.score,
        origin: one.origin,
        raised_by,
        version: one.version,
        measured: one.measurement.map(|measured| Measured {
            value: measured.value,
            n: measured.n,
            low: measured.low,
            high: measured.high,
            at: measured.at.rfc3339(),
        }),
    }
}
