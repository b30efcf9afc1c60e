//! The page of the automation potential of one process.

use axum::extract::Path;

use super::known::known;
use super::model::candidates;
use super::{api, views};
use crate::access::Permission;
use crate::process;
use crate::web::{Access, Answer, Page, Routes, Visit};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new().get("/processes/{key}/potential", read, show).get("/api/processes/{key}/potential", read, api::all)
}

async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let back = format!("/processes/{key}");
    let known = known(&visit, key).await?;
    let title = format!("{}: automation potential", known.process.name);
    let page = Page::new(&title)
        .lead("Which activities would save how many hours a year if a machine did them.")
        .under("Processes", "/processes")
        .under(&known.process.name, &back);
    let page = process::as_tab(page, &known.process, "potential", visit.now);
    match &known.in_force {
        Some(read) => visit.page(page, views::potential(&back, read, &candidates(&read.definition, &read.facts))),
        None => visit.page(page, views::nothing()),
    }
}
