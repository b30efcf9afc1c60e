//! The worklist for programs: `GET /api/work`, a part at a time.

use axum::http::StatusCode;
use serde::Serialize;

use super::model::{Asked, Group};
use super::store;
use crate::clock::Time;
use crate::failure::Refusal;
use crate::web::{Answer, Visit, answer};

/// Asks in one answer, where nothing else is asked for, and at most.
const USUAL: i64 = 500;

#[derive(Serialize)]
struct Work {
    open: Vec<Item>,
    /// How many are open in all.
    total: usize,
    /// Where the next part is.
    next: Option<String>,
}

/// An open ask; days are calendar days in UTC.
#[derive(Serialize)]
struct Item {
    id: String,
    kind: String,
    title: String,
    why: String,
    href: String,
    object: Object,
    due: String,
    /// `overdue`, `this_week` or `later`.
    group: &'static str,
    asked_at: String,
}

#[derive(Serialize)]
struct Object {
    kind: String,
    id: String,
}

pub(super) async fn work(visit: Visit) -> Answer {
    let id = visit.actor()?.person_id;
    let now = visit.now;
    let after = visit.query("after").filter(|id| !id.is_empty());
    let limit = match visit.query("limit").filter(|text| !text.is_empty()) {
        None => USUAL,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=USUAL).contains(limit))
            .ok_or_else(|| Refusal::at("limit", format!("“limit” is a number from 1 to {USUAL}.")))?,
    };
    let (mut open, total) = visit
        .read(move |tx| {
            let open = match &after {
                None => store::open_first(tx, &id, limit + 1)?,
                Some(after) => store::open_after(tx, &id, after, limit + 1)?,
            };
            Ok((open, store::open_counts(tx, &id, now)?.0))
        })
        .await?;
    let more = i64::try_from(open.len()).unwrap_or(0) > limit;
    open.truncate(usize::try_from(limit).unwrap_or(0));
    let next = open.last().filter(|_| more).map(|last| format!("/api/work?after={}&limit={limit}", last.id));
    let open = open.into_iter().map(|ask| item(ask, now)).collect();
    Ok(answer::json(StatusCode::OK, &Work { open, total, next }))
}

fn item(ask: Asked, now: Time) -> Item {
    let group = match Group::of(ask.due_at, now) {
        Group::Overdue => "overdue",
        Group::ThisWeek => "this_week",
        Group::Later => "later",
    };
    Item {
        group,
        due: ask.due_at.date().to_string(),
        asked_at: ask.created_at.rfc3339(),
        object: Object { kind: ask.object_kind, id: ask.object_id },
        id: ask.id,
        kind: ask.kind,
        title: ask.title,
        why: ask.why,
        href: ask.href,
    }
}
