//! The tables of ticket histories.

use std::collections::BTreeMap;

use db::{Error, Tx};

use super::super::model::{Action, Batch, Case, Event, Named};
use super::Label;
use crate::clock::Time;

/// Keeps what a step of a pull brought; returns how many events were new.
///
/// # Errors
/// The database's.
pub fn keep(tx: &mut Tx, source: &str, batch: &Batch) -> Result<i64, Error> {
    let mut new = 0;
    for event in &batch.events {
        let action = event.action.key();
        new += tx.execute(
            "insert into ticket_events (source, event_id, field, case_id, seq, at, actor, actor_group, action, old_id, old_label, \
             new_id, new_label, raw) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
             on conflict (source, event_id, field) do nothing",
            &[
                &source,
                &plain(&event.event_id),
                &plain(&event.field),
                &plain(&event.case_id),
                &event.seq,
                &event.at.0,
                &plain(&event.actor),
                &plain(&event.group),
                &action,
                &plain(&event.old.id),
                &plain(&event.old.label),
                &plain(&event.new.id),
                &plain(&event.new.label),
                &plain(&event.raw),
            ],
        )?;
    }
    for case in &batch.cases {
        tx.execute(
            "insert into ticket_cases (source, id, state, priority, case_group) values ($1, $2, $3, $4, $5) \
             on conflict (source, id) do update set state = excluded.state, priority = excluded.priority, \
             case_group = excluded.case_group",
            &[&source, &plain(&case.id), &plain(&case.state), &plain(&case.priority), &plain(&case.group)],
        )?;
    }
    i64::try_from(new).map_err(|error| Error::Damage(error.to_string()))
}

/// A text of a tool as the database keeps it: without NUL, and of a length that somebody would read.
fn plain(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(2_000).collect()
}

/// How many events and tickets a source has.
///
/// # Errors
/// The database's.
pub fn counts(tx: &mut Tx, source: &str) -> Result<(i64, i64), Error> {
    tx.one("select count(*), count(distinct case_id) from ticket_events where source = $1", &[&source], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// Some tickets of a source with everything that happened to them.
#[derive(Debug, Default)]
pub struct Part {
    /// Ordered by ticket, time and sequence; the source's own words are left out.
    pub events: Vec<Event>,
    pub cases: BTreeMap<String, Case>,
    /// The id of the last ticket; none where there are no more.
    pub last: Option<String>,
}

/// The next tickets of a source after an id, at most `limit`.
///
/// # Errors
/// The database's.
pub fn part(tx: &mut Tx, source: &str, after: &str, limit: i64) -> Result<Part, Error> {
    let ids: Vec<String> = tx.query(
        "select case_id from ticket_events where source = $1 and case_id > $2 group by case_id order by case_id limit $3",
        &[&source, &after, &limit],
        |row| row.get(0),
    )?;
    let Some(last) = ids.last() else { return Ok(Part::default()) };
    let events = tx.query(
        "select case_id, seq, at, actor, actor_group, action, old_label, new_label from ticket_events where source = $1 \
         and case_id > $2 and case_id <= $3 order by case_id, at, seq, event_id, field",
        &[&source, &after, last],
        |row| {
            let action: String = row.get(5)?;
            Ok(Event {
                case_id: row.get(0)?,
                event_id: String::new(),
                field: String::new(),
                seq: row.get(1)?,
                at: Time(row.get(2)?),
                actor: row.get(3)?,
                group: row.get(4)?,
                action: Action::from_key(&action).unwrap_or(Action::Field),
                old: Named { id: String::new(), label: row.get(6)? },
                new: Named { id: String::new(), label: row.get(7)? },
                raw: String::new(),
            })
        },
    )?;
    let cases = tx.query(
        "select id, state, priority, case_group from ticket_cases where source = $1 and id > $2 and id <= $3",
        &[&source, &after, last],
        |row| Ok(Case { id: row.get(0)?, state: row.get(1)?, priority: row.get(2)?, group: row.get(3)? }),
    )?;
    let cases = cases.into_iter().map(|case| (case.id.clone(), case)).collect();
    Ok(Part { events, cases, last: Some(last.clone()) })
}

/// The labels that the steps of a source have or may have: states, the most frequent first, then acts.
///
/// # Errors
/// The database's.
pub fn labels(tx: &mut Tx, source: &str) -> Result<Vec<Label>, Error> {
    let states = tx.query(
        "select name, cast(sum(steps) as INT8) from (\
         select new_label as name, count(*) as steps from ticket_events where source = $1 and action = 'status' group by new_label \
         union all select old_label, 0 from ticket_events where source = $1 and action = 'status' group by old_label \
         union all select state, 0 from ticket_cases where source = $1 group by state) as states \
         where name <> '' group by name order by 2 desc, 1",
        &[&source],
        |row| Ok(Label { name: row.get(0)?, is_state: true, steps: whole(row.get(1)?) }),
    )?;
    let acts = tx.query(
        "select action, count(*) from ticket_events where source = $1 and action not in ('status', 'create') group by action \
         order by 2 desc, 1",
        &[&source],
        |row| {
            let action: String = row.get(0)?;
            let name = Action::from_key(&action).unwrap_or(Action::Field).label().to_owned();
            Ok(Label { name, is_state: false, steps: whole(row.get(1)?) })
        },
    )?;
    Ok(states.into_iter().chain(acts).collect())
}

fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Lets go of everything that a source brought.
///
/// # Errors
/// The database's.
pub fn forget(tx: &mut Tx, source: &str) -> Result<(), Error> {
    tx.execute("delete from ticket_events where source = $1", &[&source])?;
    tx.execute("delete from ticket_cases where source = $1", &[&source])?;
    Ok(())
}
