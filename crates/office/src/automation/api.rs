//! Cases and tasks for programs: begin, read, do, and fetch work by topic.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use engine::{Message, Named};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::case::{self, store as cases};
use super::commands::{self, Asked};
use super::model::{Task, TaskState, kind_key};
use super::pages::{beginning, listing, number, open_people};
use super::stop;
use super::task::form::{Kind, Question, answers, questions, schema};
use super::task::{self, worker};
use crate::access::Actor;
use crate::definition::FieldKind;
use crate::failure::{Failure, Refusal};
use crate::requests::Keyed;
use crate::web::{Answer, Visit, answer, body};

/// Tasks of a person that are listed.
const LISTED: i64 = 200;

#[derive(Serialize)]
struct Cases {
    items: Vec<Item>,
    total: i64,
}

/// A case; instants are RFC 3339.
#[derive(Serialize)]
struct Item {
    id: String,
    code: String,
    title: String,
    business_key: String,
    process: String,
    process_key: String,
    state: super::State,
    /// Stopped steps that wait for somebody.
    stops: i64,
    started_by: String,
    started_at: String,
    ended_at: Option<String>,
    outcome: String,
    href: String,
}

#[derive(Serialize)]
struct Whole {
    case: Item,
    version: String,
    variables: Map<String, Value>,
    tasks: Vec<Work>,
    stopped: Vec<Stopped>,
}

#[derive(Serialize)]
struct Stopped {
    id: u64,
    element: String,
    message: String,
    at: String,
    asked: String,
}

/// A task, for people or for a program.
#[derive(Serialize)]
struct Work {
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
struct Begun {
    title: String,
    #[serde(default)]
    business_key: String,
    #[serde(default)]
    answers: Map<String, Value>,
    /// Values besides those of the form.
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    answers: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fetch {
    topic: String,
    #[serde(default = "single")]
    most: i64,
    #[serde(default = "minute")]
    lock_s: i64,
}

fn single() -> i64 {
    1
}

fn minute() -> i64 {
    60
}

#[derive(Serialize)]
struct Fetched {
    items: Vec<Held>,
}

/// Work that a program has.
#[derive(Serialize)]
struct Held {
    task: Work,
    /// To be sent with the outcome.
    token: String,
    until: String,
    variables: Map<String, Value>,
    headers: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Success {
    token: String,
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Failed {
    token: String,
    #[serde(default)]
    message: String,
    /// The code of an error that the process may catch; without one the work is tried again.
    #[serde(default)]
    code: String,
    /// Seconds until it may be tried again.
    #[serde(default)]
    pause_s: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    id: String,
    name: String,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    variables: Map<String, Value>,
}

#[derive(Serialize)]
struct Taken {
    id: String,
}

fn named(variables: &Map<String, Value>) -> Result<Named, Failure> {
    let text = Value::Object(variables.clone()).to_string();
    Named::from_json(&text)
        .map_err(|sentence| Failure::Unreadable { sentence: format!("The variables cannot be read: {sentence}.") })
}

fn plain(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
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
fn given(
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

fn item(found: cases::Found) -> Item {
    let case = found.case;
    Item {
        href: case.href(),
        started_at: case.started_at.rfc3339(),
        ended_at: case.ended_at.map(crate::clock::Time::rfc3339),
        id: case.id,
        code: case.code,
        title: case.title,
        business_key: case.business_key,
        process: found.process,
        process_key: found.process_key,
        state: case.state,
        stops: case.stops,
        started_by: found.starter,
        outcome: case.outcome,
    }
}

fn work(task: &Task) -> Work {
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

fn found(tx: &mut db::Tx, actor: &Actor, id: &str) -> Result<cases::Found, Failure> {
    let case = cases::by_id(tx, id)?;
    if !task::may_see(tx, actor, &case)? {
        return Err(Failure::NotFound);
    }
    let process = crate::process::store::by_id(tx, &case.process_id)?;
    let starter =
        crate::people::store::person(tx, &case.started_by).map_or_else(|_| String::new(), |person| person.name);
    Ok(cases::Found { process: process.name, process_key: process.key, starter, case })
}

pub(super) async fn cases(visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let listing = listing(&visit, &actor, None);
    let (found, total) = visit.read(move |tx| Ok(cases::list(tx, &listing)?)).await?;
    Ok(answer::json(StatusCode::OK, &Cases { items: found.into_iter().map(item).collect(), total }))
}

pub(super) async fn one(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    Ok(answer::json(StatusCode::OK, &visit.read(move |tx| whole(tx, &actor, &id)).await?))
}

fn whole(tx: &mut db::Tx, actor: &Actor, id: &str) -> Result<Whole, Failure> {
    let found = found(tx, actor, id)?;
    let (root, deployment) = (found.case.row.root, found.case.deployment_id.clone());
    let variables = cases::variables(tx, id)?.into_iter().filter(|(holder, _, _)| *holder == root);
    let variables = variables.map(|(_, name, text)| (name, plain(&text))).collect();
    let tasks = task::store::of_case(tx, id)?.iter().map(work).collect();
    let stopped = stop::store::of_case(tx, id)?;
    let stopped = stopped.into_iter().map(|(incident, asked)| Stopped {
        id: incident.id,
        element: incident.element.to_string(),
        message: incident.message.to_string(),
        at: crate::clock::Time(incident.at.0).rfc3339(),
        asked,
    });
    let stopped = stopped.collect();
    let version = super::deployment::loaded(tx, &deployment)?.deployment.number.clone();
    Ok(Whole { case: item(found), version, variables, tasks, stopped })
}

/// 201 with the address of the new case; 200 with the same one when the idempotency key was used before.
pub(super) async fn start(Path(key): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let begun: Begun = body::read(&body)?;
    let (actor, now, asked) = (visit.actor()?, visit.now, Keyed::of(&visit, &body)?);
    let (whole, new) = visit
        .write(move |tx| {
            let form = beginning(tx, &actor, &key)?;
            let mut answers = given(&form.questions, &begun.answers, &form.people)?;
            answers.extend(named(&begun.variables)?.0);
            let (title, business_key) = (begun.title.clone(), begun.business_key.clone());
            let case = Asked { title, business_key, answers };
            let (id, new) = commands::start(tx, &actor, now, &form.process.id, asked.as_ref(), &case)?;
            Ok((whole(tx, &actor, &id)?, new))
        })
        .await?;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    let mut response = answer::json(status, &whole);
    if let Ok(address) = HeaderValue::from_str(&format!("/api/cases/{}", whole.case.id)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    Ok(response)
}

pub(super) async fn cancel(Path(id): Path<String>, visit: Visit, body: Bytes) -> Answer {
    let sent: Reason = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let whole = visit
        .write(move |tx| {
            stop::cancel(tx, &actor, now, &id, &sent.reason)?;
            whole(tx, &actor, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}

pub(super) async fn tasks(visit: Visit) -> Answer {
    let id = visit.actor()?.person_id;
    let all = visit.read(move |tx| Ok(task::store::of_person(tx, &id, LISTED)?)).await?;
    Ok(answer::json(StatusCode::OK, &Tasks { items: all.iter().map(work).collect() }))
}

pub(super) async fn task(Path((id, task)): Path<(String, String)>, visit: Visit) -> Answer {
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

pub(super) async fn claim(Path((id, task)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, task) = (visit.actor()?, visit.now, number(&task)?);
    let done = visit
        .write(move |tx| {
            task::claim(tx, &actor, now, &id, task)?;
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

pub(super) async fn complete(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Given = body::read(&body)?;
    let (actor, now, task) = (visit.actor()?, visit.now, number(&task)?);
    let whole = visit
        .write(move |tx| {
            let seen = task::seen(tx, &actor, &id, task)?;
            let people = open_people(tx)?;
            let answers = given(&questions(&seen.loaded, &seen.task.element), &sent.answers, &people)?;
            task::complete(tx, &actor, now, &id, task, &answers)?;
            whole(tx, &actor, &id)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &whole))
}

pub(super) async fn fetch(visit: Visit, body: Bytes) -> Answer {
    let sent: Fetch = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let held = visit.write(move |tx| worker::fetch(tx, &actor, now, &sent.topic, (sent.most, sent.lock_s))).await?;
    let items = held.into_iter().map(|one| {
        let headers = one.offer.headers.iter();
        Held {
            headers: headers.map(|(key, value)| (key.to_string(), Value::from(value.to_string()))).collect(),
            variables: plain(&one.offer.variables.to_json()).as_object().cloned().unwrap_or_default(),
            task: work(&one.task),
            token: one.token,
            until: one.until.rfc3339(),
        }
    });
    Ok(answer::json(StatusCode::OK, &Fetched { items: items.collect() }))
}

pub(super) async fn succeed(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Success = body::read(&body)?;
    let (actor, now, task) = (visit.actor()?, visit.now, number(&task)?);
    let done = visit
        .write(move |tx| {
            worker::complete(tx, &actor, now, (&id, task, &sent.token), named(&sent.variables)?)?;
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

pub(super) async fn fail(Path((id, task)): Path<(String, String)>, visit: Visit, body: Bytes) -> Answer {
    let sent: Failed = body::read(&body)?;
    let (actor, now, task) = (visit.actor()?, visit.now, number(&task)?);
    let done = visit
        .write(move |tx| {
            let held = (id.as_str(), task, sent.token.as_str());
            if sent.code.trim().is_empty() {
                worker::fail(tx, &actor, now, held, &sent.message, sent.pause_s)?;
            } else {
                worker::throw(tx, &actor, now, held, (&sent.code, &sent.message), Named::default())?;
            }
            Ok(task::store::by_id(tx, &id, task)?)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &work(&done)))
}

/// A message from outside; the same id counts once.
pub(super) async fn message(visit: Visit, body: Bytes) -> Answer {
    let sent: Sent = body::read(&body)?;
    let (actor, now) = (visit.actor()?, visit.now);
    for (field, text) in [("id", &sent.id), ("name", &sent.name)] {
        if text.trim().is_empty() || text.chars().count() > 200 {
            return Err(Refusal::at(field, "Write 1 to 200 characters.").into());
        }
    }
    let taken = Taken { id: sent.id.clone() };
    visit
        .write(move |tx| {
            let message = Message {
                name: sent.name.trim().into(),
                key: sent.key.as_deref().map(Into::into),
                variables: named(&sent.variables)?,
            };
            case::message(tx, &actor, now, sent.id.trim(), message)
        })
        .await?;
    Ok(answer::json(StatusCode::OK, &taken))
}
