//! Errands: service tasks that the office does itself, in a connected tool, over HTTP, by mail or in a chat.
//!
//! The topic of a service task says what, its inputs say where and with which words. A job does it after the commit under a mark of the task,
//! so that a repeat is recognised. What passes is tried again; what is refused stops the step with the words of whoever refused. Where a repeat
//! is not recognised (`once`), an answer that was lost stops the step too, and a person looks. Absent: how each of them is spoken with
//! (`connector`, `mail`, `webhook`).

pub mod request;
pub mod letter;
pub mod once;
pub mod ticket;

use db::Tx;
use engine::{Command, Named, Offer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::super::case;
use super::store;
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Job, TRIES};
use crate::web::App;

/// The job that posts into a chat; who does it stands above (`webhook`).
pub const CHAT_JOB: &str = "case.chat";

/// How a topic begins, and the job that does it.
const ERRANDS: [(&str, &str); 4] = [
    ("ticket:", ticket::TICKET.name),
    ("http:", request::HTTP.name),
    ("mail:", letter::LETTER.name),
    ("chat:", CHAT_JOB),
];

/// The job that does the work of a topic, where the office does it itself.
#[must_use]
pub fn job_of(topic: &str) -> Option<&'static str> {
    ERRANDS.iter().find(|(begins, _)| topic.starts_with(begins)).map(|(_, job)| *job)
}

/// The task whose work is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    case_id: String,
    task: u64,
}

/// Leaves the work to a job, where it is work for the office.
///
/// # Errors
/// The database's.
pub fn offered(tx: &mut Tx, now: Time, case_id: &str, offer: &Offer) -> Result<(), Failure> {
    let Some(kind) = job_of(&offer.topic) else { return Ok(()) };
    let work = Work { case_id: case_id.to_owned(), task: offer.job };
    let key = format!("case-errand/{case_id}/{}", offer.job);
    Ok(jobs::enqueue(tx, now, jobs::New { kind, key, payload: json!(work), run_at: now })?)
}

/// A piece of work with what it is told.
#[derive(Clone, Debug)]
pub struct Errand {
    work: Work,
    /// The topic without its beginning, for example `create`.
    pub verb: String,
    given: Map<String, Value>,
}

/// Why a piece of work is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It may go away by itself.
    Again(String),
    /// Somebody has to mend something first.
    Stop(String),
}

impl From<String> for Undone {
    fn from(sentence: String) -> Undone {
        Undone::Stop(sentence)
    }
}

impl From<crate::connector::Trouble> for Undone {
    fn from(trouble: crate::connector::Trouble) -> Undone {
        if trouble.passes() { Undone::Again(trouble.sentence) } else { Undone::Stop(trouble.sentence) }
    }
}

impl Errand {
    /// The work of a job; none where the case went on without the task.
    ///
    /// # Errors
    /// The database's.
    pub async fn of(app: &App, job: &Job) -> Result<Option<Errand>, Failure> {
        let work: Work = serde_json::from_value(job.payload.clone()).map_err(Failure::broken)?;
        app.read(move |tx| {
            if !store::is_open(tx, &work.case_id, work.task)? {
                return Ok(None);
            }
            let offer: Offer =
                serde_json::from_str(&store::offer(tx, &work.case_id, work.task)?).map_err(Failure::broken)?;
            let given = serde_json::from_str(&offer.variables.to_json()).map_err(Failure::broken)?;
            let verb = offer.topic.split_once(':').map_or("", |(_, verb)| verb).to_owned();
            Ok(Some(Errand { work: work.clone(), verb, given }))
        })
        .await
    }

    /// What marks the work outside; the same in every try.
    #[must_use]
    pub fn mark(&self) -> String {
        let tail = self.work.case_id.rsplit('-').next().unwrap_or_default();
        format!("M-{tail}-{}", self.work.task)
    }

    /// The page of the case.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/cases/{}", self.work.case_id)
    }

    /// An input as it is.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.given.get(name).filter(|value| !value.is_null())
    }

    /// An input as text; empty where there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.value(name).map(as_text).unwrap_or_default()
    }

    /// An input that must be there.
    ///
    /// # Errors
    /// A sentence that names it.
    pub fn needed(&self, name: &str) -> Result<String, String> {
        match self.text(name) {
            empty if empty.is_empty() => {
                Err(format!("The input “{name}” is missing. Give it a value, then try again."))
            }
            text => Ok(text),
        }
    }

    /// Carries the case on: with the values that came of the work, or stopped with a sentence. What may go away by itself is tried again
    /// while tries are left.
    ///
    /// # Errors
    /// When it is to be tried again; the database's.
    pub async fn end(self, app: &App, job: Job, outcome: Result<Value, Undone>) -> Result<(), Failure> {
        let outcome = match outcome {
            Err(Undone::Again(sentence)) if job.attempts + 1 < TRIES => {
                let now = app.now();
                app.write(move |tx| Ok(jobs::set_out(tx, now, &job, false)?)).await?;
                return Err(Failure::refused(sentence));
            }
            Err(Undone::Again(sentence) | Undone::Stop(sentence)) => Err(sentence),
            Ok(told) => Ok(told),
        };
        let now = app.now();
        app.write(move |tx| {
            jobs::hold(tx, now, &job)?;
            settle(tx, now, &self.work, &outcome)
        })
        .await
    }
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn settle(tx: &mut Tx, now: Time, work: &Work, outcome: &Result<Value, String>) -> Result<(), Failure> {
    if !store::is_open(tx, &work.case_id, work.task)? {
        return Ok(());
    }
    let command = match outcome {
        Ok(told) => {
            let variables = Named::from_json(&told.to_string()).map_err(Failure::broken)?;
            let done = case::Done { case_id: &work.case_id, job: work.task, by: "", asked: None, variables };
            return case::complete(tx, &Actor::office(), now, done, None);
        }
        Err(sentence) => Command::Fail { job: work.task, message: sentence.as_str().into() },
    };
    case::give(tx, &Actor::office(), now, &work.case_id, &command)
}

#[cfg(test)]
impl Errand {
    /// Work of this topic with these inputs.
    fn told(topic: &str, given: &str) -> Errand {
        let given: Value = serde_json::from_str(given).expect("JSON");
        Errand {
            work: Work { case_id: "0-1".to_owned(), task: 3 },
            verb: topic.split_once(':').map_or("", |(_, verb)| verb).to_owned(),
            given: given.as_object().expect("inputs").clone(),
        }
    }
}
