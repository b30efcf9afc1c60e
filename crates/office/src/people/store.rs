//! The tables of people, units, assignments and failed sign-ins.

use db::{Error, Row, Tx};

use super::model::{Assignment, Person, Unit};
use crate::access::{Holding, Role};
use crate::clock::Time;

pub(crate) const PERSON: &str = "id, name, email, title, unit_id, created_at, disabled_at";

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
        "insert into assignments (id, person_id, role, process_id, process_label, starts_at, ends_at, granted_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            &assignment.id,
            &assignment.person_id,
            &role,
            &assignment.process_id,
            &assignment.process_label,
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
        "select id, person_id, role, process_id, process_label, starts_at, ends_at, granted_by from assignments where person_id = $1 \
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

/// The process of the given id has another name from now on.
///
/// # Errors
/// The database's.
pub fn rename_process(tx: &mut Tx, process_id: &str, label: &str) -> Result<(), Error> {
    tx.execute("update assignments set process_label = $1 where process_id = $2", &[&label, &process_id])?;
    Ok(())
}

/// Everybody with a current role, and the labels of their roles: who can be met in the demo office.
///
/// # Errors
/// The database's.
pub fn cast(tx: &mut Tx, now: Time) -> Result<Vec<(Person, Vec<Assignment>)>, Error> {
    let people = everybody(tx)?;
    let mut cast = Vec::with_capacity(people.len());
    for person in people.into_iter().filter(|person| person.disabled_at.is_none()) {
        let current: Vec<Assignment> =
            assignments(tx, &person.id)?.into_iter().filter(|assignment| assignment.is_current(now)).collect();
        if !current.is_empty() {
            cast.push((person, current));
        }
    }
    Ok(cast)
}

/// What the list of people shows: filtered by words, a role and a unit; sorted and paged.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Part of a name, a mail address or a title.
    pub words: String,
    pub role: Option<Role>,
    pub unit_id: Option<String>,
    /// `name`, `title` or `unit`.
    pub sort: String,
    pub downwards: bool,
    pub offset: i64,
    pub limit: i64,
}

/// One row of the list of people.
#[derive(Clone, Debug)]
pub struct Listed {
    pub person: Person,
    pub unit: Option<String>,
    /// The roles held now, each once.
    pub roles: Vec<Role>,
}

/// A page of the list of people, and how many there are in all.
///
/// # Errors
/// The database's.
pub fn list(tx: &mut Tx, listing: &Listing, now: Time) -> Result<(Vec<Listed>, i64), Error> {
    let words = format!("%{}%", escape_like(&listing.words.to_lowercase()));
    let role = listing.role.map(Role::key);
    let mut args: Vec<&dyn db::Bind> = vec![&now.0, &words];
    let like = "like $2 escape '!'";
    let mut condition =
        format!("(lower(p.name) {like} or lower(p.email) {like} or lower(p.title) {like}) and p.created_at <= $1");
    if let Some(role) = &role {
        args.push(role);
        condition.push_str(&format!(
            " and exists (select 1 from assignments a where a.person_id = p.id and a.role = ${} and a.starts_at <= $1 \
             and (a.ends_at is null or a.ends_at > $1))",
            args.len()
        ));
    }
    if let Some(unit) = &listing.unit_id {
        args.push(unit);
        condition.push_str(&format!(" and p.unit_id = ${}", args.len()));
    }
    let total = tx.one(format!("select count(*) from people p where {condition}"), &args, |row| row.get(0))?;
    let column = match listing.sort.as_str() {
        "title" => "lower(p.title)",
        "unit" => "lower(coalesce(u.name, ''))",
        _ => "lower(p.name)",
    };
    let direction = if listing.downwards { "desc" } else { "asc" };
    let at = args.len();
    args.push(&listing.limit);
    args.push(&listing.offset);
    let sql = format!(
        "select p.id, p.name, p.email, p.title, p.unit_id, p.created_at, p.disabled_at, u.name from people p \
         left join units u on u.id = p.unit_id where {condition} order by {column} {direction}, p.id limit ${} offset ${}",
        at + 1,
        at + 2
    );
    let people = tx.query(sql, &args, |row| Ok((read_person(row)?, row.get::<Option<String>>(7)?)))?;
    let mut rows = Vec::with_capacity(people.len());
    for (person, unit) in people {
        let mut roles: Vec<Role> = holdings(tx, &person.id, now)?.into_iter().map(|holding| holding.role).collect();
        roles.sort_unstable();
        roles.dedup();
        rows.push(Listed { person, unit, roles });
    }
    Ok((rows, total))
}

/// Text for a `like … escape '!'` that stands for itself.
#[must_use]
pub fn escape_like(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
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

/// Replaces the name and the place of a unit.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn update_unit(tx: &mut Tx, unit: &Unit) -> Result<(), Error> {
    tx.execute("update units set name = $1, parent_id = $2 where id = $3", &[&unit.name, &unit.parent_id, &unit.id])?;
    Ok(())
}

/// Closes an account at an instant, or opens it again.
///
/// # Errors
/// The database's.
pub fn set_disabled(tx: &mut Tx, person_id: &str, at: Option<Time>) -> Result<(), Error> {
    let at = at.map(|time| time.0);
    tx.execute("update people set disabled_at = $1 where id = $2", &[&at, &person_id])?;
    Ok(())
}

/// The token of a person's calendar feed, if one was issued.
///
/// # Errors
/// The database's.
pub fn calendar_token(tx: &mut Tx, person_id: &str) -> Result<Option<String>, Error> {
    tx.one("select calendar_token from people where id = $1", &[&person_id], |row| row.get(0))
}

/// Writes a calendar token, or none; the one before is worthless from then on.
///
/// # Errors
/// The database's.
pub fn set_calendar_token(tx: &mut Tx, person_id: &str, token: Option<&str>) -> Result<(), Error> {
    tx.execute("update people set calendar_token = $1 where id = $2", &[&token, &person_id])?;
    Ok(())
}

/// Who reads their calendar under a token.
///
/// # Errors
/// The database's.
pub fn by_calendar_token(tx: &mut Tx, token: &str) -> Result<Option<Person>, Error> {
    let sql = format!("select {PERSON} from people where calendar_token = $1 and disabled_at is null");
    tx.maybe(sql, &[&token], read_person)
}

/// Writes an invitation; older ones of the same person end.
///
/// # Errors
/// The database's.
pub fn insert_invitation(
    tx: &mut Tx,
    token_hash: &str,
    person_id: &str,
    now: Time,
    expires_at: Time,
) -> Result<(), Error> {
    tx.execute("delete from invitations where person_id = $1", &[&person_id])?;
    tx.execute(
        "insert into invitations (token_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)",
        &[&token_hash, &person_id, &now.0, &expires_at.0],
    )?;
    Ok(())
}

/// Who is invited by a token that was not used and has not expired.
///
/// # Errors
/// The database's.
pub fn invited(tx: &mut Tx, token_hash: &str, now: Time) -> Result<Option<String>, Error> {
    tx.maybe(
        "select person_id from invitations where token_hash = $1 and used_at is null and expires_at > $2",
        &[&token_hash, &now.0],
        |row| row.get(0),
    )
}

/// Burns an invitation.
///
/// # Errors
/// [`Error::NotFound`] when it was used meanwhile.
pub fn use_invitation(tx: &mut Tx, token_hash: &str, now: Time) -> Result<(), Error> {
    let sql = "update invitations set used_at = $1 where token_hash = $2 and used_at is null";
    if tx.execute(sql, &[&now.0, &token_hash])? == 0 { Err(Error::NotFound) } else { Ok(()) }
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

/// A person from the first columns of a row, [`PERSON`].
pub(crate) fn read_person(row: &Row) -> Result<Person, Error> {
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
        process_label: row.get(4)?,
        starts_at: Time(row.get(5)?),
        ends_at: row.get::<Option<i64>>(6)?.map(Time),
        granted_by: row.get(7)?,
    })
}
