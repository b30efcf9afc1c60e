//! The table of overdue work that was escalated.

use db::{Error, Tx};

use crate::automation::case::store::{id, int};
use crate::clock::Time;

/// Open work for people that was due before a day and was not escalated, the oldest first; none of paused cases.
///
/// # Errors
/// The database's.
pub fn late(tx: &mut Tx, day: Time, limit: i64) -> Result<Vec<(String, u64)>, Error> {
    tx.query(
        "select t.case_id, t.id from case_tasks t where t.state = 'open' and t.kind = 'user' and t.due_at < $1 \
         and not exists (select 1 from case_escalations e where e.case_id = t.case_id and e.task = t.id) \
         and not exists (select 1 from case_pauses p where p.case_id = t.case_id) order by t.due_at, t.case_id, t.id limit $2",
        &[&day.0, &limit],
        |row| Ok((row.get(0)?, id(row.get(1)?))),
    )
}

/// Notes that work was escalated.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, now: Time, case_id: &str, task: u64, asked: &str) -> Result<(), Error> {
    let task = int(task);
    tx.execute(
        "insert into case_escalations (case_id, task, asked, escalated_at) values ($1, $2, $3, $4) \
         on conflict (case_id, task) do nothing",
        &[&case_id, &task, &asked, &now.0],
    )?;
    Ok(())
}
