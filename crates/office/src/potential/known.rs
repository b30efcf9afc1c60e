//! What is known about a process in force: its definition, how often its activities happen, where cases depart, and what changed of late.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;
use mining::Conformance;

use super::model::Facts;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::{Definition, Place, diff};
use crate::failure::Failure;
use crate::measure::{self, Log, memory};
use crate::process::readiness::{Condition, Managed, conditions, managed};
use crate::process::{self, Process, State, Version};
use crate::web::Visit;

/// Days of a year.
const YEAR_DAYS: i64 = 365;
/// Microseconds of a day.
const DAY_MICROS: f64 = 86_400_000_000.0;
/// The shortest log that a year is reckoned from, days.
const LEAST_DAYS: f64 = 14.0;

/// A process with what is known about the version in force.
pub(super) struct Known {
    pub process: Process,
    pub in_force: Option<InForce>,
}

/// The version in force with what is known about it.
pub(super) struct InForce {
    pub version: Version,
    pub definition: Definition,
    pub log: Option<Log>,
    pub facts: Facts,
    /// Whether the process is managed, as far as the records show.
    pub conditions: Vec<Condition>,
    /// Why the log could not be held against the process, where it could not.
    pub unread: Option<String>,
}

/// Everything, as the visitor may see it.
pub(super) async fn known(visit: &Visit, key: String) -> Result<Known, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let (process, read) = visit.read(move |tx| read(tx, &actor, now, &key)).await?;
    let Some(Read { version, definition, log, changes, mut managed }) = read else {
        return Ok(Known { process, in_force: None });
    };
    let mut facts = Facts { changes, ..Facts::default() };
    let mut unread = None;
    if let Some(log) = &log {
        match memory::deviations_of(&visit.app, log, &version, &definition).await {
            Ok(found) => {
                managed.conforming = found.conforming_share();
                of_log(&mut facts, log, &found);
            }
            Err(Failure::Refused(refusals)) => unread = refusals.into_iter().next().map(|one| one.sentence),
            Err(failure) => return Err(failure),
        }
    }
    let conditions = conditions(&definition, &managed);
    Ok(Known { process, in_force: Some(InForce { version, definition, log, facts, conditions, unread }) })
}

/// What the database knows.
struct Read {
    version: Version,
    definition: Definition,
    log: Option<Log>,
    changes: Option<BTreeMap<String, usize>>,
    managed: Managed,
}

fn read(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<(Process, Option<Read>), Failure> {
    let process = process::store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    let Some((version, definition)) = process::published(tx, &process.id, now)? else { return Ok((process, None)) };
    let log = measure::store::logs(tx, &process.id)?.into_iter().next();
    let changes = changes(tx, now, &process.id)?;
    let managed = managed(tx, now, &process.id)?;
    Ok((process, Some(Read { version, definition, log, changes, managed })))
}

/// How many versions that came into force within the last year changed each activity; none where the process is younger.
fn changes(tx: &mut Tx, now: Time, process_id: &str) -> Result<Option<BTreeMap<String, usize>>, Failure> {
    let versions = process::store::versions(tx, process_id)?;
    let since = now.plus_days(-YEAR_DAYS);
    let published: Vec<&Version> = versions.iter().filter(|one| one.state == State::Published).collect();
    let came = |one: &Version| one.effective_at.unwrap_or(now);
    if !published.iter().any(|one| came(one) <= since) {
        return Ok(None);
    }
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for version in published.iter().filter(|one| came(one) > since && came(one) <= now) {
        let Some(base) = &version.base_id else { continue };
        let old: Arc<Definition> = process::store::shared_definition(tx, base)?;
        let new = process::store::shared_definition(tx, &version.id)?;
        let mut touched: Vec<String> = diff(&old, &new)
            .into_iter()
            .filter(|change| change.class == crate::definition::Class::Major)
            .filter_map(|change| match change.target {
                Place::Activity(id) | Place::Cell { activity: id, .. } => Some(id),
                _ => None,
            })
            .collect();
        touched.sort_unstable();
        touched.dedup();
        for id in touched {
            *counted.entry(id).or_default() += 1;
        }
    }
    Ok(Some(counted))
}

/// How often activities happen and where cases depart, as the log shows it.
fn of_log(facts: &mut Facts, log: &Log, found: &Conformance) {
    let days = log.first_at.zip(log.last_at).map(|(first, last)| micros(last.0 - first.0) / DAY_MICROS);
    if let Some(days) = days.filter(|days| *days >= LEAST_DAYS) {
        let a_year = 365.0 / days;
        for one in &found.activities {
            facts.times_a_year.insert(one.activity.clone(), count(one.executions) * a_year);
        }
    }
    for one in &found.activities {
        if let Some(working) = &one.working {
            facts.elapsed.insert(one.activity.clone(), working.median_seconds / 60.0);
        }
    }
    let compared = count(found.compared.max(1));
    for one in &found.activities {
        let departing =
            found.deviations.iter().filter(|other| other.element == one.activity).map(|other| other.cases).max();
        facts.departing.insert(one.activity.clone(), (count(departing.unwrap_or(0)) / compared).min(1.0));
    }
}

/// A span of time as a number that can be divided.
#[allow(clippy::cast_precision_loss)]
fn micros(span: i64) -> f64 {
    span as f64
}

#[allow(clippy::cast_precision_loss)]
fn count(cases: u64) -> f64 {
    cases as f64
}
