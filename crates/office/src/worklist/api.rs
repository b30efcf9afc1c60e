//! The worklist for programs: `GET /api/work`.

use axum::http::StatusCode;
use serde::Serialize;

use super::model::{Asked, Group};
use super::store;
use crate::clock::Time;
use crate::web::{Answer, Visit, answer};

#[derive(Serialize)]
struct Work {
    open: Vec<Item>,
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
    let open = visit.read(move |tx| Ok(store::open_for(tx, &id)?)).await?;
    let open = open.into_iter().map(|ask| item(ask, now)).collect();
    Ok(answer::json(StatusCode::OK, &Work { open }))
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
