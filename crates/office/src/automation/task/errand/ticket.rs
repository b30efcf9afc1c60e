//! Work in an ITSM tool: a ticket is made, said something on, taken to another state, or changed.
//!
//! Absent: how a tool is spoken with (`connector`).

use serde_json::{Value, json};

use super::{Errand, Undone};
use crate::connector;
use crate::connector::ticket::act;
use crate::connector::tool::Act;
use crate::failure::Failure;
use crate::jobs::{Job, Kind, Lane, always};
use crate::web::App;

/// Does the work of one task.
pub const TICKET: Kind =
    Kind { name: "case.ticket", lane: Lane::Outside, ready: always, perform: |app, job| Box::pin(perform(app, job)) };

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let Some(errand) = Errand::of(&app, &job).await? else { return Ok(()) };
    let tools = app.read(|tx| Ok(connector::store::all(tx)?)).await?;
    let tools: Vec<(String, String)> = tools.into_iter().map(|one| (one.id, one.name)).collect();
    let outcome = done(&app, &errand, &tools).await;
    errand.end(&app, job, outcome).await
}

async fn done(app: &App, errand: &Errand, tools: &[(String, String)]) -> Result<Value, Undone> {
    let (connector_id, wanted) = read(errand, tools)?;
    let done = act(app, &connector_id, &errand.mark(), &wanted, false).await?;
    Ok(json!({
        "ticket": done.ticket.key, "ticket_number": done.ticket.number, "ticket_link": done.ticket.href,
        "ticket_state": done.ticket.state,
    }))
}

/// The connector and the act that a topic and its inputs name, or what is missing; `tools` are ids and names.
fn read(errand: &Errand, tools: &[(String, String)]) -> Result<(String, Act), String> {
    let tool = errand.needed("tool")?;
    let Some((id, _)) = tools.iter().find(|(_, name)| name.eq_ignore_ascii_case(&tool)) else {
        return Err(format!("No connector is called “{tool}”. Name one that an administrator added, then try again."));
    };
    let wanted = match errand.verb.as_str() {
        "create" => {
            let (place, subject) = (errand.needed("place")?, errand.needed("subject")?);
            Act::Create { place, subject, text: errand.text("text") }
        }
        "comment" => Act::Comment {
            ticket: errand.needed("ticket")?,
            text: errand.needed("text")?,
            inside: errand.value("inside") != Some(&Value::Bool(false)),
        },
        "state" => Act::State { ticket: errand.needed("ticket")?, state: errand.needed("state")? },
        "field" => {
            Act::Field { ticket: errand.needed("ticket")?, field: errand.needed("field")?, value: errand.text("value") }
        }
        verb => {
            return Err(format!(
                "“ticket:{verb}” is nothing that is done in a tool: it is create, comment, state or field."
            ));
        }
    };
    Ok((id.clone(), wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(topic: &str, given: &str) -> Result<(String, Act), String> {
        read(&Errand::told(topic, given), &[("c1".to_owned(), "Request Tracker".to_owned())])
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
