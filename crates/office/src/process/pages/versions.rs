//! Versions: all, one, two compared, and as files.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use db::Tx;
use ui::Extra;

use super::super::model::Version;
use super::super::store;
use super::super::views::{self, Compared, Seen};
use super::{below, load, seen, tab};
use crate::definition::{self, Definition};
use crate::failure::Failure;
use crate::people;
use crate::web::{Answer, Visit, answer};

/// Names of everybody, by id.
fn names(tx: &mut Tx) -> Result<BTreeMap<String, String>, Failure> {
    Ok(people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect())
}

/// The version that a word names: a number, or "draft" for the open one where the person may read it.
fn named(tx: &mut Tx, seen: &Seen, word: &str) -> Result<(Version, Definition), Failure> {
    let version = if word == "draft" {
        let reads = seen.rights.drafts || seen.rights.is_asked || !seen.is_published();
        seen.open.clone().filter(|_| reads).ok_or(Failure::NotFound)?
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
    visit.page(page, views::compare(&seen, &compared))
}

/// The definition asked for by `?version=`, or the one shown.
async fn wanted(visit: &Visit, key: String) -> Result<(String, Definition), Failure> {
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
