//! Stopped steps for programs: by step and cause, and one act over those of one group.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::pages::stops as pages;
use super::super::stop::several::Mend;
use super::super::stop::{Group, cause};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct Item {
    key: String,
    element: String,
    name: String,
    cause: &'static str,
    /// Of the oldest stop.
    message: String,
    since: String,
    stops: Vec<One>,
}

#[derive(Serialize)]
struct One {
    case_id: String,
    code: String,
    title: String,
    stop: u64,
    message: String,
    paused: bool,
}

fn item(group: Group, name: String) -> Item {
    let first = group.oldest().incident.clone();
    let one = |stop: super::super::stop::Stopped| One {
        case_id: stop.case_id,
        code: stop.code,
        title: stop.title,
        stop: stop.incident.id,
        message: stop.incident.message.to_string(),
        paused: stop.paused,
    };
    Item {
        key: group.key,
        element: first.element.to_string(),
        name,
        cause: cause(&first),
        message: first.message.to_string(),
        since: Time(first.at.0).rfc3339(),
        stops: group.stops.into_iter().map(one).collect(),
    }
}

pub(in super::super) async fn stops(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (_, all) = visit.read(move |tx| pages::read(tx, &actor, &key)).await?;
    let items: Vec<Item> = all
        .into_iter()
        .map(|(group, loaded)| {
            let name = loaded.program.name_of(&group.oldest().incident.element);
            item(group, name)
        })
        .collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    case_id: String,
    stop: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    group: String,
    stops: Vec<Chosen>,
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    via: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

pub(in super::super) async fn mend(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let sent: Sent = body::read(&bytes)?;
    let mend = Mend::of(&sent.act, &sent.reason, &sent.via, &sent.name, &sent.value).map_err(Failure::from)?;
    if sent.stops.iter().any(|one| i64::try_from(one.stop).is_err()) {
        return Err(Failure::NotFound);
    }
    let chosen = sent.stops.into_iter().map(|one| (one.case_id, one.stop)).collect();
    let items = pages::run(&visit, &key, &sent.group, chosen, &mend).await?;
    let done = items.iter().filter(|one| one.done).count();
    Ok(answer::json(StatusCode::OK, &json!({ "items": items, "done": done })))
}
