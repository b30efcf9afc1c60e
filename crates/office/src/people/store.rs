//! The tables of people, units, assignments and failed sign-ins.

use db::{Error, Row, Tx};

use super::model::{Assignment, Person, Unit};
use crate::access::{Holding, Role};
use crate::clock::Time;

const PERSON: &str = "id, name, email, title, unit_id, created_at, disabled_at";

/// The roles a person holds at `now`.
///
/// # Errors
/// The database's.
pub fn holdings(tx: &mut Tx, person_id: &str, now: Time) -> Result<Vec<Holding>, Error> {
    let rows = tx.query(
        "select role, process_id from assignments where person_id = $1 and starts_at <= $2 and (ends_at is null or ends_at > $2)",
        &[&person_id, &now.0],
        |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?)),
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|(role, process_id)| Role::from_key(&role).map(|role| Holding { role, process_id }))
        .collect())
}

/// One person by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn person(tx: &mut Tx, id: &str) -> Result<Person, Error> {
    tx.one(format!("select {PERSON} from people where id = $1"), &[&id], read_person)
}

/// One person by mail address, and the stored password hash.
///
/// # Errors
/// The database's.
pub fn by_email(tx: &mut Tx, email: &str) -> Result<Option<(Person, Option<String>)>, Error> {
    tx.maybe(format!("select {PERSON}, password_hash from people where email = $1"), &[&email], |row| {
        Ok((read_person(row)?, row.get(7)?))
    })
}

/// Every person, by name.
///
/// # Errors
/// The database's.
pub fn everybody(tx: &mut Tx) -> Result<Vec<Person>, Error> {
    tx.query(format!("select {PERSON} from people order by name, id"), &[], read_person)
}

/// Writes a new person.
///
/// # Errors
/// [`Error::Conflict`] when the mail address is taken.
pub fn insert(tx: &mut Tx, person: &Person, password_hash: Option<&str>) -> Result<(), Error> {
    let disabled_at = person.disabled_at.map(|time| time.0);
    tx.execute(
        "insert into people (id, name, email, title, unit_id, password_hash, created_at, disabled_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &person.id,
            &person.name,
            &person.email,
            &person.title,
            &person.unit_id,
            &password_hash,
            &person.created_at.0,
            &disabled_at,
        ],
    )?;
    Ok(())
}

/// Replaces a person's password hash.
///
/// # Errors
/// The database's.
pub fn set_password(tx: &mut Tx, person_id: &str, password_hash: &str) -> Result<(), Error> {
    tx.execute("update people set password_hash = $1 where id = $2", &[&password_hash, &person_id])?;
    Ok(())
}

/// Writes a new assignment.
///
/// # Errors
/// The database's.
pub fn assign(tx: &mut Tx, assignment: &Assignment) -> Result<(), Error> {
    let ends_at = assignment.ends_at.map(|time| time.0);
    let role = assignment.role.key();
    tx.execute(
        "insert into assignments (id, person_id, role, process_id, starts_at, ends_at, granted_by) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[
            &assignment.id,
            &assignment.person_id,
            &role,
            &assignment.process_id,
            &assignment.starts_at.0,
            &ends_at,
            &assignment.granted_by,
        ],
    )?;
    Ok(())
}

/// Ends an assignment at `now`.
///
/// # Errors
/// [`Error::NotFound`] when it does not exist or has ended.
pub fn end_assignment(tx: &mut Tx, id: &str, now: Time) -> Result<(), Error> {
    let changed = tx.execute(
        "update assignments set ends_at = $1 where id = $2 and (ends_at is null or ends_at > $1)",
        &[&now.0, &id],
    )?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Every assignment of a person, current ones and past ones, newest first.
///
/// # Errors
/// The database's.
pub fn assignments(tx: &mut Tx, person_id: &str) -> Result<Vec<Assignment>, Error> {
    tx.query(
        "select id, person_id, role, process_id, starts_at, ends_at, granted_by from assignments where person_id = $1 \
         order by starts_at desc, id",
        &[&person_id],
        read_assignment,
    )
}

/// Who holds `role` at `now`: for the process where one is named, else for the whole office.
///
/// # Errors
/// The database's.
pub fn holders(tx: &mut Tx, role: Role, process_id: Option<&str>, now: Time) -> Result<Vec<Person>, Error> {
    let columns = "p.id, p.name, p.email, p.title, p.unit_id, p.created_at, p.disabled_at";
    let role = role.key();
    let scope = match process_id {
        Some(_) => "a.process_id = $3",
        None => "a.process_id is null",
    };
    let sql = format!(
        "select {columns} from people p join assignments a on a.person_id = p.id where a.role = $1 and a.starts_at <= $2 \
         and (a.ends_at is null or a.ends_at > $2) and p.disabled_at is null and {scope} order by p.name"
    );
    match process_id {
        Some(process_id) => tx.query(sql, &[&role, &now.0, &process_id], read_person),
        None => tx.query(sql, &[&role, &now.0], read_person),
    }
}

/// Every unit, by name.
///
/// # Errors
/// The database's.
pub fn units(tx: &mut Tx) -> Result<Vec<Unit>, Error> {
    tx.query("select id, name, parent_id from units order by name", &[], |row| {
        Ok(Unit { id: row.get(0)?, name: row.get(1)?, parent_id: row.get(2)? })
    })
}

/// Writes a new unit.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn insert_unit(tx: &mut Tx, unit: &Unit) -> Result<(), Error> {
    tx.execute(
        "insert into units (id, name, parent_id) values ($1, $2, $3)",
        &[&unit.id, &unit.name, &unit.parent_id],
    )?;
    Ok(())
}

/// Wrong passwords in a row for an address, and when the last one was.
///
/// # Errors
/// The database's.
pub fn failures(tx: &mut Tx, email_hash: &str) -> Result<(i64, Time), Error> {
    let found =
        tx.maybe("select failures, last_at from sign_in_failures where email_hash = $1", &[&email_hash], |row| {
            Ok((row.get(0)?, Time(row.get(1)?)))
        })?;
    Ok(found.unwrap_or((0, Time(0))))
}

/// Counts one more wrong password.
///
/// # Errors
/// The database's.
pub fn count_failure(tx: &mut Tx, email_hash: &str, now: Time) -> Result<(), Error> {
    tx.execute(
        "insert into sign_in_failures (email_hash, failures, last_at) values ($1, 1, $2) \
         on conflict (email_hash) do update set failures = sign_in_failures.failures + 1, last_at = excluded.last_at",
        &[&email_hash, &now.0],
    )?;
    Ok(())
}

/// Forgets the wrong passwords of an address.
///
/// # Errors
/// The database's.
pub fn forget_failures(tx: &mut Tx, email_hash: &str) -> Result<(), Error> {
    tx.execute("delete from sign_in_failures where email_hash = $1", &[&email_hash])?;
    Ok(())
}

fn read_person(row: &Row) -> Result<Person, Error> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        email: row.get(2)?,
        title: row.get(3)?,
        unit_id: row.get(4)?,
        created_at: Time(row.get(5)?),
        disabled_at: row.get::<Option<i64>>(6)?.map(Time),
    })
}

fn read_assignment(row: &Row) -> Result<Assignment, Error> {
    let role: String = row.get(2)?;
    Ok(Assignment {
        id: row.get(0)?,
        person_id: row.get(1)?,
        role: Role::from_key(&role).unwrap_or(Role::Practitioner),
        process_id: row.get(3)?,
        starts_at: Time(row.get(4)?),
        ends_at: row.get::<Option<i64>>(5)?.map(Time),
        granted_by: row.get(6)?,
    })
}
