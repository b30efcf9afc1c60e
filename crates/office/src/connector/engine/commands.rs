//! Each change of state: how we come in to an engine is kept; a version is sent, sent again, and what became of it is noted.

use ::engine::elsewhere::{Carried, Target, Weight};
use db::Tx;
use serde_json::json;

use super::super::model::Connector;
use super::model::{Deployment, PARCEL_BYTES, Parcel, Settings, Stands};
use super::{jobs, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::connector::wire;
use crate::definition::elsewhere;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::process::{self, Process, Version};
use crate::worklist::{self, Ask};

/// Days to see why an engine refused.
const MEND_DAYS: i64 = 7;

/// Keeps how we come in to the engine of a connector. A secret that was entered for one address is not sent to another: whoever changes
/// the token address enters it again, which `entered` says.
///
/// # Errors
/// Without the permission, or when something is wrong with what was said.
pub fn settle(tx: &mut Tx, actor: &Actor, id: &str, said: &Settings, entered: bool) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let connector = super::super::store::by_id(tx, id)?;
    if connector.kind.engine().is_none() {
        return Ok(());
    }
    if !said.token_address.is_empty() {
        wire::Target::read(&said.token_address).map_err(|one| Refusal::at("token_address", one.sentence))?;
        if connector.account.is_empty() || !connector.has_credential {
            let told = "A token is fetched for a client: enter its id as account and its secret as credential.";
            return Err(Refusal::at("account", told).into());
        }
    }
    let before = store::settings(tx, id)?;
    if before.token_address != said.token_address && connector.has_credential && !entered {
        let told = "Enter the credential again: it is not sent to another address unseen.";
        return Err(Refusal::at("credential", told).into());
    }
    Ok(store::keep_settings(tx, id, said)?)
}

/// The version in force of a process, with its diagram for an engine; or why there is nothing to deploy.
///
/// # Errors
/// A sentence.
pub fn prepared(tx: &mut Tx, now: Time, process: &Process, target: Target) -> Result<(Version, Carried), Failure> {
    if process.is_retired(now) {
        return Err(Failure::refused("The process is retired. Take its end back before it is deployed."));
    }
    let Some((version, definition)) = process::published(tx, &process.id, now)? else {
        return Err(Failure::refused("No version of the process is in force yet. Publish one first."));
    };
    let carried = elsewhere(&definition, target).map_err(Failure::refused)?;
    let bytes = Parcel::of(&process.key, &carried).bytes();
    if bytes > PARCEL_BYTES {
        let most = PARCEL_BYTES / 1024 / 1024;
        return Err(Failure::refused(format!(
            "Diagram, decisions and forms are {bytes} bytes; engines take {most} MiB."
        )));
    }
    Ok((version, carried))
}

/// Refuses a process that is held before it is automated.
///
/// # Errors
/// What holds it.
pub fn guard(tx: &mut Tx, now: Time, process: &Process) -> Result<(), Failure> {
    match process::in_force(tx, &process.id, now)? {
        Some(definition) => process::readiness::guard(tx, now, process, &definition),
        None => Ok(()),
    }
}

/// An engine that may be used.
fn usable(tx: &mut Tx, id: &str) -> Result<(Connector, Target), Failure> {
    let no = |sentence: String| Failure::from(Refusal::at("engine", sentence));
    let connector = super::super::store::by_id(tx, id).map_err(|_| no("Choose an engine from the list.".to_owned()))?;
    let Some(target) = connector.kind.engine() else {
        return Err(no(format!("{} is no engine. Choose one from the list.", connector.name)));
    };
    if connector.suspended_at.is_some() {
        return Err(no(format!("{} is suspended. An administrator takes it back into use.", connector.name)));
    }
    Ok((connector, target))
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Asking {
    pub connector_id: String,
    /// The number of the version whose dry run was seen; empty for whichever is in force.
    pub number: String,
    /// Whether it is deployed although something does not carry over.
    pub although: bool,
}

/// Asks for the version in force to be deployed; a job does it after the commit.
///
/// # Errors
/// Without the permission, while something unsettled holds the process, when another version came into force, when something does not carry over and nobody said that this is
/// known, or while one is on its way.
pub fn ask(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, asking: &Asking) -> Result<Deployment, Failure> {
    actor.needs_on(Permission::RunProcess, &process.id)?;
    let (connector, target) = usable(tx, &asking.connector_id)?;
    guard(tx, now, process)?;
    let (version, carried) = prepared(tx, now, process, target)?;
    if !asking.number.is_empty() && asking.number != version.number {
        let sentence = format!("Version {} came into force meanwhile. Look at its dry run first.", version.number);
        return Err(Failure::Stale { sentence });
    }
    let lost = carried.notes.iter().filter(|note| note.weight == Weight::Lost).count();
    if lost > 0 && !asking.although {
        let told = format!("{lost} things do not carry over. Tick that you know, or mend the definition first.");
        return Err(Refusal::at("although", told).into());
    }
    let newest = store::of_process(tx, &process.id, 50)?;
    if newest.iter().any(|one| one.stands == Stands::Waiting && one.connector_id == connector.id) {
        return Err(Refusal::at("engine", format!("A deployment to {} is on its way already.", connector.name)).into());
    }
    let deployment = Deployment {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        version_id: version.id,
        number: version.number,
        connector_id: connector.id,
        connector: connector.name,
        stands: Stands::Waiting,
        deployment: String::new(),
        items: Vec::new(),
        told: String::new(),
        asked_by: actor.person_id.clone(),
        asked_at: now,
        done_at: None,
    };
    store::insert(tx, &deployment)?;
    jobs::order(tx, now, &deployment, 1)?;
    worklist::settle(tx, now, &ask_key(&deployment))?;
    note(tx, actor, now, "engine.asked", process, &deployment)?;
    Ok(deployment)
}

/// Sends a refused deployment again.
///
/// # Errors
/// Without the permission, or when it was not refused.
pub fn ask_again(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, id: &str) -> Result<Deployment, Failure> {
    actor.needs_on(Permission::RunProcess, &process.id)?;
    let one = store::by_id(tx, id)?;
    if one.process_id != process.id {
        return Err(Failure::NotFound);
    }
    if one.stands != Stands::Refused {
        return Err(Failure::refused("This deployment was not refused; there is nothing to try again."));
    }
    usable(tx, &one.connector_id)?;
    let current = process::published(tx, &process.id, now)?;
    if current.is_none_or(|(version, _)| version.id != one.version_id) {
        return Err(Failure::refused("Another version is in force by now. Deploy that one."));
    }
    let again = Deployment { stands: Stands::Waiting, told: String::new(), ..one };
    store::note(tx, &again)?;
    jobs::order(tx, now, &again, now.0)?;
    worklist::settle(tx, now, &ask_key(&again))?;
    note(tx, actor, now, "engine.asked", process, &again)?;
    Ok(again)
}

/// Notes what became of a deployment; whoever asked is told when the engine refused.
///
/// # Errors
/// The database's.
pub(super) fn done(tx: &mut Tx, now: Time, one: &Deployment) -> Result<(), Failure> {
    store::note(tx, one)?;
    let process = process::store::by_id(tx, &one.process_id)?;
    let office = Actor::office();
    match one.stands {
        Stands::Waiting => Ok(()),
        Stands::Deployed => note(tx, &office, now, "engine.deployed", &process, one),
        Stands::Refused => {
            worklist::ask(
                tx,
                now,
                Ask {
                    person_id: &one.asked_by,
                    key: &ask_key(one),
                    kind: "engine.see",
                    title: &format!("See why {} refused version {} of {}", one.connector, one.number, process.name),
                    why: "You asked for it to be deployed.",
                    href: &format!("/processes/{}/elsewhere/deployments", process.key),
                    object_kind: "process",
                    object_id: &process.id,
                    due_at: now.plus_days(MEND_DAYS),
                },
            )?;
            note(tx, &office, now, "engine.refused", &process, one)
        }
    }
}

/// The key under which somebody is asked to see why an engine refused.
fn ask_key(one: &Deployment) -> String {
    format!("engine/{}/{}", one.process_id, one.connector_id)
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    one: &Deployment,
) -> Result<(), Failure> {
    let made = one.process().map_or(0, |item| item.version);
    let payload = json!({
        "number": one.number, "engine": one.connector, "deployment": one.deployment, "engine_version": made, "told": one.told,
    });
    let object = Object::new("process", &process.id, &process.name);
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
