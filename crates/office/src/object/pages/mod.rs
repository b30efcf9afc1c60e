//! The addresses of objects: the list, one log of objects with its flows and links, the objects behind a number, and making a set.

mod files;
mod improving;
pub(super) mod making;

use std::sync::Arc;

use axum::extract::Path;
use mining::OcelVersion;

use super::model::Sought;
use super::sight::{Origin, Sight, readable, sight};
use super::views::{self, At, View};
use super::{api, commands};
use crate::access::Permission;
use crate::clock::Time;
use crate::config::limits;
use crate::failure::Failure;
use crate::web::{Access, Answer, Page, Routes, Visit, answer, csv};

/// Objects of one page.
const PAGE: usize = limits::PAGE_ROWS.unsigned_abs() as usize;
/// Types shown at once, the colours that can be told apart.
const MOST_TYPES: usize = 8;
/// Types shown when nobody chose.
const USUAL_TYPES: usize = 4;

/// Who may enter where; each sees what they may read of every process in it.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let bring = Access::May(Permission::ImportLog);
    Routes::new()
        .get("/objects", read, list)
        .get("/objects/new", bring, making::start)
        .post("/objects", bring, making::link)
        .get("/objects/{id}", read, show)
        .get("/objects/{id}/flow.csv", read, export_flow)
        .get("/objects/{id}/links.csv", read, export_links)
        .get("/objects/{id}/types.csv", read, files::types_of)
        .get("/objects/{id}/meetings.csv", read, files::meetings)
        .get("/objects/{id}/statements.csv", read, files::statements)
        .get("/objects/{id}/log.jsonocel", read, export_log)
        .get("/objects/{id}/found", read, found)
        .get("/objects/{id}/found.csv", read, export_found)
        .get("/objects/{id}/one", read, one)
        .post("/objects/{id}/improvement", Access::May(Permission::ProposeImprovement), improving::propose)
        .post("/objects/{id}/removal", bring, remove)
        .get("/api/objects", read, api::list)
        .get("/api/objects/{id}", read, api::show)
        .get("/api/objects/{id}/found", read, api::found)
}

/// Every origin that the visitor may read.
pub(super) async fn origins(visit: &Visit) -> Result<Vec<Origin>, Failure> {
    let actor = visit.actor()?;
    visit.read(move |tx| readable(tx, &actor)).await
}

/// One of them.
pub(super) async fn origin(visit: &Visit, id: &str) -> Result<Origin, Failure> {
    origins(visit).await?.into_iter().find(|one| one.id() == id).ok_or(Failure::NotFound)
}

/// An origin with what is told of its objects.
pub(super) async fn seen(visit: &Visit, id: &str) -> Result<(Origin, Arc<Sight>), Failure> {
    let origin = origin(visit, id).await?;
    let sight = sight(&visit.app, &origin).await?;
    Ok((origin, sight))
}

/// The parameters of the address, decoded.
fn parameters(visit: &Visit) -> Vec<(String, String)> {
    crate::web::form::pairs(visit.uri.query().unwrap_or_default().as_bytes())
}

/// The types that are looked at, in the order of the log: those that the address names, or those with the most objects.
pub(super) fn types(visit: &Visit, sight: &Sight) -> Vec<String> {
    let asked: Vec<String> =
        parameters(visit).into_iter().filter(|(name, _)| name == "type").map(|(_, value)| value).collect();
    let all = &sight.flow.types;
    let mut chosen: Vec<usize> = (0..all.len()).filter(|at| asked.contains(&all[*at].object_type)).collect();
    if chosen.is_empty() {
        chosen = (0..all.len()).filter(|at| all[*at].events > 0).collect();
        chosen.sort_by_key(|at| std::cmp::Reverse(all[*at].objects));
        chosen.truncate(USUAL_TYPES);
        chosen.sort_unstable();
    }
    chosen.truncate(MOST_TYPES);
    chosen.into_iter().map(|at| all[at].object_type.clone()).collect()
}

async fn list(visit: Visit) -> Answer {
    let all = origins(&visit).await?;
    let may_link = visit.actor()?.may_somewhere(Permission::ImportLog);
    let page = Page::new("Objects")
        .lead("Incidents, problems and changes seen together: where their flows meet, and which belong to which.");
    let page = if may_link { page.actions(views::making::link_button()) } else { page };
    visit.page(page, views::list(&all, may_link))
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let origin = origin(&visit, &id).await?;
    let name = origin.name().to_owned();
    let page = Page::new(&name).under("Objects", "/objects");
    let sight = match sight(&visit.app, &origin).await {
        Ok(sight) => sight,
        Err(Failure::Refused(refusals)) => {
            let may = may_remove(&visit, &origin)?;
            return visit.page(page, views::cannot(&origin, &refusals, may));
        }
        Err(failure) => return Err(failure),
    };
    let chosen = types(&visit, &sight);
    let view = View::from_key(&visit.query("view").unwrap_or_default());
    let per_cent =
        |name: &str, usual: u8| visit.query(name).and_then(|text| text.parse::<u8>().ok()).unwrap_or(usual).min(100);
    let asked = views::Asked {
        steps: per_cent("steps", 100),
        arrows: per_cent("arrows", 40),
        by_time: visit.query("show").as_deref() == Some("time"),
    };
    let may = may_remove(&visit, &origin)?;
    let draw = move || views::show(&At { id: &id, view, types: &chosen }, &origin, &sight, &asked, may);
    let body = tokio::task::spawn_blocking(draw).await.map_err(Failure::broken)?;
    visit.page(page, body)
}

/// Whether the visitor may undo a set.
fn may_remove(visit: &Visit, origin: &Origin) -> Result<bool, Failure> {
    let actor = visit.actor()?;
    Ok(match origin {
        Origin::File { .. } => false,
        Origin::Linked { set, .. } => {
            set.sources.iter().all(|source| actor.may_on(Permission::ImportLog, &source.process_id))
        }
    })
}

async fn export_flow(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let chosen = types(&visit, &sight);
    let header =
        ["Objects", "From", "To", "How often", "Different objects", "Pairs of events", "Median hours", "Mean hours"];
    let flows = sight.flow.types.iter().filter(|flow| chosen.contains(&flow.object_type));
    let rows = flows.flat_map(|flow| {
        flow.edges.iter().map(|edge| {
            let hours = |seconds: f64| format!("{:.3}", seconds / 3600.0);
            vec![
                flow.object_type.clone(),
                edge.from.clone(),
                edge.to.clone(),
                edge.count.to_string(),
                edge.objects.to_string(),
                edge.event_pairs.to_string(),
                hours(edge.median_seconds),
                hours(edge.mean_seconds),
            ]
        })
    });
    Ok(csv::download("flows-of-objects.csv", &header, rows))
}

async fn export_links(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let linkages = views::linkages(&sight, &types(&visit, &sight));
    let header = [
        "Of",
        "With",
        "Objects",
        "With none",
        "With one",
        "With several",
        "Mean",
        "Most",
        "Links",
        "Median hours between",
        "The other begins before",
    ];
    let rows = linkages.iter().map(|one| {
        vec![
            one.of.clone(),
            one.with.clone(),
            one.objects.to_string(),
            one.none.to_string(),
            one.one.to_string(),
            one.several.to_string(),
            format!("{:.3}", one.each.mean),
            one.each.most.to_string(),
            one.links.to_string(),
            one.median_seconds.map(|seconds| format!("{:.3}", seconds / 3600.0)).unwrap_or_default(),
            one.before.to_string(),
        ]
    });
    Ok(csv::download("links-of-objects.csv", &header, rows))
}

async fn export_log(Path(id): Path<String>, visit: Visit) -> Answer {
    let (_, sight) = seen(&visit, &id).await?;
    let write = move || {
        let mut out = Vec::new();
        mining::export_ocel_json(&sight.log, OcelVersion::Two, &mut out).map(|_| out)
    };
    let bytes = tokio::task::spawn_blocking(write).await.map_err(Failure::broken)?.map_err(Failure::broken)?;
    Ok(answer::download("objects.jsonocel", "application/json", bytes))
}

/// What an address asks of objects.
pub(super) struct Asking {
    pub of: String,
    pub sought: Sought,
    pub origin: Origin,
    pub sight: Arc<Sight>,
    pub found: Vec<(u32, Vec<u32>)>,
}

impl Asking {
    /// Objects of the type in all.
    pub fn of_all(&self) -> u64 {
        self.sight.flow.types.iter().find(|flow| flow.object_type == self.of).map_or(0, |flow| flow.objects)
    }

    /// What was asked and what came out, as a sentence.
    pub fn sentence(&self) -> String {
        let (count, of) = (self.found.len(), self.of_all());
        let share = count as f64 / of.max(1) as f64 * 100.0;
        format!("{}: {count} of {of} ({share:.1}\u{a0}%), in “{}”.", self.sought.words(&self.of), self.origin.name())
    }
}

/// Reads what is asked, and finds it.
pub(super) async fn asking(visit: &Visit, id: &str) -> Result<Asking, Failure> {
    let (origin, sight) = seen(visit, id).await?;
    let of = visit.query("of").unwrap_or_default();
    if !sight.flow.types.iter().any(|flow| flow.object_type == of) {
        return Err(Failure::NotFound);
    }
    let sought = Sought::read(|name| visit.query(name)).map_err(Failure::refused)?;
    let (looked, wanted, kind) = (Arc::clone(&sight), sought.clone(), of.clone());
    let found = tokio::task::spawn_blocking(move || looked.find(&kind, &wanted)).await.map_err(Failure::broken)??;
    Ok(Asking { of, sought, origin, sight, found })
}

async fn found(Path(id): Path<String>, visit: Visit) -> Answer {
    let back = format!("/objects/{id}");
    let asking = match asking(&visit, &id).await {
        Ok(asking) => asking,
        Err(Failure::Refused(refusals)) => {
            let page = Page::new("This cannot be looked for").under("Objects", "/objects");
            return visit.page_refused(page, views::refused(&refusals, &back));
        }
        Err(failure) => return Err(failure),
    };
    let page: usize = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let last = asking.found.len().div_ceil(PAGE).max(1);
    let skip = (page.clamp(1, last) - 1) * PAGE;
    let title = asking.sought.words(&asking.of);
    let name = asking.origin.name().to_owned();
    let head = Page::new(&title).under("Objects", "/objects").under(&name, &back);
    let doing = improving::doing(&visit, &id, &asking).await?;
    visit.page(head, views::found::show(&id, &asking, &doing, skip, PAGE))
}

async fn export_found(Path(id): Path<String>, visit: Visit) -> Answer {
    let asking = asking(&visit, &id).await?;
    let header = ["Object", "Type", "First event", "Last event", "Linked objects", "Which"];
    let log = &asking.sight.log;
    let rows = asking.found.iter().filter_map(|(object, others)| {
        let object = log.object_at(*object as usize)?;
        let span = asking.sight.network.as_ref().ok().and_then(|network| network.span(object.index));
        let time = |time: Option<i64>| time.map(|time| Time(time).rfc3339()).unwrap_or_default();
        let names = others.iter().filter_map(|other| log.object_at(*other as usize)).map(|other| other.id());
        Some(vec![
            object.id().to_owned(),
            asking.of.clone(),
            time(span.map(|(first, _)| first)),
            time(span.map(|(_, last)| last)),
            others.len().to_string(),
            names.collect::<Vec<_>>().join("; "),
        ])
    });
    Ok(csv::download("objects.csv", &header, rows))
}

async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let (origin, sight) = seen(&visit, &id).await?;
    let wanted = visit.query("object").unwrap_or_default();
    let object = sight.log.object(&wanted).ok_or(Failure::NotFound)?;
    let title = format!("{} {}", object.object_type(), object.id());
    let (name, back) = (origin.name().to_owned(), format!("/objects/{id}"));
    let page = Page::new(&title).under("Objects", "/objects").under(&name, &back);
    visit.page(page, views::found::one(&id, &origin, &sight, object))
}

async fn remove(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let Origin::Linked { set, .. } = origin(&visit, &id).await? else { return Err(Failure::NotFound) };
    visit.write(move |tx| commands::remove(tx, &actor, now, &set)).await?;
    Ok(answer::redirect_saying("/objects", "The logs are no longer linked. They themselves stay as they are."))
}
