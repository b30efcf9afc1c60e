//! The tables of requirements in force, of what meets them, of their tests and waivers, and of what was said to proposals.

use std::collections::BTreeMap;

use db::{Error, Row, Tx};

use super::model::{Answer, Gap, Object, ObjectKind, Required, Result as Tested, Trial, Waiver, priority_of};
use crate::clock::Time;

const COLUMNS: &str = "r.id, r.process_id, p.key, p.name, r.wording, r.earlier, r.activity, r.step, r.priority, r.acceptance, \
     r.version, r.found_at, r.gap, r.note, r.answered_by, r.answered_name, r.answered_at, r.result, r.tested_by, r.revision";
const FROM: &str = "from requirements r join processes p on p.id = r.process_id";

/// What was read last, by process: the version and its seal.
///
/// # Errors
/// The database's.
pub fn sources(tx: &mut Tx) -> Result<BTreeMap<String, (String, String)>, Error> {
    let all = tx.query("select process_id, version_id, seal from requirement_sources", &[], |row| {
        Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))
    })?;
    Ok(all.into_iter().collect())
}

/// Notes which version was read.
///
/// # Errors
/// The database's.
pub fn note_source(tx: &mut Tx, process_id: &str, version_id: &str, seal: &str) -> Result<(), Error> {
    tx.execute(
        "insert into requirement_sources (process_id, version_id, seal) values ($1, $2, $3) on conflict (process_id) do update \
         set version_id = excluded.version_id, seal = excluded.seal",
        &[&process_id, &version_id, &seal],
    )?;
    Ok(())
}

/// Forgets which version was read.
///
/// # Errors
/// The database's.
pub fn forget_source(tx: &mut Tx, process_id: &str) -> Result<(), Error> {
    tx.execute("delete from requirement_sources where process_id = $1", &[&process_id])?;
    Ok(())
}

/// The requirements in force with all that is known of them; of one process where it is named.
///
/// # Errors
/// The database's.
pub fn live(tx: &mut Tx, process_id: Option<&str>) -> Result<Vec<Required>, Error> {
    let order = "order by lower(p.name), p.id, r.position, r.id";
    let mut all = match process_id {
        None => tx.query(format!("select {COLUMNS} {FROM} where r.ended_at is null {order}"), &[], required)?,
        Some(id) => {
            let sql = format!("select {COLUMNS} {FROM} where r.ended_at is null and r.process_id = $1 {order}");
            tx.query(sql, &[&id], required)?
        }
    };
    complete(tx, &mut all, process_id)?;
    Ok(all)
}

/// Requirements of a process that no version in force holds any more, the latest to end first.
///
/// # Errors
/// The database's.
pub fn ended(tx: &mut Tx, process_id: &str) -> Result<Vec<Required>, Error> {
    let sql = format!(
        "select {COLUMNS} {FROM} where r.ended_at is not null and r.process_id = $1 order by r.ended_at desc, r.position, r.id"
    );
    tx.query(sql, &[&process_id], required)
}

/// One requirement, while a version in force holds it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Required, Error> {
    let one = tx.one(format!("select {COLUMNS} {FROM} where r.id = $1 and r.ended_at is null"), &[&id], required)?;
    let process_id = one.process_id.clone();
    let mut all = vec![one];
    complete(tx, &mut all, Some(&process_id))?;
    all.pop().ok_or(Error::NotFound)
}

/// Puts objects, tests and waivers to their requirements.
fn complete(tx: &mut Tx, all: &mut [Required], process_id: Option<&str>) -> Result<(), Error> {
    let mut objects =
        belonging(tx, process_id, "requirement_objects", OBJECT, "lower(o.tool), lower(o.name), o.id", object)?;
    let mut trials = belonging(tx, process_id, "requirement_trials", TRIAL, "o.tested_at desc, o.id desc", trial)?;
    let mut waivers =
        belonging(tx, process_id, "requirement_waivers", WAIVER, "o.recorded_at desc, o.id desc", waiver)?;
    for one in all {
        one.objects = objects.remove(&one.id).unwrap_or_default();
        one.trials = trials.remove(&one.id).unwrap_or_default();
        one.waivers = waivers.remove(&one.id).unwrap_or_default();
    }
    Ok(())
}

const OBJECT: &str = "o.requirement_id, o.id, o.tool, o.kind, o.name, o.link, o.named_by, o.named_at";
const TRIAL: &str =
    "o.requirement_id, o.wording, o.version, o.result, o.note, o.evidence, o.tested_by, o.tested_name, o.tested_at";
const WAIVER: &str = "o.requirement_id, o.id, o.what, o.why, o.until, o.recorded_name, o.recorded_at, o.accepted_name, \
     o.accepted_at, o.ended_name, o.ended_at, o.end_reason";

/// The rows of a table that belong to requirements in force, by requirement.
fn belonging<T>(
    tx: &mut Tx,
    process_id: Option<&str>,
    table: &str,
    columns: &str,
    order: &str,
    read: fn(&Row) -> Result<(String, T), Error>,
) -> Result<BTreeMap<String, Vec<T>>, Error> {
    let from = format!(
        "select {columns} from {table} o join requirements r on r.id = o.requirement_id where r.ended_at is null"
    );
    let rows = match process_id {
        None => tx.query(format!("{from} order by {order}"), &[], read)?,
        Some(id) => tx.query(format!("{from} and r.process_id = $1 order by {order}"), &[&id], read)?,
    };
    let mut by: BTreeMap<String, Vec<T>> = BTreeMap::new();
    for (id, one) in rows {
        by.entry(id).or_default().push(one);
    }
    Ok(by)
}

/// What a version in force says of a requirement.
pub struct Said<'a> {
    pub position: i64,
    pub text: &'a str,
    pub earlier: &'a str,
    pub activity: &'a str,
    pub step: &'a str,
    pub priority: &'a str,
    pub acceptance: &'a str,
    pub version: &'a str,
}

/// Writes a requirement that is new.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, id: &str, process_id: &str, said: &Said, now: Time) -> Result<(), Error> {
    let (none, untested) = ("", Tested::Untested.key());
    tx.execute(
        "insert into requirements (id, process_id, position, wording, earlier, activity, step, priority, acceptance, version, \
         found_at, gap, note, answered_by, answered_name, result, tested_by, revision) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1)",
        &[
            &id,
            &process_id,
            &said.position,
            &said.text,
            &none,
            &said.activity,
            &said.step,
            &said.priority,
            &said.acceptance,
            &said.version,
            &now.0,
            &none,
            &none,
            &none,
            &none,
            &untested,
            &none,
        ],
    )?;
    Ok(())
}

/// Writes what a version in force says of a requirement that is known, and what is left of its test; it is in force (again).
///
/// # Errors
/// The database's.
pub fn restate(tx: &mut Tx, id: &str, said: &Said, result: Tested) -> Result<(), Error> {
    let result = result.key();
    tx.change(
        "update requirements set position = $1, wording = $2, earlier = $3, activity = $4, step = $5, priority = $6, \
         acceptance = $7, version = $8, result = $9, ended_at = null, revision = revision + 1 where id = $10",
        &[
            &said.position,
            &said.text,
            &said.earlier,
            &said.activity,
            &said.step,
            &said.priority,
            &said.acceptance,
            &said.version,
            &result,
            &id,
        ],
    )
}

/// Notes that no version in force holds a requirement any more.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut Tx, id: &str, now: Time) -> Result<(), Error> {
    tx.change("update requirements set ended_at = $1 where id = $2 and ended_at is null", &[&now.0, &id])
}

/// Writes how a tool meets a requirement, and what is left of its test.
///
/// # Errors
/// [`Error::Stale`] when it was changed since `revision`.
pub fn keep_answer(tx: &mut Tx, id: &str, revision: i64, answer: &Answer, result: Tested) -> Result<(), Error> {
    let (gap, result) = (answer.gap.key(), result.key());
    tx.change(
        "update requirements set gap = $1, note = $2, answered_by = $3, answered_name = $4, answered_at = $5, result = $6, \
         revision = revision + 1 where id = $7 and revision = $8 and ended_at is null",
        &[&gap, &answer.note, &answer.by_id, &answer.by, &answer.at.0, &result, &id, &revision],
    )
}

/// Writes a test and its result.
///
/// # Errors
/// [`Error::Stale`] when the requirement was changed since `revision`.
pub fn keep_trial(tx: &mut Tx, id: &str, revision: i64, trial: &Trial) -> Result<(), Error> {
    let result = if trial.passed { Tested::Passed } else { Tested::Failed }.key();
    tx.change(
        "update requirements set result = $1, tested_by = $2, revision = revision + 1 where id = $3 and revision = $4 \
         and ended_at is null",
        &[&result, &trial.by_id, &id, &revision],
    )?;
    let trial_id = uuid::Uuid::now_v7().to_string();
    tx.execute(
        "insert into requirement_trials (id, requirement_id, wording, version, result, note, evidence, tested_by, tested_name, \
         tested_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        &[
            &trial_id,
            &id,
            &trial.wording,
            &trial.version,
            &result,
            &trial.note,
            &trial.evidence,
            &trial.by_id,
            &trial.by,
            &trial.at.0,
        ],
    )?;
    Ok(())
}

/// Writes a tool object of a requirement.
///
/// # Errors
/// The database's.
pub fn insert_object(tx: &mut Tx, requirement_id: &str, new: &Object) -> Result<(), Error> {
    let kind = new.kind.key();
    tx.execute(
        "insert into requirement_objects (id, requirement_id, tool, kind, name, link, named_by, named_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[&new.id, &requirement_id, &new.tool, &kind, &new.name, &new.link, &new.named_by, &new.named_at.0],
    )?;
    Ok(())
}

/// Takes a tool object away from a requirement.
///
/// # Errors
/// [`Error::Stale`] when it is not there.
pub fn remove_object(tx: &mut Tx, requirement_id: &str, id: &str) -> Result<(), Error> {
    tx.change("delete from requirement_objects where requirement_id = $1 and id = $2", &[&requirement_id, &id])
}

/// Writes a waiver.
///
/// # Errors
/// The database's.
pub fn insert_waiver(tx: &mut Tx, requirement_id: &str, new: &Waiver) -> Result<(), Error> {
    tx.execute(
        "insert into requirement_waivers (id, requirement_id, what, why, until, recorded_name, recorded_at, accepted_name, \
         ended_name, end_reason) values ($1, $2, $3, $4, $5, $6, $7, '', '', '')",
        &[&new.id, &requirement_id, &new.what, &new.why, &new.until.0, &new.recorded_by, &new.recorded_at.0],
    )?;
    Ok(())
}

/// Writes that the owner accepts a waiver until a day.
///
/// # Errors
/// [`Error::Stale`] when it ended.
pub fn accept_waiver(tx: &mut Tx, id: &str, until: Time, by: &str, now: Time) -> Result<(), Error> {
    tx.change(
        "update requirement_waivers set until = $1, accepted_name = $2, accepted_at = $3 where id = $4 and ended_at is null",
        &[&until.0, &by, &now.0, &id],
    )
}

/// Writes that a waiver ended.
///
/// # Errors
/// [`Error::Stale`] when it ended before.
pub fn end_waiver(tx: &mut Tx, id: &str, reason: &str, by: &str, now: Time) -> Result<(), Error> {
    tx.change(
        "update requirement_waivers set end_reason = $1, ended_name = $2, ended_at = $3 where id = $4 and ended_at is null",
        &[&reason, &by, &now.0, &id],
    )
}

/// The sources of proposals of a process that were answered; what was taken into a draft that was discarded is open again.
///
/// # Errors
/// The database's.
pub fn answered(tx: &mut Tx, process_id: &str) -> Result<Vec<String>, Error> {
    tx.query(
        "select a.source from requirement_proposals a left join process_versions v on v.id = a.version_id \
         where a.process_id = $1 and (v.state is null or v.state <> 'discarded') order by a.source",
        &[&process_id],
        |row| row.get(0),
    )
}

/// Notes what was said to a proposal: taken into the draft of a version, or not wanted and why.
///
/// # Errors
/// The database's.
pub fn answer_proposal(
    tx: &mut Tx,
    process_id: &str,
    source: &str,
    (version_id, reason): (&str, &str),
    by: &str,
    now: Time,
) -> Result<(), Error> {
    let answer = if version_id.is_empty() { "declined" } else { "taken" };
    tx.execute(
        "insert into requirement_proposals (process_id, source, version_id, answer, reason, answered_name, answered_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (process_id, source) do update set version_id = excluded.version_id, \
         answer = excluded.answer, reason = excluded.reason, answered_name = excluded.answered_name, \
         answered_at = excluded.answered_at",
        &[&process_id, &source, &version_id, &answer, &reason, &by, &now.0],
    )?;
    Ok(())
}

fn required(row: &Row) -> Result<Required, Error> {
    let (priority, gap, result): (String, String, String) = (row.get(8)?, row.get(12)?, row.get(17)?);
    let answer = match Gap::from_key(&gap) {
        None => None,
        Some(gap) => Some(Answer {
            gap,
            note: row.get(13)?,
            by_id: row.get(14)?,
            by: row.get(15)?,
            at: Time(row.get::<Option<i64>>(16)?.unwrap_or_default()),
        }),
    };
    Ok(Required {
        id: row.get(0)?,
        process_id: row.get(1)?,
        process_key: row.get(2)?,
        process: row.get(3)?,
        text: row.get(4)?,
        earlier: row.get(5)?,
        activity: row.get(6)?,
        step: row.get(7)?,
        priority: priority_of(&priority).unwrap_or_default(),
        acceptance: row.get(9)?,
        version: row.get(10)?,
        found_at: Time(row.get(11)?),
        answer,
        result: Tested::from_key(&result).unwrap_or(Tested::Untested),
        tested_by: row.get(18)?,
        revision: row.get(19)?,
        objects: Vec::new(),
        trials: Vec::new(),
        waivers: Vec::new(),
    })
}

fn object(row: &Row) -> Result<(String, Object), Error> {
    let kind: String = row.get(3)?;
    let object = Object {
        id: row.get(1)?,
        tool: row.get(2)?,
        kind: ObjectKind::from_key(&kind).unwrap_or(ObjectKind::Other),
        name: row.get(4)?,
        link: row.get(5)?,
        named_by: row.get(6)?,
        named_at: Time(row.get(7)?),
    };
    Ok((row.get(0)?, object))
}

fn trial(row: &Row) -> Result<(String, Trial), Error> {
    let result: String = row.get(3)?;
    let trial = Trial {
        wording: row.get(1)?,
        version: row.get(2)?,
        passed: result == Tested::Passed.key(),
        note: row.get(4)?,
        evidence: row.get(5)?,
        by_id: row.get(6)?,
        by: row.get(7)?,
        at: Time(row.get(8)?),
    };
    Ok((row.get(0)?, trial))
}

fn waiver(row: &Row) -> Result<(String, Waiver), Error> {
    let waiver = Waiver {
        id: row.get(1)?,
        what: row.get(2)?,
        why: row.get(3)?,
        until: Time(row.get(4)?),
        recorded_by: row.get(5)?,
        recorded_at: Time(row.get(6)?),
        accepted_by: row.get(7)?,
        accepted_at: row.get::<Option<i64>>(8)?.map(Time),
        ended_by: row.get(9)?,
        ended_at: row.get::<Option<i64>>(10)?.map(Time),
        end_reason: row.get(11)?,
    };
    Ok((row.get(0)?, waiver))
}
