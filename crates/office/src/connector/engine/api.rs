//! Deployments for programs: what would be sent, what was sent and what became of it, and to send it.

use ::engine::elsewhere::Target;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::model::{Deployment, Item, Parcel};
use super::pages::readable;
use super::{commands, store};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer, body};

/// Deployments told.
const TOLD: i64 = 100;

#[derive(Serialize)]
struct All {
    items: Vec<One>,
}

#[derive(Serialize)]
struct One {
    id: String,
    version: String,
    connector_id: String,
    engine: String,
    state: &'static str,
    deployment: String,
    parts: Vec<Item>,
    told: String,
    asked_by: String,
    asked_at: Time,
    done_at: Option<Time>,
}

fn one(it: Deployment) -> One {
    One {
        id: it.id,
        version: it.number,
        connector_id: it.connector_id,
        engine: it.connector,
        state: it.stands.key(),
        deployment: it.deployment,
        parts: it.items,
        told: it.told,
        asked_by: it.asked_by,
        asked_at: it.asked_at,
        done_at: it.done_at,
    }
}

pub(super) async fn list(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let all = visit
        .read(move |tx| {
            let process = readable(tx, &actor, &key)?;
            Ok(store::of_process(tx, &process.id, TOLD)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(one).collect() }))
}

#[derive(Serialize)]
struct DryRun {
    version: String,
    engine: &'static str,
    files: Vec<Sized>,
    notes: Vec<Told>,
}

#[derive(Serialize)]
struct Sized {
    name: String,
    bytes: usize,
}

#[derive(Serialize)]
struct Told {
    element: String,
    name: String,
    weight: &'static str,
    sentence: String,
}

pub(super) async fn dry_run(Path((key, engine)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let target = Target::from_key(&engine).ok_or(Failure::NotFound)?;
    let (key, version, carried) = visit
        .read(move |tx| {
            let process = readable(tx, &actor, &key)?;
            let (version, carried) = commands::prepared(tx, now, &process, target)?;
            Ok((process.key, version, carried))
        })
        .await?;
    let files = Parcel::of(&key, &carried).files.into_iter();
    let notes = carried.notes.into_iter().map(|note| Told {
        element: note.element,
        name: note.name,
        weight: note.weight.key(),
        sentence: note.sentence,
    });
    let told = DryRun {
        version: version.number,
        engine: target.key(),
        files: files.map(|file| Sized { name: file.name, bytes: file.content.len() }).collect(),
        notes: notes.collect(),
    };
    Ok(answer::json(StatusCode::OK, &told))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    connector_id: String,
    /// The version whose dry run was seen; whichever is in force where none is named.
    #[serde(default)]
    version: String,
    /// Deploy although something does not carry over.
    #[serde(default)]
    although: bool,
}

pub(super) async fn deploy(Path(key): Path<String>, visit: Visit, bytes: Bytes) -> Answer {
    let asked: Asked = body::read(&bytes)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let asking = commands::Asking { connector_id: asked.connector_id, number: asked.version, although: asked.although };
    let made = visit
        .write(move |tx| {
            let process = readable(tx, &actor, &key)?;
            commands::ask(tx, &actor, now, &process, &asking)
        })
        .await?;
    Ok(answer::json(StatusCode::ACCEPTED, &one(made)))
}
