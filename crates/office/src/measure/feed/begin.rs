//! A process begins with a ticket: when a feed brings one that is new, it is a message “New ticket in …” for processes that begin with it.
//!
//! Each ticket counts once. Tickets that were made before the feed began are history and begin nothing. Absent: what the process does.

use db::Tx;
use engine::{Message, Named};
use serde_json::json;

use super::model::Feed;
use crate::access::Actor;
use crate::automation::{case, deployment};
use crate::clock::Time;
use crate::connector::{Action, Batch};
use crate::failure::Failure;

/// The message of a new ticket wherever it lies.
const ANYWHERE: &str = "New ticket";

/// Begins the processes that begin with the new tickets of a batch.
///
/// # Errors
/// The database's.
pub fn with_tickets(tx: &mut Tx, now: Time, feed: &Feed, tool: &str, batch: &Batch) -> Result<(), Failure> {
    let is_new = |at: Time| at >= feed.created_at;
    if !batch.events.iter().any(|event| event.action == Action::Create && is_new(event.at)) {
        return Ok(());
    }
    for name in [format!("{ANYWHERE} in {}", feed.place_label), ANYWHERE.to_owned()] {
        if deployment::store::starts(tx, "message", &name)?.is_empty() {
            continue;
        }
        for event in batch.events.iter().filter(|event| event.action == Action::Create && is_new(event.at)) {
            let found = batch.cases.iter().find(|case| case.id == event.case_id).cloned().unwrap_or_default();
            let told = json!({
                "ticket": event.case_id, "tool": tool, "place": feed.place_label, "state": found.state,
                "priority": found.priority, "group": found.group, "made_by": event.actor, "made_at": event.at.rfc3339(),
            });
            let message = Message {
                name: name.as_str().into(),
                key: Some(event.case_id.as_str().into()),
                variables: Named::from_json(&told.to_string()).map_err(Failure::broken)?,
            };
            let id = format!("ticket/{}/{}/{name}", feed.id, event.case_id);
            case::message(tx, &Actor::office(), now, &id, message)?;
        }
    }
    Ok(())
}
