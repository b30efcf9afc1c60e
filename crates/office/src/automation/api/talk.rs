//! Comments and files of a case, for programs.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::pages::too_large;
use super::super::talk::{self, FILE_BYTES};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

#[derive(Serialize)]
struct Comments {
    items: Vec<Comment>,
}

#[derive(Serialize)]
struct Comment {
    id: String,
    /// 0 where it is about the whole case.
    task: u64,
    author: String,
    /// Null once it was withdrawn.
    text: Option<String>,
    said_at: String,
}

#[derive(Serialize)]
struct Files {
    items: Vec<File>,
}

#[derive(Serialize)]
struct File {
    id: String,
    task: u64,
    name: String,
    size: i64,
    sha256: String,
    by: String,
    attached_at: String,
    href: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
    #[serde(default)]
    task: u64,
}

fn comment(one: talk::Comment) -> Comment {
    let text = one.withdrawn_at.is_none().then_some(one.text);
    Comment { id: one.id, task: one.task, author: one.author_name, text, said_at: one.said_at.rfc3339() }
}

fn file(case_id: &str, one: talk::Attachment) -> File {
    File {
        href: format!("/cases/{case_id}/attachments/{}", one.id),
        id: one.id,
        task: one.task,
        name: one.name,
        size: one.size,
        sha256: one.sha256,
        by: one.by_name,
        attached_at: one.attached_at.rfc3339(),
    }
}

pub(in super::super) async fn comments(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let all = visit
        .read(move |tx| {
            talk::seen(tx, &actor, &id)?;
            Ok(talk::store::comments(tx, &id)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &Comments { items: all.into_iter().map(comment).collect() }))
}

pub(in super::super) async fn say(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Said = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let said = visit
        .write(move |tx| {
            let comment = talk::say(tx, &actor, now, &id, sent.task, &sent.text)?;
            Ok(talk::store::comment(tx, &id, &comment)?)
        })
        .await?;
    Ok(answer::json(StatusCode::CREATED, &comment(said)))
}

pub(in super::super) async fn files(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, case_id) = (visit.actor()?, id.clone());
    let all = visit
        .read(move |tx| {
            talk::seen(tx, &actor, &case_id)?;
            Ok(talk::store::files(tx, &case_id)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &Files { items: all.into_iter().map(|one| file(&id, one)).collect() }))
}

/// A file as it is; its name stands in the address.
pub(in super::super) async fn attach(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    let Some(name) = visit.query("name") else {
        return Err(Refusal::at("name", "Say the name of the file in the address: ?name=…").into());
    };
    if body.len() > FILE_BYTES {
        return Err(too_large());
    }
    let task = match visit.query("task").map(|task| task.parse::<u64>()) {
        None => 0,
        Some(Ok(task)) => task,
        Some(Err(_)) => return Err(Failure::NotFound),
    };
    let kept = visit.write(move |tx| talk::attach(tx, &actor, now, (&case_id, task), &name, &body)).await?;
    Ok(answer::json(StatusCode::CREATED, &file(&id, kept)))
}
