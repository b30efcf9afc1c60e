//! The table of stopped steps.

use db::{Error, Tx};
use engine::state::{Incident, Row};

use super::super::case::store::int;

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
