//! Changing a name or a meaning everywhere: first the list of what it touches, then exactly that, in one transaction.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::model::{Edit, Effect, Plan};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::config::limits;
use crate::definition::Definition;
use crate::definition::dictionary::{Kind, explain, mentions, plain, rename};
use crate::failure::{Failure, Refusal};
use crate::handoff;
use crate::journal::{self, Object};
use crate::process::shared::{self, Source};
use crate::process::{self, reword};

/// What an edit of the entry `name` would do.
///
/// # Errors
/// Without the permission, when there is no such name, or when the new one cannot be.
pub fn plan(tx: &mut Tx, actor: &Actor, now: Time, kind: Kind, name: &str, edit: &Edit) -> Result<Plan, Failure> {
    actor.needs(Permission::KeepDictionary)?;
    check(kind, name, edit)?;
    let sources = shared::sources(tx, actor, now)?;
    let names_it =
        |source: &&Source| source.standings.iter().any(|one| one.kind == kind && plain(&one.name) == plain(name));
    if !sources.iter().any(|source| names_it(&source)) {
        return Err(Failure::NotFound);
    }
    let apply = applied(kind, name, edit);
    let mut effects = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources.iter().filter(names_it) {
        if !seen.insert(source.process.id.clone()) {
            continue;
        }
        let definition = process::store::shared_definition(tx, &source.version.id)?;
        effects.push(Effect {
            process_id: source.process.id.clone(),
            process_key: source.process.key.clone(),
            process: source.process.name.clone(),
            touched: reword::plan(tx, now, &source.process.id, &apply)?,
            mentions: match edit {
                Edit::Rename { .. } => mentions(&definition, name),
                Edit::Explain { .. } => std::collections::BTreeMap::new(),
            },
        });
    }
    Ok(Plan { effects })
}

/// Does exactly what the plan of that print says.
///
/// # Errors
/// As [`plan`]; when no reason is given, something changed since the plan was read, stands in the way, or there is nothing to change.
#[expect(clippy::too_many_arguments, reason = "one decision, told in one place")]
pub fn apply(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    kind: Kind,
    name: &str,
    edit: &Edit,
    print: &str,
    reason: &str,
) -> Result<Plan, Failure> {
    let plan = plan(tx, actor, now, kind, name, edit)?;
    if reason.trim().is_empty() {
        return Err(Refusal::at("reason", "Say why, so that the owners understand the new version.").into());
    }
    if plan.print() != print {
        return Err(Failure::Stale {
            sentence: "Somebody changed one of these processes since the list was made. Look at it again.".to_owned(),
        });
    }
    if plan.is_obstructed() {
        return Err(Refusal::because("Something stands in the way. Nothing was changed.").into());
    }
    if plan.places() == 0 {
        return Err(Refusal::because("It stands like that everywhere already.").into());
    }
    let sentence = match edit {
        Edit::Rename { to } => format!("“{name}” is called “{to}” from now on. {}", reason.trim()),
        Edit::Explain { .. } => format!("“{name}” has one meaning everywhere. {}", reason.trim()),
    };
    let by = applied(kind, name, edit);
    for effect in &plan.effects {
        reword::reword(tx, actor, now, &effect.process_id, &sentence, &by)?;
    }
    if let (Kind::Artefact, Edit::Rename { to }) = (kind, edit) {
        handoff::commands::rename(tx, name, to)?;
    }
    let (action, to) = match edit {
        Edit::Rename { to } => ("dictionary.renamed", to),
        Edit::Explain { meaning } => ("dictionary.explained", meaning),
    };
    let object = Object::new("dictionary", format!("{}:{}", kind.key(), plain(name)), name);
    let touched: Vec<_> =
        plan.effects.iter().map(|one| json!({ "process": one.process, "id": one.process_id })).collect();
    let payload = json!({ "kind": kind.key(), "from": name, "to": to, "processes": touched });
    journal::record(tx, journal::New { now, actor, action, object, reason: reason.trim(), payload })?;
    Ok(plan)
}

fn check(kind: Kind, name: &str, edit: &Edit) -> Result<(), Refusal> {
    let (field, text, limit) = match edit {
        Edit::Rename { to } => ("to", to, limits::LINE_CHARS),
        Edit::Explain { meaning } => ("meaning", meaning, limits::TEXT_CHARS),
    };
    if text.trim().is_empty() {
        return Err(Refusal::at(field, "Write what it should be."));
    }
    if text.chars().count() > limit || text.chars().any(char::is_control) {
        return Err(Refusal::at(field, format!("At most {limit} letters, on one line.")));
    }
    match edit {
        Edit::Rename { to } if to.trim() == name => Err(Refusal::at("to", "This is the name that it has already.")),
        Edit::Explain { .. } if kind != Kind::Term => Err(Refusal::because("Only terms have a meaning of their own.")),
        _ => Ok(()),
    }
}

fn applied<'a>(kind: Kind, name: &'a str, edit: &'a Edit) -> impl Fn(&mut Definition) -> Result<usize, String> + 'a {
    move |definition| match edit {
        Edit::Rename { to } => rename(definition, kind, name, to.trim()),
        Edit::Explain { meaning } => Ok(explain(definition, name, meaning.trim())),
    }
}
