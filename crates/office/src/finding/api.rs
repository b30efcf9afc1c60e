//! The findings for programs, filtered as the page is.

use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::model::Found;
use super::pages::{all, listing};
use crate::web::{Answer, Visit, answer};

/// A finding with its reason.
#[derive(Serialize)]
struct Item<'a> {
    #[serde(flatten)]
    found: &'a Found,
    why: &'static str,
    remedy: &'static str,
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let items: Vec<Item> = listing(&visit)
        .of(&all)
        .into_iter()
        .map(|found| {
            let (why, remedy) = found.reason();
            Item { found, why, remedy }
        })
        .collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}
