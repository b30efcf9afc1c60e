//! The process that the chosen cases show: the page, the diagram as a file, and the draft that begins with it.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use serde_json::{Value, json};

use super::super::views::{Content, Found, Weighed, not_drafted};
use super::Subject;
use super::performance::{Published, compared, published, strict};
use crate::access::Permission;
use crate::failure::{Failure, Refusal};
use crate::measure::discovered::{Discovered, Miner, Quality, Wanted};
use crate::measure::memory::Chosen;
use crate::measure::{Log, figures, memory};
use crate::process::{self, draft};
use crate::web::{Answer, Page, Visit, answer};

/// What is left out as rare unless somebody says otherwise, per cent.
const USUAL_NOISE: u8 = 20;

pub(super) fn wanted(visit: &Visit) -> Wanted {
    let noise = visit.query("noise").and_then(|text| text.parse::<u8>().ok()).unwrap_or(USUAL_NOISE).min(100);
    Wanted { miner: Miner::from_key(&visit.query("miner").unwrap_or_default()), noise_percent: noise }
}

async fn discovered(
    visit: &Visit,
    subject: &Subject,
    log: &Log,
    published: Option<&Published>,
) -> Result<Arc<Discovered>, Failure> {
    let content = figures::content(&visit.app, &log.id).await?;
    let chosen = Chosen {
        name: subject.selection.name(),
        filter: subject.selection.filter(&content),
        counting: subject.counting.clone(),
    };
    let known = published.map(|known| (&known.version, &known.definition));
    memory::discovered_of_part(&visit.app, log, known, chosen, wanted(visit)).await
}

/// What the view shows, or why it cannot.
pub(super) async fn content(visit: &Visit, subject: &Subject, log: &Log) -> Result<Content, Failure> {
    let published = published(visit, subject).await?;
    let found = match discovered(visit, subject, log, published.as_ref()).await {
        Ok(found) => Ok(found),
        Err(Failure::Refused(refusals)) => Err(refusals),
        Err(failure) => return Err(failure),
    };
    let weighed = match published {
        Some(published) => Some(weigh(visit, subject, log, published).await?),
        None => None,
    };
    let id = subject.process.id.clone();
    let open = visit.read(move |tx| Ok(process::store::open_draft(tx, &id)?)).await?;
    let is_retired = subject.process.is_retired(visit.now);
    let drafts = visit.actor()?.may_on(Permission::DraftProcess, &subject.process.id) && !is_retired;
    Ok(Content::Found(Box::new(Found {
        wanted: wanted(visit),
        found,
        weighed,
        may_draft: drafts && open.is_none(),
        draft_is_open: drafts && open.is_some(),
    })))
}

/// The published diagram, weighed against the same cases; without figures where they cannot be compared.
async fn weigh(visit: &Visit, subject: &Subject, log: &Log, published: Published) -> Result<Weighed, Failure> {
    let compared = match compared(visit, subject, log, &published).await {
        Ok(compared) => Some(compared),
        Err(Failure::Refused(_)) => None,
        Err(failure) => return Err(failure),
    };
    let net = published.definition.flow().and_then(|diagram| figures::net(&diagram).ok());
    let quality = compared.as_ref().zip(net).map(|(found, net)| Quality {
        fitness: found.fitness,
        precision: found.precision,
        generalization: found.generalization,
        simplicity: net.simplicity(),
    });
    Ok(Weighed { number: published.version.number, definition: published.definition, quality })
}

pub(super) async fn download(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = strict(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let published = published(&visit, &subject).await?;
    let found = discovered(&visit, &subject, &log, published.as_ref()).await?;
    Ok(answer::download(&format!("{key}-found.bpmn"), "application/xml", found.diagram.clone().into_bytes()))
}

pub(super) async fn api_found(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = strict(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let published = published(&visit, &subject).await?;
    let found = discovered(&visit, &subject, &log, published.as_ref()).await?;
    let steps: Vec<Value> = found
        .steps
        .iter()
        .map(|(id, name)| json!({ "element": id, "name": name, "published": found.shared.contains(id) }))
        .collect();
    let (wanted, quality) = (wanted(&visit), found.quality);
    let body = json!({
        "process": key, "log_id": log.id, "miner": wanted.miner.key(), "noise_percent": wanted.noise_percent,
        "cases": found.cases, "not_computed": found.not_computed, "fitness": quality.fitness, "precision": quality.precision,
        "generalization": quality.generalization, "simplicity": quality.simplicity, "steps": steps, "bpmn": found.diagram,
    });
    Ok(answer::json(StatusCode::OK, &body))
}

/// A draft of the process begins with the diagram that was found; everything else is as in the version in force.
pub(super) async fn start_draft(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let subject = strict(&visit, &key).await?;
    actor.needs_on(Permission::DraftProcess, &subject.process.id)?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let published = published(&visit, &subject).await?;
    let found = discovered(&visit, &subject, &log, published.as_ref()).await?;
    let process_id = subject.process.id.clone();
    let write = move |tx: &mut Tx| {
        let version = process::commands::start_draft(tx, &actor, now, &process_id, "")?;
        let found = Arc::clone(&found);
        let draw = move |definition: &mut crate::definition::Definition| {
            definition.diagram.clone_from(&found.diagram);
            Ok(())
        };
        draft::save(tx, &actor, now, &process_id, version.revision, &draw)
    };
    match visit.write(write).await {
        Ok(_) => Ok(answer::redirect_saying(
            &format!("/processes/{key}/draft"),
            "The draft begins with the process that the log shows. Steps of the version in force kept their details.",
        )),
        Err(Failure::Refused(refusals)) => refused(&visit, &subject, &refusals),
        Err(failure) => Err(failure),
    }
}

fn refused(visit: &Visit, subject: &Subject, refusals: &[Refusal]) -> Answer {
    let own = format!("/processes/{}", subject.process.key);
    let explorer = format!("{own}/explorer");
    let back = format!("{explorer}?{}", visit.uri.query().unwrap_or_default());
    let page = Page::new("No draft was started")
        .under("Processes", "/processes")
        .under(&subject.process.name, &own)
        .under("Log explorer", &explorer);
    visit.page_refused(page, not_drafted(refusals, &back))
}
