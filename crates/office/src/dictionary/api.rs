//! The dictionary for programs: list, read, see what a new name touches, rename.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::commands;
use super::model::{Edit, Entry, Plan};
use super::pages::{entry, listing, readable};
use super::views::href;
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
    total: usize,
}

#[derive(Serialize)]
struct Item {
    kind: &'static str,
    name: String,
    spellings: Vec<String>,
    similar: Vec<String>,
    meanings: Vec<String>,
    uses: Vec<Place>,
    href: String,
}

#[derive(Serialize)]
struct Place {
    process: String,
    /// Empty for a draft.
    version: String,
    place: String,
}

#[derive(Serialize)]
struct Planned {
    /// Names exactly this plan; renaming needs it.
    print: String,
    obstructed: bool,
    touched: Vec<Touched>,
}

#[derive(Serialize)]
struct Touched {
    process: String,
    /// Empty for the draft, like `next`.
    version: String,
    next: String,
    places: usize,
    obstacle: Option<String>,
}

/// What a program sends to rename.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renaming {
    to: String,
    /// Of the plan that was read.
    print: String,
    reason: String,
}

fn item(one: &Entry) -> Item {
    let uses = one.uses.iter().map(|used| Place {
        process: used.process.clone(),
        version: used.version.clone(),
        place: used.place.clone(),
    });
    Item {
        kind: one.kind.key(),
        name: one.name.clone(),
        spellings: one.spellings.iter().map(|(spelling, _)| spelling.clone()).collect(),
        similar: one.similar.clone(),
        meanings: one.meanings.iter().map(|(meaning, _)| meaning.clone()).collect(),
        uses: uses.collect(),
        href: href(one.kind, &one.name),
    }
}

fn planned(plan: &Plan) -> Planned {
    let touched = plan.effects.iter().flat_map(|effect| {
        effect.touched.iter().map(|one| Touched {
            process: effect.process.clone(),
            version: one.number.clone(),
            next: one.next.clone(),
            places: one.count,
            obstacle: one.obstacle.clone(),
        })
    });
    Planned { print: plan.print(), obstructed: plan.is_obstructed(), touched: touched.collect() }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = readable(&visit).await?;
    let items: Vec<Item> = listing(&visit).of(&all).into_iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &All { total: items.len(), items }))
}

pub(super) async fn one(Path((kind, name)): Path<(String, String)>, visit: Visit) -> Answer {
    Ok(answer::json(StatusCode::OK, &item(&entry(&visit, &kind, &name).await?)))
}

pub(super) async fn plan(Path((kind, name)): Path<(String, String)>, visit: Visit) -> Answer {
    let entry = entry(&visit, &kind, &name).await?;
    let edit = Edit::Rename { to: visit.query("to").unwrap_or_default().trim().to_owned() };
    let (actor, now) = (visit.actor()?, visit.now);
    let plan = visit.read(move |tx| commands::plan(tx, &actor, now, entry.kind, &entry.name, &edit)).await?;
    Ok(answer::json(StatusCode::OK, &planned(&plan)))
}

pub(super) async fn rename(Path((kind, name)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Renaming = body::read(&body)?;
    let entry = entry(&visit, &kind, &name).await?;
    let edit = Edit::Rename { to: sent.to.trim().to_owned() };
    let (actor, now) = (visit.actor()?, visit.now);
    let plan = visit
        .write(move |tx| commands::apply(tx, &actor, now, entry.kind, &entry.name, &edit, &sent.print, &sent.reason))
        .await?;
    Ok(answer::json(StatusCode::OK, &planned(&plan)))
}
