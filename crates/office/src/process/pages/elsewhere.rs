//! The way out: the process for another engine, with what has to be known of each element.

use axum::extract::Path;
use engine::elsewhere::{Carried, Target};

use super::super::readiness::{self, Unsettled};
use super::super::views;
use super::{below, seen};
use crate::definition::elsewhere;
use crate::failure::Failure;
use crate::web::{Answer, Visit, answer};

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let page = below(&seen, "Run it elsewhere")
        .lead("The process as another engine runs it: the same diagram, with who does what and what is filled in.");
    let engines: Vec<(Target, Result<Carried, String>)> =
        Target::ALL.into_iter().map(|target| (target, elsewhere(&seen.definition, target))).collect();
    let held = held(&visit, &seen).await?;
    visit.page(page, views::elsewhere(&seen, &engines, &held))
}

/// What holds the version in force back from being taken to an engine.
async fn held(visit: &Visit, seen: &views::Seen) -> Result<Vec<Unsettled>, Failure> {
    let (id, now) = (seen.process.id.clone(), visit.now);
    let standing = visit.read(move |tx| readiness::standing(tx, now, &id)).await?;
    Ok(standing.map(|one| one.held()).unwrap_or_default())
}

async fn carried(visit: &Visit, key: String, engine: &str) -> Result<Carried, Failure> {
    let target = Target::from_key(engine).ok_or(Failure::NotFound)?;
    let seen = seen(visit, key).await?;
    if !held(visit, &seen).await?.is_empty() {
        let told =
            format!("{} is held until it is settled, or accepted by its owner under “Readiness”.", seen.process.name);
        return Err(Failure::refused(told));
    }
    elsewhere(&seen.definition, target).map_err(|_| Failure::NotFound)
}

pub(super) async fn diagram(Path((key, engine)): Path<(String, String)>, visit: Visit) -> Answer {
    let name = format!("{key}-{engine}.bpmn");
    let carried = carried(&visit, key, &engine).await?;
    Ok(answer::download(&name, "application/xml", carried.text.into_bytes()))
}

pub(super) async fn file(Path((key, engine, file)): Path<(String, String, String)>, visit: Visit) -> Answer {
    let carried = carried(&visit, key, &engine).await?;
    let kind = |name: &str| if name.ends_with(".form") { "application/json" } else { "application/xml" };
    let all = carried.decisions.into_iter().chain(carried.forms);
    let (name, content) = all.into_iter().find(|(name, _)| *name == file).ok_or(Failure::NotFound)?;
    Ok(answer::download(&name, kind(&name), content.into_bytes()))
}
