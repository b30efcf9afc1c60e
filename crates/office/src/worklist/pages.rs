//! The home page and the calendar feed.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use super::{calendar, store, views};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::{self, Entry, chain::hex};
use crate::people;
use crate::web::{Access, Answer, Page, Routes, Visit};

/// Days that "done lately" goes back.
const LATELY_DAYS: i64 = 14;
/// Open asks shown at most.
const OPEN_SHOWN: i64 = 100;
/// Open asks in a calendar at most.
const IN_CALENDAR: i64 = 500;
/// Ended asks shown at most.
const DONE_SHOWN: i64 = 8;
/// Objects whose journal is looked at for what happened lately.
const OBJECTS: i64 = 12;
/// Entries of the journal shown at most.
const ENTRIES_SHOWN: usize = 6;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/", Access::SignedIn, home).get("/api/work", Access::SignedIn, super::api::work).get(
        "/calendar/{file}",
        Access::Public,
        feed,
    )
}

async fn home(visit: Visit) -> Answer {
    let (id, now) = (visit.actor()?.person_id, visit.now);
    let work = visit
        .read(move |tx| {
            let open = store::open_first(tx, &id, OPEN_SHOWN)?;
            let counts = store::open_counts(tx, &id, Time::of_date(now.date()))?;
            let done = store::done_since(tx, &id, now.plus_days(-LATELY_DAYS), DONE_SHOWN)?;
            let roles = people::store::assignments(tx, &id)?;
            let mut entries: Vec<Entry> = Vec::new();
            for (kind, object) in store::objects_of(tx, &id, OBJECTS)? {
                entries.extend(journal::store::of_object(tx, &kind, &object, 3)?);
            }
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
            entries.truncate(ENTRIES_SHOWN);
            Ok(views::Work { open, counts, done, roles, entries })
        })
        .await?;
    let lead = views::lead(work.counts);
    visit.page(Page::new("My work").lead(&lead), views::home(&work, now))
}

async fn feed(Path(file): Path<String>, visit: Visit) -> Answer {
    let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let token = file.strip_suffix(".ics").filter(|token| !token.is_empty() && token.chars().all(known));
    let token = token.ok_or(Failure::NotFound)?.to_owned();
    let asks = visit
        .read(move |tx| {
            let person = people::store::by_calendar_token(tx, &token)?.ok_or(Failure::NotFound)?;
            Ok(store::open_first(tx, &person.id, IN_CALENDAR)?)
        })
        .await?;
    let text = calendar::calendar(&asks, &visit.app.office_name(), &visit.app.config().public_url);
    let tag = format!("\"{}\"", hex(&Sha256::digest(text.as_bytes())));
    let known = visit.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known == Some(tag.as_str()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"))], text).into_response()
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
