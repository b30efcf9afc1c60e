//! The addresses of search.

use axum::http::StatusCode;

use super::{Found, things, views};
use crate::access::Permission;
use crate::config::limits;
use crate::failure::Failure;
use crate::web::page::PLACES;
use crate::web::{Access, Answer, Page, Routes, Visit, answer};

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().get("/search", Access::SignedIn, page).get("/search.json", Access::SignedIn, palette)
}

async fn page(visit: Visit) -> Answer {
    let words = words(&visit);
    let found = found(&visit, &words).await?;
    visit.page(
        Page::new("Search")
            .lead("Processes and what they are made of, answers, improvements, cases, people and pages."),
        views::found(&words, &found),
    )
}

async fn palette(visit: Visit) -> Answer {
    let words = words(&visit);
    Ok(answer::json(StatusCode::OK, &found(&visit, &words).await?))
}

fn words(visit: &Visit) -> String {
    let asked = visit.query("q").unwrap_or_default();
    asked.chars().filter(|letter| !letter.is_control()).take(limits::LINE_CHARS).collect::<String>().trim().to_owned()
}

/// What the person may see and the words are in; without words, the pages.
async fn found(visit: &Visit, words: &str) -> Result<Vec<Found>, Failure> {
    let actor = visit.actor()?;
    let asked = words.to_lowercase();
    let pages = PLACES
        .iter()
        .flat_map(|(_, places)| places.iter())
        .filter(|place| place.access.admits(Some(&actor)) && place.label.to_lowercase().contains(&asked))
        .map(|place| Found { label: place.label.to_owned(), kind: "Page".into(), href: place.href.to_owned() });
    let mut all: Vec<Found> = pages.collect();
    if !actor.may_somewhere(Permission::Read) || asked.is_empty() {
        return Ok(all);
    }
    let (now, words) = (visit.now, words.to_owned());
    let things = visit.read(move |tx| things(tx, &actor, now, &words)).await?;
    all.extend(things);
    Ok(all)
}
