//! What only shows when processes and people are held beside each other.
//!
//! Absent: the sentences of each rule about why and how to mend (`definition::lint::between`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use db::Tx;

use super::model::Found;
use super::store::{self, Outlined, Practised, Shared};
use crate::definition::dictionary::plain;
use crate::definition::lint::Rule;
use crate::definition::lint::between::{
    ACCOUNTABLE_TWICE, BOTH_SIDES, NO_MANAGER, NO_OWNER, ONE_SIDED, SKILL_ALONE, SKILL_UNHELD, UNHELD, UNKNOWN_PROCESS,
};
use crate::failure::Failure;
use crate::handoff::{self, Handoff, Side, State};
use crate::skill;
use crate::web::form::encode;

/// Other processes that a finding names; more are counted.
const NAMED: usize = 3;

/// Everything between the processes of which a version is in force.
///
/// # Errors
/// The database's.
pub(super) fn found(tx: &mut Tx) -> Result<Vec<Found>, Failure> {
    let processes = store::outlines(tx)?;
    let mut practised: HashMap<String, Vec<Practised>> = HashMap::new();
    for one in store::practised(tx)? {
        practised.entry(one.process_id.clone()).or_default().push(one);
    }
    let held: BTreeSet<(String, String)> = store::held(tx)?.into_iter().collect();
    let mut able: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (skill, person) in skill::store::confirmed(tx)? {
        able.entry(skill).or_default().push(person);
    }
    let mut all = Vec::new();
    for process in &processes {
        answerable(process, &held, &mut all);
        roles(process, practised.get(&process.id).map_or(&[], Vec::as_slice), &mut all);
        skills(process, &able, &mut all);
    }
    accountable_twice(&processes, &store::shared_steps(tx)?, &mut all);
    let by_id: HashMap<&str, &Outlined> = processes.iter().map(|one| (one.id.as_str(), one)).collect();
    for one in handoff::store::live(tx)? {
        interface(&by_id, &one, &mut all);
    }
    Ok(all)
}

fn add(all: &mut Vec<Found>, process: &Outlined, rule: Rule, message: String, place: &str, href: String) {
    all.push(Found {
        process_id: process.id.clone(),
        process_key: process.key.clone(),
        process: process.name.clone(),
        rule: rule.name.to_owned(),
        severity: rule.severity,
        message,
        place: place.to_owned(),
        href,
        new_at: None,
    });
}

fn answerable(process: &Outlined, held: &BTreeSet<(String, String)>, all: &mut Vec<Found>) {
    for (role, rule) in [("owner", NO_OWNER), ("manager", NO_MANAGER)] {
        if !held.contains(&(process.id.clone(), role.to_owned())) {
            let message = format!("Nobody has accepted to be {role} of {}.", process.name);
            add(all, process, rule, message, "People", format!("/processes/{}/people", process.key));
        }
    }
}

/// `own` are those who say that a role of this process is theirs.
fn roles(process: &Outlined, own: &[Practised], all: &mut Vec<Found>) {
    let href = || format!("/processes/{}", process.key);
    for (key, name) in &process.outline.roles {
        if !own.iter().any(|one| one.role_key == *key) {
            let message = format!("Nobody says that the role {name} is theirs.");
            add(all, process, UNHELD, message, &format!("Role {name}"), href());
        }
    }
    for (first, second) in &process.outline.separations {
        let has = |person: &str, key: &str| own.iter().any(|one| one.person_id == person && one.role_key == key);
        for one in own.iter().filter(|one| one.role_key == *first && has(&one.person_id, second)) {
            let (first, second) = (process.outline.name(first), process.outline.name(second));
            let message = format!("{} is {first} and {second}, which one person must not be.", one.person);
            let place = format!("Roles {first} and {second}");
            add(all, process, BOTH_SIDES, message, &place, format!("/processes/{}/raci", process.key));
        }
    }
}

/// Skills that an activity needs and nobody has, or one person alone.
pub(super) fn skills(process: &Outlined, able: &BTreeMap<String, Vec<String>>, all: &mut Vec<Found>) {
    for (element, activity, skill) in &process.outline.skills {
        let people = able.get(&plain(skill)).map(Vec::as_slice).unwrap_or_default();
        let (rule, message) = match people {
            [] => (SKILL_UNHELD, format!("“{activity}” needs the skill “{skill}”, which nobody has.")),
            [one] => (SKILL_ALONE, format!("Only {one} has the skill “{skill}”, which “{activity}” needs.")),
            _ => continue,
        };
        let href = format!("/processes/{}/activities#{}", process.key, encode(element));
        add(all, process, rule, message, activity, href);
    }
}

pub(super) fn accountable_twice(processes: &[Outlined], shared: &[Shared], all: &mut Vec<Found>) {
    let known: BTreeMap<&str, &Outlined> = processes.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut by_name: BTreeMap<&str, Vec<&Shared>> = BTreeMap::new();
    for one in shared {
        by_name.entry(&one.lowered).or_default().push(one);
    }
    for own in by_name.values() {
        // By what is said of each, so that the same three are named whoever is looked at.
        let mut said: Vec<(String, &Shared, &Outlined)> = own
            .iter()
            .filter_map(|one| {
                let process = *known.get(one.process_id.as_str())?;
                Some((format!("{} in {}", one.accountable, process.name), *one, process))
            })
            .collect();
        said.sort_by(|a, b| a.0.cmp(&b.0));
        said.dedup_by(|a, b| a.0 == b.0 && a.2.id == b.2.id);
        let mut families: HashMap<&str, usize> = HashMap::new();
        said.iter().for_each(|(_, _, process)| *families.entry(process.family.as_str()).or_default() += 1);
        for (_, one, process) in &said {
            let others = said.len() - families.get(process.family.as_str()).copied().unwrap_or_default();
            if others == 0 {
                continue;
            }
            let named = said.iter().filter(|(_, _, theirs)| theirs.family != process.family).take(NAMED);
            let mut named: Vec<&str> = named.map(|(words, ..)| words.as_str()).collect();
            let more = format!("{} more", others.saturating_sub(NAMED));
            if others > NAMED {
                named.push(&more);
            }
            let message = format!("{} answers for “{}” here, and {}.", one.accountable, one.name, named.join(", "));
            let href = format!("/processes/{}/activities#{}", process.key, encode(&one.element_id));
            add(all, process, ACCOUNTABLE_TWICE, message, &one.name, href);
        }
    }
}

fn interface(processes: &HashMap<&str, &Outlined>, one: &Handoff, all: &mut Vec<Found>) {
    let (rule, told) = match one.state() {
        State::OneSided => (ONE_SIDED, "only one of the two processes names it"),
        State::Differs => (ONE_SIDED, "the two processes state different terms"),
        State::Outside => (UNKNOWN_PROCESS, "the other process is not one of this office"),
        State::Waiting | State::Agreed => return,
    };
    for side in Side::ALL {
        let id = one.party(side).process_id.as_deref();
        if let Some(process) = id.and_then(|id| processes.get(id)) {
            let message = format!("{}, from {} to {}: {told}.", one.what, one.giver.name, one.receiver.name);
            add(all, process, rule, message, "Hand-off", one.href());
        }
    }
}
