//! The addresses of documents, and of how they look.

mod profile;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use super::compose::compose;
use super::model::{Facts, Format, Kind};
use super::print::{offers, print};
use super::profile::Profile;
use super::standing::{Standing, standing};
use super::{store, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::process;
use crate::web::{Access, Answer, Page, Routes, Visit, answer};

/// A document as HTML holds its own style, and nothing that runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'; sandbox allow-popups";

/// Documents that are made at once; more wait for their turn, so that pages stay quick.
static PRESSES: Semaphore = Semaphore::const_new(2);

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/processes/{key}/documents", read, all)
        .get("/processes/{key}/documents/{kind}/{format}", read, one)
        .get("/guide/profile", administer, profile::show)
        .post("/guide/profile", administer, profile::change)
        .get("/guide/profile.toml", administer, profile::file)
        .post("/guide/logo", administer, profile::mark)
        .post("/guide/logo/removal", administer, profile::unmark)
}

async fn wanted(visit: &Visit, key: String) -> Result<(Standing, Profile), Failure> {
    let (actor, now, word) = (visit.actor()?, visit.now, visit.query("version"));
    let (mut found, profile) =
        visit.read(move |tx| Ok((standing(tx, &actor, now, &key, word.as_deref())?, store::profile(tx)?.0))).await?;
    found.facts.house = visit.app.office_name();
    Ok((found, profile))
}

async fn all(Path(key): Path<String>, visit: Visit) -> Answer {
    let (found, _) = wanted(&visit, key).await?;
    let shapes = visit.actor()?.may(Permission::Administer);
    let page = Page::new(&found.process.name).under("Processes", "/processes");
    let page = process::as_tab(page, &found.process, "documents", visit.now);
    visit.page(page, views::documents(&found, visit.query("version").as_deref(), shapes))
}

async fn one(Path((key, kind, format)): Path<(String, String, String)>, visit: Visit) -> Answer {
    let kind = Kind::from_key(&kind).ok_or(Failure::NotFound)?;
    let format = Format::from_key(&format).filter(|format| offers(kind, *format)).ok_or(Failure::NotFound)?;
    let (found, profile) = wanted(&visit, key).await?;
    let role = visit.query("role");
    if role.as_ref().is_some_and(|key| !found.definition.roles.iter().any(|role| role.key == *key)) {
        return Err(Failure::NotFound);
    }
    let name = file_name(&found, kind, role.as_deref(), format);
    // Typesetting computes for up to a second: no other request shall wait behind it, and many of them take turns.
    let _turn = PRESSES.acquire().await.map_err(Failure::broken)?;
    let made = tokio::task::spawn_blocking(move || {
        let document = compose(kind, &found.definition, &found.facts, &profile, role.as_deref());
        print(&document, format)
    });
    let bytes = made.await.map_err(Failure::broken)?.map_err(Failure::broken)?;
    Ok(match format {
        Format::Html => shown(bytes),
        Format::Pdf | Format::Word | Format::Csv | Format::Xlsx => answer::download(&name, format.mime(), bytes),
    })
}

/// A document that the browser shows; it carries its own style and runs nothing.
fn shown(bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(Format::Html.mime()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

fn file_name(found: &Standing, kind: Kind, role: Option<&str>, format: Format) -> String {
    let Facts { number, .. } = &found.facts;
    let version = if number.is_empty() { "draft" } else { number };
    let role = role.map_or(String::new(), |role| format!("-{role}"));
    format!("{}-{version}-{}{role}.{}", found.process.key, kind.key(), format.key())
}
