//! Work that the office does itself in an ITSM tool: a ticket is made, said something on, taken to another state, or changed.
//!
//! The topic of a service task says what, its inputs say in which tool and with which words. A job does it after the commit under a mark
//! of the task, so that a repeat finds what was done. What passes is tried again; what the tool refuses stops the step with its own words.
//! Absent: how a tool is spoken with (`connector`).

use db::Tx;
use engine::{Command, Named, Offer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::super::case;
use super::store;
use crate::access::Actor;
use crate::clock::Time;
use crate::connector;
use crate::connector::ticket::act;
use crate::connector::tool::{Act, Done};
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, Performed, TRIES, always};
use crate::web::App;

/// Topics that begin like this are done by the office.
pub const TOPICS: &str = "ticket:";

/// Does the work of one task.
pub const TICKET: Kind = Kind { name: "case.ticket", lane: Lane::Long, ready: always, perform };

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
    if !offer.topic.starts_with(TOPICS) {
        return Ok(());
    }
    let work = Work { case_id: case_id.to_owned(), task: offer.job };
    let key = format!("case-ticket/{case_id}/{}", offer.job);
    Ok(jobs::enqueue(tx, now, jobs::New { kind: TICKET.name, key, payload: json!(work), run_at: now })?)
}

fn perform(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let work: Work = serde_json::from_value(job.payload.clone()).map_err(Failure::broken)?;
        let asked = work.clone();
        let outcome = match app.read(move |tx| wanted(tx, &asked)).await? {
            None => return Ok(()),
            Some(Err(sentence)) => Err(sentence),
            Some(Ok((connector_id, wanted))) => match act(&app, &connector_id, &mark(&work), &wanted, false).await {
                Err(trouble) if trouble.passes() && job.attempts + 1 < TRIES => return Err(trouble.into()),
                other => other.map_err(|trouble| trouble.sentence),
            },
        };
        let now = app.now();
        app.write(move |tx| {
            jobs::hold(tx, now, &job)?;
            settle(tx, now, &work, &outcome)
        })
        .await
    })
}

/// The connector and what is to be done there, or what is missing.
type Wanted = Result<(String, Act), String>;

/// What marks the work in the tool.
fn mark(work: &Work) -> String {
    let tail = work.case_id.rsplit('-').next().unwrap_or_default();
    format!("M-{tail}-{}", work.task)
}

/// What is to be done; none where the case went on without the task.
fn wanted(tx: &mut Tx, work: &Work) -> Result<Option<Wanted>, Failure> {
    if !store::is_open(tx, &work.case_id, work.task)? {
        return Ok(None);
    }
    let offer: Offer = serde_json::from_str(&store::offer(tx, &work.case_id, work.task)?).map_err(Failure::broken)?;
    let given: Map<String, Value> = serde_json::from_str(&offer.variables.to_json()).map_err(Failure::broken)?;
    let tools: Vec<(String, String)> = connector::store::all(tx)?.into_iter().map(|one| (one.id, one.name)).collect();
    Ok(Some(read(&offer.topic, &given, &tools)))
}

/// The act that a topic and its inputs name; `tools` are ids and names.
fn read(topic: &str, given: &Map<String, Value>, tools: &[(String, String)]) -> Wanted {
    let text = |name: &str| match given.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(other) => other.to_string(),
    };
    let needed = |name: &str| match text(name) {
        empty if empty.is_empty() => Err(format!("The input “{name}” is missing. Give it a value, then try again.")),
        text => Ok(text),
    };
    let tool = needed("tool")?;
    let Some((id, _)) = tools.iter().find(|(_, name)| name.eq_ignore_ascii_case(&tool)) else {
        return Err(format!("No connector is called “{tool}”. Name one that an administrator added, then try again."));
    };
    let wanted = match topic.trim_start_matches(TOPICS) {
        "create" => Act::Create { place: needed("place")?, subject: needed("subject")?, text: text("text") },
        "comment" => Act::Comment {
            ticket: needed("ticket")?,
            text: needed("text")?,
            inside: given.get("inside") != Some(&Value::Bool(false)),
        },
        "state" => Act::State { ticket: needed("ticket")?, state: needed("state")? },
        "field" => Act::Field { ticket: needed("ticket")?, field: needed("field")?, value: text("value") },
        _ => {
            return Err(format!("“{topic}” is nothing that is done in a tool: it is create, comment, state or field."));
        }
    };
    Ok((id.clone(), wanted))
}

/// Carries the case on: with the ticket, or stopped with what the tool said.
fn settle(tx: &mut Tx, now: Time, work: &Work, outcome: &Result<Done, String>) -> Result<(), Failure> {
    if !store::is_open(tx, &work.case_id, work.task)? {
        return Ok(());
    }
    let command = match outcome {
        Ok(done) => {
            store::finish(tx, now, &work.case_id, work.task, "")?;
            let told = json!({
                "ticket": done.ticket.key, "ticket_number": done.ticket.number, "ticket_link": done.ticket.href,
                "ticket_state": done.ticket.state,
            });
            let variables = Named::from_json(&told.to_string()).map_err(Failure::broken)?;
            Command::Complete { job: work.task, variables }
        }
        Err(sentence) => Command::Fail { job: work.task, message: sentence.as_str().into() },
    };
    case::give(tx, &Actor::office(), now, &work.case_id, &command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(topic: &str, given: &str) -> Wanted {
        let tools = [("c1".to_owned(), "Request Tracker".to_owned())];
        read(topic, serde_json::from_str::<Value>(given).unwrap().as_object().unwrap(), &tools)
    }

    #[test]
    fn a_topic_and_its_inputs_name_one_act_in_one_tool() {
        let made = Act::Create { place: "3".to_owned(), subject: "New desk".to_owned(), text: String::new() };
        let given = r#"{"tool": "request tracker", "place": 3, "subject": "New desk"}"#;
        assert_eq!(told("ticket:create", given), Ok(("c1".to_owned(), made)));
        let said = r#"{"tool": "Request Tracker", "ticket": "7", "text": "Done", "inside": false}"#;
        let comment = Act::Comment { ticket: "7".to_owned(), text: "Done".to_owned(), inside: false };
        assert_eq!(told("ticket:comment", said), Ok(("c1".to_owned(), comment)));
    }

    #[test]
    fn what_is_missing_is_said_by_its_name() {
        for (topic, given, said) in [
            ("ticket:create", "{}", "“tool” is missing"),
            ("ticket:create", r#"{"tool": "Jira"}"#, "No connector is called “Jira”"),
            ("ticket:create", r#"{"tool": "Request Tracker", "place": "3"}"#, "“subject” is missing"),
            ("ticket:state", r#"{"tool": "Request Tracker", "ticket": "7", "state": null}"#, "“state” is missing"),
            ("ticket:close", r#"{"tool": "Request Tracker"}"#, "nothing that is done in a tool"),
        ] {
            let sentence = told(topic, given).expect_err(topic);
            assert!(sentence.contains(said), "{sentence}");
        }
    }
}
