//! The tables of what runs: the switch of a process, who does the work of its roles, deployments, and how cases begin by themselves.

use std::sync::LazyLock;

use db::{Error, Row, Tx, Value};

use super::super::model::{Automation, Deployment};
use super::super::plan::Plan;
use crate::clock::Time;
use crate::people::Person;
use crate::people::store::{PERSON, read_person};

static STAFF_OF: LazyLock<String> = LazyLock::new(|| {
    format!(
        "select {PERSON}, s.person_id from automation_staff s left join people on people.id = s.person_id \
         where s.process_id = $1 and s.role_key = $2 order by s.person_id"
    )
});

/// A way in which cases begin without a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    pub deployment_id: String,
    pub process_id: String,
    pub element: String,
    /// `message`, `signal` or `timer`.
    pub kind: String,
    /// The name of the message or signal.
    pub name: String,
    pub due_at: Option<Time>,
    /// JSON of the timer.
    pub due: String,
}

/// The switch of a process, if it was ever touched.
///
/// # Errors
/// The database's.
pub fn automation(tx: &mut Tx, process_id: &str) -> Result<Option<Automation>, Error> {
    tx.maybe(
        "select process_id, deployment_id, is_on, obstacles, changed_at from automations where process_id = $1",
        &[&process_id],
        |row| {
            let obstacles: String = row.get(3)?;
            Ok(Automation {
                process_id: row.get(0)?,
                deployment_id: row.get(1)?,
                is_on: row.get::<i64>(2)? != 0,
                obstacles: serde_json::from_str(&obstacles).unwrap_or_default(),
                changed_at: Time(row.get(4)?),
            })
        },
    )
}

/// The processes that run, by id.
///
/// # Errors
/// The database's.
pub fn running(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.query("select process_id from automations where is_on = 1 order by process_id", &[], |row| row.get(0))
}

/// Writes the switch of a process.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, one: &Automation, by: &str) -> Result<(), Error> {
    let obstacles = serde_json::to_string(&one.obstacles).expect("sentences are plain data");
    let is_on = i64::from(one.is_on);
    tx.execute(
        "insert into automations (process_id, deployment_id, is_on, obstacles, changed_by, changed_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (process_id) do update set deployment_id = excluded.deployment_id, \
         is_on = excluded.is_on, obstacles = excluded.obstacles, changed_by = excluded.changed_by, \
         changed_at = excluded.changed_at",
        &[&one.process_id, &one.deployment_id, &is_on, &obstacles, &by, &one.changed_at.0],
    )?;
    Ok(())
}

/// Who does the work of the roles of a process: role and person, or [`super::super::model::STARTER`].
///
/// # Errors
/// The database's.
pub fn staff(tx: &mut Tx, process_id: &str) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        "select role_key, person_id from automation_staff where process_id = $1 order by role_key, person_id",
        &[&process_id],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Who does the work of one role of a process: what was said, and the person where it is one.
///
/// # Errors
/// The database's.
pub fn staff_of(tx: &mut Tx, process_id: &str, role: &str) -> Result<Vec<(String, Option<Person>)>, Error> {
    tx.query(STAFF_OF.as_str(), &[&process_id, &role], |row| {
        let is_person = row.value(0)? != Value::Null;
        Ok((row.get(7)?, if is_person { Some(read_person(row)?) } else { None }))
    })
}

/// Writes anew who does the work.
///
/// # Errors
/// The database's.
pub fn replace_staff(tx: &mut Tx, process_id: &str, staff: &[(String, String)]) -> Result<(), Error> {
    tx.execute("delete from automation_staff where process_id = $1", &[&process_id])?;
    for (role, person) in staff {
        tx.execute(
            "insert into automation_staff (process_id, role_key, person_id) values ($1, $2, $3) \
             on conflict (process_id, role_key, person_id) do nothing",
            &[&process_id, role, person],
        )?;
    }
    Ok(())
}

/// Writes a deployment.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Deployment) -> Result<(), Error> {
    let plan = serde_json::to_string(&new.plan).expect("a plan is plain data");
    tx.execute(
        "insert into deployments (id, process_id, version_id, number, entry, plan, deployed_at) values ($1, $2, $3, $4, $5, $6, $7)",
        &[&new.id, &new.process_id, &new.version_id, &new.number, &new.plan.entry, &plan, &new.deployed_at.0],
    )?;
    Ok(())
}

const COLUMNS: &str = "id, process_id, version_id, number, plan, deployed_at";

/// One deployment.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Deployment, Error> {
    tx.one(format!("select {COLUMNS} from deployments where id = $1"), &[&id], read)
}

/// The deployment of a version, if there is one.
///
/// # Errors
/// The database's.
pub fn of_version(tx: &mut Tx, version_id: &str) -> Result<Option<Deployment>, Error> {
    tx.maybe(format!("select {COLUMNS} from deployments where version_id = $1"), &[&version_id], read)
}

/// The deployment that a call means: of the running process with this key, or with this process in its diagram.
///
/// # Errors
/// The database's.
pub fn called(tx: &mut Tx, name: &str) -> Result<Option<String>, Error> {
    tx.maybe(
        "select d.id from automations a join deployments d on d.id = a.deployment_id join processes p on p.id = a.process_id \
         where a.is_on = 1 and (p.key = $1 or d.entry = $1) order by d.deployed_at desc limit 1",
        &[&name],
        |row| row.get(0),
    )
}

/// Forgets how cases of a process begin by themselves.
///
/// # Errors
/// The database's.
pub fn clear_starts(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.execute("delete from deployment_starts where process_id = $1", &[&process_id])?;
    Ok(())
}

/// Writes a way in which cases begin.
///
/// # Errors
/// The database's.
pub fn insert_start(tx: &mut Tx, start: &Start) -> Result<(), Error> {
    let due_at = start.due_at.map(|due| due.0);
    tx.execute(
        "insert into deployment_starts (deployment_id, process_id, element, kind, name, due_at, due) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (deployment_id, element, kind, name) do update set \
         due_at = excluded.due_at, due = excluded.due",
        &[&start.deployment_id, &start.process_id, &start.element, &start.kind, &start.name, &due_at, &start.due],
    )?;
    Ok(())
}

const START: &str = "deployment_id, process_id, element, kind, name, due_at, due";

/// The ways in which cases begin with a message or signal of this name.
///
/// # Errors
/// The database's.
pub fn starts(tx: &mut Tx, kind: &str, name: &str) -> Result<Vec<Start>, Error> {
    let sql =
        format!("select {START} from deployment_starts where kind = $1 and name = $2 order by deployment_id, element");
    tx.query(sql, &[&kind, &name], start)
}

/// Starts whose time has come.
///
/// # Errors
/// The database's.
pub fn due_starts(tx: &mut Tx, now: Time, limit: i64) -> Result<Vec<Start>, Error> {
    let sql = format!("select {START} from deployment_starts where due_at <= $1 order by due_at limit $2");
    tx.query(sql, &[&now.0, &limit], start)
}

/// When the first timer start up to `horizon` is due.
///
/// # Errors
/// The database's.
pub fn next_start(tx: &mut Tx, horizon: Time) -> Result<Option<Time>, Error> {
    let sql = "select due_at from deployment_starts where due_at <= $1 order by due_at limit 1";
    tx.maybe(sql, &[&horizon.0], |row| Ok(Time(row.get(0)?)))
}

/// The start at an element, if it still stands as it was read.
///
/// # Errors
/// The database's.
pub fn timer_start(tx: &mut Tx, deployment_id: &str, element: &str) -> Result<Option<Start>, Error> {
    let sql =
        format!("select {START} from deployment_starts where deployment_id = $1 and element = $2 and kind = 'timer'");
    tx.maybe(sql, &[&deployment_id, &element], start)
}

/// Sets a timer start to its next time, or ends it.
///
/// # Errors
/// The database's.
pub fn set_start_due(tx: &mut Tx, start: &Start, due_at: Option<Time>, due: &str) -> Result<(), Error> {
    let due_at = due_at.map(|due| due.0);
    tx.execute(
        "update deployment_starts set due_at = $1, due = $2 where deployment_id = $3 and element = $4 and kind = 'timer'",
        &[&due_at, &due, &start.deployment_id, &start.element],
    )?;
    Ok(())
}

fn start(row: &Row) -> Result<Start, Error> {
    Ok(Start {
        deployment_id: row.get(0)?,
        process_id: row.get(1)?,
        element: row.get(2)?,
        kind: row.get(3)?,
        name: row.get(4)?,
        due_at: row.get::<Option<i64>>(5)?.map(Time),
        due: row.get(6)?,
    })
}

fn read(row: &Row) -> Result<Deployment, Error> {
    let plan: String = row.get(4)?;
    let plan: Plan = serde_json::from_str(&plan).map_err(|error| Error::Sql(format!("a deployment: {error}")))?;
    Ok(Deployment {
        id: row.get(0)?,
        process_id: row.get(1)?,
        version_id: row.get(2)?,
        number: row.get(3)?,
        plan,
        deployed_at: Time(row.get(5)?),
    })
}
