//! Messages and signals between cases and from outside: to the case that waits, to a process that begins with it, or kept a while.
//!
//! A message goes to one case; its id counts once. A signal goes to every case that waits for it at that moment and begins every
//! process that begins with it; each of them is a job, written in the transaction that told the signal. Absent: the world outside.
//! Source: BPMN 2.0.2 §8.4.2, §10.5.1.

use db::Tx;
use engine::state::{Change, On, Row};
use engine::{Command, Message, Named};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::effects::Later;
use super::{Begin, Host, store};
use crate::access::Actor;
use crate::automation::deployment;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, Performed, always};
use crate::web::App;

/// How long a message is kept that nobody waits for, and its id remembered: days.
const MESSAGE_DAYS: i64 = 7;

/// Goes on with what was too much for one transaction.
pub const EFFECT: Kind = Kind { name: "case.effect", lane: Lane::Quick, ready: always, perform: perform_effect };
/// Tells a signal to one case, or begins one.
pub const SIGNAL: Kind = Kind { name: "case.signal", lane: Lane::Quick, ready: always, perform: perform_signal };

/// What one job of a signal does.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    name: String,
    variables: Named,
    to: To,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum To {
    /// A case, while it still waits at one of these.
    Case { case_id: String, waits: Vec<i64> },
    /// A new case, of this origin.
    Begin { deployment_id: String, process_id: String, element: String, origin: String },
}

impl Host<'_, '_> {
    /// Brings a message to where it is waited for.
    pub(super) fn post(&mut self, id: &str, message: Message) -> Result<(), Failure> {
        // Whether somebody waits is told by rows of other cases.
        self.tx.serializable()?;
        let until = self.now.plus_days(MESSAGE_DAYS);
        if !store::admit(self.tx, id, &message, until)? {
            return Ok(());
        }
        let key = message.key.as_deref();
        if let Some((case_id, wait)) = store::waiting_for(self.tx, &message.name, key)? {
            let command = Command::Deliver { wait, message: id.into(), variables: message.variables };
            return self.tolerantly(&case_id, &command);
        }
        let Some(start) = deployment::store::starts(self.tx, "message", &message.name)?.into_iter().next() else {
            return Ok(store::keep_message(self.tx, id)?);
        };
        self.commands += 1;
        let title = crate::process::store::by_id(self.tx, &start.process_id)?.name;
        let begin = Begin {
            deployment_id: start.deployment_id,
            at: Some(start.element),
            title,
            business_key: key.unwrap_or_default().chars().take(200).collect(),
            variables: message.variables,
            origin: Some(format!("message/{id}")),
            ..Begin::default()
        };
        match self.begin(&begin) {
            Ok(_) => Ok(()),
            Err(Failure::Refused(_)) => Ok(store::keep_message(self.tx, id)?),
            Err(failure) => Err(failure),
        }
    }

    /// Gives a case the messages that came before it waited for them.
    pub(super) fn take_kept_messages(&mut self, case_id: &str, changes: &[Change]) -> Result<(), Failure> {
        for change in changes {
            let Change::Put(Row::Wait(wait)) = change else { continue };
            let On::Message { name, key } = &wait.on else { continue };
            if self.commands >= super::MAX_COMMANDS {
                return Ok(());
            }
            // Whoever sends it at this moment must see this wait, or this one the message.
            self.tx.serializable()?;
            if let Some((id, variables)) = store::take_message(self.tx, name, key.as_deref(), self.now)? {
                let variables = Named::from_json(&variables).map_err(Failure::broken)?;
                let command = Command::Deliver { wait: wait.id, message: id.into(), variables };
                self.tolerantly(case_id, &command)?;
            }
        }
        Ok(())
    }
}

/// A message from outside; the same id counts once.
///
/// # Errors
/// The database's.
pub fn message(tx: &mut Tx, actor: &Actor, now: Time, id: &str, message: Message) -> Result<(), Failure> {
    let mut host = Host::new(tx, actor, now);
    host.post(&format!("outside/{id}"), message)?;
    host.work()
}

/// A signal, told once under an id: each case that waits for it and each process that begins with it gets a job.
///
/// # Errors
/// The database's.
pub fn broadcast(tx: &mut Tx, now: Time, id: &str, name: &str, variables: &Named, from: &str) -> Result<(), Failure> {
    let mut waiting: Vec<(String, Vec<i64>)> = Vec::new();
    for (case_id, wait) in store::waiting_for_signal(tx, name)? {
        match waiting.last_mut() {
            Some((last, waits)) if *last == case_id => waits.push(wait),
            _ => waiting.push((case_id, vec![wait])),
        }
    }
    let mut all: Vec<(String, To)> = Vec::new();
    for (case_id, waits) in waiting.into_iter().filter(|(case_id, _)| case_id != from) {
        all.push((format!("case-signal/{id}/{case_id}"), To::Case { case_id, waits }));
    }
    for start in deployment::store::starts(tx, "signal", name)? {
        let origin = format!("signal/{id}/{}/{}", start.deployment_id, start.element);
        let (deployment_id, process_id, element) = (start.deployment_id, start.process_id, start.element);
        all.push((format!("case-{origin}"), To::Begin { deployment_id, process_id, element, origin }));
    }
    for (key, to) in all {
        let told = Told { name: name.to_owned(), variables: variables.clone(), to };
        jobs::enqueue(tx, now, jobs::New { kind: SIGNAL.name, key, payload: json!(told), run_at: now })?;
    }
    Ok(())
}

fn perform_effect(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let later: Later = serde_json::from_value(job.payload).map_err(Failure::broken)?;
        let now = app.now();
        app.write(move |tx| {
            let office = Actor::office();
            let mut host = Host::new(tx, &office, now);
            host.act(&later.case_id, later.effect.clone())?;
            host.work()
        })
        .await
    })
}

fn perform_signal(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let told: Told = serde_json::from_value(job.payload).map_err(Failure::broken)?;
        let now = app.now();
        app.write(move |tx| tell(tx, now, &told)).await
    })
}

fn tell(tx: &mut Tx, now: Time, told: &Told) -> Result<(), Failure> {
    let office = Actor::office();
    let mut host = Host::new(tx, &office, now);
    match &told.to {
        To::Case { case_id, waits } => {
            if !store::still_waits(host.tx, case_id, waits)? {
                return Ok(());
            }
            let command = Command::Signal { name: told.name.as_str().into(), variables: told.variables.clone() };
            host.tolerantly(case_id, &command)?;
        }
        To::Begin { deployment_id, process_id, element, origin } => {
            let title = crate::process::store::by_id(host.tx, process_id)?.name;
            host.begin(&Begin {
                deployment_id: deployment_id.clone(),
                at: Some(element.clone()),
                title,
                variables: told.variables.clone(),
                origin: Some(origin.clone()),
                ..Begin::default()
            })?;
        }
    }
    host.work()
}
