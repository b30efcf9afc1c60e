//! The frame around every page: navigation, who is signed in, the sentence of the last action, and failures as pages.
//!
//! Absent: what a page shows; slices hand in their body.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::answer::{Answer, page_with};
use super::guard::{FLASH_COOKIE, cookie};
use super::route::{Access, Routes};
use super::visit::Visit;
use crate::access::Permission;
use crate::failure::Failure;

/// An item of the navigation: label, address, icon and who sees it.
struct Place {
    label: &'static str,
    href: &'static str,
    access: Access,
}

/// The navigation of the whole product, in groups.
const PLACES: &[(&str, &[Place])] = &[
    ("", &[Place { label: "My work", href: "/", access: Access::SignedIn }]),
    (
        "Processes",
        &[
            Place { label: "Processes", href: "/processes", access: Access::May(Permission::Read) },
            Place { label: "Library", href: "/library", access: Access::May(Permission::Read) },
        ],
    ),
    (
        "Improve",
        &[
            Place { label: "Measures", href: "/measures", access: Access::May(Permission::Read) },
            Place { label: "Improvements", href: "/improvements", access: Access::May(Permission::Read) },
        ],
    ),
    (
        "Office",
        &[
            Place { label: "People", href: "/people", access: Access::May(Permission::Read) },
            Place { label: "Journal", href: "/journal", access: Access::May(Permission::ReadJournal) },
            Place { label: "Administration", href: "/admin", access: Access::May(Permission::Administer) },
        ],
    ),
];

/// A step of the way to a page: label and address.
pub type Crumb<'a> = (&'a str, String);

impl Visit {
    /// An ordinary page.
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page(&self, title: &str, body: Markup) -> Answer {
        Ok(frame(self, title, &[], &body).into_response())
    }

    /// A page below others.
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page_under(&self, crumbs: &[Crumb], title: &str, body: Markup) -> Answer {
        Ok(frame(self, title, crumbs, &body).into_response())
    }

    /// A form shown again with what was refused (422).
    ///
    /// # Errors
    /// None; the type fits what handlers give back.
    pub fn page_refused(&self, crumbs: &[Crumb], title: &str, body: Markup) -> Answer {
        Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, frame(self, title, crumbs, &body)))
    }
}

fn frame(visit: &Visit, title: &str, _crumbs: &[Crumb], body: &Markup) -> Markup {
    html! {
        (maud::DOCTYPE)
        html lang="en-GB" {
            head { title { (title) " · Mandate" } }
            body {
                nav {
                    @for (_, places) in PLACES {
                        @for place in *places {
                            @if place.access.admits(visit.person()) { a href=(place.href) { (place.label) } " " }
                        }
                    }
                }
                main {
                    h1 { (title) }
                    @if let Some(sentence) = flash(&visit.headers) { p { (sentence) } }
                    (body)
                }
            }
        }
    }
}

/// The sentence that the last action left, if there is one.
fn flash(headers: &HeaderMap) -> Option<String> {
    let encoded = cookie(headers, FLASH_COOKIE)?;
    percent_encoding::percent_decode_str(&encoded).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// A failure as a page.
pub(super) fn failure(failure: &Failure, status: StatusCode, visit: Option<&Visit>, operation: &str) -> Markup {
    let title = match failure {
        Failure::Refused(_) => "This was not done",
        Failure::Forbidden { .. } => "You may not do this",
        Failure::NotFound => "Nothing here",
        Failure::Stale { .. } => "Somebody was quicker",
        Failure::Unreadable { .. } | Failure::TooLarge { .. } => "This could not be read",
        Failure::Busy { .. } => "Busy just now",
        Failure::Broken { .. } => "Something broke",
    };
    let body = html! {
        p { (failure.sentence()) }
        @if status.is_server_error() { p { "Operation " (operation) } }
        p { a href="/" { "Go to My work" } }
    };
    match visit {
        Some(visit) => frame(visit, title, &[], &body),
        None => body,
    }
}

/// The addresses of what every page needs.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/assets/{name}", Access::Public, asset)
}

async fn asset(Path(_name): Path<String>) -> Answer {
    let mut response = StatusCode::NOT_FOUND.into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok::<Response, Failure>(response)
}
