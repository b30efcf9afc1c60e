//! What is known about every process: gathered from the register, the definitions in force, the hand-offs and the logs.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;

use super::model::{Facts, Health, health};
use crate::access::{Actor, Permission};
use crate::approval;
use crate::clock::Time;
use crate::definition::{Definition, Severity, lint};
use crate::failure::Failure;
use crate::handoff::{self, Side};
use crate::improvement::{self, OriginKind};
use crate::measure::{self, Log, figures, memory};
use crate::process::register::{self, Listed};
use crate::process::variant::{self, Standing};
use crate::process::{self, Process, State, Version};
use crate::requirement;
use crate::web::App;

/// A process of the house with its health.
#[derive(Clone, Debug)]
pub struct Entry {
    pub process: Process,
    pub owner: Option<String>,
    pub manager: Option<String>,
    /// The number of the version in force.
    pub number: Option<String>,
    pub next_review: Option<Time>,
    /// The name of what it hangs below directly.
    pub area: Option<String>,
    pub health: Health,
}

/// A process before its log is looked at.
struct Known {
    listed: Listed,
    facts: Facts,
    /// The newest log, and what it is held against.
    measured: Option<(Log, Version, Arc<Definition>)>,
}

/// Every process that the actor may read and that is not retired, by name.
///
/// # Errors
/// The database's.
pub async fn entries(app: &App, actor: &Actor, now: Time) -> Result<Vec<Entry>, Failure> {
    let reader = actor.clone();
    let known = app.read(move |tx| known(tx, &reader, now)).await?;
    let mut entries = Vec::with_capacity(known.len());
    for mut one in known {
        if let Some((log, version, definition)) = &one.measured {
            from_log(app, &one.listed.process, log, version, definition, &mut one.facts).await?;
        }
        entries.push(Entry {
            owner: one.listed.owner,
            manager: one.listed.manager,
            number: one.listed.current.map(|version| version.number),
            next_review: one.facts.next_review,
            area: one.listed.above.last().map(|up| up.name.clone()),
            health: health(&one.facts, now),
            process: one.listed.process,
        });
    }
    Ok(entries)
}

fn known(tx: &mut Tx, actor: &Actor, now: Time) -> Result<Vec<Known>, Failure> {
    let handoffs = open_handoffs(tx)?;
    let missed = requirement::musts_missed(tx, now)?;
    let mut known = Vec::new();
    let all = register::store::all(tx, now)?;
    let retired: Vec<String> =
        all.iter().filter(|one| one.process.is_retired(now)).map(|one| one.process.name.clone()).collect();
    for listed in all {
        if !actor.may_on(Permission::Read, &listed.process.id) || listed.process.is_retired(now) {
            continue;
        }
        let mut facts = Facts {
            is_area: listed.process.level.is_area(),
            is_in_force: listed.current.is_some(),
            next_review: listed.next_review,
            has_owner: listed.owner.is_some(),
            has_manager: listed.manager.is_some(),
            handoffs_open: handoffs.get(&listed.process.id).copied().unwrap_or(0),
            musts_missed: missed.get(&listed.process.id).copied().unwrap_or(0),
            ..Facts::default()
        };
        let measured = if facts.is_area { None } else { of_versions(tx, &listed, &retired, &mut facts)? };
        known.push(Known { listed, facts, measured });
    }
    Ok(known)
}

/// What the versions of a process tell, and its newest log with what it is held against.
fn of_versions(
    tx: &mut Tx,
    listed: &Listed,
    retired: &[String],
    facts: &mut Facts,
) -> Result<Option<(Log, Version, Arc<Definition>)>, Failure> {
    let process = &listed.process;
    if listed.current.is_none() || process.variant_of.is_some() {
        let versions = process::store::versions(tx, &process.id)?;
        facts.upcoming = variant::newest(&versions).and_then(|one| one.effective_at).filter(|_| !facts.is_in_force);
        facts.is_behind = variant::pair(tx, process, &versions)?.is_some_and(|pair| pair.standing == Standing::Behind);
    }
    if let Some(open) = listed.open.as_ref().filter(|open| open.state == State::Draft) {
        let asked = approval::of_subject(tx, &process::commands::subject(&open.id))?;
        facts.lapsed = approval::last_lapsed(&asked).map(|one| one.lapse_reason.clone());
    }
    let Some(version) = &listed.current else { return Ok(None) };
    let definition = process::store::shared_definition(tx, &version.id)?;
    facts.errors = lint(&definition).iter().filter(|finding| finding.severity == Severity::Error).count();
    let names = |name: &&String| definition.interfaces.iter().any(|one| one.process.trim().eq_ignore_ascii_case(name));
    facts.names_retired = retired.iter().filter(names).cloned().collect();
    let log = measure::store::logs(tx, &process.id)?.into_iter().next();
    Ok(log.map(|log| (log, version.clone(), definition)))
}

/// How many hand-offs of each process wait to be settled.
fn open_handoffs(tx: &mut Tx) -> Result<BTreeMap<String, usize>, Failure> {
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    for one in handoff::store::live(tx)? {
        if matches!(one.state(), handoff::State::Agreed | handoff::State::Outside) {
            continue;
        }
        for id in Side::ALL.into_iter().filter_map(|side| one.party(side).process_id.as_ref()) {
            *open.entry(id.clone()).or_default() += 1;
        }
    }
    Ok(open)
}

/// What the newest log tells; both are remembered until the log or the version change.
async fn from_log(
    app: &App,
    process: &Process,
    log: &Log,
    version: &Version,
    definition: &Definition,
    facts: &mut Facts,
) -> Result<(), Failure> {
    let figures = memory::figures_of(app, log, version, definition).await?;
    facts.off_target =
        figures.iter().filter(|one| one.met == Some(false)).map(|one| one.measure.name.clone()).collect();
    let found = match memory::deviations_of(app, log, version, definition).await {
        Ok(found) => found,
        Err(Failure::Refused(_)) => {
            facts.is_log_unreadable = true;
            return Ok(());
        }
        Err(failure) => return Err(failure),
    };
    let origins: Vec<String> = found.deviations.iter().map(|one| figures::origin_id(&process.id, one)).collect();
    facts.deviations_open = app
        .read(move |tx| {
            let mut open = 0;
            for origin in &origins {
                open += usize::from(improvement::store::live_of_origin(tx, OriginKind::Deviation, origin)?.is_none());
            }
            Ok(open)
        })
        .await?;
    Ok(())
}
