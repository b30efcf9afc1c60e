//! Answering an alarm, or making an improvement of it.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::super::alarm::{self, Raised};
use super::figures;
use crate::access::Permission;
use crate::clock::Time;
use crate::failure::Failure;
use crate::process;
use crate::web::{Answer, Form, Visit, answer, body};

/// Alarms told to a program, those that stand first.
const TOLD: i64 = 200;

pub(super) async fn answer(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let text = form.text("answer", "The answer");
    let done = match form.checked() {
        Err(refused) => Err(refused),
        Ok(()) => end(&visit, &key, &id, text).await,
    };
    match done {
        Ok(()) => {
            Ok(answer::redirect_saying(&format!("/processes/{key}/measures"), "Answered. It stands with the measure."))
        }
        Err(Failure::Refused(refusals)) => figures::page(&key, &visit, Some((&id, &form.with(refusals)))).await,
        Err(failure) => Err(failure),
    }
}

async fn end(visit: &Visit, key: &str, id: &str, text: String) -> Result<(), Failure> {
    let (actor, now, key, id) = (visit.actor()?, visit.now, key.to_owned(), id.to_owned());
    visit
        .write(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            alarm::commands::answer(tx, &actor, now, &process, &id, &text)
        })
        .await
}

pub(super) async fn improve(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let made = visit
        .write(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            alarm::commands::improve(tx, &actor, now, &process, &id)
        })
        .await?;
    let sentence = format!("I-{} is in the register and remembers this alarm.", made.number);
    Ok(answer::redirect_saying(&format!("/improvements/{}", made.id), &sentence))
}

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    measure: String,
    name: String,
    week: Time,
    sentence: String,
    raised_at: Time,
    /// Absent while it stands.
    ended_at: Option<Time>,
    outcome: Option<&'static str>,
    answer: String,
}

fn item(one: Raised) -> Item {
    Item {
        id: one.id,
        measure: one.measure_key,
        name: one.measure_name,
        week: one.week_at,
        sentence: one.sentence,
        raised_at: one.raised_at,
        ended_at: one.end.as_ref().map(|end| end.at),
        outcome: one.end.as_ref().map(|end| end.outcome.key()),
        answer: one.end.map(|end| end.answer).unwrap_or_default(),
    }
}

pub(super) async fn api_list(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let all = visit
        .read(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            if !actor.may_on(Permission::Read, &process.id) {
                return Err(Failure::NotFound);
            }
            Ok(alarm::store::of_process(tx, &process.id, TOLD)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &All { items: all.into_iter().map(item).collect() }))
}

/// What a program sends to answer an alarm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    answer: String,
}

pub(super) async fn api_answer(Path((key, id)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Answering = body::read(&body)?;
    end(&visit, &key, &id, sent.answer).await?;
    let one = visit.read(move |tx| Ok(alarm::store::by_id(tx, &id)?)).await?;
    Ok(answer::json(StatusCode::OK, &item(one)))
}
