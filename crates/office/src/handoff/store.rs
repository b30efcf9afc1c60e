//! The table of hand-offs.

use std::collections::BTreeMap;

use db::{Error, Row, Tx};

use super::model::{Agreement, Handoff, Party, Side, Terms};
use crate::clock::Time;

const COLUMNS: &str = "id, what, found_at, \
     giver_id, giver_name, giver_quality, giver_time_limit, giver_agreed_by, giver_agreed_name, giver_agreed_at, giver_agreed_terms, \
     receiver_id, receiver_name, receiver_quality, receiver_time_limit, receiver_agreed_by, receiver_agreed_name, receiver_agreed_at, \
     receiver_agreed_terms";
/// Columns of one side.
const SIDE: usize = 8;

/// Every hand-off that a definition in force names, by the names of its processes.
///
/// # Errors
/// The database's.
pub fn live(tx: &mut Tx) -> Result<Vec<Handoff>, Error> {
    let sql = format!(
        "select {COLUMNS} from handoffs where ended_at is null order by lower(giver_name), lower(receiver_name), lower(what), id"
    );
    tx.query(sql, &[], handoff)
}

/// One hand-off, while a definition in force names it.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Handoff, Error> {
    tx.one(format!("select {COLUMNS} from handoffs where id = $1 and ended_at is null"), &[&id], handoff)
}

/// Writes a new hand-off.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Handoff) -> Result<(), Error> {
    let (giver, receiver) = (&new.giver, &new.receiver);
    tx.execute(
        "insert into handoffs (id, giver_id, giver_name, receiver_id, receiver_name, what, found_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        &[&new.id, &giver.process_id, &giver.name, &receiver.process_id, &receiver.name, &new.what, &new.found_at.0],
    )?;
    state_terms(tx, new)
}

/// Writes what the two sides state and how they are named.
///
/// # Errors
/// The database's.
pub fn state_terms(tx: &mut Tx, one: &Handoff) -> Result<(), Error> {
    let text = |party: &Party, of: fn(&Terms) -> &String| party.terms.as_ref().map(|terms| of(terms).clone());
    let quality: fn(&Terms) -> &String = |terms| &terms.quality;
    let limit: fn(&Terms) -> &String = |terms| &terms.time_limit;
    tx.change(
        "update handoffs set giver_name = $1, receiver_name = $2, what = $3, giver_quality = $4, giver_time_limit = $5, \
         receiver_quality = $6, receiver_time_limit = $7 where id = $8",
        &[
            &one.giver.name,
            &one.receiver.name,
            &one.what,
            &text(&one.giver, quality),
            &text(&one.giver, limit),
            &text(&one.receiver, quality),
            &text(&one.receiver, limit),
            &one.id,
        ],
    )?;
    Ok(())
}

/// Keeps an owner's word, or takes it away.
///
/// # Errors
/// The database's.
pub fn keep_word(tx: &mut Tx, id: &str, side: Side, word: Option<&Agreement>) -> Result<(), Error> {
    let side = side.key();
    tx.change(
        format!(
            "update handoffs set {side}_agreed_by = $1, {side}_agreed_name = $2, {side}_agreed_at = $3, \
             {side}_agreed_terms = $4 where id = $5"
        ),
        &[
            &word.map(|word| word.person_id.clone()),
            &word.map(|word| word.person_name.clone()),
            &word.map(|word| word.at.0),
            &word.map(|word| word.terms.clone()),
            &id,
        ],
    )?;
    Ok(())
}

/// Closes a hand-off that no definition in force names any more.
///
/// # Errors
/// The database's.
pub fn end(tx: &mut Tx, id: &str, now: Time) -> Result<(), Error> {
    tx.change("update handoffs set ended_at = $1 where id = $2 and ended_at is null", &[&now.0, &id])?;
    Ok(())
}

/// The unit in which the owner of each process sits, by the id of the process.
///
/// # Errors
/// The database's.
pub fn units(tx: &mut Tx) -> Result<BTreeMap<String, String>, Error> {
    let sql = "select h.process_id, u.name from process_holders h join people p on p.id = h.person_id \
         join units u on u.id = p.unit_id where h.role = 'owner' and h.accepted_at is not null and h.ended_at is null";
    Ok(tx.query(sql, &[], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

fn handoff(row: &Row) -> Result<Handoff, Error> {
    Ok(Handoff {
        id: row.get(0)?,
        what: row.get(1)?,
        found_at: Time(row.get(2)?),
        giver: party(row, 3)?,
        receiver: party(row, 3 + SIDE)?,
    })
}

fn party(row: &Row, at: usize) -> Result<Party, Error> {
    let quality: Option<String> = row.get(at + 2)?;
    let time_limit: Option<String> = row.get(at + 3)?;
    let person: Option<String> = row.get(at + 4)?;
    let agreement = match person {
        None => None,
        Some(person_id) => Some(Agreement {
            person_id,
            person_name: row.get::<Option<String>>(at + 5)?.unwrap_or_default(),
            at: Time(row.get::<Option<i64>>(at + 6)?.unwrap_or_default()),
            terms: row.get::<Option<String>>(at + 7)?.unwrap_or_default(),
        }),
    };
    Ok(Party {
        process_id: row.get(at)?,
        name: row.get(at + 1)?,
        terms: quality.zip(time_limit).map(|(quality, time_limit)| Terms { quality, time_limit }),
        agreement,
    })
}
