//! Keeping what is found in line with the definitions in force.

use db::Tx;

use super::model::{Found, Outline, parts_of, steps_of, weighted};
use super::{between, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::RuleSet;
use crate::failure::Failure;
use crate::process::{self, place_to_read};
use crate::rule;

/// Looks at every definition in force that is not the one looked at before. Nothing is written where nothing changed.
///
/// # Errors
/// The database's.
pub fn gather(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let rules = rule::in_use(tx)?;
    let words = RuleSet::default().with_words(rules.words().clone()).write();
    let known = store::sources(tx)?;
    let current = process::versions_in_force(tx, now)?;
    for gone in known.keys().filter(|id| !current.iter().any(|(process, _)| process.id == **id)) {
        store::forget(tx, gone)?;
    }
    for (process, version) in &current {
        let source = store::Source { version_id: version.id.clone(), seal: version.seal.clone(), words: words.clone() };
        if known.get(&process.id) == Some(&source) {
            continue;
        }
        let definition = process::store::shared_definition(tx, &version.id)?;
        let href = format!("/processes/{}", process.key);
        let found: Vec<Found> = RuleSet::default()
            .with_words(rules.words().clone())
            .check(&definition)
            .0
            .into_iter()
            .map(|one| {
                let (place, to) = place_to_read(&href, &definition, &one.target);
                Found {
                    process_id: process.id.clone(),
                    process_key: process.key.clone(),
                    process: process.name.clone(),
                    rule: one.rule.to_owned(),
                    severity: one.severity,
                    message: one.message,
                    place,
                    href: to,
                }
            })
            .collect();
        store::replace(tx, &process.id, &source, &Outline::of(&definition), &found, &steps_of(&definition))?;
        store::replace_parts(tx, &process.id, &parts_of(&href, &definition))?;
    }
    Ok(())
}

/// Everything that is found and that `actor` may read, as it counts here, the gravest first; of one process where it is named.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx, actor: &Actor, process_id: Option<&str>) -> Result<Vec<Found>, Failure> {
    let rules = rule::in_use(tx)?;
    let mut all = store::own(tx, process_id)?;
    all.extend(between::found(tx)?.into_iter().filter(|one| process_id.is_none_or(|id| one.process_id == id)));
    all.retain(|one| actor.may_on(Permission::Read, &one.process_id));
    Ok(weighted(&rules, all))
}
