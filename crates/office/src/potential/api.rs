//! The automation potential for programs.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::json;

use super::known::known;
use super::model::{Candidate, candidates};
use crate::failure::Failure;
use crate::process::readiness::is_ready;
use crate::web::{Answer, Visit, answer};

pub(super) async fn all(Path(key): Path<String>, visit: Visit) -> Answer {
    let read = known(&visit, key).await?.in_force.ok_or(Failure::NotFound)?;
    let item = |one: &Candidate| {
        json!({
            "activity": one.activity, "name": one.name, "times_a_year": one.times_a_year, "minutes": one.minutes, "elapsed": one.elapsed,
            "hours": one.hours, "suitable": one.suitable, "saved": one.saved, "confidence": one.confidence(),
            "factors": one.factors, "first": one.first, "automatic": one.automatic,
        })
    };
    let items: Vec<serde_json::Value> = candidates(&read.definition, &read.facts).iter().map(item).collect();
    let log = read.log.map(|log| log.id);
    let told = json!({
        "version": read.version.number, "log_id": log, "ready": is_ready(&read.conditions), "conditions": read.conditions, "items": items,
    });
    Ok(answer::json(StatusCode::OK, &told))
}
