//! What the register of processes is read from.

use std::collections::BTreeMap;

use db::{Error, Tx};

use super::super::model::{Process, Version, in_force};
use super::super::place::ancestors;
use super::super::store;
use super::{Above, Listed};
use crate::clock::Time;

/// Every process with who answers for it and where it stands.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx, now: Time) -> Result<Vec<Listed>, Error> {
    let mut versions: BTreeMap<String, Vec<Version>> = BTreeMap::new();
    for version in store::all_versions(tx)? {
        versions.entry(version.process_id.clone()).or_default().push(version);
    }
    let mut holders: BTreeMap<(String, String), String> = tx
        .query(
            "select h.process_id, h.role, p.name from process_holders h join people p on p.id = h.person_id \
             where h.accepted_at is not null and h.ended_at is null",
            &[],
            |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)),
        )?
        .into_iter()
        .collect();
    let reviews: BTreeMap<String, i64> = tx
        .query(
            "select object_id, max(due_at) from asks where object_kind = 'process_review' group by object_id",
            &[],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .into_iter()
        .collect();
    let processes = store::all(tx)?;
    let above = |process: &Process| -> Vec<Above> {
        let all = ancestors(&process.id, &processes);
        all.into_iter().rev().map(|up| Above { key: up.key.clone(), name: up.name.clone() }).collect()
    };
    Ok(processes
        .iter()
        .map(|process| {
            let own = versions.remove(&process.id).unwrap_or_default();
            let mut held = |role: &str| holders.remove(&(process.id.clone(), role.to_owned()));
            Listed {
                owner: held("owner"),
                manager: held("manager"),
                current: in_force(&own, now).cloned(),
                open: own.iter().find(|version| version.state.is_open()).cloned(),
                next_review: reviews.get(&process.id).copied().map(Time),
                above: above(process),
                base: processes
                    .iter()
                    .find(|one| Some(&one.id) == process.variant_of.as_ref())
                    .map(|one| Above { key: one.key.clone(), name: one.name.clone() }),
                process: process.clone(),
            }
        })
        .collect())
}
