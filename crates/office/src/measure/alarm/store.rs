//! The table of alarms.

use db::{Error, Row, Tx};

use super::{End, Outcome, Raised};
use crate::clock::Time;

const COLUMNS: &str = "id, process_id, measure_key, measure_name, log_id, week_at, sentence, raised_at, ended_at, ended_by, \
     outcome, answer, improvement_id";

/// The alarms of a process, those that stand first, then the newest.
///
/// # Errors
/// The database's.
pub fn of_process(tx: &mut Tx, process_id: &str, limit: i64) -> Result<Vec<Raised>, Error> {
    let sql = format!(
        "select {COLUMNS} from alarms where process_id = $1 \
         order by case when ended_at is null then 0 else 1 end, raised_at desc, id limit $2"
    );
    tx.query(sql, &[&process_id, &limit], raised)
}

/// The alarms of a process that stand.
///
/// # Errors
/// The database's.
pub fn standing(tx: &mut Tx, process_id: &str) -> Result<Vec<Raised>, Error> {
    let sql = format!("select {COLUMNS} from alarms where process_id = $1 and ended_at is null order by id");
    tx.query(sql, &[&process_id], raised)
}

/// One alarm.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Raised, Error> {
    tx.one(format!("select {COLUMNS} from alarms where id = $1"), &[&id], raised)
}

/// Writes a new alarm.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Raised) -> Result<(), Error> {
    tx.execute(
        "insert into alarms (id, process_id, measure_key, measure_name, log_id, week_at, sentence, raised_at, ended_by, \
         outcome, answer, improvement_id) values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', '')",
        &[
            &new.id,
            &new.process_id,
            &new.measure_key,
            &new.measure_name,
            &new.log_id,
            &new.week_at.0,
            &new.sentence,
            &new.raised_at.0,
        ],
    )?;
    Ok(())
}

/// Says of a standing alarm what the newest log tells.
///
/// # Errors
/// The database's.
pub fn renew(tx: &mut Tx, id: &str, log_id: &str, week: Time, sentence: &str) -> Result<(), Error> {
    tx.change(
        "update alarms set log_id = $1, week_at = $2, sentence = $3 where id = $4 and ended_at is null",
        &[&log_id, &week.0, &sentence, &id],
    )
}

/// Ends a standing alarm.
///
/// # Errors
/// [`Error::Stale`] when somebody ended it meanwhile.
pub fn end(tx: &mut Tx, id: &str, end: &End) -> Result<(), Error> {
    let outcome = end.outcome.key();
    tx.change(
        "update alarms set ended_at = $1, ended_by = $2, outcome = $3, answer = $4, improvement_id = $5 \
         where id = $6 and ended_at is null",
        &[&end.at.0, &end.by, &outcome, &end.answer, &end.improvement_id, &id],
    )
}

fn raised(row: &Row) -> Result<Raised, Error> {
    let outcome: String = row.get(10)?;
    let ended_at: Option<i64> = row.get(8)?;
    let end = match ended_at {
        None => None,
        Some(at) => Some(End {
            at: Time(at),
            by: row.get(9)?,
            outcome: Outcome::from_key(&outcome).unwrap_or(Outcome::Settled),
            answer: row.get(11)?,
            improvement_id: row.get(12)?,
        }),
    };
    Ok(Raised {
        id: row.get(0)?,
        process_id: row.get(1)?,
        measure_key: row.get(2)?,
        measure_name: row.get(3)?,
        log_id: row.get(4)?,
        week_at: Time(row.get(5)?),
        sentence: row.get(6)?,
        raised_at: Time(row.get(7)?),
        end,
    })
}
