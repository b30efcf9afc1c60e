//! Tasks for programs that stand in for a person: read, taken on, done.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::model::{Task, TaskState, kind_key};
use super::super::pages::{number, open_people};
use super::super::task;
use super::super::task::form::{Kind, Question, answers, questions, schema};
use super::cases::whole;
use crate::definition::FieldKind;
use crate::failure::{Failure, Refusal};
use crate::requests::{self, Keyed};
use crate::web::{Answer, Visit, answer, body};

/// Tasks of a person that are listed.
const LISTED: i64 = 200;

/// A task, for people or for a program.
#[derive(Serialize)]
pub(super) struct Work {
    case_id: String,
    id: u64,
    kind: &'static str,
    element: String,
    name: String,
    topic: String,
    state: TaskState,
    due: Option<String>,
    offered_at: String,
    claimed_by: String,
    done_by: String,
    done_at: Option<String>,
    href: String,
}

#[derive(Serialize)]
struct Tasks {
    items: Vec<Work>,
}

#[derive(Serialize)]
struct Form {
    task: Work,
    questions: Vec<Asks>,
    /// What valid answers are, as JSON Schema.
    schema: Value,
}

/// A question of the form of a task.
#[derive(Serialize)]
struct Asks {
    key: String,
    label: String,
    kind: &'static str,
    required: bool,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    answers: Map<String, Value>,
}

/// What was sent for a question: one text, or several.
fn sent(answers: &Map<String, Value>, question: &Question) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match answers.get(&question.key) {
        None => Vec::new(),
        Some(Value::Array(all)) => all.iter().map(text).collect(),
        Some(one) => vec![text(one)],
    }
}

/// The answers, or a refusal that names each question.
pub(super) fn given(
    questions: &[Question],
    sent_answers: &Map<String, Value>,
    people: &[(String, String)],
) -> Result<Vec<(std::sync::Arc<str>, feel::Value)>, Failure> {
    if let Some(unknown) = sent_answers.keys().find(|key| !questions.iter().any(|question| question.key == **key)) {
        return Err(Refusal::at("answers", format!("The form does not ask “{unknown}”.")).into());
    }
    answers(questions, |_, question| sent(sent_answers, question), people).map_err(|wrong| {
        Failure::Refused(wrong.into_iter().map(|(_, sentence)| Refusal::at("answers", sentence)).collect())
    })
}

pub(super) fn work(task: &Task) -> Work {
    Work {
        case_id: task.case_id.clone(),
        id: task.id,
        kind: kind_key(task.kind),
        element: task.element.clone(),
        name: task.name.clone(),
        topic: task.topic.clone(),
        state: task.state,
        due: task.due_at.map(|due| due.date().to_string()),
        offered_at: task.offered_at.rfc3339(),
        claimed_by: task.claimed_by.clone(),
        done_by: task.done_by.clone(),
        done_at: task.done_at.map(crate::clock::Time::rfc3339),
        href: task.href(),
    }
}

pub(in super::super) async fn tasks(visit: Visit) -> Answer {
    let id = visit.actor()?.person_id;
    let all = visit.read(move |tx| Ok(task::store::of_person(tx, &id, LISTED)?)).await?;
    Ok(answer::json(StatusCode::OK, &Tasks { items: all.iter().map(work).collect() }))
}

pub(in super::super) async fn task(Path((id, task)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, task) = (visit.actor()?, number(&task)?);
    let seen = visit.read(move |tx| task::seen(tx, &actor, &id, task)).await?;
    let questions = questions(&seen.loaded, &seen.task.element);
    Ok(answer::json(
        StatusCode::OK,
        &Form {
            task: work(&seen.task),
            schema: schema(&seen.task.name, &questions),
            questions: questions.into_iter().map(asks).collect(),
        },
    ))
}

fn asks(question: Question) -> Asks {
    let kind = match question.kind {
        Kind::Way => "way",
        Kind::Ways => "ways",
        Kind::Field(kind) => FieldKind::ALL.iter().find(|(one, _, _)| *one == kind).map_or("text", |(_, key, _)| key),
    };
    let choices = question.choices.into_iter().map(|(value, label)| Choice { value, label }).collect();
    Asks { key: question.key, label: question.label, kind, required: question.required, choices }
}

pub(in super::super) async fn claim(Path((id, task)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, task) = (visit.actor()?, visit.now, number(&task)?);
    let done = visit
        .write_guarded(move |tx| {
            task::claim(tx, &actor, now, &id, task)?;
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

pub(in super::super) async fn complete(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Given = body::read(&body)?;
    let (actor, now, task, asked) = (visit.actor()?, visit.now, number(&task)?, Keyed::of(&visit, &body)?);
    let whole = visit
        .write_guarded(move |tx| {
            requests::once(tx, &actor, now, asked.as_ref(), &id, |tx| {
                let seen = task::seen(tx, &actor, &id, task)?;
                let people = open_people(tx)?;
                let answers = given(&questions(&seen.loaded, &seen.task.element), &sent.answers, &people)?;
                task::complete(tx, &actor, now, &id, task, &answers)
            })?;
            whole(tx, &actor, now, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}
