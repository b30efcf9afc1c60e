//! Each change of a calendar: added, changed, made the usual one.
//!
//! Nothing is removed: timers and due times that wait in a calendar would be left without one.

use db::Tx;
use serde_json::json;

use super::model::{Calendar, Hours, NAME_CHARS, key_of};
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::journal::{self, Object};

/// Calendars of one office, at most.
const MOST: usize = 200;

/// What is said of a calendar.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub name: String,
    pub hours: Hours,
}

impl Said {
    fn checked(&self) -> Result<Said, Failure> {
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut refusals = Vec::new();
        if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
            refusals.push(Refusal::at("name", format!("Give the calendar a name of at most {NAME_CHARS} characters.")));
        }
        match self.hours.clone().checked() {
            Ok(hours) if refusals.is_empty() => Ok(Said { name, hours }),
            Ok(_) => Err(refusals.into()),
            Err(more) => {
                refusals.extend(more);
                Err(refusals.into())
            }
        }
    }
}

/// Adds a calendar under a key of its name, or under a given one; the first one is the usual one. Gives its key.
///
/// # Errors
/// Without the permission, or when it cannot be kept.
pub fn add(tx: &mut Tx, actor: &Actor, now: Time, key: Option<&str>, said: &Said) -> Result<String, Failure> {
    actor.needs(Permission::KeepCalendars)?;
    let said = said.checked()?;
    let there = store::all(tx)?;
    if there.len() >= MOST {
        return Err(Failure::refused(format!("An office has at most {MOST} calendars.")));
    }
    let taken = |key: &str| there.iter().any(|one| one.key == key);
    let plain = key.map_or_else(|| key_of(&said.name), str::to_owned);
    let numbered = |number: usize| if number == 1 { plain.clone() } else { format!("{plain}-{number}") };
    let key = (1..=MOST + 1).map(numbered).find(|key| !taken(key)).unwrap_or(plain.clone());
    let new = Calendar {
        id: uuid::Uuid::now_v7().to_string(),
        key: key.clone(),
        name: said.name,
        hours: said.hours,
        is_usual: there.is_empty(),
        changed_at: now,
        revision: 1,
    };
    store::insert(tx, &new)?;
    note(tx, actor, now, "calendar.added", &new)?;
    Ok(key)
}

/// Changes a calendar. Timers and due times that wait in it are reckoned anew.
///
/// # Errors
/// Without the permission, when it cannot be kept, or when somebody changed it meanwhile.
pub fn change(tx: &mut Tx, actor: &Actor, now: Time, (key, revision): (&str, i64), said: &Said) -> Result<(), Failure> {
    actor.needs(Permission::KeepCalendars)?;
    let said = said.checked()?;
    let before = store::by_key(tx, key)?;
    if before.name == said.name && before.hours == said.hours {
        return Ok(());
    }
    let after = Calendar { name: said.name, hours: said.hours, revision, ..before };
    if !store::update(tx, now, &after)? {
        return Err(Failure::Stale {
            sentence: "Somebody changed the calendar meanwhile. Nothing was replaced; open it again.".to_owned(),
        });
    }
    note(tx, actor, now, super::CHANGED, &after)
}

/// Makes a calendar the usual one.
///
/// # Errors
/// Without the permission, or when there is no such calendar.
pub fn make_usual(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<(), Failure> {
    actor.needs(Permission::KeepCalendars)?;
    let one = store::by_key(tx, key)?;
    if one.is_usual {
        return Ok(());
    }
    store::set_usual(tx, key)?;
    note(tx, actor, now, "calendar.made_usual", &one)
}

fn note(tx: &mut Tx, actor: &Actor, now: Time, action: &'static str, one: &Calendar) -> Result<(), Failure> {
    let object = Object::new("calendar", &one.key, &one.name);
    let payload = json!({ "key": one.key, "time_zone": one.hours.time_zone, "days": one.hours.days.len() });
    journal::record(tx, journal::New { now, actor, action, object, reason: "", payload })?;
    Ok(())
}
