//! The ledger for programs: list, read, agree.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::commands;
use super::model::{Handoff, Side};
use super::pages::{listing, readable};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
    total: usize,
}

#[derive(Serialize)]
struct Item {
    id: String,
    what: String,
    giver: Party,
    receiver: Party,
    state: &'static str,
    agreed_at: Option<Time>,
    href: String,
}

#[derive(Serialize)]
struct Party {
    process_id: Option<String>,
    process: String,
    names_it: bool,
    quality: String,
    time_limit: String,
    /// Who gave the owner's word to the terms in force.
    agreed_by: Option<String>,
    agreed_at: Option<Time>,
}

/// What a program sends to agree.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agreeing {
    /// The terms as they were read: quality and time limit, joined by a semicolon.
    terms: String,
}

fn item(one: &Handoff) -> Item {
    let party = |side: Side| {
        let party = one.party(side);
        let terms = party.terms.clone().unwrap_or_default();
        let word = one.agreed(side);
        Party {
            process_id: party.process_id.clone(),
            process: party.name.clone(),
            names_it: party.terms.is_some(),
            quality: terms.quality,
            time_limit: terms.time_limit,
            agreed_by: word.map(|word| word.person_name.clone()),
            agreed_at: word.map(|word| word.at),
        }
    };
    Item {
        id: one.id.clone(),
        what: one.what.clone(),
        giver: party(Side::Giver),
        receiver: party(Side::Receiver),
        state: one.state().key(),
        agreed_at: one.agreed_at(),
        href: one.href(),
    }
}

pub(super) async fn list(visit: Visit) -> Answer {
    let (actor, listing) = (visit.actor()?, listing(&visit));
    let all = visit.read(move |tx| readable(tx, &actor)).await?;
    let items: Vec<Item> = listing.of(&all).into_iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &All { total: items.len(), items }))
}

pub(super) async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let one = visit.read(move |tx| commands::seen(tx, &actor, &id)).await?;
    Ok(answer::json(StatusCode::OK, &item(&one)))
}

pub(super) async fn agree(Path((id, side)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Agreeing = body::read(&body)?;
    let side = Side::from_key(&side).ok_or(Failure::NotFound)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let one = visit
        .write(move |tx| {
            commands::agree(tx, &actor, now, &id, side, &sent.terms)?;
            commands::seen(tx, &actor, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &item(&one)))
}
