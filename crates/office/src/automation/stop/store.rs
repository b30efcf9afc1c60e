//! The table of stopped steps.

use db::{Error, Tx};
use engine::state::{Incident, Row};

use super::super::case::store::int;
use super::group::Stopped;

/// Notes who is asked to mend a stopped step.
///
/// # Errors
/// The database's.
pub fn set_asked(tx: &mut Tx, case_id: &str, stop: u64, person_id: &str) -> Result<(), Error> {
    let stop = int(stop);
    tx.execute("update case_stops set asked = $1 where case_id = $2 and id = $3", &[&person_id, &case_id, &stop])?;
    Ok(())
}

/// What stopped in a case, with the name of who is asked.
///
/// # Errors
/// The database's, or a row that cannot be read.
pub fn of_case(tx: &mut Tx, case_id: &str) -> Result<Vec<(Incident, String)>, Error> {
    let rows = tx.query(
        "select s.body, coalesce(p.name, '') from case_stops s left join people p on p.id = s.asked where s.case_id = $1 order by s.id",
        &[&case_id],
        |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)),
    )?;
    rows.into_iter()
        .map(|(body, asked)| match serde_json::from_str(&body) {
            Ok(Row::Incident(incident)) => Ok((incident, asked)),
            _ => Err(Error::Sql("a stopped step cannot be read".to_owned())),
        })
        .collect()
}

/// What stopped in the running cases of a process, the oldest first; `limit` at most.
///
/// # Errors
/// The database's, or a row that cannot be read.
pub fn of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Stopped>, Error> {
    let rows = tx.query(
        "select c.id, c.code, c.title, c.deployment_id, s.body, p.case_id from cases c join case_stops s on s.case_id = c.id \
         left join case_pauses p on p.case_id = c.id where c.process_id = $1 and c.state = 'running' and c.stops > 0 \
         order by s.raised_at, c.id, s.id limit $2",
        &[&process_id, &limit],
        |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<String>(3)?,
                row.get::<String>(4)?,
                row.get::<Option<String>>(5)?,
            ))
        },
    )?;
    rows.into_iter()
        .map(|(case_id, code, title, deployment_id, body, paused)| match serde_json::from_str(&body) {
            Ok(Row::Incident(incident)) => {
                Ok(Stopped { case_id, code, title, deployment_id, paused: paused.is_some(), incident })
            }
            _ => Err(Error::Sql("a stopped step cannot be read".to_owned())),
        })
        .collect()
}
