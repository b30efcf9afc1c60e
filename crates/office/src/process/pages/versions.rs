//! Versions: all, one, two compared, and as files.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use ui::Extra;

use super::super::model::{State, Version};
use super::super::store;
use super::super::views::{self, Compared, Look, Seen, Told};
use super::{below, load, seen, tab};
use crate::definition::{self, Definition};
use crate::failure::Failure;
use crate::people;
use crate::web::{Answer, Visit, answer, csv};

/// Names of everybody, by id.
fn names(tx: &mut Tx) -> Result<BTreeMap<String, String>, Failure> {
    Ok(people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect())
}

/// The version that a word names: a number, or "draft" for the open one where the person may read it.
fn named(tx: &mut Tx, seen: &Seen, word: &str) -> Result<(Version, Definition), Failure> {
    let version = if word == "draft" {
        seen.open_to_read().cloned().ok_or(Failure::NotFound)?
    } else {
        store::by_number(tx, &seen.process.id, word)?
    };
    let definition = store::definition(tx, &version.id)?;
    Ok((version, definition))
}

pub(super) async fn all(Path(key): Path<String>, visit: Visit) -> Answer {
    let seen = seen(&visit, key).await?;
    let names = visit.read(names).await?;
    visit.page(tab(&seen, "versions"), views::versions(&seen, &names))
}

pub(super) async fn one(Path((key, number)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (seen, version, definition, names) = visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            let version = store::by_number(tx, &seen.process.id, &number)?;
            let definition = store::definition(tx, &version.id)?;
            Ok((seen, version, definition, names(tx)?))
        })
        .await?;
    let title = format!("{} {}", definition.name, version.number);
    let versions = seen.at("versions");
    let page = below(&seen, &title).under("Versions", &versions).lead(&definition.purpose).needs(&[Extra::Diagram]);
    visit.page(page, views::version(&seen, &version, &definition, &names))
}

pub(super) async fn compare(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let words = (visit.query("from").unwrap_or_default(), visit.query("to").unwrap_or_default());
    let look = Look::named(&visit.query("view").unwrap_or_default(), &visit.query("class").unwrap_or_default());
    let (seen, compared) = visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            let (from, old) = named(tx, &seen, &words.0)?;
            let (to, new) = named(tx, &seen, &words.1)?;
            Ok((seen, Compared { from, to, old, new }))
        })
        .await?;
    let names = (views::version_name(&compared.from), views::version_name(&compared.to));
    let title = format!("What changed: {} to {}", names.0, names.1.to_lowercase());
    let versions = seen.at("versions");
    let page = below(&seen, &title).under("Versions", &versions).needs(&[Extra::Diagram]);
    visit.page(page, views::compare(&seen, &compared, look))
}

/// Every published version with what it changed against the one it began from, newest first.
fn told(tx: &mut Tx, seen: &Seen) -> Result<Vec<Told>, Failure> {
    let names = names(tx)?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let mut all = Vec::new();
    for version in seen.versions.iter().filter(|version| version.state == State::Published) {
        let base = seen.versions.iter().find(|one| Some(&one.id) == version.base_id.as_ref());
        let changes = match base {
            Some(base) => {
                let old = store::shared_definition(tx, &base.id)?;
                Some(definition::diff(&old, &*store::shared_definition(tx, &version.id)?))
            }
            None => None,
        };
        all.push(Told {
            version: version.clone(),
            base: base.map(|base| base.number.clone()).filter(|number| !number.is_empty()),
            changes,
            published_by: name(&version.published_by),
            submitted_by: name(&version.submitted_by),
        });
    }
    Ok(all)
}

/// The process with its history.
async fn history_of(visit: &Visit, key: String) -> Result<(Seen, Vec<Told>), Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            let told = told(tx, &seen)?;
            Ok((seen, told))
        })
        .await
}

pub(super) async fn history(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, told) = history_of(&visit, key).await?;
    let title = format!("How {} changed", seen.process.name);
    let versions = seen.at("versions");
    let page = below(&seen, &title)
        .under("Versions", &versions)
        .lead("Every published version, newest first: what changed, who published it, and why.");
    visit.page(page, views::history(&seen, &told))
}

pub(super) async fn history_csv(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, told) = history_of(&visit, key).await?;
    let header = [
        "version",
        "class",
        "in_force_from",
        "published_at",
        "published_by",
        "submitted_by",
        "why",
        "change_class",
        "change",
    ];
    Ok(csv::download(&format!("{}-history.csv", seen.process.key), &header, views::history_rows(&told)))
}

pub(super) async fn history_markdown(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, told) = history_of(&visit, key).await?;
    let text = views::history_markdown(&seen.process.name, &told);
    let name = format!("{}-history.md", seen.process.key);
    Ok(answer::download(&name, "text/markdown; charset=utf-8", text.into_bytes()))
}

/// The definition asked for by `?version=`, or the one shown.
pub(super) async fn wanted(visit: &Visit, key: String) -> Result<(String, Definition), Failure> {
    let (actor, now, word) = (visit.actor()?, visit.now, visit.query("version"));
    visit
        .read(move |tx| {
            let seen = load(tx, &actor, now, &key)?;
            match &word {
                Some(word) => Ok((format!("{key}-{word}"), named(tx, &seen, word)?.1)),
                None => Ok((key.clone(), Definition::clone(&seen.definition))),
            }
        })
        .await
}

pub(super) async fn bpmn(Path(key): Path<String>, visit: Visit) -> Answer {
    let (name, definition) = wanted(&visit, key).await?;
    Ok(answer::download(&format!("{name}.bpmn"), "application/xml", definition.diagram.into_bytes()))
}

pub(super) async fn json(Path(key): Path<String>, visit: Visit) -> Answer {
    let (name, definition) = wanted(&visit, key).await?;
    let text = definition::canonical(&definition);
    Ok(answer::download(&format!("{name}.json"), "application/json", text.into_bytes()))
}

/// The folder of open files, as one JSON object from path to text.
pub(super) async fn files(Path(key): Path<String>, visit: Visit) -> Answer {
    let (_, definition) = wanted(&visit, key).await?;
    let files: BTreeMap<String, String> = definition::files(&definition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect();
    Ok(answer::json(StatusCode::OK, &files))
}
