//! Variants for programs: make one, read how it differs and what changed in its base, and answer.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::pages::beside;
use super::super::variant::{self, Standing, Taken, named};
use super::super::{Version, store};
use super::{remark, told};
use crate::definition::{Class, Stands, diff};
use crate::failure::{Failure, Refusal};
use crate::web::{Answer, Visit, answer, body};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    site: String,
    /// The name of the base with the site, where none is given.
    #[serde(default)]
    name: Option<String>,
}

pub(in super::super) async fn make(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: New = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let process = visit
        .write(move |tx| {
            let base = store::by_key(tx, &key)?;
            let name = sent.name.clone().unwrap_or_else(|| format!("{} ({})", base.name, sent.site.trim()));
            variant::make(tx, &actor, now, &base.id, &sent.site, &name)
        })
        .await?;
    Ok(answer::json(StatusCode::CREATED, &process))
}

fn changes(old: &crate::definition::Definition, new: &crate::definition::Definition) -> Vec<Value> {
    let class = |class: Class| if class == Class::Major { "major" } else { "minor" };
    diff(old, new)
        .into_iter()
        .map(|change| json!({ "sentence": change.sentence, "class": class(change.class) }))
        .collect()
}

pub(in super::super) async fn base(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, beside) = beside(&visit, &key).await?;
    let pair = &beside.pair;
    let number = |version: Option<&Version>| version.map(|one| one.number.clone());
    let reason = match &pair.standing {
        Standing::Kept(answer) => Some(answer.reason.clone()),
        _ => None,
    };
    let body = json!({
        "base": pair.base.key, "site": seen.process.site, "standing": pair.standing.key(), "reason": reason,
        "follows": number(pair.followed.as_ref()), "newest": number(pair.newest.as_ref()),
        "newest_id": pair.newest.as_ref().map(|one| one.id.clone()),
        "differs": changes(&named(&beside.then, &beside.own.name), &beside.own),
        "changed": changes(&beside.then, &beside.newer),
    });
    Ok(answer::json(StatusCode::OK, &body))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakeOver {
    /// The id of the version of the base that was read.
    version_id: String,
    /// For each contested part `mine` (the variant's) or `theirs` (the base's).
    #[serde(default)]
    stands: BTreeMap<String, String>,
}

pub(in super::super) async fn take_over(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: TakeOver = body::read(&body)?;
    let stands: BTreeMap<String, Stands> = sent
        .stands
        .into_iter()
        .map(|(part, word)| match word.as_str() {
            "mine" => Ok((part, Stands::Mine)),
            "theirs" => Ok((part, Stands::Theirs)),
            _ => Err(Failure::from(Refusal::at("stands", format!("For {part} write mine or theirs.")))),
        })
        .collect::<Result<_, _>>()?;
    let (actor, now) = (visit.actor()?, visit.now);
    let taken = visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            variant::take_over(tx, &actor, now, &process.id, &sent.version_id, &stands)
        })
        .await?;
    Ok(match taken {
        Taken::Drafted(version) => answer::json(StatusCode::OK, &json!({ "taken": true, "draft": told(&version) })),
        Taken::Nothing => answer::json(StatusCode::OK, &json!({ "taken": true, "draft": null })),
        Taken::Contested(conflicts) => answer::json(StatusCode::CONFLICT, &json!({ "conflicts": conflicts })),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keep {
    version_id: String,
    reason: String,
}

pub(in super::super) async fn keep(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Keep = body::read(&body)?;
    let reason = remark("reason", "The reason", sent.reason)?;
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            variant::keep(tx, &actor, now, &process.id, &sent.version_id, &reason)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &json!({ "kept": true })))
}
