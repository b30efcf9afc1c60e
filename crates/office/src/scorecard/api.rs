//! The scorecard for programs: one process, and all processes.

use axum::extract::Path;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::model::{Card, Line};
use super::pages;
use crate::process::Process;
use crate::web::{Answer, Visit, answer};

fn line(line: &Line) -> Value {
    json!({
        "key": line.key, "name": line.what, "value": line.value, "unit": line.unit.word(), "target": line.target,
        "status": line.status.key(), "trend": line.trend.key(), "basis": line.basis,
    })
}

fn item(process: &Process, card: Option<&Card>) -> Value {
    let dimensions = card.map(|card| {
        let rows = card.rows.iter().map(|(dimension, lines)| {
            json!({
                "dimension": dimension.key(), "status": card.status(*dimension).key(),
                "figures": lines.iter().map(line).collect::<Vec<Value>>(),
            })
        });
        rows.collect::<Vec<Value>>()
    });
    json!({
        "process": process.key, "name": process.name, "computed": card.is_some(),
        "dimensions": dimensions.unwrap_or_default(), "href": format!("/processes/{}/scorecard", process.key),
    })
}

pub(super) async fn one(Path(key): Path<String>, visit: Visit) -> Answer {
    let (known, card) = pages::of_key(&visit, key).await?;
    Ok(answer::json(StatusCode::OK, &item(&known.process, Some(&card))))
}

pub(super) async fn all(visit: Visit) -> Answer {
    let all = pages::all(&visit).await?;
    let items: Vec<Value> = all.iter().map(|(known, card)| item(&known.process, card.as_ref())).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}
