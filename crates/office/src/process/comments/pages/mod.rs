//! The addresses of what is said about a process.

mod act;
mod list;
mod say;
mod show;

use std::sync::Arc;

use db::Tx;

use super::element::Elements;
use super::{api, matter};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::comment::{Matter, Version};
use crate::definition::Definition;
use crate::failure::Failure;
use crate::process::pages::load;
use crate::process::store;
use crate::process::views::{Seen, version_name};
use crate::web::{Access, Routes};

pub(super) use list::read as list_of;
pub(super) use say::{Told, mentioned, said};

/// Who may enter where; every reader may say something, the commands check the rest.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .get("/processes/{key}/comments", read, list::list)
        .get("/processes/{key}/comments.csv", read, list::export)
        .get("/processes/{key}/questions", read, list::questions)
        .get("/processes/{key}/comments/new", read, say::new_page)
        .post("/processes/{key}/comments", read, say::say)
        .get("/processes/{key}/comments/{id}", read, show::show)
        .post("/processes/{key}/comments/{id}/replies", read, act::reply)
        .post("/processes/{key}/comments/{id}/replies/{reply}/text", read, act::edit_reply)
        .post("/processes/{key}/comments/{id}/replies/{reply}/withdrawal", read, act::withdraw_reply)
        .post("/processes/{key}/comments/{id}/text", read, act::edit)
        .post("/processes/{key}/comments/{id}/withdrawal", read, act::withdraw)
        .post("/processes/{key}/comments/{id}/answer", read, act::answer)
        .post("/processes/{key}/comments/{id}/refusal", read, act::decline)
        .post("/processes/{key}/comments/{id}/resolution", read, act::resolve)
        .post("/processes/{key}/comments/{id}/reopening", read, act::reopen)
        .post("/processes/{key}/comments/{id}/merger", read, act::merge)
        .post("/processes/{key}/comments/{id}/listing", read, act::list)
        .post("/processes/{key}/comments/{id}/reading", read, act::read)
        .get("/api/processes/{key}/comments", read, api::list)
        .post("/api/processes/{key}/comments", read, api::say)
        .get("/api/processes/{key}/comments/{id}", read, api::one)
        .post("/api/processes/{key}/comments/{id}/replies", read, api::reply)
        .post("/api/processes/{key}/comments/{id}/answer", read, api::answer)
        .post("/api/processes/{key}/comments/{id}/resolution", read, api::resolve)
        .post("/api/processes/{key}/comments/{id}/reopening", read, api::reopen)
        .post("/api/processes/{key}/comments/{id}/withdrawal", read, api::withdraw)
}

/// A process to talk about, as one person sees it.
pub(super) struct Talked {
    pub seen: Seen,
    pub matter: Matter,
}

/// The process, when the actor may read it.
pub(super) fn talked(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<Talked, Failure> {
    let seen = load(tx, actor, now, key)?;
    let matter = matter(tx, actor, now, &seen.process)?;
    Ok(Talked { seen, matter })
}

/// The version that is talked about, and its definition: the open draft where it is meant, else the one shown to readers.
pub(super) fn version(
    tx: &mut Tx,
    talked: &Talked,
    on_draft: bool,
) -> Result<(Version, Arc<Definition>, String), Failure> {
    let seen = &talked.seen;
    let open = seen.open.as_ref().filter(|open| {
        // Before the first publication the draft is all there is to read.
        on_draft || seen.shown.as_ref().is_some_and(|shown| shown.id == open.id)
    });
    if on_draft && (open.is_none() || !talked.matter.drafts) {
        return Err(Failure::NotFound);
    }
    match open {
        Some(open) => {
            let label = format!("Draft, revision {}", open.revision);
            let is_draft = on_draft;
            let version = Version { id: open.id.clone(), label, is_draft };
            Ok((version, store::shared_definition(tx, &open.id)?, open.started_by.clone()))
        }
        None => {
            let shown = seen.shown.as_ref();
            let version = Version {
                id: shown.map(|one| one.id.clone()).unwrap_or_default(),
                label: shown.map(version_name).unwrap_or_default(),
                is_draft: false,
            };
            Ok((version, seen.definition.clone(), String::new()))
        }
    }
}

/// The places of the version shown, and of the open draft where the person may see it.
pub(super) fn places(tx: &mut Tx, talked: &Talked) -> Result<(Elements, Option<Elements>), Failure> {
    let shown = Elements::of(&talked.seen.definition);
    let draft = match &talked.seen.open {
        Some(open) if talked.matter.drafts => Some(Elements::of(&*store::shared_definition(tx, &open.id)?)),
        _ => None,
    };
    Ok((shown, draft))
}
