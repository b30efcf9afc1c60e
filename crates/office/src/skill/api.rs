//! Skills for programs: the list with its gaps, adding to it, and who has what.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::model::{Line, Need};
use super::pages::{all, listing};
use super::{commands, store};
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer, body};

/// A skill as programs see it; without an id it is needed and not on the list.
#[derive(Serialize)]
struct Item<'a> {
    id: Option<&'a str>,
    name: &'a str,
    meaning: &'a str,
    standing: &'static str,
    holders: Vec<Has<'a>>,
    needs: &'a [Need],
}

#[derive(Serialize)]
struct Has<'a> {
    person_id: &'a str,
    person: &'a str,
    confirmed: bool,
    /// Who confirmed it; empty while nobody did.
    confirmed_by: &'a str,
}

fn item(line: &Line) -> Item<'_> {
    Item {
        id: line.skill.as_ref().map(|skill| skill.id.as_str()),
        name: &line.name,
        meaning: line.skill.as_ref().map_or("", |skill| &skill.meaning),
        standing: line.standing().key(),
        holders: line
            .holders
            .iter()
            .map(|holder| Has {
                person_id: &holder.person_id,
                person: &holder.person,
                confirmed: holder.confirmed_at.is_some(),
                confirmed_by: &holder.confirmed_by,
            })
            .collect(),
        needs: &line.needs,
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let all = all(&visit).await?;
    let items: Vec<Item> = listing(&visit).of(&all).into_iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

pub(super) async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    show(&visit, &id, StatusCode::OK).await
}

async fn show(visit: &Visit, id: &str, status: StatusCode) -> Answer {
    let all = all(visit).await?;
    let is_it = |line: &&Line| line.skill.as_ref().is_some_and(|skill| skill.id == id);
    let line = all.iter().find(is_it).ok_or(Failure::NotFound)?;
    Ok(answer::json(status, &item(line)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Adding {
    name: String,
    #[serde(default)]
    meaning: String,
}

pub(super) async fn add(visit: Visit, bytes: Bytes) -> Answer {
    let adding: Adding = body::read(&bytes)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let id = visit.write(move |tx| commands::add(tx, &actor, now, &adding.name, &adding.meaning)).await?;
    show(&visit, &id, StatusCode::CREATED).await
}

/// Says it of oneself, or gives it to somebody else.
pub(super) async fn give(Path((id, person)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    visit
        .write(move |tx| {
            if person == actor.person_id {
                commands::say(tx, &actor, now, &asked)
            } else {
                commands::give(tx, &actor, now, &asked, &person)
            }
        })
        .await?;
    show(&visit, &id, StatusCode::OK).await
}

pub(super) async fn end(Path((id, person)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, id.clone());
    visit
        .write(move |tx| {
            store::by_id(tx, &asked)?;
            commands::end(tx, &actor, now, &asked, &person)
        })
        .await?;
    show(&visit, &id, StatusCode::OK).await
}
