//! The doors at which things come in, without a session: bounded, proved, and answered with as little as can be.
//!
//! Whoever is refused learns neither whether there is such an intake nor what was wrong. A token is looked at before the body is read; what is
//! signed must be read first and is small. Absent: what is made of it (`call`).

use axum::body::to_bytes;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use feel::Value;

use super::super::call::{Came, take};
use super::super::letter::{self, MAIL_BYTES};
use super::super::model::{Form, Intake, Outcome};
use super::super::proof::{self, Headers};
use super::super::store;
use crate::config::limits;
use crate::connector::secret::Key;
use crate::failure::Failure;
use crate::web::{Answer, Visit};

/// The largest body of a tool, bytes.
const CALL_BYTES: usize = 256 * 1024;
/// How often it is noted that somebody was refused, seconds.
const NOTED_EVERY_S: i64 = 60;

pub(super) async fn call(Path(id): Path<String>, visit: Visit, request: Request) -> Answer {
    receive(&id, "", visit, request, false).await
}

pub(super) async fn call_with_token(
    Path((id, token)): Path<(String, String)>,
    visit: Visit,
    request: Request,
) -> Answer {
    receive(&id, &token, visit, request, false).await
}

pub(super) async fn mail(Path(id): Path<String>, visit: Visit, request: Request) -> Answer {
    receive(&id, "", visit, request, true).await
}

/// An answer without a word.
fn silent(status: StatusCode) -> Answer {
    Ok(status.into_response())
}

async fn receive(id: &str, token: &str, visit: Visit, request: Request, is_mail: bool) -> Answer {
    let wanted = id.to_owned();
    let found = visit
        .read(move |tx| match store::by_id(tx, &wanted) {
            Ok(intake) => Ok(Some((store::sealed(tx, &intake.id)?, intake))),
            Err(db::Error::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await?;
    let Some((sealed, intake)) = found else { return silent(StatusCode::FORBIDDEN) };
    if intake.suspended_at.is_some() || (intake.form == Form::Mail) != is_mail {
        return refuse(&visit, &intake).await;
    }
    let (config, own) = (visit.app.config().clone(), intake.id.clone());
    let opened = tokio::task::spawn_blocking(move || Key::of_office(&config)?.open(&own, &sealed));
    let secret = opened.await.map_err(Failure::broken)?.map_err(|failure| Failure::broken(failure.sentence()))?;
    let (parts, body) = request.into_parts();
    let headers = Headers::of(|name| header(&parts.headers, name));
    let by_token = matches!(intake.form, Form::Token | Form::Mail);
    if by_token && !proof::is_proved(intake.form, &secret, &headers, token, &[], visit.now) {
        return refuse(&visit, &intake).await;
    }
    let most = if is_mail { MAIL_BYTES } else { CALL_BYTES };
    let Ok(bytes) = to_bytes(body, most).await else {
        return Err(Failure::TooLarge { sentence: format!("The body is larger than {} KiB.", most / 1024) });
    };
    if !by_token && !proof::is_proved(intake.form, &secret, &headers, token, &bytes, visit.now) {
        return refuse(&visit, &intake).await;
    }
    let came = if is_mail { letter(&bytes)? } else { called(&headers, &bytes)? };
    let now = visit.now;
    let outcome = visit
        .write(move |tx| {
            // It may have been removed or suspended while the body came in.
            match store::by_id(tx, &intake.id) {
                Ok(intake) if intake.suspended_at.is_none() => take(tx, now, &intake, &came),
                Ok(_) | Err(db::Error::NotFound) => Err(Failure::NotFound),
                Err(error) => Err(error.into()),
            }
        })
        .await?;
    match outcome {
        Outcome::Taken | Outcome::Automatic => silent(StatusCode::NO_CONTENT),
        Outcome::Unusable => {
            Err(Failure::refused("Nothing could be made of this message. Whoever keeps the intake sees why."))
        }
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Refuses without a word, and notes it now and then for whoever keeps the intake.
async fn refuse(visit: &Visit, intake: &Intake) -> Answer {
    let now = visit.now;
    if intake.refused_at.is_none_or(|at| at.plus_seconds(NOTED_EVERY_S) <= now) {
        let id = intake.id.clone();
        visit.write(move |tx| Ok(store::note_refused(tx, &id, now)?)).await?;
    }
    silent(StatusCode::FORBIDDEN)
}

fn letter(bytes: &[u8]) -> Result<Came, Failure> {
    let letter = letter::read(bytes)
        .ok_or_else(|| Failure::Unreadable { sentence: "This is no mail: it names no sender.".to_owned() })?;
    Ok(Came::letter(letter, bytes.len()))
}

fn called(headers: &Headers, bytes: &[u8]) -> Result<Came, Failure> {
    let unreadable = || Failure::Unreadable { sentence: "The body is not JSON.".to_owned() };
    let value = match bytes {
        [] => Value::Null,
        bytes => std::str::from_utf8(bytes).ok().and_then(|text| Value::from_json(text).ok()).ok_or_else(unreadable)?,
    };
    // A sender that gives no name says each time something new.
    let name = headers.name().unwrap_or_else(|| format!("unnamed-{}", uuid::Uuid::now_v7()));
    let what = format!("A call of {} bytes.", bytes.len().min(limits::FORM_BYTES));
    Ok(Came { name, value, bytes: bytes.len(), what, is_automatic: false })
}
