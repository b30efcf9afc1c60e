//! The addresses of the journal: the whole office, one thing, and the export that can be verified offline.

use axum::extract::Path;

use super::export::text;
use super::store::{self, Filter};
use super::views::{self, Asked};
use crate::access::Permission;
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Failure;
use crate::web::{Access, Answer, Page, Routes, Visit, answer};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::ReadJournal);
    Routes::new().get("/journal", read, list).get("/journal/export", read, export).get(
        "/journal/{kind}/{id}",
        read,
        of_object,
    )
}

async fn list(visit: Visit) -> Answer {
    visit.actor()?.needs(Permission::ReadJournal)?;
    let query = |name: &str| visit.query(name).unwrap_or_default();
    let asked = Asked { kind: query("kind"), person: query("person"), from: query("from"), until: query("until") };
    let filter = Filter {
        kind: Some(asked.kind.trim().to_lowercase()).filter(|kind| !kind.is_empty()),
        actor_name: Some(asked.person.trim().to_owned()).filter(|name| !name.is_empty()),
        before: visit.query("before").and_then(|before| before.parse().ok()),
        from: Time::parse_date(&asked.from).ok(),
        until: Time::parse_date(&asked.until).ok().map(|day| day.plus_days(1)),
    };
    let (entries, head, last) = visit
        .read(move |tx| {
            let entries = store::matching(tx, &filter, limits::PAGE_ROWS + 1)?;
            Ok((entries, store::head(tx)?, store::last_checkpoint(tx)?))
        })
        .await?;
    let rows = usize::try_from(limits::PAGE_ROWS).unwrap_or(usize::MAX);
    let next = (entries.len() > rows).then(|| entries.get(rows - 1).map(|last| older(&asked, last.seq))).flatten();
    let shown = &entries[..entries.len().min(rows)];
    let page = Page::new("Journal").lead("Who did what, when and why, in the whole office.").actions(views::actions());
    visit.page(page, views::journal(shown, &asked, next.as_deref(), &head, last.as_ref()))
}

/// The address of the entries before a position.
fn older(asked: &Asked, before: i64) -> String {
    let parts = [("kind", &asked.kind), ("person", &asked.person), ("from", &asked.from), ("until", &asked.until)];
    let query: String = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", crate::web::form::encode(value)))
        .collect();
    format!("/journal?{query}before={before}")
}

async fn of_object(Path((kind, id)): Path<(String, String)>, visit: Visit) -> Answer {
    visit.actor()?.needs(Permission::ReadJournal)?;
    let entries = visit.read(move |tx| Ok(store::of_object(tx, &kind, &id, 500)?)).await?;
    let label = entries.first().map(|entry| entry.object.label.clone()).ok_or(Failure::NotFound)?;
    let title = if label.is_empty() { "History".to_owned() } else { label };
    visit.page(Page::new(&title).under("Journal", "/journal"), views::history(&entries))
}

async fn export(visit: Visit) -> Answer {
    visit.actor()?.needs(Permission::ReadJournal)?;
    let text = visit.read(|tx| Ok(text(&store::after(tx, 0, i64::MAX)?, &store::checkpoints(tx)?))).await?;
    let name = format!("journal-{}.jsonl", visit.now.date());
    Ok(answer::download(&name, "application/jsonl", text.into_bytes()))
}
