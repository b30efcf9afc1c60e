//! The rules for programs: how much each counts here, and deciding it.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::views::usual;
use super::{commands, store};
use crate::definition::lint::{Weight, catalogue};
use crate::failure::Failure;
use crate::web::{Answer, Form, Visit, answer, body};

/// A rule as programs see it.
#[derive(Serialize)]
struct Item {
    rule: &'static str,
    /// How much it usually counts.
    usual: Weight,
    /// How much it counts here.
    weight: Weight,
    /// Why the office decided so; empty where it counts as it comes.
    reason: String,
    why: &'static str,
    remedy: &'static str,
}

pub(super) async fn all(visit: Visit) -> Answer {
    let rules = visit.read(store::in_use).await?;
    let items: Vec<Item> = catalogue()
        .iter()
        .map(|rule| {
            let decision = rules.decision(rule.name);
            Item {
                rule: rule.name,
                usual: usual(rule),
                weight: decision.map_or(usual(rule), |one| one.weight),
                reason: decision.map(|one| one.reason.clone()).unwrap_or_default(),
                why: rule.why,
                remedy: rule.remedy,
            }
        })
        .collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items, "words": rules.words() })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weighing {
    weight: Weight,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Restoring {
    reason: String,
}

/// A reason under the same rules as in a form.
fn reason(text: String) -> Result<String, Failure> {
    let mut form = Form::of(vec![("reason".to_owned(), text)]);
    let reason = form.required_text("reason", "The reason");
    form.checked()?;
    Ok(reason)
}

pub(super) async fn weigh(Path(rule): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let sent: Weighing = body::read(&bytes)?;
    let (actor, now, weight) = (visit.actor()?, visit.now, sent.weight);
    let reason = reason(sent.reason)?;
    visit.write(move |tx| commands::weigh(tx, &actor, now, &rule, weight, &reason)).await?;
    Ok(answer::json(StatusCode::OK, &json!({ "weight": weight })))
}

pub(super) async fn restore(Path(rule): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let sent: Restoring = body::read(&bytes)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let reason = reason(sent.reason)?;
    visit.write(move |tx| commands::restore(tx, &actor, now, &rule, &reason)).await?;
    Ok(answer::json(StatusCode::OK, &json!({ "restored": true })))
}
