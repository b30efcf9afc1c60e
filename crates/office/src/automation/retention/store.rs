//! The table of periods, and the end of cases whose time is over.

use db::{Error, Row, Tx};

use super::{Preview, Retention, Way, without_words};
use crate::clock::Time;

/// Tables that hold parts of a case, by its id; those that others point to last.
const PARTS: [&str; 16] = [
    "case_parts",
    "case_variables",
    "case_waits",
    "case_candidates",
    "case_tasks",
    "case_stops",
    "case_steps",
    "case_pauses",
    "case_held",
    "case_migration_cases",
    "case_comments",
    "case_attachments",
    "case_escalations",
    "case_emptied",
    "case_service_levels",
    "case_task_calendars",
];

const COLUMNS: &str = "process_id, days, way, set_by, set_at";

/// What is said about every process.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Retention>, Error> {
    tx.query(format!("select {COLUMNS} from case_retentions order by process_id"), &[], read)
}

/// What is said about a process, if anything is.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str) -> Result<Option<Retention>, Error> {
    tx.maybe(format!("select {COLUMNS} from case_retentions where process_id = $1"), &[&process_id], read)
}

/// Writes how long cases are kept.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, one: &Retention) -> Result<(), Error> {
    let way = one.way.key();
    tx.execute(
        "insert into case_retentions (process_id, days, way, set_by, set_at) values ($1, $2, $3, $4, $5) \
         on conflict (process_id) do update set days = excluded.days, way = excluded.way, set_by = excluded.set_by, \
         set_at = excluded.set_at",
        &[&one.process_id, &one.days, &way, &one.set_by, &one.set_at.0],
    )?;
    Ok(())
}

/// Keeps cases for ever.
///
/// # Errors
/// The database's.
pub fn delete(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.execute("delete from case_retentions where process_id = $1", &[&process_id])?;
    Ok(())
}

/// Which cases are meant: of process `$1`, ended before `$2`.
fn meant(way: Way) -> String {
    let left = match way {
        Way::Remove => "",
        Way::Empty => " and not exists (select 1 from case_emptied e where e.case_id = c.id)",
    };
    format!(
        "c.process_id = $1 and c.ended_at < $2 and c.state <> 'running' \
         and not exists (select 1 from cases o where o.id = c.caller_id and o.state = 'running'){left}"
    )
}

/// Cases whose time is over, the oldest end first.
///
/// # Errors
/// The database's.
pub fn due(tx: &mut Tx, process_id: &str, before: Time, way: Way, limit: i64) -> Result<Vec<String>, Error> {
    let sql = format!("select c.id from cases c where {} order by c.ended_at, c.id limit $3", meant(way));
    tx.query(sql, &[&process_id, &before.0, &limit], |row| row.get(0))
}

/// What would go.
///
/// # Errors
/// The database's.
pub fn preview(tx: &mut Tx, process_id: &str, before: Time, way: Way, shown: i64) -> Result<Preview, Error> {
    let meant = meant(way);
    let mut count = |sql: String| tx.one(sql, &[&process_id, &before.0], |row| row.get::<i64>(0));
    let cases = count(format!("select count(*) from cases c where {meant}"))?;
    let comments =
        count(format!("select count(*) from case_comments x join cases c on c.id = x.case_id where {meant}"))?;
    let files =
        count(format!("select count(*) from case_attachments x join cases c on c.id = x.case_id where {meant}"))?;
    let first = tx.query(
        format!(
            "select c.id, c.title, c.code, c.ended_at from cases c where {meant} order by c.ended_at, c.id limit $3"
        ),
        &[&process_id, &before.0, &shown],
        |row| {
            let label = format!("{} ({})", row.get::<String>(1)?, row.get::<String>(2)?);
            Ok((row.get(0)?, label, Time(row.get(3)?)))
        },
    )?;
    Ok(Preview { cases, before, comments, files, first })
}

/// Removes a case with everything in it.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, case_id: &str) -> Result<(), Error> {
    for table in PARTS {
        tx.execute(format!("delete from {table} where case_id = $1"), &[&case_id])?;
    }
    tx.execute("delete from cases where id = $1", &[&case_id])?;
    Ok(())
}

/// Empties what a case was told; who did which step when stays.
///
/// # Errors
/// The database's.
pub fn empty(tx: &mut Tx, now: Time, case_id: &str) -> Result<(), Error> {
    for table in ["case_variables", "case_comments", "case_attachments", "case_held", "case_stops"] {
        tx.execute(format!("delete from {table} where case_id = $1"), &[&case_id])?;
    }
    tx.execute("update case_migration_cases set before = '', seal = '' where case_id = $1", &[&case_id])?;
    let steps = tx.query("select seq, events from case_steps where case_id = $1 order by seq", &[&case_id], |row| {
        Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
    })?;
    for (seq, events) in steps {
        match without_words(&events) {
            Some(left) if left == events => {}
            Some(left) => {
                tx.execute(
                    "update case_steps set events = $1 where case_id = $2 and seq = $3",
                    &[&left, &case_id, &seq],
                )?;
            }
            None => {
                tx.execute("delete from case_steps where case_id = $1 and seq = $2", &[&case_id, &seq])?;
            }
        }
    }
    tx.execute("update case_tasks set offer = '' where case_id = $1", &[&case_id])?;
    tx.execute(
        "update cases set title = 'Emptied', business_key = '', outcome = '', revision = revision + 1 where id = $1",
        &[&case_id],
    )?;
    tx.execute(
        "insert into case_emptied (case_id, emptied_at) values ($1, $2) on conflict (case_id) do nothing",
        &[&case_id, &now.0],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Retention, Error> {
    let way: String = row.get(2)?;
    Ok(Retention {
        process_id: row.get(0)?,
        days: row.get(1)?,
        way: Way::from_key(&way).ok_or_else(|| Error::Sql("a retention holds a way that cannot be read".to_owned()))?,
        set_by: row.get(3)?,
        set_at: Time(row.get(4)?),
    })
}
