//! From publication to operation: a process is switched on here, and each version that comes into force is deployed.
//!
//! Cases that run stay on the version they began with. A version that cannot run leaves the one before in its place, and whoever
//! answers for the process sees why. Absent: the plan itself (`plan`) and cases. Source: Camunda and Operaton (deployment, version
//! binding of running instances).

mod memory;
pub mod store;

use db::Tx;
use engine::StartOn;
use serde_json::json;

pub use memory::{Loaded, loaded};
pub use store::Start;

use super::model::{Automation, Deployment, STARTER, UNIT};
use super::plan::{Obstacle, plan};
use super::{service_level, task, working};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::decision::compiled;
use crate::failure::{Failure, Refusal};
use crate::people;
use crate::process::commands::note;
use crate::process::{self, Process, Version};
use crate::worklist::{self, Ask};

/// Days to see why a version does not run.
const MEND_DAYS: i64 = 7;
/// People in the list of who does the work, at most.
const MOST_STAFF: usize = 500;

/// Lets a process run here from now on: its version in force, with these people in its roles.
///
/// # Errors
/// Without the permission, without a version in force, while something unsettled holds it ([`process::readiness`]), with somebody who is not
/// there, or when the definition cannot run.
pub fn switch_on(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    staff: &[(String, String)],
) -> Result<Deployment, Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let process = process::store::by_id(tx, process_id)?;
    if process.is_retired(now) {
        return Err(Failure::refused("The process is retired. Take its end back before it runs again."));
    }
    let Some((version, definition)) = process::published(tx, process_id, now)? else {
        return Err(Failure::refused("No version of the process is in force yet. Publish one first."));
    };
    let before = store::automation(tx, process_id)?.is_some_and(|one| one.is_on);
    if !before {
        process::readiness::guard(tx, now, &process, &definition)?;
    }
    check_staff(tx, &definition, staff)?;
    let deployment = match deploy(tx, now, &version, &definition)? {
        Ok(deployment) => deployment,
        Err(obstacles) => return Err(told(&obstacles).into()),
    };
    store::replace_staff(tx, process_id, staff)?;
    use_from_now(tx, actor, now, &deployment)?;
    let action = if before { "automation.staffed" } else { "automation.switched_on" };
    note(tx, actor, now, action, &process, "", json!({ "number": deployment.number }))?;
    Ok(deployment)
}

/// Lets no new case begin; those that run go on.
///
/// # Errors
/// Without the permission, or when the process does not run here.
pub fn switch_off(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let process = process::store::by_id(tx, process_id)?;
    let Some(one) = store::automation(tx, process_id)?.filter(|one| one.is_on) else {
        return Err(Failure::refused("The process does not run here."));
    };
    store::clear_starts(tx, process_id)?;
    store::keep(tx, &Automation { is_on: false, changed_at: now, ..one }, &actor.person_id)?;
    note(tx, actor, now, "automation.switched_off", &process, reason, json!({}))
}

/// A version came into force: where the process runs here, it is deployed. One that cannot run is told to whoever answers.
///
/// # Errors
/// The database's.
pub fn follow(tx: &mut Tx, now: Time, process_id: &str) -> Result<(), Failure> {
    let Some(one) = store::automation(tx, process_id)?.filter(|one| one.is_on) else { return Ok(()) };
    let process = process::store::by_id(tx, process_id)?;
    if process.is_retired(now) {
        store::clear_starts(tx, process_id)?;
        store::keep(tx, &Automation { is_on: false, changed_at: now, ..one }, "")?;
        return note(
            tx,
            &Actor::office(),
            now,
            "automation.switched_off",
            &process,
            "The process was retired.",
            json!({}),
        );
    }
    let Some((version, definition)) = process::published(tx, process_id, now)? else { return Ok(()) };
    if let Some(id) = &one.deployment_id
        && store::by_id(tx, id)?.version_id == version.id
    {
        return Ok(());
    }
    match deploy(tx, now, &version, &definition)? {
        Ok(deployment) => {
            use_from_now(tx, &Actor::office(), now, &deployment)?;
            let payload = json!({ "number": deployment.number });
            note(tx, &Actor::office(), now, "automation.deployed", &process, "", payload)
        }
        Err(obstacles) if one.obstacles == obstacles => Ok(()),
        Err(obstacles) => {
            let reason = told(&obstacles).into_iter().map(|one| one.sentence).collect::<Vec<_>>().join(" ");
            store::keep(tx, &Automation { obstacles, changed_at: now, ..one }, "")?;
            ask(tx, now, &process, &version)?;
            let payload = json!({ "number": version.number });
            note(tx, &Actor::office(), now, "automation.not_deployed", &process, &reason, payload)
        }
    }
}

/// The key under which somebody is asked to see why a version does not run.
fn ask_key(process_id: &str) -> String {
    format!("automation/{process_id}/version")
}

/// Asks whoever answers for a process to see why its newest version does not run.
fn ask(tx: &mut Tx, now: Time, process: &Process, version: &Version) -> Result<(), Failure> {
    let (answers, _) = task::people::answers_for(tx, now, &process.id)?;
    let Some(person) = answers.into_iter().next() else { return Ok(()) };
    worklist::ask(
        tx,
        now,
        Ask {
            person_id: &person.id,
            key: &ask_key(&process.id),
            kind: "automation.see",
            title: &format!("See why version {} of {} does not run", version.number, process.name),
            why: "It is in force, and new cases still begin with the version before.",
            href: &format!("/processes/{}/cases", process.key),
            object_kind: "process",
            object_id: &process.id,
            due_at: now.plus_days(MEND_DAYS),
        },
    )?;
    Ok(())
}

/// The deployment of a version, made now where there is none; or why it cannot run.
fn deploy(
    tx: &mut Tx,
    now: Time,
    version: &Version,
    definition: &crate::definition::Definition,
) -> Result<Result<Deployment, Vec<Obstacle>>, Failure> {
    if let Some(there) = store::of_version(tx, &version.id)? {
        return Ok(Ok(there));
    }
    let plan = match plan(definition) {
        Ok(plan) => plan,
        Err(obstacles) => return Ok(Err(obstacles)),
    };
    let diagram = bpmn::Diagram::parse(&plan.text).map_err(|error| Failure::broken(error.to_string()))?;
    if let Ok(program) = engine::Program::compile_with(&diagram, &compiled(definition)) {
        let mut missing = working::missing(tx, &program, &diagram)?;
        missing.extend(service_level::missing(tx, definition)?);
        if !missing.is_empty() {
            return Ok(Err(missing));
        }
    }
    let deployment = Deployment {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: version.process_id.clone(),
        version_id: version.id.clone(),
        number: version.number.clone(),
        plan,
        deployed_at: now,
    };
    store::insert(tx, &deployment)?;
    Ok(Ok(deployment))
}

/// New cases begin with this deployment, also those that begin by themselves.
pub(super) fn use_from_now(tx: &mut Tx, actor: &Actor, now: Time, deployment: &Deployment) -> Result<(), Failure> {
    let loaded = loaded(tx, &deployment.id)?;
    store::clear_starts(tx, &deployment.process_id)?;
    for start in loaded.program.starts().into_iter().filter(|start| *start.process == *deployment.plan.entry) {
        let (kind, name, due) = match &start.on {
            StartOn::Asked | StartOn::Condition => continue,
            StartOn::Message(name) => ("message", name.to_string(), None),
            StartOn::Signal(name) => ("signal", name.to_string(), None),
            StartOn::Timer => {
                let calendars = working::of(tx, &loaded)?;
                ("timer", String::new(), loaded.program.first_due(&start.element, engine::Time(now.0), &calendars))
            }
        };
        if kind == "timer" && due.is_none() {
            continue;
        }
        let start = Start {
            deployment_id: deployment.id.clone(),
            process_id: deployment.process_id.clone(),
            element: start.element.to_string(),
            kind: kind.to_owned(),
            name,
            due_at: due.as_ref().map(|due| Time(due.at.0)),
            due: due.map(|due| serde_json::to_string(&due).expect("a timer is plain data")).unwrap_or_default(),
        };
        store::insert_start(tx, &start)?;
    }
    let automation = Automation {
        process_id: deployment.process_id.clone(),
        deployment_id: Some(deployment.id.clone()),
        is_on: true,
        obstacles: Vec::new(),
        changed_at: now,
    };
    store::keep(tx, &automation, &actor.person_id)?;
    worklist::settle(tx, now, &ask_key(&deployment.process_id))?;
    Ok(())
}

fn check_staff(
    tx: &mut Tx,
    definition: &crate::definition::Definition,
    staff: &[(String, String)],
) -> Result<(), Failure> {
    if staff.len() > MOST_STAFF {
        return Err(Failure::refused(format!("At most {MOST_STAFF} people can be named; {} were.", staff.len())));
    }
    let units = people::store::units(tx)?;
    for (role, person) in staff {
        if !definition.roles.iter().any(|one| one.key == *role) {
            return Err(Failure::refused(format!("The process has no role “{role}” any more. Load the page again.")));
        }
        let is_known = match people::store::person(tx, person) {
            _ if person == STARTER => true,
            _ if person.starts_with(UNIT) => units.iter().any(|unit| person[UNIT.len()..] == unit.id),
            Ok(one) => one.disabled_at.is_none(),
            Err(db::Error::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        if !is_known {
            let name = definition.role_name(role);
            return Err(Failure::refused(format!("Somebody named for “{name}” has no open account. Choose again.")));
        }
    }
    Ok(())
}

/// What keeps a process from running, as complaints of the form that switches it on.
#[must_use]
pub fn told(obstacles: &[Obstacle]) -> Vec<Refusal> {
    obstacles.iter().map(|one| Refusal::because(format!("{}: {}", one.place, one.sentence))).collect()
}
