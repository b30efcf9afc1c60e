//! Cases that run are moved to the version in force: first a look at each, then the move.
//!
//! A case is moved when every element at which it stands is there in the other version too: the same id, the same kind, within the same
//! part. Its work, values and history stay. What the other version adds behind a case it meets when it comes there; what it adds at the border of
//! an activity that is under way does not watch it. Absent: moving a case from one element to another; finish or skip that step first.
//! Source: process instance migration of Camunda 7 and 8.

use std::collections::BTreeSet;

use bpmn::{Diagram, Kind, Node};
use db::Tx;
use engine::state::Row;

use super::store;
use crate::access::{Actor, Permission};
use crate::automation::deployment::{self, Loaded, loaded};
use crate::automation::model::{Case, State};
use crate::clock::Time;
use crate::failure::Failure;

/// Cases looked at together, at most.
pub const MOST: i64 = 200;

/// Whether a case can be moved.
#[derive(Clone, Debug)]
pub struct Report {
    pub case: Case,
    /// The version it runs on.
    pub from: String,
    /// Where it stands, in words.
    pub stands: Vec<String>,
    /// What keeps it from moving; nothing where it can.
    pub obstacles: Vec<String>,
}

/// The running cases of a process that are on another version than new ones, each with what would come of moving it; and the number of
/// the version in force.
///
/// # Errors
/// Without the permission, or when the process does not run here.
pub fn look(tx: &mut Tx, actor: &Actor, process_id: &str) -> Result<(String, Vec<Report>), Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let target = target(tx, process_id)?;
    let mut reports = Vec::new();
    for case in store::on_other_versions(tx, process_id, &target.deployment.id, MOST)? {
        reports.push(report(tx, case, &target)?);
    }
    Ok((target.deployment.number.clone(), reports))
}

fn target(tx: &mut Tx, process_id: &str) -> Result<std::sync::Arc<Loaded>, Failure> {
    let automation = deployment::store::automation(tx, process_id)?.filter(|one| one.is_on);
    match automation.and_then(|one| one.deployment_id) {
        Some(id) => loaded(tx, &id),
        None => Err(Failure::refused("This process does not run here, so that there is no version to move cases to.")),
    }
}

fn report(tx: &mut Tx, case: Case, target: &Loaded) -> Result<Report, Failure> {
    let current = loaded(tx, &case.deployment_id)?;
    let running = store::load(tx, &case)?;
    let (before, after) = (drawn(&current)?, drawn(target)?);
    let mut elements: BTreeSet<String> = BTreeSet::new();
    let mut flows: BTreeSet<String> = BTreeSet::new();
    for row in running.rows() {
        match row {
            Row::Scope(one) if before.node(&one.element).is_some() => {
                elements.insert(one.element.to_string());
            }
            Row::Token(one) => {
                elements.insert(one.element.to_string());
                flows.extend(one.via.as_deref().map(str::to_owned));
            }
            Row::Wait(one) => {
                elements.insert(one.element.to_string());
            }
            Row::Job(one) => {
                elements.insert(one.element.to_string());
            }
            Row::Done(one) => {
                elements.insert(one.element.to_string());
            }
            _ => {}
        }
    }
    let joins = running.tokens().any(|token| matches!(token.state, engine::state::TokenState::Joining));
    let mut obstacles: Vec<String> =
        elements.iter().filter_map(|element| differs(&current, &before, &after, element)).collect();
    if joins && flows.iter().any(|flow| after.flow(flow).is_none()) {
        obstacles.push("It waits where branches come together, and the flows that lead there are others.".to_owned());
    }
    if current.deployment.plan.entry != target.deployment.plan.entry {
        obstacles.push("The process in the diagram is another.".to_owned());
    }
    let stands = running.tokens().map(|token| current.program.name_of(&token.element)).collect();
    Ok(Report { case, from: current.deployment.number.clone(), stands, obstacles })
}

fn drawn(loaded: &Loaded) -> Result<Diagram, Failure> {
    Diagram::parse(&loaded.deployment.plan.text).map_err(|error| Failure::broken(error.problem))
}

/// What keeps a case that stands at an element from moving, in a sentence.
fn differs(current: &Loaded, before: &Diagram, after: &Diagram, element: &str) -> Option<String> {
    let name = current.program.name_of(element);
    let (Some(old), Some(new)) = (before.node(element), after.node(element)) else {
        return Some(format!("“{name}” is not in the other version. Finish or skip it first."));
    };
    if !is_same_kind(old, new) {
        return Some(format!("“{name}” is another kind of element there. Finish or skip it first."));
    }
    (old.parent != new.parent).then(|| format!("“{name}” stands in another part there. Finish or skip it first."))
}

fn is_same_kind(old: &Node, new: &Node) -> bool {
    let same = match (&old.kind, &new.kind) {
        (Kind::Task(old), Kind::Task(new)) => old == new,
        (Kind::Event(old), Kind::Event(new)) => {
            (old.position, old.trigger, &old.attached_to) == (new.position, new.trigger, &new.attached_to)
        }
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    };
    same && old.looping == new.looping
}

/// Moves a case to the version in force.
///
/// # Errors
/// Without the permission, when it has ended, or when something keeps it.
pub fn carry_over(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, case_id: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let case = store::by_id(tx, case_id)?;
    if case.process_id != process_id {
        return Err(Failure::NotFound);
    }
    let target = target(tx, process_id)?;
    if case.state != State::Running || case.deployment_id == target.deployment.id {
        return Ok(());
    }
    let report = report(tx, case, &target)?;
    if !report.obstacles.is_empty() {
        return Err(Failure::refused(format!("{}: {}", report.case.label(), report.obstacles.join(" "))));
    }
    let mut case = report.case;
    case.deployment_id.clone_from(&target.deployment.id);
    store::save(tx, &case)?;
    let text = format!("moved the case from version {} to {}", report.from, target.deployment.number);
    super::note(tx, actor, now, case_id, &text)
}
