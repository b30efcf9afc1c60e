//! Sending out: something of the office becomes a ticket of a tool, once, and its link and state come back.
//!
//! Whoever owns the thing asks in its own transaction ([`ask`]); a job carries it out afterwards and reads it back. What the tool
//! refuses is told in its own words and waits for somebody. [`act`] is for whoever needs one act now, such as a service task.
//! Absent: what may be sent (the slice that owns the thing decides).

pub mod jobs;
pub mod store;
mod views;

use db::Tx;
use serde_json::json;

use super::model::Connector;
use super::session::Session;
use super::tool::{self, Act, Done};
use super::wire::Trouble;
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::web::App;

pub use views::{Offer, place_choices, section};

/// Where a ticket stands with us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It is on its way.
    Waiting,
    /// It is in the tool.
    Sent,
    /// The tool refused it; somebody may try again.
    Refused,
}

impl Stands {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Stands::Waiting => "waiting",
            Stands::Sent => "sent",
            Stands::Refused => "refused",
        }
    }

    /// Reads [`Stands::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Stands> {
        [Stands::Waiting, Stands::Sent, Stands::Refused].into_iter().find(|one| one.key() == key)
    }
}

/// A ticket that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub id: String,
    pub object_kind: String,
    pub object_id: String,
    pub connector_id: String,
    pub place: String,
    pub subject: String,
    pub body: String,
    pub stands: Stands,
    /// What the tool's interface calls it; empty before it is there.
    pub ticket: String,
    pub href: String,
    /// The state that the tool showed last.
    pub state: String,
    pub message: String,
    pub asked_by: String,
    pub asked_at: Time,
    pub looked_at: Option<Time>,
}

impl Ticket {
    /// What marks the ticket in the tool, so that it is never made twice.
    #[must_use]
    pub fn mark(&self) -> String {
        let tail = self.id.rsplit('-').next().unwrap_or_default();
        format!("M-{tail}")
    }
}

/// What becomes a ticket.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    pub object_kind: &'a str,
    pub object_id: &'a str,
    pub connector_id: &'a str,
    pub place: &'a str,
    pub subject: &'a str,
    pub body: &'a str,
}

/// Asks for a ticket in the caller's transaction. While one of the same thing is on its way or in the same place, no second one is made.
///
/// # Errors
/// When the connector may not be used, does not know the place, or the thing is a ticket there already.
pub fn ask(tx: &mut Tx, actor: &Actor, now: Time, asking: &Asking) -> Result<Ticket, Failure> {
    let no = |sentence: String| Failure::from(Refusal::at("connector", sentence));
    let connector =
        super::store::by_id(tx, asking.connector_id).map_err(|_| no("Choose a tool from the list.".to_owned()))?;
    if connector.suspended_at.is_some() || !connector.has_credential {
        return Err(no(format!("{} is not in use. Choose another tool, or ask an administrator.", connector.name)));
    }
    if !connector.found.as_ref().is_some_and(|found| found.places.iter().any(|place| place.key == asking.place)) {
        return Err(no(format!(
            "{} does not know this {}. Choose one from the list.",
            connector.name,
            connector.kind.place()
        )));
    }
    let before = store::of_object(tx, asking.object_kind, asking.object_id)?;
    let same =
        |one: &&Ticket| one.connector_id == connector.id && one.place == asking.place && one.stands != Stands::Refused;
    if before.iter().any(|one| same(&one)) {
        return Err(no(format!("This is a ticket of {} already, or on its way there.", connector.name)));
    }
    let ticket = Ticket {
        id: uuid::Uuid::now_v7().to_string(),
        object_kind: asking.object_kind.to_owned(),
        object_id: asking.object_id.to_owned(),
        connector_id: connector.id,
        place: asking.place.to_owned(),
        subject: asking.subject.chars().filter(|c| !c.is_control()).take(180).collect(),
        body: asking.body.to_owned(),
        stands: Stands::Waiting,
        ticket: String::new(),
        href: String::new(),
        state: String::new(),
        message: String::new(),
        asked_by: actor.person_id.clone(),
        asked_at: now,
        looked_at: None,
    };
    store::insert(tx, &ticket)?;
    send(tx, now, &ticket, 1)?;
    Ok(ticket)
}

/// Tries a refused ticket again.
///
/// # Errors
/// When it is not there, belongs to something else, or was not refused.
pub fn ask_again(tx: &mut Tx, now: Time, (object_kind, object_id): (&str, &str), id: &str) -> Result<(), Failure> {
    let ticket = store::by_id(tx, id)?;
    if ticket.object_kind != object_kind || ticket.object_id != object_id {
        return Err(Failure::NotFound);
    }
    if ticket.stands != Stands::Refused {
        return Err(Failure::refused("This ticket was not refused; there is nothing to try again."));
    }
    store::note(tx, &Ticket { stands: Stands::Waiting, message: String::new(), ..ticket.clone() })?;
    send(tx, now, &ticket, now.0)
}

fn send(tx: &mut Tx, now: Time, ticket: &Ticket, round: i64) -> Result<(), Failure> {
    let key = format!("ticket:{}:{round}", ticket.id);
    let new = crate::jobs::New { kind: jobs::SEND_JOB, key, payload: json!({ "ticket_id": ticket.id }), run_at: now };
    Ok(crate::jobs::enqueue(tx, now, new)?)
}

/// Does one act in a tool now: the same `mark` again finds what was done before. With `dry` nothing is written.
///
/// # Errors
/// What the tool refused, or that it cannot be reached, as a sentence.
pub async fn act(app: &App, connector_id: &str, mark: &str, act: &Act, dry: bool) -> Result<Done, Trouble> {
    let mut session = Session::open(app, connector_id).await?;
    let done = tool::act(session.connector.kind, &mut session.line, mark, act, dry).await;
    if let Err(failure) = session.close(app, done.as_ref().map(|_| ())).await {
        tracing::warn!(%failure, "the calls of a connector could not be noted");
    }
    done
}

/// The connectors that can take a ticket, with the places they know.
///
/// # Errors
/// The database's.
pub fn takers(tx: &mut Tx) -> Result<Vec<Connector>, Failure> {
    let mut all = super::store::all(tx)?;
    all.retain(|one| one.suspended_at.is_none() && one.found.as_ref().is_some_and(|found| !found.places.is_empty()));
    Ok(all)
}
