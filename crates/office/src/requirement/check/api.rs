//! Looks at tools for programs.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::commands;
use super::model::{Beside, Check, Looked, Offer, Verdict};
use super::pages::{evidence, readable, seen};
use super::store;
use crate::clock::Time;
use crate::web::{Answer, Visit, answer as reply, body};

/// Looks told.
const TOLD: i64 = 100;

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    connector_id: String,
    tool: String,
    place: String,
    place_label: String,
    state: &'static str,
    trouble: String,
    asked_at: Time,
    done_at: Option<Time>,
    href: String,
}

fn item(key: &str, check: &Check) -> Item {
    Item {
        href: format!("/processes/{key}/tool/checks/{}", check.id),
        id: check.id.clone(),
        connector_id: check.connector_id.clone(),
        tool: check.connector.clone(),
        place: check.place.clone(),
        place_label: check.place_label.clone(),
        state: check.state.key(),
        trouble: check.trouble.clone(),
        asked_at: check.asked_at,
        done_at: check.done_at,
    }
}

pub(super) async fn list(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, of) = (visit.actor()?, key.clone());
    let all = visit
        .read(move |tx| {
            let process = readable(tx, &actor, &of)?;
            Ok(store::of_process(tx, &process.id, TOLD)?)
        })
        .await?;
    Ok(reply::json(StatusCode::OK, &All { items: all.iter().map(|one| item(&key, one)).collect() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    connector_id: String,
    place: String,
}

pub(super) async fn look(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let asked: Asked = body::read(&bytes)?;
    let (actor, now, of) = (visit.actor()?, visit.now, key.clone());
    let at = format!("{}/{}", asked.connector_id, asked.place);
    let check = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &of)?;
            commands::ask(tx, &actor, now, &process, &at)
        })
        .await?;
    Ok(reply::json(StatusCode::ACCEPTED, &item(&key, &check)))
}

#[derive(Serialize)]
struct One {
    look: Item,
    version: String,
    findings: Vec<Told>,
    beside: Vec<Beside>,
    /// Requirements that name nothing that a configuration shows.
    others: usize,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Told {
    requirement_id: String,
    text: String,
    verdict: Verdict,
    note: String,
    looked: Vec<Looked>,
    /// What taking it would write down; null where it cannot be taken.
    result: Option<&'static str>,
    offer: &'static str,
}

fn word(offer: Offer) -> &'static str {
    match offer {
        Offer::Result(_) => "result",
        Offer::Taken => "taken",
        Offer::Changed => "changed",
        Offer::Waived => "waived",
        Offer::Known => "known",
        Offer::Unanswered => "unanswered",
        Offer::Same => "same",
        Offer::Nothing => "nothing",
    }
}

pub(super) async fn show(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, of) = (visit.actor()?, visit.now, key.clone());
    let (check, offers) = visit
        .read(move |tx| {
            let (_, check, offers) = seen(tx, &actor, now, &of, &id)?;
            Ok((check, offers))
        })
        .await?;
    let look = item(&key, &check);
    let outcome = check.outcome;
    let told = outcome.findings.into_iter().zip(offers).map(|(finding, offer)| Told {
        requirement_id: finding.requirement_id,
        text: finding.text,
        verdict: finding.verdict,
        note: finding.note,
        looked: finding.looked,
        result: match offer {
            Offer::Result(true) => Some("passed"),
            Offer::Result(false) => Some("failed"),
            _ => None,
        },
        offer: word(offer),
    });
    let one = One {
        look,
        version: outcome.version,
        findings: told.collect(),
        beside: outcome.beside,
        others: outcome.others,
        notes: outcome.notes,
    };
    Ok(reply::json(StatusCode::OK, &one))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taken {
    requirement_ids: Vec<String>,
}

#[derive(Serialize)]
struct Saved {
    saved: usize,
}

pub(super) async fn take(Path((key, id)): Path<(String, String)>, visit: Visit, bytes: Bytes) -> Answer {
    let taken: Taken = body::read(&bytes)?;
    let evidence = evidence(&visit, &key, &id);
    let (actor, now) = (visit.actor()?, visit.now);
    let saved = visit
        .write(move |tx| {
            let (_, check, _) = seen(tx, &actor, now, &key, &id)?;
            commands::take(tx, &actor, now, &check, &taken.requirement_ids, &evidence)
        })
        .await?;
    Ok(reply::json(StatusCode::OK, &Saved { saved }))
}
