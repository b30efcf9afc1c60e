//! The architecture for programs: every process with its place and its health.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::facts::Entry;
use super::pages::readable;
use crate::web::{Answer, Visit, answer};

fn item(one: &Entry) -> Value {
    let process = &one.process;
    let reasons: Vec<Value> = one
        .health
        .reasons
        .iter()
        .map(|reason| {
            json!({
                "reason": reason.key(), "sentence": reason.sentence(), "href": reason.href(&process.key, &process.id),
            })
        })
        .collect();
    json!({
        "id": process.id, "key": process.key, "name": process.name, "level": process.level,
        "category": process.category, "parent_id": process.parent_id, "variant_of": process.variant_of,
        "site": process.site, "owner": one.owner, "manager": one.manager, "version": one.number,
        "next_review": one.next_review.map(|at| at.date().to_string()),
        "health": { "grade": one.health.grade.key(), "reasons": reasons },
        "href": format!("/processes/{}", process.key),
    })
}

pub(super) async fn all(visit: Visit) -> Answer {
    let items: Vec<Value> = readable(&visit).await?.iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}
