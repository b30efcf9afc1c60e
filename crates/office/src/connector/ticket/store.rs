//! The table of tickets that were sent out.

use db::{Error, Row, Tx};

use super::{Stands, Ticket};
use crate::clock::Time;

const COLUMNS: &str = "id, object_kind, object_id, connector_id, place, subject, body, stands, ticket, href, state, message, \
     asked_by, asked_at, looked_at";

/// Writes a new ticket.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Ticket) -> Result<(), Error> {
    let stands = new.stands.key();
    tx.execute(
        "insert into tickets (id, object_kind, object_id, connector_id, place, subject, body, stands, ticket, href, state, message, \
         asked_by, asked_at) values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', '', $9, $10)",
        &[
            &new.id,
            &new.object_kind,
            &new.object_id,
            &new.connector_id,
            &new.place,
            &new.subject,
            &new.body,
            &stands,
            &new.asked_by,
            &new.asked_at.0,
        ],
    )?;
    Ok(())
}

/// Writes where a ticket stands.
///
/// # Errors
/// The database's.
pub fn note(tx: &mut Tx, ticket: &Ticket) -> Result<(), Error> {
    let (stands, looked) = (ticket.stands.key(), ticket.looked_at.map(|at| at.0));
    tx.execute(
        "update tickets set stands = $1, ticket = $2, href = $3, state = $4, message = $5, looked_at = $6 where id = $7",
        &[&stands, &ticket.ticket, &ticket.href, &ticket.state, &ticket.message, &looked, &ticket.id],
    )?;
    Ok(())
}

/// One ticket.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn by_id(tx: &mut Tx, id: &str) -> Result<Ticket, Error> {
    tx.one(format!("select {COLUMNS} from tickets where id = $1"), &[&id], ticket)
}

/// The tickets of a thing, the newest first.
///
/// # Errors
/// The database's.
pub fn of_object(tx: &mut Tx, kind: &str, id: &str) -> Result<Vec<Ticket>, Error> {
    let sql = format!("select {COLUMNS} from tickets where object_kind = $1 and object_id = $2 order by id desc");
    tx.query(sql, &[&kind, &id], ticket)
}

/// Tickets in tools that were asked for after `young` and looked at before `old`, at most `limit`, the longest unseen first.
///
/// # Errors
/// The database's.
pub fn unseen(tx: &mut Tx, young: Time, old: Time, limit: i64) -> Result<Vec<Ticket>, Error> {
    let sql = format!(
        "select {COLUMNS} from tickets where stands = 'sent' and asked_at > $1 and looked_at < $2 order by looked_at limit $3"
    );
    tx.query(sql, &[&young.0, &old.0, &limit], ticket)
}

fn ticket(row: &Row) -> Result<Ticket, Error> {
    let stands: String = row.get(7)?;
    Ok(Ticket {
        id: row.get(0)?,
        object_kind: row.get(1)?,
        object_id: row.get(2)?,
        connector_id: row.get(3)?,
        place: row.get(4)?,
        subject: row.get(5)?,
        body: row.get(6)?,
        stands: Stands::from_key(&stands).unwrap_or(Stands::Refused),
        ticket: row.get(8)?,
        href: row.get(9)?,
        state: row.get(10)?,
        message: row.get(11)?,
        asked_by: row.get(12)?,
        asked_at: Time(row.get(13)?),
        looked_at: row.get::<Option<i64>>(14)?.map(Time),
    })
}
