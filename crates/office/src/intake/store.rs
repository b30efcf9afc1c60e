//! The tables of intakes and of what came in.

use db::{Error, Row, Tx};

use super::model::{Call, Form, Intake, Outcome, Purpose};
use crate::clock::Time;

const COLUMNS: &str =
    "id, name, form, purpose, owner_id, good_at, refused_at, trouble, suspended_at, created_at, revision";

/// Writes a new intake.
///
/// # Errors
/// [`Error::Conflict`] when the name is taken.
pub fn insert(tx: &mut Tx, new: &Intake, sealed: &[u8]) -> Result<(), Error> {
    let (form, purpose) = (new.form.key(), json(&new.purpose));
    tx.execute(
        "insert into intakes (id, name, form, sealed, purpose, owner_id, trouble, created_at, revision) \
         values ($1, $2, $3, $4, $5, $6, '', $7, 1)",
        &[&new.id, &new.name, &form, &sealed, &purpose, &new.owner_id, &new.created_at.0],
    )?;
    Ok(())
}

/// Writes what somebody changed; [`Error::Stale`] unless the revision is the one it was read with.
///
/// # Errors
/// The database's.
pub fn update(tx: &mut Tx, changed: &Intake) -> Result<(), Error> {
    let (purpose, suspended) = (json(&changed.purpose), changed.suspended_at.map(|time| time.0));
    tx.change(
        "update intakes set name = $1, purpose = $2, suspended_at = $3, trouble = '', revision = revision + 1 \
         where id = $4 and revision = $5",
        &[&changed.name, &purpose, &suspended, &changed.id, &changed.revision],
    )
}

/// Puts another secret in the place of the one before.
///
/// # Errors
/// The database's.
pub fn seal(tx: &mut Tx, id: &str, sealed: &[u8]) -> Result<(), Error> {
    tx.execute("update intakes set sealed = $1, revision = revision + 1 where id = $2", &[&sealed, &id])?;
    Ok(())
}

/// Removes an intake with its log.
///
/// # Errors
/// The database's.
pub fn remove(tx: &mut Tx, id: &str) -> Result<(), Error> {
    tx.execute("delete from intake_calls where intake_id = $1", &[&id])?;
    tx.execute("delete from intakes where id = $1", &[&id])?;
    Ok(())
}

/// The sealed secret.
///
/// # Errors
/// [`Error::NotFound`] when there is no such intake.
pub fn sealed(tx: &mut Tx, id: &str) -> Result<Vec<u8>, Error> {
    tx.one("select sealed from intakes where id = $1", &[&id], |row| row.get(0))
}

/// One intake.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Intake, Error> {
    tx.one(format!("select {COLUMNS} from intakes where id = $1"), &[&id], intake)
}

/// Every intake, by name.
///
/// # Errors
/// The database's.
pub fn all(tx: &mut Tx) -> Result<Vec<Intake>, Error> {
    tx.query(format!("select {COLUMNS} from intakes order by name"), &[], intake)
}

/// Notes what came in; false where the same name counted before. What nothing could be made of may come again.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut Tx, intake_id: &str, call: &Call) -> Result<bool, Error> {
    let outcome = call.outcome.key();
    let noted = tx.execute(
        "insert into intake_calls (intake_id, message_id, at, outcome, sentence, bytes) values ($1, $2, $3, $4, $5, $6) \
         on conflict (intake_id, message_id) do update set at = excluded.at, outcome = excluded.outcome, \
         sentence = excluded.sentence, bytes = excluded.bytes where intake_calls.outcome = 'unusable'",
        &[&intake_id, &call.message_id, &call.at.0, &outcome, &call.sentence, &call.bytes],
    )?;
    if noted == 0 {
        return Ok(false);
    }
    if call.outcome == Outcome::Unusable {
        tx.execute("update intakes set trouble = $1 where id = $2", &[&call.sentence, &intake_id])?;
    } else {
        tx.execute("update intakes set trouble = '', good_at = $1 where id = $2", &[&call.at.0, &intake_id])?;
    }
    Ok(true)
}

/// Notes that somebody was refused, once a minute at most, so that knocking writes little.
///
/// # Errors
/// The database's.
pub fn note_refused(tx: &mut Tx, id: &str, now: Time) -> Result<(), Error> {
    tx.execute("update intakes set refused_at = $1 where id = $2", &[&now.0, &id])?;
    Ok(())
}

/// What came in last.
///
/// # Errors
/// The database's.
pub fn calls(tx: &mut Tx, intake_id: &str, limit: i64) -> Result<Vec<Call>, Error> {
    tx.query(
        "select message_id, at, outcome, sentence, bytes from intake_calls where intake_id = $1 order by at desc, message_id limit $2",
        &[&intake_id, &limit],
        |row| {
            let outcome: String = row.get(2)?;
            Ok(Call {
                message_id: row.get(0)?,
                at: Time(row.get(1)?),
                outcome: Outcome::from_key(&outcome)
                    .ok_or_else(|| Error::Damage(format!("no call ended as {outcome}")))?,
                sentence: row.get(3)?,
                bytes: row.get(4)?,
            })
        },
    )
}

/// Lets go of what came in before an instant.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, before: Time) -> Result<(), Error> {
    tx.execute("delete from intake_calls where at < $1", &[&before.0])?;
    Ok(())
}

fn json(purpose: &Purpose) -> String {
    serde_json::to_string(purpose).expect("a purpose is plain data")
}

fn intake(row: &Row) -> Result<Intake, Error> {
    let (form, purpose): (String, String) = (row.get(2)?, row.get(3)?);
    let time = |at: usize| row.get::<Option<i64>>(at).map(|micros| micros.map(Time));
    Ok(Intake {
        id: row.get(0)?,
        name: row.get(1)?,
        form: Form::from_key(&form).ok_or_else(|| Error::Damage(format!("no form of intake is called {form}")))?,
        purpose: serde_json::from_str(&purpose)
            .map_err(|error| Error::Damage(format!("the purpose of an intake cannot be read: {error}")))?,
        owner_id: row.get(4)?,
        good_at: time(5)?,
        refused_at: time(6)?,
        trouble: row.get(7)?,
        suspended_at: time(8)?,
        created_at: Time(row.get(9)?),
        revision: row.get(10)?,
    })
}
