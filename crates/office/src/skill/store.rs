//! The tables of skills and of those who have them.

use std::collections::BTreeSet;

use db::{Error, Row, Tx};

use super::model::{Holder, Skill};
use crate::clock::Time;
use crate::definition::dictionary::plain;

const COLUMNS: &str = "id, name, meaning";

/// Every skill of the list, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Skill>, Error> {
    tx.query(format!("select {COLUMNS} from skills order by lowered"), &[], read)
}

/// One skill.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Skill, Error> {
    tx.one(format!("select {COLUMNS} from skills where id = $1"), &[&id], read)
}

/// Writes a new skill.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn insert(tx: &mut Tx, new: &Skill, now: Time) -> Result<(), Error> {
    let lowered = plain(&new.name);
    tx.execute(
        "insert into skills (id, name, lowered, meaning, added_at) values ($1, $2, $3, $4, $5)",
        &[&new.id, &new.name, &lowered, &new.meaning, &now.0],
    )?;
    Ok(())
}

/// Writes the words of a skill anew.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn update(tx: &mut Tx, one: &Skill) -> Result<(), Error> {
    let lowered = plain(&one.name);
    tx.change(
        "update skills set name = $1, lowered = $2, meaning = $3 where id = $4",
        &[&one.name, &lowered, &one.meaning, &one.id],
    )
}

/// Takes a skill off the list; nobody has it any more.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute("delete from skill_holders where skill_id = $1", &[&id])?;
    tx.execute("delete from skills where id = $1", &[&id])?;
    Ok(())
}

/// Everybody with an open account who has a skill, or says so, by name.
///
/// # Errors
/// The database's.
pub fn holders(tx: &mut Tx) -> Result<Vec<Holder>, Error> {
    tx.query(
        "select h.skill_id, h.person_id, p.name, h.said_at, h.confirmed_by, h.confirmed_at from skill_holders h \
         join people p on p.id = h.person_id where p.disabled_at is null order by p.name, p.id, h.skill_id",
        &[],
        holder,
    )
}

/// Whether and how a person has a skill.
///
/// # Errors
/// The database's.
pub fn holding(tx: &mut Tx, skill_id: &str, person_id: &str) -> Result<Option<Holder>, Error> {
    tx.maybe(
        "select h.skill_id, h.person_id, p.name, h.said_at, h.confirmed_by, h.confirmed_at from skill_holders h \
         join people p on p.id = h.person_id where h.skill_id = $1 and h.person_id = $2",
        &[&skill_id, &person_id],
        holder,
    )
}

/// Notes that a person says they have a skill; what was said before stays.
///
/// # Errors
/// The database's.
pub fn say(tx: &mut Tx, now: Time, skill_id: &str, person_id: &str) -> Result<(), Error> {
    tx.execute(
        "insert into skill_holders (skill_id, person_id, said_at, confirmed_by, confirmed_at) values ($1, $2, $3, '', null) \
         on conflict (skill_id, person_id) do nothing",
        &[&skill_id, &person_id, &now.0],
    )?;
    Ok(())
}

/// Notes who confirmed that a person has a skill.
///
/// # Errors
/// The database's.
pub fn confirm(tx: &mut Tx, now: Time, skill_id: &str, person_id: &str, by: &str) -> Result<(), Error> {
    tx.change(
        "update skill_holders set confirmed_by = $1, confirmed_at = $2 where skill_id = $3 and person_id = $4",
        &[&by, &now.0, &skill_id, &person_id],
    )
}

/// A person has a skill no longer.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut Tx, skill_id: &str, person_id: &str) -> Result<(), Error> {
    tx.execute("delete from skill_holders where skill_id = $1 and person_id = $2", &[&skill_id, &person_id])?;
    Ok(())
}

/// Who has a skill of this name, confirmed, by id.
///
/// # Errors
/// The database's.
pub fn having(tx: &mut Tx, name: &str) -> Result<BTreeSet<String>, Error> {
    let lowered = plain(name);
    let all = tx.query(
        "select h.person_id from skills s join skill_holders h on h.skill_id = s.id \
         where s.lowered = $1 and h.confirmed_at is not null",
        &[&lowered],
        |row| row.get::<String>(0),
    )?;
    Ok(all.into_iter().collect())
}

/// Names as they are compared, with the person, of every skill that was confirmed and whose holder has an open account.
///
/// # Errors
/// The database's.
pub fn confirmed(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        "select s.lowered, p.name from skills s join skill_holders h on h.skill_id = s.id join people p on p.id = h.person_id \
         where h.confirmed_at is not null and p.disabled_at is null order by s.lowered, p.name",
        &[],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn read(row: &Row) -> Result<Skill, Error> {
    Ok(Skill { id: row.get(0)?, name: row.get(1)?, meaning: row.get(2)? })
}

fn holder(row: &Row) -> Result<Holder, Error> {
    Ok(Holder {
        skill_id: row.get(0)?,
        person_id: row.get(1)?,
        person: row.get(2)?,
        said_at: Time(row.get(3)?),
        confirmed_by: row.get(4)?,
        confirmed_at: row.get::<Option<i64>>(5)?.map(Time),
    })
}
