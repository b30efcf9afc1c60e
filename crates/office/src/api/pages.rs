//! The addresses of the description: the document for programs and the page for people.

use axum::http::StatusCode;

use super::document::document;
use super::views;
use crate::web::{Access, Answer, Page, Routes, Visit, answer};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/api/openapi.json", Access::SignedIn, openapi).get("/api/docs", Access::SignedIn, docs)
}

async fn openapi(visit: Visit) -> Answer {
    Ok(answer::json(StatusCode::OK, &document(&visit.app.config().public_url)))
}

async fn docs(visit: Visit) -> Answer {
    let page = Page::new("Addresses for programs")
        .under("Help", "/help")
        .under("For programs", "/help/api")
        .lead("What the pages do, for programs: the same rules, the same permissions, the same journal.")
        .actions(ui::button_link("OpenAPI document", "/api/openapi.json", ui::button::Weight::Plain, None));
    visit.page(page, views::operations())
}
