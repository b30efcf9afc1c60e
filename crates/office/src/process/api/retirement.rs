//! Ending a process for programs, and bringing it back.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;

use super::super::retirement::{self, Wish};
use super::super::store;
use super::{day, remark};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ending {
    /// A calendar day; now, where none is given.
    #[serde(default)]
    from: Option<String>,
    reason: String,
    /// The key of what takes its place.
    #[serde(default)]
    successor: Option<String>,
}

pub(in super::super) async fn retire(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Ending = body::read(&body)?;
    let from = day("from", sent.from.as_deref())?;
    let reason = remark("reason", "The reason", sent.reason)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let process = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            let successor_id = match &sent.successor {
                Some(key) => match store::by_key(tx, key) {
                    Ok(found) => Some(found.id),
                    Err(db::Error::NotFound) => {
                        return Err(Refusal::at("successor", "There is no process of this key.").into());
                    }
                    Err(error) => return Err(Failure::from(error)),
                },
                None => None,
            };
            let wish = Wish { from, reason: reason.clone(), successor_id };
            retirement::retire(tx, &actor, now, &process.id, &wish)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &process))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Staying {
    reason: String,
}

pub(in super::super) async fn reinstate(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Staying = body::read(&body)?;
    let reason = remark("reason", "The reason", sent.reason)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let process = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            retirement::reinstate(tx, &actor, now, &process.id, &reason)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &process))
}
