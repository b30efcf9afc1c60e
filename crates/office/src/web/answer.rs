//! What goes back: redirects, files, JSON, and failures as a page or as a problem document (RFC 9457).

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::Serialize;

use super::guard::FLASH_COOKIE;
use super::visit::Visit;
use crate::failure::Failure;

/// What a handler gives back.
pub type Answer = Result<Response, Failure>;

/// See other: the browser loads `to` next.
#[must_use]
pub fn redirect(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// Like [`redirect`], and the next page shows `sentence` once.
#[must_use]
pub fn redirect_saying(to: &str, sentence: &str) -> Response {
    let mut response = redirect(to);
    let cookie =
        format!("{FLASH_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60", super::form::encode(sentence));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// A JSON body with a status.
pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, Json(body)).into_response()
}

/// A file to save, named `name`, never rendered by the browser.
#[must_use]
pub fn download(name: &str, mime: &'static str, bytes: Vec<u8>) -> Response {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", super::form::encode(name));
    let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
    (
        [(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CONTENT_DISPOSITION, disposition)],
        Body::from(bytes),
    )
        .into_response()
}

/// A page that answers with a status other than 200, such as a form with its errors (422).
#[must_use]
pub fn page_with(status: StatusCode, markup: Markup) -> Response {
    (status, markup).into_response()
}

impl IntoResponse for Failure {
    /// A bare answer; the guard dresses it for whoever asked.
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The status of a failure; `ARCHITECTURE.md` has the table.
#[must_use]
pub fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::Forbidden { needs } if needs == "a sign-in" => StatusCode::UNAUTHORIZED,
        Failure::Forbidden { .. } => StatusCode::FORBIDDEN,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Stale { .. } => StatusCode::CONFLICT,
        Failure::Unreadable { .. } => StatusCode::BAD_REQUEST,
        Failure::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Failure::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A problem document (RFC 9457); `errors` names the field of each refusal.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    operation: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem<'a>>,
}

#[derive(Serialize)]
struct FieldProblem<'a> {
    field: Option<&'a str>,
    detail: &'a str,
}

/// The failure as whoever asked can read it.
pub(super) fn dress(failure: &Failure, visit: &Visit) -> Response {
    if let Failure::Broken { cause } = failure {
        tracing::error!(operation = %visit.operation, cause, "broken");
    }
    let mut response = if visit.wants_json() {
        problem(failure, &visit.operation)
    } else {
        page(failure, Some(visit), &visit.operation)
    };
    if let Failure::Busy { retry_after_s } = failure {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
    }
    response
}

fn problem(failure: &Failure, operation: &str) -> Response {
    let status = status(failure);
    let errors = match failure {
        Failure::Refused(refusals) => {
            refusals.iter().map(|one| FieldProblem { field: one.field, detail: &one.sentence }).collect()
        }
        _ => Vec::new(),
    };
    let body = Problem {
        r#type: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: failure.sentence(),
        operation,
        errors,
    };
    let mut response = json(status, &body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// The failure as a page; without a visit, for when not even the session could be read.
pub(super) fn page(failure: &Failure, visit: Option<&Visit>, operation: &str) -> Response {
    let status = status(failure);
    let markup = super::page::failure(failure, status, visit, operation);
    page_with(status, markup)
}
