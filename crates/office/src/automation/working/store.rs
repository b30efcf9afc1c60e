//! What waits in a calendar: timers, due times of tasks, and starts by the clock.

use db::{Error, Tx};

use crate::clock::Time;

/// Cases in which something waits in a calendar, after one of them.
///
/// # Errors
/// The database's.
pub fn cases(tx: &mut Tx, calendar: &str, after: &str, limit: i64) -> Result<Vec<String>, Error> {
    tx.query(
        "select case_id from (select case_id from case_waits where kind = 'timer' and name = $1 and case_id > $2 \
         union select case_id from case_task_calendars where calendar = $1 and case_id > $2 \
         union select case_id from case_service_levels where calendar = $1 and stand = 'running' and case_id > $2) waiting \
         order by case_id limit $3",
        &[&calendar, &after, &limit],
        |row| row.get(0),
    )
}

/// Remembers that the due time of a task counts in a calendar.
///
/// # Errors
/// The database's.
pub fn remember(tx: &mut Tx, calendar: &str, case_id: &str, task: u64) -> Result<(), Error> {
    let task = i64::try_from(task).unwrap_or(i64::MAX);
    tx.execute(
        "insert into case_task_calendars (calendar, case_id, task) values ($1, $2, $3) \
         on conflict (calendar, case_id, task) do nothing",
        &[&calendar, &case_id, &task],
    )?;
    Ok(())
}

/// A task whose due time counts in a calendar.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub task: i64,
    pub offered_at: Time,
    /// JSON of the offer.
    pub offer: String,
}

/// The open tasks of a case whose due times count in a calendar.
///
/// # Errors
/// The database's.
pub fn tasks(tx: &mut Tx, calendar: &str, case_id: &str) -> Result<Vec<Waiting>, Error> {
    tx.query(
        "select t.id, t.offered_at, t.offer from case_task_calendars c join case_tasks t on t.case_id = c.case_id and t.id = c.task \
         where c.calendar = $1 and c.case_id = $2 and t.state = 'open' order by t.id",
        &[&calendar, &case_id],
        |row| Ok(Waiting { task: row.get(0)?, offered_at: Time(row.get(1)?), offer: row.get(2)? }),
    )
}

/// Sets the due time of a task.
///
/// # Errors
/// The database's.
pub fn set_due(tx: &mut Tx, case_id: &str, task: i64, due_at: Time) -> Result<(), Error> {
    tx.execute("update case_tasks set due_at = $1 where case_id = $2 and id = $3", &[&due_at.0, &case_id, &task])?;
    Ok(())
}

/// Forgets the tasks of a case that are open no longer.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, calendar: &str, case_id: &str) -> Result<(), Error> {
    tx.execute(
        "delete from case_task_calendars where calendar = $1 and case_id = $2 and not exists (select 1 from case_tasks t \
         where t.case_id = case_task_calendars.case_id and t.id = case_task_calendars.task and t.state = 'open')",
        &[&calendar, &case_id],
    )?;
    Ok(())
}
