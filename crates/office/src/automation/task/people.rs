//! Who is asked to do a task: what the diagram says, else whoever has the role that is responsible, else the one that is accountable,
//! else whoever answers for the process. Of these, those who have the skills that the activity needs.
//!
//! Nobody is asked for what a separation of duties forbids them in this case. Absent: rights to see a process. Sources: WS-HumanTask 1.1
//! §3.1 (potential owners); COSO (segregation of duties).

use std::collections::BTreeSet;

use db::Tx;
use engine::Offer;

use super::super::deployment::{self, Loaded};
use super::super::model::{Case, STARTER, UNIT};
use super::store;
use crate::access::Role;
use crate::clock::Time;
use crate::definition::{Definition, Separation};
use crate::failure::Failure;
use crate::people::{self, Person};
use crate::process::{self, HolderRole};
use crate::skill;

/// People, and why it is they.
#[derive(Clone, Debug, Default)]
pub struct Who {
    pub people: Vec<Person>,
    pub why: String,
}

/// Who is asked to do what is offered: of those who can be asked, the ones with every skill that the activity needs; where nobody has them,
/// all as before, and they are told.
///
/// # Errors
/// The database's.
pub fn who(tx: &mut Tx, now: Time, case: &Case, loaded: &Loaded, offer: &Offer) -> Result<Who, Failure> {
    let who = askable(tx, now, case, loaded, offer)?;
    let needed = needed(loaded, &offer.element);
    if needed.is_empty() || who.people.is_empty() {
        return Ok(who);
    }
    let named = if needed.len() == 1 { "the skill" } else { "the skills" };
    let skills = needed.iter().map(|skill| format!("“{skill}”")).collect::<Vec<_>>().join(", ");
    let why = who.why.trim_end_matches('.');
    let mut able = who.people.clone();
    for skill in needed {
        let having = skill::store::having(tx, skill)?;
        able.retain(|person| having.contains(&person.id));
    }
    if able.is_empty() {
        let why = format!("{why}. Nobody who can be asked has {named} {skills} that it needs.");
        return Ok(Who { people: who.people, why });
    }
    Ok(Who { people: able, why: format!("{why}, and you have {named} {skills}.") })
}

/// The skills that an element needs.
pub fn needed<'a>(loaded: &'a Loaded, element: &str) -> &'a [String] {
    let activity = activity_of(loaded, element);
    loaded.definition.activities.get(&activity).map(|one| one.skills.as_slice()).unwrap_or_default()
}

/// Those of the skills that an element needs which a person does not have.
///
/// # Errors
/// The database's.
pub fn lacking(tx: &mut Tx, loaded: &Loaded, element: &str, person_id: &str) -> Result<Vec<String>, Failure> {
    let mut lacking = Vec::new();
    for skill in needed(loaded, element) {
        if !skill::store::having(tx, skill)?.contains(person_id) {
            lacking.push(skill.clone());
        }
    }
    Ok(lacking)
}

/// Who can be asked, before skills.
fn askable(tx: &mut Tx, now: Time, case: &Case, loaded: &Loaded, offer: &Offer) -> Result<Who, Failure> {
    let definition = &loaded.definition;
    let (element, process) = (activity_of(loaded, &offer.element), &definition.name);
    let named = named_in_diagram(tx, case, definition, offer)?;
    if !named.is_empty() {
        let why = format!("The diagram of {process} names you for this step.");
        let free = free(tx, case, loaded, offer, Who { people: named, why })?;
        if !free.people.is_empty() {
            return Ok(free);
        }
    }
    // All who are responsible together, then those who are accountable, one role after the other.
    let responsible = roles_with(definition, &element, 'R');
    let accountable = roles_with(definition, &element, 'A').into_iter().map(|role| vec![role]);
    let ways =
        std::iter::once((responsible, "do the work of")).chain(accountable.map(|roles| (roles, "are accountable as")));
    for (roles, does) in ways {
        let Some(first) = roles.first() else { continue };
        let why = format!("You {does} “{}” in {process}.", definition.role_name(first));
        let mut people = Vec::new();
        for role in &roles {
            people.extend(of_role(tx, case, definition, role)?);
        }
        let free = free(tx, case, loaded, offer, Who { people, why })?;
        if !free.people.is_empty() {
            return Ok(free);
        }
    }
    let (people, why) = answers_for(tx, now, &case.process_id)?;
    free(tx, case, loaded, offer, Who { people, why })
}

/// Those whose account is open and whom no separation of duties forbids it, each once.
fn free(tx: &mut Tx, case: &Case, loaded: &Loaded, offer: &Offer, who: Who) -> Result<Who, Failure> {
    let (mut seen, mut free) = (BTreeSet::new(), Vec::new());
    for person in who.people.into_iter().filter(|person| person.disabled_at.is_none()) {
        if seen.insert(person.id.clone()) && forbidden(tx, case, loaded, &offer.element, &person.id)?.is_none() {
            free.push(person);
        }
    }
    Ok(Who { people: free, why: who.why })
}

/// Who answers for a process: its manager, else its owner, else the SMO managers; and how they are told so.
///
/// # Errors
/// The database's.
pub fn answers_for(tx: &mut Tx, now: Time, process_id: &str) -> Result<(Vec<Person>, String), Failure> {
    let holders = process::store::holders(tx, process_id)?;
    for (role, why) in [
        (HolderRole::Manager, "You manage the process, and nobody else is named for it."),
        (HolderRole::Owner, "You own the process, and nobody else is named for it."),
    ] {
        if let Some(holder) = process::holder::holding(&holders, role) {
            let person = people::store::person(tx, &holder.person_id)?;
            if person.disabled_at.is_none() {
                return Ok((vec![person], why.to_owned()));
            }
        }
    }
    let managers = people::store::holders(tx, Role::SmoManager, None, now)?;
    Ok((managers, "You manage the office, and nobody answers for the process.".to_owned()))
}

/// The activity whose row of the matrix counts for an element: itself, or for a question the one before it.
fn activity_of(loaded: &Loaded, element: &str) -> String {
    let Some(gateway) = loaded.deployment.plan.added.get(element) else { return element.to_owned() };
    let Some(diagram) = loaded.definition.flow() else { return element.to_owned() };
    let (mut at, mut seen) = (vec![gateway.clone()], BTreeSet::new());
    while let Some(next) = at.pop() {
        for flow in diagram.incoming(&next) {
            if loaded.definition.raci.contains_key(&flow.source) {
                return flow.source.clone();
            }
            if seen.insert(flow.source.clone()) {
                at.push(flow.source.clone());
            }
        }
    }
    element.to_owned()
}

/// Keys of the roles with a letter at an activity.
fn roles_with(definition: &Definition, element: &str, letter: char) -> Vec<String> {
    let row = definition.raci.get(element).into_iter().flatten();
    row.filter(|(_, letters)| letters.contains(letter)).map(|(role, _)| role.clone()).collect()
}

/// The people of a role in this case.
fn of_role(tx: &mut Tx, case: &Case, definition: &Definition, role: &str) -> Result<Vec<Person>, Failure> {
    let mut found = Vec::new();
    for (said, person) in deployment::store::staff_of(tx, &case.process_id, role)? {
        if let Some(unit) = said.strip_prefix(UNIT) {
            found.extend(of_unit(tx, unit)?);
        } else if said == STARTER && !case.started_by.is_empty() {
            found.push(people::store::person(tx, &case.started_by)?);
        }
        found.extend(person);
    }
    let name = definition.role_name(role).to_lowercase();
    for (words, held) in [("process owner", HolderRole::Owner), ("process manager", HolderRole::Manager)] {
        if name == words {
            let holders = process::store::holders(tx, &case.process_id)?;
            if let Some(holder) = process::holder::holding(&holders, held) {
                found.push(people::store::person(tx, &holder.person_id)?);
            }
        }
    }
    Ok(found)
}

/// The people of a unit.
fn of_unit(tx: &mut Tx, unit_id: &str) -> Result<Vec<Person>, Failure> {
    let mut all = people::store::everybody(tx)?;
    all.retain(|person| person.unit_id.as_deref() == Some(unit_id));
    Ok(all)
}

/// The people whom the diagram itself names: an assignee, candidates, or roles as groups.
fn named_in_diagram(tx: &mut Tx, case: &Case, definition: &Definition, offer: &Offer) -> Result<Vec<Person>, Failure> {
    let mut found = Vec::new();
    let names = offer.assignee.iter().chain(&offer.users);
    let names: Vec<String> = names.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect();
    if !names.is_empty() {
        let all = people::store::everybody(tx)?;
        let is_named = |person: &Person| {
            names.iter().any(|name| {
                *name == person.id || *name == person.email.to_lowercase() || *name == person.name.to_lowercase()
            })
        };
        found.extend(all.into_iter().filter(is_named));
    }
    for group in &offer.groups {
        let is_group =
            |role: &&crate::definition::ProcessRole| role.key == **group || role.name.eq_ignore_ascii_case(group);
        if let Some(role) = definition.roles.iter().find(is_group) {
            found.extend(of_role(tx, case, definition, &role.key)?);
        } else if let Some(unit) = people::store::units(tx)?.iter().find(|unit| unit.name.eq_ignore_ascii_case(group)) {
            found.extend(of_unit(tx, &unit.id)?);
        }
    }
    Ok(found)
}

/// Why a person must not do a task of this case, if a separation of duties forbids it.
///
/// # Errors
/// The database's.
pub fn forbidden(
    tx: &mut Tx,
    case: &Case,
    loaded: &Loaded,
    element: &str,
    person_id: &str,
) -> Result<Option<String>, Failure> {
    let definition = &loaded.definition;
    if definition.separations.is_empty() {
        return Ok(None);
    }
    let wanted = roles_with(definition, &activity_of(loaded, element), 'R');
    let mut held: BTreeSet<String> = BTreeSet::new();
    for (role, person) in deployment::store::staff(tx, &case.process_id)? {
        if person == STARTER && case.started_by == person_id {
            held.insert(role);
        }
    }
    for done in store::done_by(tx, &case.id, person_id)? {
        held.extend(roles_with(definition, &activity_of(loaded, &done), 'R'));
    }
    Ok(definition.separations.iter().find_map(|rule| parted(definition, rule, &wanted, &held)))
}

fn parted(definition: &Definition, rule: &Separation, wanted: &[String], held: &BTreeSet<String>) -> Option<String> {
    for (one, other) in [(&rule.first, &rule.second), (&rule.second, &rule.first)] {
        if wanted.contains(one) && held.contains(other) {
            return Some(format!(
                "In this case you act as “{}”, so you cannot do the work of “{}”: {}",
                definition.role_name(other),
                definition.role_name(one),
                if rule.reason.is_empty() { "the two are kept apart." } else { &rule.reason }
            ));
        }
    }
    None
}
