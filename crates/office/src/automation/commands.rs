//! What people begin: a case, by its form.

use std::sync::Arc;

use db::Tx;
use engine::Named;
use feel::Value;

use super::case::{self, Begin};
use super::deployment::{self, Loaded, loaded};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::requests::{self, Keyed};

/// Letters of the title or the reference of a case.
const MOST_CHARS: usize = 200;

/// What somebody says to begin a case.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub title: String,
    /// What it is called elsewhere.
    pub business_key: String,
    pub answers: Vec<(Arc<str>, Value)>,
}

/// What a new case of a process begins with.
///
/// # Errors
/// Without the permission, or when the process does not run here.
pub fn beginning(tx: &mut Tx, actor: &Actor, process_id: &str) -> Result<Arc<Loaded>, Failure> {
    actor.needs_on(Permission::StartCase, process_id)?;
    let automation = deployment::store::automation(tx, process_id)?.filter(|one| one.is_on);
    let Some(deployment_id) = automation.and_then(|one| one.deployment_id) else {
        return Err(Failure::refused("This process does not run here. Whoever owns or manages it can switch it on."));
    };
    loaded(tx, &deployment_id)
}

/// Begins a case; the same request sent again gives the same case.
///
/// # Errors
/// Without the permission, without a title, or when the process does not run here.
pub fn start(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    key: Option<&Keyed>,
    asked: &Asked,
) -> Result<(String, bool), Failure> {
    if let Some(key) = key
        && let Some(made) = requests::made_before(tx, actor, now, key)?
    {
        return Ok((made, false));
    }
    let loaded = beginning(tx, actor, process_id)?;
    let title = asked.title.trim();
    if title.is_empty() {
        return Err(Refusal::at("title", "Say in a few words what the case is about.").into());
    }
    for (field, text) in [("title", title), ("business_key", asked.business_key.trim())] {
        if text.chars().count() > MOST_CHARS || text.chars().any(char::is_control) {
            return Err(Refusal::at(field, format!("Write one line of at most {MOST_CHARS} characters.")).into());
        }
    }
    let begin = Begin {
        deployment_id: loaded.deployment.id.clone(),
        title: title.to_owned(),
        business_key: asked.business_key.trim().to_owned(),
        variables: Named(asked.answers.clone()),
        started_by: actor.person_id.clone(),
        ..Begin::default()
    };
    let id = case::begin(tx, actor, now, &begin)?;
    if let Some(key) = key {
        requests::remember(tx, actor, now, key, &id)?;
    }
    Ok((id, true))
}
