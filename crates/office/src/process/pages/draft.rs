//! The draft: starting, drawing, discarding.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use db::Tx;
use ui::Extra;

use super::super::model::State;
use super::super::views::{self, Drafted, Seen};
use super::super::{commands, comments, store};
use super::{below, load, seen};
use crate::access::{Actor, Permission, forbidden};
use crate::approval::{self, Decision};
use crate::clock::Time;
use crate::definition::diff;
use crate::failure::Failure;
use crate::rule;
use crate::web::{Answer, Form, Visit, answer};

/// What somebody is told whose edit let the approvals lapse.
pub(super) const LAPSED: &str =
    "This changes what was approved, so the approvals lapsed. Submit it again when it is ready.";

pub(super) async fn start(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.at("draft"));
    visit.write(move |tx| commands::start_draft(tx, &actor, now, &seen.process.id, "")).await?;
    Ok(answer::redirect_saying(
        &href,
        "The draft begins as a copy of the version in force. What you draw is saved as you draw.",
    ))
}

/// The process with its open draft, for somebody who may work on it.
pub(super) fn drafted(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<(Seen, Drafted), Failure> {
    let seen = load(tx, actor, now, key)?;
    if !seen.rights.drafts {
        return Err(forbidden(Permission::DraftProcess));
    }
    let version = seen.open.clone().ok_or(Failure::NotFound)?;
    let definition = store::definition(tx, &version.id)?;
    let changes = match &version.base_id {
        Some(base) => diff(&store::definition(tx, base)?, &definition),
        None => Vec::new(),
    };
    let asked = approval::of_subject(tx, &commands::subject(&version.id))?;
    let lapsed = approval::last_lapsed(&asked).map(|one| one.lapse_reason.clone());
    let sent_back = match version.state {
        State::SentBack => asked
            .into_iter()
            .filter(|one| one.decision == Some(Decision::SentBack))
            .max_by_key(|one| one.decided_at)
            .map(|one| (one.approver_name, one.reason)),
        _ => None,
    };
    let (findings, silenced) = rule::in_use(tx)?.check(&definition);
    let is_first = version.base_id.is_none();
    let sent_back = sent_back.into_iter().collect();
    let talk = comments::open(tx, &seen.process.id, &definition, true)?;
    Ok((seen, Drafted { version, definition, findings, silenced, changes, is_first, sent_back, lapsed, talk }))
}

/// The same, read for a page.
pub(super) async fn read(visit: &Visit, key: String) -> Result<(Seen, Drafted), Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.read(move |tx| drafted(tx, &actor, now, &key)).await
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key.clone()).await?;
    if seen.open.is_none() {
        return Ok(answer::redirect_saying(&seen.href, "No draft is open. Start one to change the process."));
    }
    let (seen, drafted) = read(&visit, key).await?;
    let title = format!("Draft of {}", seen.process.name);
    let page = below(&seen, &title)
        .lead("What you draw is saved as you draw. Others can work on it at the same time.")
        .status(views::status(&seen))
        .needs(&[Extra::Editor]);
    visit.page(page, views::draft(&seen, &drafted))
}

pub(super) async fn diagram(Path(key): Path<String>, visit: Visit) -> Answer {
    let (_, drafted) = read(&visit, key).await?;
    let mime = HeaderValue::from_static("application/xml; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, mime)], drafted.definition.diagram).into_response())
}

pub(super) async fn discard(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let reason = form.optional_line("reason", "The reason");
    form.checked()?;
    let seen = seen(&visit, key).await?;
    let (actor, now, href) = (visit.actor()?, visit.now, seen.href.clone());
    visit.write(move |tx| commands::discard(tx, &actor, now, &seen.process.id, &reason)).await?;
    Ok(answer::redirect_saying(&href, "The draft is discarded."))
}
