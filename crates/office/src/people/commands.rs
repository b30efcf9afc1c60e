//! Each change of state of people: adding them, inviting them, giving and ending roles, closing accounts, arranging units.

use db::Tx;
use serde_json::json;

use super::model::{Assignment, Person, Unit};
use super::{session, store};
use crate::access::{Actor, Permission, Role, duties};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};
use crate::settings;

/// Days an invitation may be answered.
pub const INVITATION_DAYS: i64 = 7;

/// What is told about a new person.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub name: String,
    pub email: String,
    pub title: String,
    pub unit_id: Option<String>,
}

/// Adds a person; returns the id and the one-time token of the invitation.
///
/// # Errors
/// Without the permission, with a mail address that is none or is taken.
pub fn add(tx: &mut Tx, actor: &Actor, now: Time, new: &NewPerson) -> Result<(String, String), Failure> {
    actor.needs(Permission::Administer)?;
    let person = written(tx, now, new, None)?;
    note(tx, actor, "people.added", &person, "", json!({ "email": person.email }), now)?;
    let token = invitation(tx, &person.id, now)?;
    Ok((person.id, token))
}

/// Somebody with an open account who was chosen for something.
///
/// # Errors
/// At the question “person”, where nobody has this id or their account is closed.
pub fn open_account(tx: &mut Tx, person_id: &str) -> Result<Person, Failure> {
    match store::person(tx, person_id) {
        Ok(person) if person.disabled_at.is_none() => Ok(person),
        Ok(_) | Err(db::Error::NotFound) => {
            Err(Refusal::at("person", "Choose a person with an open account from the list.").into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Makes a new invitation for somebody who lost theirs; the older ones end.
///
/// # Errors
/// Without the permission, or when there is no such person.
pub fn invite_again(tx: &mut Tx, actor: &Actor, now: Time, person_id: &str) -> Result<String, Failure> {
    actor.needs(Permission::Administer)?;
    let person = store::person(tx, person_id)?;
    note(tx, actor, "people.invited_again", &person, "", json!({}), now)?;
    invitation(tx, person_id, now)
}

fn invitation(tx: &mut Tx, person_id: &str, now: Time) -> Result<String, Failure> {
    let token = session::secret();
    let expires_at = now.plus_days(INVITATION_DAYS);
    store::insert_invitation(tx, &session::hashed(&token), person_id, now, expires_at)?;
    Ok(token)
}

/// Answers an invitation with a password; burns it and opens a session.
///
/// # Errors
/// When the invitation is unknown, used or too old.
pub fn accept_invitation(tx: &mut Tx, token: &str, hash: &str, agent: &str, now: Time) -> Result<String, Failure> {
    let person = invited(tx, token, now)?;
    store::use_invitation(tx, &session::hashed(token), now)?;
    store::set_password(tx, &person.id, hash)?;
    let actor = acting_as(&person);
    note(tx, &actor, "people.joined", &person, "", json!({}), now)?;
    Ok(session::open(tx, &person.id, agent, now)?)
}

/// Who is invited by a token that can still be answered.
///
/// # Errors
/// [`Failure::NotFound`] when the invitation is unknown, used or too old.
pub fn invited(tx: &mut Tx, token: &str, now: Time) -> Result<Person, Failure> {
    let person_id = store::invited(tx, &session::hashed(token), now)?.ok_or(Failure::NotFound)?;
    let person = store::person(tx, &person_id)?;
    if person.disabled_at.is_some() { Err(Failure::NotFound) } else { Ok(person) }
}

/// Replaces the actor's own password; every other session ends.
///
/// # Errors
/// The database's.
pub fn change_password(tx: &mut Tx, actor: &Actor, session_id: &str, hash: &str, now: Time) -> Result<(), Failure> {
    store::set_password(tx, &actor.person_id, hash)?;
    let ended = session::end_others(tx, &actor.person_id, session_id)?;
    let person = store::person(tx, &actor.person_id)?;
    note(tx, actor, "people.password_changed", &person, "", json!({ "sessions_ended": ended }), now)
}

/// Issues a new address for the actor's calendar feed.
///
/// # Errors
/// The database's.
pub fn issue_calendar(tx: &mut Tx, actor: &Actor, now: Time) -> Result<(), Failure> {
    store::set_calendar_token(tx, &actor.person_id, Some(&session::secret()))?;
    let person = store::person(tx, &actor.person_id)?;
    note(tx, actor, "people.calendar_issued", &person, "", json!({}), now)
}

/// Ends the actor's calendar feed: its address leads nowhere from then on.
///
/// # Errors
/// The database's.
pub fn end_calendar(tx: &mut Tx, actor: &Actor, now: Time) -> Result<(), Failure> {
    if store::calendar_token(tx, &actor.person_id)?.is_none() {
        return Ok(());
    }
    store::set_calendar_token(tx, &actor.person_id, None)?;
    let person = store::person(tx, &actor.person_id)?;
    note(tx, actor, "people.calendar_ended", &person, "", json!({}), now)
}

/// A role to give.
#[derive(Clone, Debug)]
pub struct Grant {
    pub person_id: String,
    pub role: Role,
    pub starts_at: Time,
    pub ends_at: Option<Time>,
}

/// Gives a role. Roles of a process are not given here: their holder is asked and accepts.
///
/// # Errors
/// Without the permission, to oneself, or with dates that make no sense.
pub fn grant(tx: &mut Tx, actor: &Actor, now: Time, grant: &Grant, reason: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    duties::granter_is_not_grantee(&actor.person_id, &grant.person_id)?;
    if grant.role.is_of_a_process() {
        let sentence =
            "An owner or manager of a process is asked on the page of the process, and accepts the role there.";
        return Err(Refusal::at("role", sentence).into());
    }
    if grant.ends_at.is_some_and(|end| end <= grant.starts_at) {
        return Err(Refusal::at("ends", "The role would end before it starts.").into());
    }
    if grant.role == Role::Auditor && grant.ends_at.is_none() {
        return Err(
            Refusal::at("ends", "An auditor's access is limited in time. Choose the day on which it ends.").into()
        );
    }
    let person = store::person(tx, &grant.person_id)?;
    let assignment = Assignment {
        id: uuid::Uuid::now_v7().to_string(),
        person_id: grant.person_id.clone(),
        role: grant.role,
        process_id: None,
        process_label: None,
        starts_at: grant.starts_at,
        ends_at: grant.ends_at,
        granted_by: actor.person_id.clone(),
    };
    store::assign(tx, &assignment)?;
    let payload = json!({ "role": grant.role.key(), "from": grant.starts_at, "until": grant.ends_at });
    note(tx, actor, "people.role_given", &person, reason, payload, now)
}

/// Ends a role at once.
///
/// # Errors
/// Without the permission, or when it is the last administrator's.
pub fn end_role(tx: &mut Tx, actor: &Actor, now: Time, person_id: &str, id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let person = store::person(tx, person_id)?;
    let found = store::assignments(tx, person_id)?.into_iter().find(|one| one.id == id && one.is_current(now));
    let assignment = found.ok_or(Failure::NotFound)?;
    if assignment.role == Role::Administrator {
        last_administrator_stays(tx, person_id, now)?;
    }
    store::end_assignment(tx, id, now)?;
    note(tx, actor, "people.role_ended", &person, reason, json!({ "role": assignment.role.key() }), now)
}

/// Closes an account: its sessions end at once, its history stays.
///
/// # Errors
/// Without the permission, on oneself, or on the last administrator.
pub fn disable(tx: &mut Tx, actor: &Actor, now: Time, person_id: &str, reason: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    if actor.person_id == person_id {
        return Err(Failure::refused("Nobody may close their own account. Ask another administrator."));
    }
    last_administrator_stays(tx, person_id, now)?;
    let person = store::person(tx, person_id)?;
    store::set_disabled(tx, person_id, Some(now))?;
    session::end_others(tx, person_id, "")?;
    note(tx, actor, "people.account_closed", &person, reason, json!({}), now)
}

/// Opens a closed account again.
///
/// # Errors
/// Without the permission.
pub fn enable(tx: &mut Tx, actor: &Actor, now: Time, person_id: &str) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let person = store::person(tx, person_id)?;
    store::set_disabled(tx, person_id, None)?;
    note(tx, actor, "people.account_opened", &person, "", json!({}), now)
}

fn last_administrator_stays(tx: &mut Tx, person_id: &str, now: Time) -> Result<(), Failure> {
    let administrators = store::holders(tx, Role::Administrator, None, now)?;
    if administrators.iter().all(|one| one.id == person_id) && !administrators.is_empty() {
        return Err(Failure::refused("This is the last administrator. Make somebody else an administrator first."));
    }
    Ok(())
}

/// Adds a unit.
///
/// # Errors
/// Without the permission, or when the name is taken.
pub fn add_unit(tx: &mut Tx, actor: &Actor, now: Time, name: &str, parent_id: Option<&str>) -> Result<String, Failure> {
    actor.needs(Permission::Administer)?;
    let unit =
        Unit { id: uuid::Uuid::now_v7().to_string(), name: name.to_owned(), parent_id: parent_id.map(str::to_owned) };
    store::insert_unit(tx, &unit).map_err(|error| taken(error, "name", "A unit of this name exists already."))?;
    let object = Object::new("unit", &unit.id, name);
    journal::record(tx, journal::New { now, actor, action: "unit.added", object, reason: "", payload: json!({}) })?;
    Ok(unit.id)
}

/// Renames a unit and puts it under another one.
///
/// # Errors
/// Without the permission, when the name is taken, or when the unit would stand below itself.
pub fn arrange_unit(tx: &mut Tx, actor: &Actor, now: Time, unit: &Unit) -> Result<(), Failure> {
    actor.needs(Permission::Administer)?;
    let units = store::units(tx)?;
    let before = units.iter().find(|one| one.id == unit.id).ok_or(Failure::NotFound)?;
    let mut above = unit.parent_id.clone();
    while let Some(id) = above {
        if id == unit.id {
            return Err(Refusal::at("parent", "A unit cannot stand below itself.").into());
        }
        above = units.iter().find(|one| one.id == id).and_then(|one| one.parent_id.clone());
    }
    store::update_unit(tx, unit).map_err(|error| taken(error, "name", "A unit of this name exists already."))?;
    let object = Object::new("unit", &unit.id, &unit.name);
    let payload = json!({ "before": { "name": before.name, "parent_id": before.parent_id } });
    journal::record(tx, journal::New { now, actor, action: "unit.arranged", object, reason: "", payload })?;
    Ok(())
}

/// Sets the office up: its name and its first administrator; opens their session.
///
/// # Errors
/// [`Failure::NotFound`] once the office is set up or when the token is not the one on the console.
pub fn set_up(
    tx: &mut Tx,
    token: &str,
    office: &str,
    new: &NewPerson,
    hash: &str,
    agent: &str,
    now: Time,
) -> Result<String, Failure> {
    set_up_is_open(tx, token)?;
    let person = written(tx, now, new, Some(hash))?;
    for role in [Role::Administrator, Role::SmoManager] {
        let assignment = Assignment {
            id: uuid::Uuid::now_v7().to_string(),
            person_id: person.id.clone(),
            role,
            process_id: None,
            process_label: None,
            starts_at: now,
            ends_at: None,
            granted_by: String::new(),
        };
        store::assign(tx, &assignment)?;
    }
    settings::put(tx, settings::OFFICE_NAME, office)?;
    settings::put(tx, settings::SET_UP_AT, &now.0.to_string())?;
    settings::store::remove(tx, settings::SET_UP_TOKEN)?;
    let actor = acting_as(&person);
    let object = Object::new("office", "office", office);
    let payload = json!({ "administrator": person.id });
    journal::record(tx, journal::New { now, actor: &actor, action: "office.set_up", object, reason: "", payload })?;
    Ok(session::open(tx, &person.id, agent, now)?)
}

/// Passes while the office is not set up and the token is the one on the console.
///
/// # Errors
/// [`Failure::NotFound`] otherwise.
pub fn set_up_is_open(tx: &mut Tx, token: &str) -> Result<(), Failure> {
    let expected = settings::get(tx, settings::SET_UP_TOKEN)?;
    if settings::get(tx, settings::SET_UP_AT)?.is_some() || expected != Some(session::hashed(token)) {
        return Err(Failure::NotFound);
    }
    Ok(())
}

/// Makes a new set-up token while the office is not set up; none afterwards.
///
/// # Errors
/// The database's.
pub fn offer_set_up(tx: &mut Tx) -> Result<Option<String>, Failure> {
    if settings::get(tx, settings::SET_UP_AT)?.is_some() {
        return Ok(None);
    }
    let token = session::secret();
    settings::put(tx, settings::SET_UP_TOKEN, &session::hashed(&token))?;
    Ok(Some(token))
}

fn written(tx: &mut Tx, now: Time, new: &NewPerson, hash: Option<&str>) -> Result<Person, Failure> {
    let email = new.email.to_lowercase();
    if !is_mail_address(&email) {
        let sentence = format!("“{}” is not a mail address. It should look like ada@example.org.", new.email);
        return Err(Refusal::at("email", sentence).into());
    }
    let person = Person {
        id: uuid::Uuid::now_v7().to_string(),
        name: new.name.clone(),
        email,
        title: new.title.clone(),
        unit_id: new.unit_id.clone(),
        created_at: now,
        disabled_at: None,
    };
    store::insert(tx, &person, hash)
        .map_err(|error| taken(error, "email", "Somebody with this mail address is in the office already."))?;
    Ok(person)
}

/// Whether a text has the shape of a mail address: one `@`, something before it, a name after it, no blanks.
fn is_mail_address(text: &str) -> bool {
    let blank = text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>(),;:\"\\".contains(c));
    let parts: Vec<&str> = text.split('@').collect();
    !blank && parts.len() == 2 && !parts[0].is_empty() && !parts[1].is_empty() && !parts[1].starts_with('.')
}

fn taken(error: db::Error, field: &'static str, sentence: &str) -> Failure {
    match error {
        db::Error::Conflict { constraint } if constraint.starts_with("foreign key") => {
            Failure::refused("There is no such unit any more. Choose one from the list.")
        }
        db::Error::Conflict { .. } => Refusal::at(field, sentence).into(),
        other => other.into(),
    }
}

fn acting_as(person: &Person) -> Actor {
    Actor { person_id: person.id.clone(), name: person.name.clone(), holdings: Vec::new() }
}

fn note(
    tx: &mut Tx,
    actor: &Actor,
    action: &'static str,
    person: &Person,
    reason: &str,
    payload: serde_json::Value,
    now: Time,
) -> Result<(), Failure> {
    let object = Object::new("people", &person.id, &person.name);
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
