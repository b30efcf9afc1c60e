//! What processes share by name: the roles, terms, inputs, outputs and tools of every version in force and every draft.
//!
//! Read from the definitions; what was read of a content is kept by its seal as long as some process stands on it. Absent: what is
//! done with it (`dictionary`).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use db::Tx;

use super::model::{Process, Version, in_force};
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::dictionary::{Kind, Standing, standings};
use crate::failure::Failure;

/// How many contents are remembered; an office has two for each process at most.
const REMEMBERED: usize = 10_000;

static READ: LazyLock<Mutex<HashMap<String, Arc<Vec<Standing>>>>> = LazyLock::new(Mutex::default);

/// One version and the names that stand in it.
pub struct Source {
    pub process: Process,
    pub version: Version,
    pub standings: Arc<Vec<Standing>>,
}

/// The version in force and the draft of every living process that the actor may read, by the names of the processes.
///
/// # Errors
/// The database's.
pub fn sources(tx: &mut Tx, actor: &Actor, now: Time) -> Result<Vec<Source>, Failure> {
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for version in store::all_versions(tx)? {
        versions.entry(version.process_id.clone()).or_default().push(version);
    }
    let mut found = Vec::new();
    for process in store::all(tx)? {
        if !actor.may_on(Permission::Read, &process.id) || process.is_retired(now) {
            continue;
        }
        let own = versions.remove(&process.id).unwrap_or_default();
        let drafts = own.iter().filter(|version| version.state.is_open());
        for version in in_force(&own, now).into_iter().chain(drafts) {
            let standings = read(tx, version)?;
            found.push(Source { process: process.clone(), version: version.clone(), standings });
        }
    }
    Ok(found)
}

/// Every name of a kind in the office, each once, by alphabet: what a form suggests.
///
/// # Errors
/// The database's.
pub fn names(tx: &mut Tx, actor: &Actor, now: Time, kind: Kind) -> Result<Vec<String>, Failure> {
    let sources = sources(tx, actor, now)?;
    let all = sources.iter().flat_map(|source| source.standings.iter()).filter(|one| one.kind == kind);
    let once: BTreeMap<String, &String> =
        all.map(|one| (crate::definition::dictionary::plain(&one.name), &one.name)).collect();
    Ok(once.into_values().cloned().collect())
}

fn read(tx: &mut Tx, version: &Version) -> Result<Arc<Vec<Standing>>, Failure> {
    if let Some(known) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(&version.seal) {
        return Ok(Arc::clone(known));
    }
    let definition = store::shared_definition(tx, &version.id)?;
    let found = Arc::new(standings(&definition));
    let mut kept = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= REMEMBERED {
        kept.clear();
    }
    kept.insert(version.seal.clone(), Arc::clone(&found));
    Ok(found)
}
