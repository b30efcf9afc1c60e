//! The guard around every route: operation id, session, cross-site requests, security headers, the log line and the count.
//!
//! Absent: permissions on single objects; commands check those. Sources: OWASP ASVS 5.0 V3.4, V3.5, V7; Fetch Metadata (W3C).

use std::time::Instant;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::answer;
use super::route::Access;
use super::visit::{App, Visit, wants_json};
use crate::config::limits;
use crate::failure::Failure;

/// The name of the session cookie; the prefix binds it to this host and to the whole path.
pub const SESSION_COOKIE: &str = "__Host-mandate";
/// The name of the cookie that carries one sentence over a redirect.
pub const FLASH_COOKIE: &str = "__Host-flash";

/// Seconds between two notes of a session's use; a write per request would be wasteful.
const TOUCH_EVERY_S: i64 = 60;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self' data:; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
     frame-ancestors 'none'; form-action 'self'";

pub(super) fn around(router: Router<App>, app: App) -> Router {
    router
        .fallback(|| async { Failure::NotFound })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(CatchPanicLayer::custom(|_| Failure::broken("a handler panicked").into_response()))
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES))
        .layer(from_fn_with_state(app.clone(), receive))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Receives each request: recognises who comes, refuses cross-site changes, and dresses the answer.
async fn receive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let now = app.now();
    let operation = uuid::Uuid::now_v7().simple().to_string();
    let token = cookie(request.headers(), SESSION_COOKIE);
    let doorkeeper = app.doorkeeper();
    let mut recognised = None;
    if let Some(token) = token {
        let asked = token.clone();
        let is_page = !request.uri().path().starts_with("/assets/") && !wants_json(request.uri(), request.headers());
        let found = app.read(move |tx| {
            let Some(mut found) = (doorkeeper.recognise)(tx, &asked, now)? else { return Ok(None) };
            if is_page {
                found.waiting = (doorkeeper.waiting)(tx, &found.actor.person_id, now)?;
            }
            Ok(Some(found))
        });
        let found = found.await;
        match found {
            Ok(found) => recognised = found,
            Err(failure) => return dressed(answer::page(&failure, None, &operation), &operation, app.config().demo),
        }
        if recognised.as_ref().is_some_and(|one| one.seen_at.plus_seconds(TOUCH_EVERY_S) < now) {
            // A lost note of use costs nobody anything; the session stays valid until its idle limit.
            let _ = app.db().write(move |tx| (doorkeeper.touch)(tx, &token, now)).await;
        }
    }
    let visit = Visit {
        app: app.clone(),
        now,
        operation: operation.clone(),
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
        recognised,
    };
    let cross_site = is_cross_site(request.method(), request.headers());
    request.extensions_mut().insert(visit.clone());
    let address = request.uri().path_and_query().map_or("", axum::http::uri::PathAndQuery::as_str);
    let mut response = if address.contains("%00") {
        Failure::Unreadable { sentence: "The address holds a NUL character (%00). Remove it.".to_owned() }
            .into_response()
    } else if cross_site {
        Failure::Forbidden { needs: "a request from the office's own pages".to_owned() }.into_response()
    } else {
        next.run(request).await
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>().or_else(|| undressed(&response)) {
        let cookies = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect::<Vec<_>>();
        response = answer::dress(&failure, &visit);
        for cookie in cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    let shown = response.status() != StatusCode::SEE_OTHER && response.headers().contains_key(header::CONTENT_TYPE);
    if shown && !visit.wants_json() && cookie(&visit.headers, FLASH_COOKIE).is_some() {
        let gone = HeaderValue::from_static("__Host-flash=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    note(&visit, response.status(), started);
    dressed(response, &operation, app.config().demo)
}

/// The failure behind an answer that the router gave by itself, before a handler was reached: it is plain text.
fn undressed(response: &Response) -> Option<Failure> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    if !kind.starts_with("text/plain") {
        return None;
    }
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Some(Failure::TooLarge {
            sentence: format!("The body is larger than {} KiB. Nothing was saved.", limits::FORM_BYTES / 1024),
        }),
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE => Some(Failure::Unreadable {
            sentence: "The request cannot be read: its address or its body is damaged.".to_owned(),
        }),
        _ => None,
    }
}

/// Lets a visitor through one door, or names what is missing.
pub(super) async fn enter(State(access): State<Access>, request: Request, next: Next) -> Response {
    let visit = request.extensions().get::<Visit>();
    let actor = visit.and_then(Visit::person);
    if access.admits(actor) {
        return next.run(request).await;
    }
    match (access, actor, visit) {
        (_, None, Some(visit)) if !visit.wants_json() && visit.method == Method::GET => {
            let to = super::form::encode(&visit.uri.path_and_query().map_or("/".to_owned(), ToString::to_string));
            answer::redirect(&format!("/sign-in?to={to}"))
        }
        (_, None, _) => {
            (StatusCode::UNAUTHORIZED, Failure::Forbidden { needs: "a sign-in".to_owned() }).into_response()
        }
        (Access::May(permission), Some(_), _) => crate::access::forbidden(permission).into_response(),
        _ => Failure::NotFound.into_response(),
    }
}

/// Whether an unsafe request comes from another site, by Fetch Metadata, else by `Origin`.
fn is_cross_site(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// The value of a cookie of the request.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn dressed(mut response: Response, operation: &str, demo: bool) -> Response {
    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if !demo {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(operation) {
        headers.insert("x-operation-id", value);
    }
    response
}

fn note(visit: &Visit, status: StatusCode, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    metrics::counter!("mandate_requests_total", "status" => status.as_u16().to_string()).increment(1);
    metrics::histogram!("mandate_request_seconds").record(seconds);
    tracing::info!(
        operation = %visit.operation,
        method = %visit.method,
        path = visit.uri.path(),
        status = status.as_u16(),
        person = visit.person().map_or("", |actor| actor.person_id.as_str()),
        ms = (seconds * 1000.0).round(),
        "request"
    );
}
