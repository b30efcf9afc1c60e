//! Connectors for programs: which there are and how they fare, and a trial. A credential is never told.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;

use super::model::{Connector, Place};
use super::{pages, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer};

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    name: String,
    kind: &'static str,
    address: String,
    /// Whether it may be used.
    in_use: bool,
    failures: i64,
    rests_until: Option<Time>,
    good_at: Option<Time>,
    trouble: String,
    href: String,
}

fn item(one: Connector) -> Item {
    Item {
        href: format!("/connectors/{}", one.id),
        id: one.id,
        name: one.name,
        kind: one.kind.key(),
        address: one.address,
        in_use: one.suspended_at.is_none(),
        failures: one.health.failures,
        rests_until: one.health.rests_until,
        good_at: one.health.good_at,
        trouble: one.health.trouble,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = visit.read(|tx| Ok(store::all(tx)?)).await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(item).collect() }))
}

#[derive(Serialize)]
struct Tried {
    works: bool,
    /// What works, or what is wrong and how to mend it.
    sentence: String,
    who: String,
    version: String,
    places: Vec<Place>,
    notes: Vec<String>,
}

pub(super) async fn try_it(Path(id): Path<String>, visit: Visit) -> Result<axum::response::Response, Failure> {
    let wanted = id.clone();
    let kind = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?.kind)).await?;
    let tried = match pages::trial(&visit, &id).await? {
        Ok(found) => Tried {
            works: true,
            sentence: super::views::told(kind, &found),
            who: found.who,
            version: found.version,
            places: found.places,
            notes: found.notes,
        },
        Err(trouble) => Tried {
            works: false,
            sentence: trouble.sentence,
            who: String::new(),
            version: String::new(),
            places: Vec::new(),
            notes: Vec::new(),
        },
    };
    Ok(answer::json(StatusCode::OK, &tried))
}
