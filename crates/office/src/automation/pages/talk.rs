//! What is said and attached in a case, from its page and from the pages of its tasks.

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, header};

use super::super::talk::{self, FILE_BYTES};
use super::{number, show, task};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Form, Visit, answer};

/// Where the form stood: the page of the case (0), or of a task.
fn place(task: u64, id: &str) -> String {
    if task == 0 { format!("/cases/{id}") } else { format!("/cases/{id}/tasks/{task}") }
}

/// The page again, with what was refused.
async fn refused(visit: &Visit, id: String, task: u64, form: Form) -> Answer {
    if task == 0 { show::again(visit, id, &form).await } else { task::refused(id, task, visit, form).await }
}

pub(super) async fn say(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, mut form) = (visit.actor()?, visit.now, form);
    let at = if form.raw("task").is_empty() { 0 } else { number(form.raw("task"))? };
    let text = form.text("text", "The comment");
    let case_id = id.clone();
    let done = match form.checked() {
        Ok(()) => visit.write(move |tx| talk::say(tx, &actor, now, &case_id, at, &text)).await,
        Err(_) => Err(Failure::Refused(Vec::new())),
    };
    match done {
        Ok(_) => Ok(answer::redirect_saying(&place(at, &id), "Said.")),
        Err(Failure::Refused(found)) => refused(&visit, id, at, form.with(found)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn withdraw(Path((id, comment)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    visit.write(move |tx| talk::withdraw(tx, &actor, now, &case_id, &comment)).await?;
    Ok(answer::redirect_saying(&place(0, &id), "Withdrawn."))
}

pub(super) async fn attach(Path(id): Path<String>, visit: Visit, mut parts: Multipart) -> Answer {
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    let (at, name, content) = take(&mut parts).await?;
    let at = if at.is_empty() { 0 } else { number(&at)? };
    let done = visit.write(move |tx| talk::attach(tx, &actor, now, (&case_id, at), &name, &content)).await;
    match done {
        Ok(file) => Ok(answer::redirect_saying(&place(at, &id), &format!("“{}” is attached.", file.name))),
        Err(Failure::Refused(found)) => refused(&visit, id, at, Form::of(Vec::new()).with(found)).await,
        Err(failure) => Err(failure),
    }
}

/// The task, the name and the content of what was sent; no more is held than a file may have, and one byte.
async fn take(parts: &mut Multipart) -> Result<(String, String, Vec<u8>), Failure> {
    let unreadable = |error: MultipartError| match error.status().as_u16() {
        413 => Failure::TooLarge { sentence: "The file is too large. Send a smaller one.".to_owned() },
        _ => Failure::Unreadable { sentence: "The upload broke off. Please send the file again.".to_owned() },
    };
    let (mut task, mut name, mut content) = (String::new(), String::new(), Vec::new());
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        let is_file = match part.name() {
            Some("file") => true,
            Some("task") => false,
            _ => continue,
        };
        if is_file {
            part.file_name().unwrap_or_default().clone_into(&mut name);
        }
        let most = if is_file { FILE_BYTES + 1 } else { 20 };
        let mut held = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            let room = most - held.len();
            held.extend_from_slice(&piece[..piece.len().min(room)]);
            if is_file && held.len() > FILE_BYTES {
                return Err(too_large());
            }
        }
        if is_file {
            content = held;
        } else {
            task = String::from_utf8(held).unwrap_or_default();
        }
    }
    if name.is_empty() {
        return Err(Refusal::at("file", "Choose a file.").into());
    }
    Ok((task, name, content))
}

/// The refusal of a file over the limit.
pub(in super::super) fn too_large() -> Failure {
    Failure::TooLarge { sentence: format!("A file may have at most {} MiB.", FILE_BYTES / 1024 / 1024) }
}

/// A file to be saved; no browser shows it, whatever it is.
pub(super) async fn file(Path((id, file)): Path<(String, String)>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (name, content) = visit
        .read(move |tx| {
            talk::seen(tx, &actor, &id)?;
            let one = talk::store::file(tx, &id, &file)?;
            Ok((one.name, talk::store::content(tx, &id, &file)?))
        })
        .await?;
    let mut response = answer::download(&name, "application/octet-stream", content);
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

pub(super) async fn detach(Path((id, file)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, case_id) = (visit.actor()?, visit.now, id.clone());
    visit.write(move |tx| talk::detach(tx, &actor, now, &case_id, &file)).await?;
    Ok(answer::redirect_saying(&place(0, &id), "Removed."))
}
