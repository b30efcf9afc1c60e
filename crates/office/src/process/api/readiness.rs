//! Readiness for programs: what stands in the way of automating a process, and what its owner accepts.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::super::{readiness, store};
use crate::access::Permission;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer, body};

pub(in super::super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let read = visit
        .read(move |tx| {
            let process = store::by_key(tx, &key)?;
            if !actor.may_on(Permission::Read, &process.id) {
                return Err(Failure::NotFound);
            }
            readiness::standing(tx, now, &process.id)?.ok_or(Failure::NotFound)
        })
        .await?;
    let held = read.held();
    let acceptance = read
        .acceptance
        .map(|one| json!({ "by": one.by_name, "at": one.accepted_at, "reason": one.reason, "accepted": one.accepted }));
    let told = json!({
        "held": !held.is_empty(), "unsettled": read.unsettled, "conditions": read.conditions, "acceptance": acceptance,
    });
    Ok(answer::json(StatusCode::OK, &told))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepting {
    /// The keys of what was read to be unsettled.
    unsettled: Vec<String>,
    reason: String,
}

pub(in super::super) async fn accept(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let said: Accepting = body::read(&bytes)?;
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    visit
        .write(move |tx| {
            let process = store::by_key(tx, &asked)?;
            readiness::accept(tx, &actor, now, &process, (&said.unsettled, &said.reason))
        })
        .await?;
    show(Path(key), visit).await
}
