//! Calendars for programs: reading and keeping them, and what working time means in them.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::commands::{self, Said};
use super::model::{Calendar, Hours, key_of};
use super::store;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

/// A calendar as programs see it.
#[derive(Serialize)]
struct Item {
    key: String,
    name: String,
    is_usual: bool,
    #[serde(flatten)]
    hours: Hours,
    changed_at: Time,
    revision: i64,
}

impl From<Calendar> for Item {
    fn from(one: Calendar) -> Item {
        let Calendar { key, name, hours, is_usual, changed_at, revision, .. } = one;
        Item { key, name, is_usual, hours, changed_at, revision }
    }
}

pub(super) async fn all(visit: Visit) -> Answer {
    let items: Vec<Item> = visit.read(|tx| Ok(store::all(tx)?)).await?.into_iter().map(Item::from).collect();
    Ok(answer::json(StatusCode::OK, &json!({ "total": items.len(), "items": items })))
}

pub(super) async fn one(Path(key): Path<String>, visit: Visit) -> Answer {
    let one = visit.read(move |tx| Ok(store::by_key(tx, &key)?)).await?;
    Ok(answer::json(StatusCode::OK, &Item::from(one)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keeping {
    name: String,
    hours: Hours,
    /// The revision that is replaced; none for a new calendar.
    #[serde(default)]
    revision: Option<i64>,
}

pub(super) async fn keep(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let keeping: Keeping = body::read(&bytes)?;
    if key_of(&key) != key {
        let sentence = "A key has at most 60 small letters, digits and single hyphens, such as support-hours.";
        return Err(Refusal::at("key", sentence).into());
    }
    let (actor, now) = (visit.actor()?, visit.now);
    let said = Said { name: keeping.name, hours: keeping.hours };
    let one = visit
        .write(move |tx| {
            match (store::by_key(tx, &key), keeping.revision) {
                (Ok(_), Some(revision)) => commands::change(tx, &actor, now, (&key, revision), &said)?,
                (Ok(_), None) => {
                    let sentence = "There is a calendar of this key. Say which revision is replaced.".to_owned();
                    return Err(Failure::Stale { sentence });
                }
                (Err(db::Error::NotFound), None) => {
                    commands::add(tx, &actor, now, Some(&key), &said)?;
                }
                (Err(error), _) => return Err(error.into()),
            }
            Ok(store::by_key(tx, &key)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &Item::from(one)))
}

pub(super) async fn reckon(Path(key): Path<String>, visit: Visit) -> Answer {
    let read = |name: &'static str, text: &str| -> Result<Time, Failure> {
        let no = || Refusal::at(name, "Write the moment as 2026-11-27T15:00:00Z.");
        serde_json::from_value(json!(text)).map_err(|_| no().into())
    };
    let from = match visit.query("from") {
        Some(text) => read("from", &text)?,
        None => visit.now,
    };
    let until = visit.query("until").map(|text| read("until", &text)).transpose()?;
    let duration = visit.query("duration").unwrap_or_default();
    let stretch = ::calendar::Stretch::parse(&duration);
    if stretch.is_none() && (until.is_none() || !duration.is_empty()) {
        return Err(Refusal::at("duration", "Write days and hours of work, such as P2D or PT8H.").into());
    }
    let ready = visit.read(move |tx| store::ready(tx, &key)).await?.ok_or(Failure::NotFound)?;
    let end = stretch.and_then(|stretch| ready.plus(from.0, stretch)).map(Time);
    let worked = until.map(|until| ready.between(from.0, until.0) / ::calendar::SECOND_US);
    let told = json!({ "from": from, "end": end, "works_at_from": ready.works_at(from.0), "working_seconds": worked });
    Ok(answer::json(StatusCode::OK, &told))
}
