//! How long ended cases are kept, for programs.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::pages::{process, retention as pages};
use super::super::retention::{self, Way};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct Kept {
    /// Days after the end; null where cases are kept for ever.
    days: Option<i64>,
    way: Option<Way>,
    set_by: String,
    set_at: Option<String>,
    would_go: Option<WouldGo>,
}

#[derive(Serialize)]
struct WouldGo {
    cases: i64,
    comments: i64,
    files: i64,
    before: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    days: Option<i64>,
    #[serde(default)]
    way: String,
}

fn kept(tx: &mut db::Tx, actor: &Actor, now: Time, key: &str, asked: Option<(i64, Way)>) -> Result<Kept, Failure> {
    let process = process(tx, actor, key)?;
    let (said, preview) = retention::look(tx, actor, now, &process.id, asked)?;
    Ok(Kept {
        days: said.as_ref().map(|one| one.days),
        way: said.as_ref().map(|one| one.way),
        set_at: said.as_ref().map(|one| one.set_at.rfc3339()),
        set_by: said.map(|one| one.set_by).unwrap_or_default(),
        would_go: preview.map(|preview| WouldGo {
            cases: preview.cases,
            comments: preview.comments,
            files: preview.files,
            before: preview.before.rfc3339(),
        }),
    })
}

/// What is said, and what would go with the days of the address.
pub(in super::super) async fn retention(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (days, way) = (visit.query("days").unwrap_or_default(), visit.query("way").unwrap_or_default());
    let asked = pages::asked(&days, &way);
    Ok(answer::json(StatusCode::OK, &visit.read(move |tx| kept(tx, &actor, now, &key, asked)).await?))
}

pub(in super::super) async fn set_retention(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Asked = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let asked = match (sent.days, Way::from_key(&sent.way)) {
        (None, _) => None,
        (Some(days), Some(way)) => Some((days, way)),
        (Some(_), None) => return Err(Refusal::at("way", "Say remove or empty.").into()),
    };
    let kept = visit
        .write(move |tx| {
            let process = process(tx, &actor, &key)?;
            retention::set(tx, &actor, now, &process, asked)?;
            kept(tx, &actor, now, &key, None)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &kept))
}
