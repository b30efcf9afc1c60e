//! All cases of a process are paused or resumed, a few at a time.
//!
//! The job is written with the act of whoever asked and goes on after a fall. A case that begins later is no part of it.

use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{pause, resume, store};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::jobs::{self, Job, Kind, Lane, Performed, always};
use crate::people;
use crate::process;
use crate::web::App;

/// Cases in one transaction.
const AT_ONCE: i64 = 50;

/// Pauses or resumes all cases of a process.
pub const ALL: Kind = Kind { name: "case.pause_all", lane: Lane::Long, ready: always, perform };

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    process_id: String,
    person_id: String,
    /// None resumes them.
    reason: Option<String>,
    until: i64,
}

/// Asks that all cases of a process are paused for a reason, or resumed where there is none.
///
/// # Errors
/// Without the permission, or with an empty reason.
pub fn all(tx: &mut Tx, actor: &Actor, now: Time, process_id: &str, reason: Option<&str>) -> Result<(), Failure> {
    actor.needs_on(Permission::RunProcess, process_id)?;
    let reason = reason.map(str::trim);
    if reason.is_some_and(|reason| reason.is_empty() || reason.chars().count() > super::REASON_CHARS) {
        let sentence = "Say why the cases are paused; whoever waits for them wants to know.";
        return Err(Refusal::at("pause_reason", sentence).into());
    }
    let asked = Asked {
        process_id: process_id.to_owned(),
        person_id: actor.person_id.clone(),
        reason: reason.map(str::to_owned),
        until: now.0,
    };
    let action = if reason.is_some() { "automation.cases_paused" } else { "automation.cases_resumed" };
    let process = process::store::by_id(tx, process_id)?;
    process::commands::note(tx, actor, now, action, &process, reason.unwrap_or_default(), json!({}))?;
    let key = format!("case-pause-all/{process_id}/{}", uuid::Uuid::now_v7());
    Ok(jobs::enqueue(tx, now, jobs::New { kind: ALL.name, key, payload: json!(asked), run_at: now })?)
}

fn perform(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let asked: Asked = serde_json::from_value(job.payload).map_err(Failure::broken)?;
        let mut left = true;
        while left && !app.is_stopping() {
            let (now, asked) = (app.now(), asked.clone());
            left = app.write(move |tx| some(tx, now, &asked)).await?;
        }
        if left { Err(Failure::Busy { retry_after_s: 1 }) } else { Ok(()) }
    })
}

/// The next cases; whether there are more.
fn some(tx: &mut Tx, now: Time, asked: &Asked) -> Result<bool, Failure> {
    let person = people::store::person(tx, &asked.person_id)?;
    let holdings = people::store::holdings(tx, &person.id, now)?;
    let actor = Actor { person_id: person.id, name: person.name, holdings };
    let found = store::to_do(tx, &asked.process_id, asked.reason.is_none(), Time(asked.until), AT_ONCE)?;
    let mut done = 0;
    for case_id in &found {
        let acted = tx.attempt(|tx| match &asked.reason {
            Some(reason) => pause(tx, &actor, now, case_id, reason),
            None => resume(tx, &actor, now, case_id),
        });
        match acted {
            // One that was called by another went with it.
            Ok(()) | Err(Failure::Refused(_)) => done += 1,
            Err(failure) => return Err(failure),
        }
    }
    let is_full = i64::try_from(found.len()).unwrap_or(0) == AT_ONCE;
    Ok(is_full && done > 0)
}
