//! What a step leads to besides its own rows: work offered or taken back, calls and their ends, messages and signals.
//!
//! Absent: anything outside the database. Source: `engine::effect`.

use engine::state::{JobKind, Outcome};
use engine::{Act, Command, Effect, Named, Offer};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Begin, Host, listeners, store};
use crate::automation::deployment::{self, loaded};
use crate::automation::task;
use crate::failure::Failure;
use crate::jobs;

/// Calls within calls.
const MAX_DEPTH: i64 = 20;

/// An effect that goes on in a transaction of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Later {
    pub case_id: String,
    pub effect: Effect,
}

impl Host<'_, '_> {
    /// Does one effect.
    pub(super) fn act(&mut self, case_id: &str, effect: Effect) -> Result<(), Failure> {
        match effect.act {
            Act::Offer(offer) => self.offered(case_id, &offer),
            Act::Withdraw { job } => self.withdrawn(case_id, job),
            Act::Send { message, .. } => self.post(&format!("{case_id}/{}", effect.key), message),
            Act::Broadcast { name, variables, .. } => listeners::broadcast(
                self.tx,
                self.now,
                &format!("{case_id}/{}", effect.key),
                &name,
                &variables,
                case_id,
            ),
            Act::Ended { outcome } => self.ended(case_id, outcome),
        }
    }

    /// Leaves an effect to a job, which is written in this transaction.
    pub(super) fn put_off(&mut self, case_id: &str, effect: &Effect) -> Result<(), Failure> {
        let later = Later { case_id: case_id.to_owned(), effect: effect.clone() };
        let new = jobs::New {
            kind: listeners::EFFECT.name,
            key: format!("case-effect/{case_id}/{}", effect.key),
            payload: json!(later),
            run_at: self.now,
        };
        Ok(jobs::enqueue(self.tx, self.now, new)?)
    }

    fn offered(&mut self, case_id: &str, offer: &Offer) -> Result<(), Failure> {
        match offer.kind {
            JobKind::User => {
                let case = self.case(case_id)?.clone();
                let loaded = loaded(self.tx, &case.deployment_id)?;
                match self.offered.remove(&(case_id.to_owned(), offer.job)) {
                    Some(task) => task::ask_all(self.tx, self.now, &case, &loaded, (offer, &task)),
                    None => task::offer(self.tx, self.now, &case, &loaded, offer),
                }
            }
            JobKind::Call => self.call(case_id, offer),
            // Programs fetch it by its topic, unless the office does it itself.
            JobKind::Service | JobKind::Send | JobKind::BusinessRule | JobKind::Script => {
                task::errand::offered(self.tx, self.now, case_id, offer)
            }
        }
    }

    fn call(&mut self, case_id: &str, offer: &Offer) -> Result<(), Failure> {
        let case = self.case(case_id)?.clone();
        if !task::store::is_open(self.tx, case_id, offer.job)? {
            return Ok(()); // the case went on without it
        }
        let Some(deployment_id) = deployment::store::called(self.tx, &offer.topic)? else {
            let sentence = format!(
                "No process “{}” runs here. Switch it on, then try again; or skip the step with a reason.",
                offer.topic
            );
            return self.give(case_id, &Command::Fail { job: offer.job, message: sentence.into() });
        };
        if case.depth >= MAX_DEPTH {
            let sentence = format!("Processes call each other more than {MAX_DEPTH} deep; a call may never end.");
            return self.give(case_id, &Command::Fail { job: offer.job, message: sentence.into() });
        }
        let begin = Begin {
            deployment_id,
            title: case.title.clone(),
            business_key: case.business_key.clone(),
            variables: offer.variables.clone(),
            started_by: case.started_by.clone(),
            origin: Some(format!("call/{case_id}/{}", offer.job)),
            caller: Some((case_id.to_owned(), offer.job)),
            depth: case.depth + 1,
            ..Begin::default()
        };
        self.commands += 1;
        match self.begin(&begin) {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusals)) => {
                let why: Vec<String> = refusals.into_iter().map(|one| one.sentence).collect();
                self.give(case_id, &Command::Fail { job: offer.job, message: why.join(" ").into() })
            }
            Err(failure) => Err(failure),
        }
    }

    fn withdrawn(&mut self, case_id: &str, job: u64) -> Result<(), Failure> {
        task::withdraw(self.tx, self.now, case_id, job)?;
        match store::called_by(self.tx, case_id, job)? {
            Some(called) => {
                self.tolerantly(&called, &Command::Cancel { reason: "The calling case went on without it.".into() })
            }
            None => Ok(()),
        }
    }

    /// Tells the case that called this one how it ended.
    fn ended(&mut self, case_id: &str, outcome: Outcome) -> Result<(), Failure> {
        let Some((caller, job)) = self.case(case_id)?.caller.clone() else { return Ok(()) };
        let case = self.case(case_id)?.clone();
        if !task::store::is_open(self.tx, &caller, job)? {
            return Ok(());
        }
        let command = match outcome {
            Outcome::Completed => {
                let running = store::load(self.tx, &case)?;
                let variables = running.variables().map(|(name, value)| (name.into(), value.clone())).collect();
                task::store::finish(self.tx, self.now, &caller, job, "")?;
                Command::Complete { job, variables: Named(variables) }
            }
            Outcome::Error { code, message } => Command::Throw { job, code, message, variables: Named::default() },
            Outcome::Cancelled { reason } => Command::Fail { job, message: reason },
        };
        self.tolerantly(&caller, &command)
    }

    /// Gives a command to another case, which may have gone on meanwhile: then there is nothing to do.
    pub(super) fn tolerantly(&mut self, case_id: &str, command: &Command) -> Result<(), Failure> {
        match self.give(case_id, command) {
            Err(Failure::Refused(_)) => Ok(()),
            other => other,
        }
    }
}
