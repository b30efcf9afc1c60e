//! The parts of a case as rows: scopes, tokens, variables, waits, tasks and stops, each written when a step changed it.
//!
//! Absent: the case as a whole, which is never one text. Source: `engine::state`.

use std::collections::BTreeMap;

use db::{Bind, Error, Tx, Value};
use engine::state::{Change, Key, On, Row, Variable};
use engine::{Case as Running, Offer};

use super::super::super::model::{Case, Task, kind_key};
use super::{id, int};
use crate::clock::Time;

/// Letters of a value by which a case is found.
const WORDS_CHARS: usize = 200;

/// The case as the engine runs it.
///
/// # Errors
/// The database's, or a row that cannot be read.
pub fn load(tx: &mut Tx, case: &Case) -> Result<Running, Error> {
    let mut rows = tx.query(
        "select body, 0, null from case_parts where case_id = $1 \
         union all select body, 0, null from case_waits where case_id = $1 \
         union all select body, 0, null from case_tasks where case_id = $1 and coalesce(state, '') = 'open' \
         union all select body, 0, null from case_stops where case_id = $1 \
         union all select value, holder, name from case_variables where case_id = $1",
        &[&case.id],
        |row| {
            let Value::Text(text) = row.value(0)? else { return Err(unreadable("no text")) };
            match row.get::<Option<String>>(2)? {
                None => serde_json::from_str(text).map_err(unreadable),
                Some(name) => {
                    let value = engine::value::from_text(text).map_err(unreadable)?;
                    Ok(Row::Variable(Variable { holder: id(row.get(1)?), name: name.into(), value }))
                }
            }
        },
    )?;
    rows.push(Row::Case(case.row.clone()));
    Ok(Running::from_rows(rows))
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Sql(format!("a part of a case: {error}"))
}

/// The variables of a case: who holds each, its name, and its value as text.
///
/// # Errors
/// The database's.
pub fn variables(tx: &mut Tx, case_id: &str) -> Result<Vec<(u64, String, String)>, Error> {
    tx.query(
        "select holder, name, value from case_variables where case_id = $1 order by holder, name",
        &[&case_id],
        |row| Ok((id(row.get(0)?), row.get(1)?, row.get(2)?)),
    )
}

/// Writes what a step changed. What was offered by it stands in `offers`, the task that somebody did, and who, in `done`.
///
/// # Errors
/// The database's.
pub fn write(
    tx: &mut Tx,
    case: &Case,
    changes: &[Change],
    offers: &BTreeMap<u64, (&Offer, Task)>,
    done: Option<(u64, &str)>,
    now: Time,
) -> Result<(), Error> {
    for change in changes {
        match (change, done) {
            (Change::Put(row), _) => put(tx, case, row, offers, now)?,
            (Change::Delete(Key::Job(row)), Some((job, by))) if *row == job => {
                let job = int(job);
                tx.put(
                    "update case_tasks set state = 'done', done_by = $1, done_at = $2, locked_by = '' \
                     where case_id = $3 and id = $4 and coalesce(state, '') = 'open'",
                    &[&by, &now.0, &case.id, &job],
                )?;
            }
            (Change::Delete(key), _) => delete(tx, &case.id, key)?,
        }
    }
    Ok(())
}

fn put(tx: &mut Tx, case: &Case, row: &Row, offers: &BTreeMap<u64, (&Offer, Task)>, now: Time) -> Result<(), Error> {
    let body = serde_json::to_string(row).expect("a row is plain data");
    match row {
        Row::Case(_) => Ok(()), // written with the case itself
        Row::Scope(one) => part(tx, case, "scope", one.id, &body),
        Row::Token(one) => part(tx, case, "token", one.id, &body),
        Row::Done(one) => part(tx, case, "done", one.id, &body),
        Row::Received(one) => part(tx, case, "received", one.id, &body),
        Row::Variable(one) => {
            let (holder, value) = (int(one.holder), engine::value::to_text(&one.value));
            let (name, words, figure) = (one.name.to_string(), words(&one.value), figure(&one.value));
            tx.put(
                "insert into case_variables (case_id, holder, name, value, words, figure) values ($1, $2, $3, $4, $5, $6) \
                 on conflict (case_id, holder, name) do update set value = excluded.value, words = excluded.words, \
                 figure = excluded.figure",
                &[&case.id, &holder, &name, &value, &words, &figure],
            )?;
            Ok(())
        }
        Row::Wait(one) => {
            let (kind, name, key, due) = awaited(&one.on);
            let wait = int(one.id);
            tx.put(
                "insert into case_waits (case_id, id, kind, name, key, due_at, body) values ($1, $2, $3, $4, $5, $6, $7) \
                 on conflict (case_id, id) do update set kind = excluded.kind, name = excluded.name, key = excluded.key, \
                 due_at = excluded.due_at, body = excluded.body",
                &[&case.id, &wait, &kind, &name, &key, &due, &body],
            )?;
            Ok(())
        }
        Row::Job(one) => match offers.get(&one.id) {
            Some((offer, task)) => offered(tx, task, offer, &body),
            None => {
                let task = int(one.id);
                let sql = "update case_tasks set body = $1 where case_id = $2 and id = $3";
                tx.put(sql, &[&body, &case.id, &task])?;
                Ok(())
            }
        },
        Row::Incident(one) => {
            let (stop, element) = (int(one.id), one.element.to_string());
            tx.put(
                "insert into case_stops (case_id, id, element, asked, raised_at, body) values ($1, $2, $3, '', $4, $5) \
                 on conflict (case_id, id) do update set element = excluded.element, body = excluded.body",
                &[&case.id, &stop, &element, &now.0, &body],
            )?;
            Ok(())
        }
    }
}

fn part(tx: &mut Tx, case: &Case, kind: &str, part: u64, body: &str) -> Result<(), Error> {
    let part = int(part);
    tx.put(
        "insert into case_parts (case_id, kind, id, body) values ($1, $2, $3, $4) \
         on conflict (case_id, kind, id) do update set body = excluded.body",
        &[&case.id, &kind, &part, &body],
    )?;
    Ok(())
}

fn offered(tx: &mut Tx, task: &Task, offer: &Offer, body: &str) -> Result<(), Error> {
    let (id, kind, state) = (int(task.id), kind_key(task.kind), task.state.key());
    let due = task.due_at.map(|due| due.0);
    let text = serde_json::to_string(offer).expect("an offer is plain data");
    tx.put(
        "insert into case_tasks (case_id, id, process_id, kind, element, name, topic, offer, body, state, due_at, offered_at, \
         claimed_by, done_by, locked_by, tries) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', $13)",
        &[
            &task.case_id,
            &id,
            &task.process_id,
            &kind,
            &task.element,
            &task.name,
            &task.topic,
            &text,
            &body,
            &state,
            &due,
            &task.offered_at.0,
            &task.tries,
        ],
    )?;
    Ok(())
}

fn delete(tx: &mut Tx, case_id: &str, key: &Key) -> Result<(), Error> {
    let (sql, row) = match key {
        Key::Scope(row) | Key::Token(row) | Key::Done(row) | Key::Received(row) => {
            let kind = match key {
                Key::Scope(_) => "scope",
                Key::Token(_) => "token",
                Key::Done(_) => "done",
                _ => "received",
            };
            let row = int(*row);
            let sql = "delete from case_parts where case_id = $1 and kind = $2 and id = $3";
            tx.put(sql, &[&case_id, &kind, &row])?;
            return Ok(());
        }
        Key::Variable(holder, name) => {
            let (holder, name) = (int(*holder), name.to_string());
            let sql = "delete from case_variables where case_id = $1 and holder = $2 and name = $3";
            tx.put(sql, &[&case_id as &dyn Bind, &holder, &name])?;
            return Ok(());
        }
        Key::Wait(row) => ("delete from case_waits where case_id = $1 and id = $2", *row),
        Key::Incident(row) => ("delete from case_stops where case_id = $1 and id = $2", *row),
        Key::Job(row) => (
            "update case_tasks set state = case when done_at is null then 'withdrawn' else 'done' end \
             where case_id = $1 and id = $2 and coalesce(state, '') = 'open'",
            *row,
        ),
    };
    let row = int(row);
    tx.put(sql, &[&case_id, &row])?;
    Ok(())
}

/// The kind of what is waited for, its name, its key, and when it is due.
fn awaited(on: &On) -> (&'static str, String, Option<String>, Option<i64>) {
    match on {
        On::Message { name, key } => ("message", name.to_string(), key.as_ref().map(ToString::to_string), None),
        On::Signal { name } => ("signal", name.to_string(), None, None),
        // A timer in working time is found by its calendar.
        On::Timer { due } => {
            let calendar = due.working.as_ref().map(|working| working.calendar.to_string());
            ("timer", calendar.unwrap_or_default(), None, Some(due.at.0))
        }
        On::Condition { .. } => ("condition", String::new(), None, None),
    }
}

/// The figure by which a number is found.
fn figure(value: &feel::Value) -> Option<f64> {
    match value {
        feel::Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The words by which a value is found: texts and numbers, in small letters.
fn words(value: &feel::Value) -> String {
    let text = match value {
        feel::Value::String(text) => text.to_string(),
        feel::Value::List(_) | feel::Value::Context(_) | feel::Value::Null => String::new(),
        other => other.to_string(),
    };
    text.to_lowercase().chars().take(WORDS_CHARS).collect()
}
