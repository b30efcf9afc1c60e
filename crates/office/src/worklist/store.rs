//! The table of asks.

use db::{Error, Row, Tx};

use super::model::{Ask, Asked, Outcome, WEEK_DAYS, step_bounds};
use crate::clock::Time;

/// Asks of a person that are looked at for what they are about.
const LOOKED_AT: i64 = 200;

const COLUMNS: &str = "id, person_id, key, kind, title, why, href, object_kind, object_id, due_at, created_at, done_at, outcome, \
     reminded";

/// Asks somebody for something. The same key asked again takes over the new words and date; an ask that had ended is open
/// again.
///
/// # Errors
/// The database's.
pub fn ask(tx: &mut Tx, now: Time, ask: Ask) -> Result<(), Error> {
    let id = uuid::Uuid::now_v7().to_string();
    tx.put(
        "insert into asks (id, person_id, key, kind, title, why, href, object_kind, object_id, due_at, created_at, done_at, \
         outcome, reminded) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, null, '', 0) on conflict (person_id, key) do update set \
         kind = excluded.kind, title = excluded.title, why = excluded.why, href = excluded.href, \
         object_kind = excluded.object_kind, object_id = excluded.object_id, due_at = excluded.due_at, \
         reminded = case when asks.done_at is not null then 0 when asks.due_at <> excluded.due_at and asks.reminded > 1 \
         then 1 else asks.reminded end, created_at = case when asks.done_at is null then asks.created_at else excluded.created_at end, \
         done_at = null, outcome = ''",
        &[
            &id,
            &ask.person_id,
            &ask.key,
            &ask.kind,
            &ask.title,
            &ask.why,
            &ask.href,
            &ask.object_kind,
            &ask.object_id,
            &ask.due_at.0,
            &now.0,
        ],
    )?;
    Ok(())
}

/// Leaves a matter that several were asked about to one of them: they keep their ask, with these words, and nobody else is asked any more.
///
/// # Errors
/// The database's.
pub fn leave_to(tx: &mut Tx, now: Time, one: Ask) -> Result<(), Error> {
    let outcome = Outcome::Settled.key();
    tx.put(
        "update asks set done_at = $1, outcome = $2 where key = $3 and person_id <> $4 and done_at is null",
        &[&now.0, &outcome, &one.key, &one.person_id],
    )?;
    // What they were asked already is worded anew where it stands, without moving it in any list.
    let reworded = tx.execute(
        "update asks set title = $1, why = $2, href = $3 where key = $4 and person_id = $5 and done_at is null \
         and kind = $6 and object_kind = $7 and object_id = $8 and due_at = $9",
        &[
            &one.title,
            &one.why,
            &one.href,
            &one.key,
            &one.person_id,
            &one.kind,
            &one.object_kind,
            &one.object_id,
            &one.due_at.0,
        ],
    )?;
    if reworded == 0 { ask(tx, now, one) } else { Ok(()) }
}

/// Everybody with an open account whom something is asked of.
///
/// # Errors
/// The database's.
pub fn asked_people(tx: &mut Tx) -> Result<Vec<String>, Error> {
    tx.query(
        "select p.id from people p where p.disabled_at is null \
         and exists (select 1 from asks a where a.person_id = p.id and a.done_at is null) order by p.id",
        &[],
        |row| row.get(0),
    )
}

/// When a person was reminded last; the beginning of time when never.
///
/// # Errors
/// The database's.
pub fn reminded_at(tx: &mut Tx, person_id: &str) -> Result<Time, Error> {
    let found = tx.maybe("select sent_at from reminders where person_id = $1", &[&person_id], |row| row.get(0))?;
    Ok(Time(found.unwrap_or(0)))
}

/// The step of an ask, where `$2` and `$3` are the bounds of [`step_bounds`]; a week has so many microseconds.
const STEP: &str =
    "case when due_at >= $2 then 1 when due_at >= $3 then 2 else 3 + ($3 - 1 - due_at) / 604800000000 end";

/// Whether an open ask of a person has reached a step that they were not reminded of.
///
/// # Errors
/// The database's.
pub fn has_news(tx: &mut Tx, person_id: &str, now: Time) -> Result<bool, Error> {
    let (soon, today) = step_bounds(now);
    let sql =
        format!("select reminded from asks where person_id = $1 and done_at is null and reminded < {STEP} limit 1");
    Ok(tx.maybe(sql, &[&person_id, &soon.0, &today.0], |row| row.get::<i64>(0))?.is_some())
}

/// Notes that a person was reminded of everything that is asked of them at `now`, each with the step reached.
///
/// # Errors
/// The database's.
pub fn note_reminder(tx: &mut Tx, now: Time, person_id: &str) -> Result<(), Error> {
    tx.execute(
        "insert into reminders (person_id, sent_at) values ($1, $2) on conflict (person_id) do update set \
         sent_at = excluded.sent_at",
        &[&person_id, &now.0],
    )?;
    let (soon, today) = step_bounds(now);
    let sql =
        format!("update asks set reminded = {STEP} where person_id = $1 and done_at is null and reminded < {STEP}");
    tx.execute(sql, &[&person_id, &soon.0, &today.0])?;
    Ok(())
}

/// Moves the due day of the matter `key` for everybody of whom it is asked.
///
/// # Errors
/// The database's.
pub fn set_due(tx: &mut Tx, key: &str, due_at: Time) -> Result<(), Error> {
    tx.execute("update asks set due_at = $1 where key = $2 and done_at is null", &[&due_at.0, &key])?;
    Ok(())
}

/// Ends the matter `key` for everybody: it is no longer needed.
///
/// # Errors
/// The database's.
pub fn settle(tx: &mut Tx, now: Time, key: &str) -> Result<(), Error> {
    let outcome = Outcome::Settled.key();
    tx.put("update asks set done_at = $1, outcome = $2 where key = $3 and done_at is null", &[&now.0, &outcome, &key])
}

/// Ends the matter `key` for one person, who did it. Returns how many open asks ended.
///
/// # Errors
/// The database's.
pub fn settle_of(tx: &mut Tx, now: Time, person_id: &str, key: &str) -> Result<u64, Error> {
    let outcome = Outcome::Done.key();
    tx.execute(
        "update asks set done_at = $1, outcome = $2 where person_id = $3 and key = $4 and done_at is null",
        &[&now.0, &outcome, &person_id, &key],
    )
}

/// Ends the matter `key`: for the person who did it as done, for everybody else as no longer needed.
///
/// # Errors
/// The database's.
pub fn conclude(tx: &mut Tx, now: Time, person_id: &str, key: &str) -> Result<(), Error> {
    conclude_with(tx, now, person_id, key, key)
}

/// As [`conclude`], and ends another matter that came of it as no longer needed.
///
/// # Errors
/// The database's.
pub fn conclude_with(tx: &mut Tx, now: Time, person_id: &str, key: &str, other: &str) -> Result<(), Error> {
    let (done, settled) = (Outcome::Done.key(), Outcome::Settled.key());
    tx.put(
        "update asks set done_at = $1, outcome = case when person_id = $2 and key = $5 then $3 else $4 end \
         where key in ($5, $6) and done_at is null",
        &[&now.0, &person_id, &done, &settled, &key, &other],
    )
}

/// Ends everything that is asked about an object, for everybody.
///
/// # Errors
/// The database's.
pub fn settle_object(tx: &mut Tx, now: Time, kind: &str, id: &str) -> Result<(), Error> {
    let outcome = Outcome::Settled.key();
    tx.put(
        "update asks set done_at = $1, outcome = $2 where object_kind = $3 and object_id = $4 and done_at is null",
        &[&now.0, &outcome, &kind, &id],
    )
}

/// As [`settle_object`], with the matter `key` for the person who did it as done.
///
/// # Errors
/// The database's.
pub fn conclude_object(
    tx: &mut Tx,
    now: Time,
    (kind, id): (&str, &str),
    person_id: &str,
    key: &str,
) -> Result<(), Error> {
    let (done, settled) = (Outcome::Done.key(), Outcome::Settled.key());
    tx.put(
        "update asks set done_at = $1, outcome = case when person_id = $2 and key = $3 then $4 else $5 end \
         where object_kind = $6 and object_id = $7 and done_at is null",
        &[&now.0, &person_id, &key, &done, &settled, &kind, &id],
    )
}

/// Forgets every ask about an object that is no more, with its words.
///
/// # Errors
/// The database's.
pub fn forget_object(tx: &mut Tx, kind: &str, id: &str) -> Result<u64, Error> {
    tx.execute("delete from asks where object_kind = $1 and object_id = $2", &[&kind, &id])
}

/// What is asked of a person now, the earliest due day first.
///
/// # Errors
/// The database's.
pub fn open_for(tx: &mut Tx, person_id: &str) -> Result<Vec<Asked>, Error> {
    open_first(tx, person_id, i64::MAX)
}

/// The first `limit` things that are asked of a person now, the earliest due day first.
///
/// # Errors
/// The database's.
pub fn open_first(tx: &mut Tx, person_id: &str, limit: i64) -> Result<Vec<Asked>, Error> {
    tx.query(
        format!("select {COLUMNS} from asks where person_id = $1 and done_at is null order by due_at, created_at, id limit $2"),
        &[&person_id, &limit],
        asked,
    )
}

/// The next `limit` things that are asked of a person, in the order of [`open_first`], after the ask of this id.
///
/// # Errors
/// [`Error::NotFound`] when nothing was asked of them under this id.
pub fn open_after(tx: &mut Tx, person_id: &str, after: &str, limit: i64) -> Result<Vec<Asked>, Error> {
    let (due, made) =
        tx.one("select due_at, created_at from asks where id = $1 and person_id = $2", &[&after, &person_id], |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        })?;
    tx.query(
        format!(
            "select {COLUMNS} from asks where person_id = $1 and done_at is null and due_at >= $2 \
             and (due_at > $2 or created_at > $3 or (created_at = $3 and id > $4)) order by due_at, created_at, id limit $5"
        ),
        &[&person_id, &due, &made, &after, &limit],
        asked,
    )
}

/// The ask of a person about a matter, while it is open.
///
/// # Errors
/// The database's.
pub fn open_of(tx: &mut Tx, person_id: &str, key: &str) -> Result<Option<Asked>, Error> {
    let sql = format!("select {COLUMNS} from asks where key = $1 and person_id = $2 and done_at is null");
    tx.maybe(sql, &[&key, &person_id], asked)
}

/// Whether a person is asked for an act about an object.
///
/// # Errors
/// The database's.
pub fn is_asked(
    tx: &mut Tx,
    person_id: &str,
    kind: &str,
    (object_kind, object_id): (&str, &str),
) -> Result<bool, Error> {
    let count: i64 = tx.one(
        "select count(*) from asks where object_kind = $1 and object_id = $2 and person_id = $3 and kind = $4 and done_at is null",
        &[&object_kind, &object_id, &person_id, &kind],
        |row| row.get(0),
    )?;
    Ok(count > 0)
}

/// How many things are asked of a person now, and how many of them were due before `today`.
///
/// # Errors
/// The database's.
pub fn open_counts(tx: &mut Tx, person_id: &str, today: Time) -> Result<(usize, usize), Error> {
    let (all, late): (i64, i64) = tx.one(
        "select (select count(*) from asks where person_id = $1 and done_at is null), \
         (select count(*) from asks where person_id = $1 and done_at is null and due_at < $2)",
        &[&person_id, &today.0],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok((usize::try_from(all).unwrap_or(0), usize::try_from(late).unwrap_or(0)))
}

/// How many open asks there are about an object.
///
/// # Errors
/// The database's.
pub fn open_about(tx: &mut Tx, kind: &str, id: &str) -> Result<u64, Error> {
    let count: i64 = tx.one(
        "select count(*) from asks where object_kind = $1 and object_id = $2 and done_at is null",
        &[&kind, &id],
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many open asks of a person are overdue, due within the week, or new since yesterday: what reminders tell, counted.
///
/// # Errors
/// The database's.
pub fn pressing(tx: &mut Tx, person_id: &str, now: Time) -> Result<u64, Error> {
    let week = Time::of_date(now.date()).plus_days(WEEK_DAYS);
    let yesterday = now.plus_days(-1);
    let count: i64 = tx.one(
        "select count(*) from asks where person_id = $1 and done_at is null and (due_at < $2 or created_at > $3)",
        &[&person_id, &week.0, &yesterday.0],
        |row| row.get(0),
    )?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// At most `limit` asks of a person that ended since `from`, the latest first.
///
/// # Errors
/// The database's.
pub fn done_since(tx: &mut Tx, person_id: &str, from: Time, limit: i64) -> Result<Vec<Asked>, Error> {
    tx.query(
        format!("select {COLUMNS} from asks where person_id = $1 and done_at >= $2 order by done_at desc, id limit $3"),
        &[&person_id, &from.0, &limit],
        asked,
    )
}

/// At most `limit` things (kind and id) that a person was asked about, the latest first, among the asks that are due first and those that
/// ended last.
///
/// # Errors
/// The database's.
pub fn objects_of(tx: &mut Tx, person_id: &str, limit: i64) -> Result<Vec<(String, String)>, Error> {
    tx.query(
        format!(
            "select object_kind, object_id from (\
             select * from (select object_kind, object_id, created_at from asks where person_id = $1 and done_at is null \
             order by due_at limit {LOOKED_AT}) as open_ones union all \
             select * from (select object_kind, object_id, created_at from asks where person_id = $1 and done_at is not null \
             order by done_at desc limit {LOOKED_AT}) as ended_ones) as seen \
             group by object_kind, object_id order by max(created_at) desc, object_id limit $2"
        ),
        &[&person_id, &limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn asked(row: &Row) -> Result<Asked, Error> {
    let outcome: String = row.get(12)?;
    Ok(Asked {
        id: row.get(0)?,
        person_id: row.get(1)?,
        key: row.get(2)?,
        kind: row.get(3)?,
        title: row.get(4)?,
        why: row.get(5)?,
        href: row.get(6)?,
        object_kind: row.get(7)?,
        object_id: row.get(8)?,
        due_at: Time(row.get(9)?),
        created_at: Time(row.get(10)?),
        done_at: row.get::<Option<i64>>(11)?.map(Time),
        outcome: Outcome::from_key(&outcome),
        reminded: row.get(13)?,
    })
}
