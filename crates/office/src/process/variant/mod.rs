//! Variants: a process made from another for a site or region, which keeps its link to the base and follows a stated version.
//!
//! When the base publishes a newer version, whoever manages the variant is asked to take the change over (three-way, so that
//! what the site does differently stays) or to keep the variant as it is, with a reason. Absent: variants of variants; the
//! comparison and the merge themselves (`definition`). Source: ARIS and Nintex (process variants), our own words.

mod model;
pub mod store;

use std::collections::BTreeMap;

use db::Tx;
use serde_json::json;

pub use model::{Answered, Reply, Standing, followed, named, newest, standing, taken_over};

use super::commands::{self, note};
use super::draft::{Saved, save};
use super::holder::holding;
use super::model::{HolderRole, Process, Version};
use super::{place, retirement};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::{Conflict, Definition, Stands};
use crate::failure::{Failure, Refusal};
use crate::worklist;

/// Days within which an answer to a changed base is expected.
const ANSWER_DAYS: i64 = 14;

/// Makes a variant of a process for a site; its draft begins with the version of the base in force.
///
/// # Errors
/// Without the permission; when the base has no version in force, is itself a variant or an area; when the site has one already;
/// when the name is taken.
pub fn make(tx: &mut Tx, actor: &Actor, now: Time, base_id: &str, site: &str, name: &str) -> Result<Process, Failure> {
    actor.needs(Permission::AddProcess)?;
    let base = super::store::by_id(tx, base_id)?;
    place::has_definition(&base)?;
    retirement::is_live(&base, now)?;
    let site = site.trim();
    let mut refusals = Vec::new();
    if let Some(own) = &base.variant_of {
        let first = super::store::by_id(tx, own)?.name;
        let sentence = format!("“{}” is itself a variant. Make another variant of its base, “{first}”.", base.name);
        refusals.push(Refusal::because(sentence));
    }
    if site.is_empty() || site.chars().count() > model::SITE_CHARS {
        let sentence = format!("Name the site or region in 1 to {} characters.", model::SITE_CHARS);
        refusals.push(Refusal::at("site", sentence));
    }
    let others = store::of_base(tx, base_id)?;
    if let Some(other) = others.iter().find(|one| one.site.to_lowercase() == site.to_lowercase()) {
        let sentence = format!("“{}” is the variant for {} already. Open it instead.", other.name, other.site);
        refusals.push(Refusal::at("site", sentence));
    }
    let Some((version, definition)) = super::published(tx, base_id, now)? else {
        let sentence = format!("“{}” has no version in force yet, so there is nothing to begin with.", base.name);
        refusals.push(Refusal::because(sentence));
        return Err(refusals.into());
    };
    if !refusals.is_empty() {
        return Err(refusals.into());
    }
    let made = commands::Variation { base: &base, site, follows_id: &version.id };
    let process = commands::add_variant(tx, actor, now, &made, &named(&definition, name.trim()))?;
    let payload = json!({ "variant_id": process.id, "variant": process.name, "site": site, "number": version.number });
    note(tx, actor, now, "process.variant_made", &base, "", payload)?;
    Ok(process)
}

/// A variant beside its base.
#[derive(Clone, Debug)]
pub struct Pair {
    pub base: Process,
    /// The version of the base that the variant follows.
    pub followed: Option<Version>,
    /// The newest published version of the base.
    pub newest: Option<Version>,
    pub standing: Standing,
}

/// How a variant stands to its base; none for a process that is no variant.
///
/// # Errors
/// The database's.
pub fn pair(tx: &mut Tx, variant: &Process, versions: &[Version]) -> Result<Option<Pair>, Failure> {
    let Some(base_id) = &variant.variant_of else { return Ok(None) };
    let base = super::store::by_id(tx, base_id)?;
    let of_base = super::store::versions(tx, base_id)?;
    let target = newest(&of_base).cloned();
    let followed = followed(versions).and_then(|id| of_base.iter().find(|one| one.id == id)).cloned();
    let standing = standing(versions, target.as_ref(), store::last_answer(tx, &variant.id)?.as_ref());
    Ok(Some(Pair { base, followed, newest: target, standing }))
}

/// The variant, its versions and its base, for a command.
fn load(tx: &mut Tx, actor: &Actor, variant_id: &str) -> Result<(Process, Vec<Version>, Pair), Failure> {
    actor.needs_on(Permission::DraftProcess, variant_id)?;
    let process = super::store::by_id(tx, variant_id)?;
    let versions = super::store::versions(tx, variant_id)?;
    let pair = pair(tx, &process, &versions)?.ok_or(Failure::NotFound)?;
    Ok((process, versions, pair))
}

/// What became of taking over.
#[derive(Clone, Debug)]
pub enum Taken {
    /// The draft of the variant holds the changes now.
    Drafted(Box<Version>),
    /// The variant says all of it already; it follows the newer version from now on.
    Nothing,
    /// Both changed the same part; nothing was saved. All conflicts that nobody decided.
    Contested(Vec<Conflict>),
}

/// Brings what changed in the base into the draft of the variant; a draft is started where none is open. `target_id` is the version
/// of the base that was read, and `stands` says for each contested part which text counts.
///
/// # Errors
/// Without the permission, when the base changed again meanwhile, or there is nothing to take over.
pub fn take_over(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    variant_id: &str,
    target_id: &str,
    stands: &BTreeMap<String, Stands>,
) -> Result<Taken, Failure> {
    let (process, versions, pair) = load(tx, actor, variant_id)?;
    let target = wanted(&pair, target_id)?;
    let open = versions.iter().find(|one| one.state.is_open());
    let current = open.or_else(|| newest(&versions)).ok_or_else(|| {
        Failure::refused("The variant has no version yet. Start a draft; it begins with the base as it is now.")
    })?;
    let then = match current.follows_id.as_ref().or(pair.followed.as_ref().map(|one| &one.id)) {
        Some(id) => super::store::definition(tx, id)?,
        None => Definition::default(),
    };
    let mine = super::store::definition(tx, &current.id)?;
    let merged = taken_over(&then, &super::store::definition(tx, &target.id)?, &mine, stands);
    if !merged.conflicts.is_empty() {
        return Ok(Taken::Contested(merged.conflicts));
    }
    let kept: Vec<&String> =
        stands.iter().filter(|(_, stands)| **stands == Stands::Mine).map(|(part, _)| part).collect();
    let payload =
        json!({ "base": pair.base.name, "base_version_id": target.id, "number": target.number, "kept": kept });
    let taken = if open.is_none() && merged.definition == mine {
        store::follow(tx, &current.id, &target.id)?;
        Taken::Nothing
    } else {
        let draft = match open {
            Some(open) => open.clone(),
            None => commands::start_draft(tx, actor, now, variant_id, "")?,
        };
        let edit = |definition: &mut Definition| {
            *definition = merged.definition.clone();
            Ok(())
        };
        match save(tx, actor, now, variant_id, draft.revision, &edit)? {
            Saved::Kept { version, .. } => {
                store::follow(tx, &version.id, &target.id)?;
                Taken::Drafted(version)
            }
            Saved::Contested(_) => return Err(Failure::broken("a save of the newest revision was contested")),
        }
    };
    store::answer(tx, actor, now, variant_id, &target.id, Reply::Taken, "")?;
    note(tx, actor, now, "process.base_taken_over", &process, "", payload)?;
    refresh(tx, now, &process)?;
    Ok(taken)
}

/// Keeps the variant as it is, although its base changed.
///
/// # Errors
/// Without the permission or a reason, when the base changed again meanwhile, or the variant follows it already.
pub fn keep(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    variant_id: &str,
    target_id: &str,
    reason: &str,
) -> Result<(), Failure> {
    let (process, _, pair) = load(tx, actor, variant_id)?;
    let target = wanted(&pair, target_id)?;
    let reason = reason.trim();
    if reason.is_empty() {
        let sentence = "Say why the site does it differently, so that the next who asks finds the answer.";
        return Err(Refusal::at("reason", sentence).into());
    }
    store::answer(tx, actor, now, variant_id, &target.id, Reply::Kept, reason)?;
    let payload = json!({ "base": pair.base.name, "base_version_id": target.id, "number": target.number });
    note(tx, actor, now, "process.base_kept_out", &process, reason, payload)?;
    refresh(tx, now, &process)
}

/// The version of the base that somebody read and answers to.
fn wanted<'a>(pair: &'a Pair, target_id: &str) -> Result<&'a Version, Failure> {
    let newest = pair.newest.as_ref().ok_or(Failure::NotFound)?;
    if newest.id != target_id {
        let sentence =
            format!("“{}” changed again since you read it. Look at its newest version first.", pair.base.name);
        return Err(Failure::Stale { sentence });
    }
    match pair.standing {
        Standing::Current => Err(Failure::refused("The variant follows the newest version of its base already.")),
        Standing::TakingOver => {
            Err(Failure::refused("The draft of the variant took this version over already. Submit it, or discard it."))
        }
        Standing::Kept(_) | Standing::Behind => Ok(newest),
    }
}

/// Asks whoever manages a variant, or else owns it, for an answer to its base, and nobody where none is missing.
///
/// # Errors
/// The database's.
pub(super) fn refresh(tx: &mut Tx, now: Time, variant: &Process) -> Result<(), Failure> {
    let mut versions = super::store::versions(tx, &variant.id)?;
    let Some(mut beside) = pair(tx, variant, &versions)? else { return Ok(()) };
    if beside.standing == Standing::Behind && catch_up(tx, now, variant, &versions, &beside)? {
        versions = super::store::versions(tx, &variant.id)?;
        beside = pair(tx, variant, &versions)?.unwrap_or(beside);
    }
    let pair = beside;
    let key = format!("process-base:{}", variant.id);
    worklist::settle(tx, now, &key)?;
    if variant.is_retired(now) {
        return Ok(());
    }
    let (Standing::Behind, Some(target)) = (&pair.standing, &pair.newest) else { return Ok(()) };
    let holders = super::store::holders(tx, &variant.id)?;
    let asked = holding(&holders, HolderRole::Manager).or_else(|| holding(&holders, HolderRole::Owner));
    let Some(asked) = asked else { return Ok(()) };
    let follows = pair.followed.map_or_else(|| "no version of it".to_owned(), |one| format!("version {}", one.number));
    let ask = worklist::Ask {
        person_id: &asked.person_id,
        key: &key,
        kind: "process.base_changed",
        title: &format!("The base changed: {}", variant.name),
        why: &format!(
            "{} published version {}, and this variant follows {follows}. Take the change over, or keep the variant as it is.",
            pair.base.name, target.number
        ),
        href: &format!("/processes/{}/base/changes", variant.key),
        object_kind: "process",
        object_id: &variant.id,
        due_at: now.plus_days(ANSWER_DAYS),
    };
    worklist::ask(tx, now, ask)?;
    Ok(())
}

/// Follows the newest version of the base where the variant says all of it already, as when a name was changed in both.
fn catch_up(tx: &mut Tx, now: Time, variant: &Process, versions: &[Version], pair: &Pair) -> Result<bool, Failure> {
    let Some(target) = &pair.newest else { return Ok(false) };
    let newer = super::store::definition(tx, &target.id)?;
    let mut moved = false;
    for own in newest(versions).into_iter().chain(versions.iter().find(|one| one.state.is_open())) {
        let Some(follows) = own.follows_id.as_ref().filter(|id| **id != target.id) else { continue };
        let (then, definition) = (super::store::definition(tx, follows)?, super::store::definition(tx, &own.id)?);
        let merged = taken_over(&then, &newer, &definition, &BTreeMap::new());
        if merged.conflicts.is_empty() && merged.definition == definition {
            store::follow(tx, &own.id, &target.id)?;
            moved = true;
        }
    }
    if moved {
        let payload = json!({ "base": pair.base.name, "base_version_id": target.id, "number": target.number });
        note(tx, &Actor::office(), now, "process.base_followed", variant, "", payload)?;
    }
    Ok(moved)
}

/// [`refresh`] for a process that changed: as a variant, and as the base of its variants.
///
/// # Errors
/// The database's.
pub(super) fn refresh_around(tx: &mut Tx, now: Time, process: &Process) -> Result<(), Failure> {
    refresh(tx, now, process)?;
    for variant in store::of_base(tx, &process.id)? {
        refresh(tx, now, &variant)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
