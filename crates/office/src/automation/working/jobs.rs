//! A calendar changed: what waits in it is reckoned anew, case by case.
//!
//! One job for each change; it goes through the cases in batches, each a transaction, so that a hundred thousand of them hold up nobody. A
//! repeat changes nothing.

use db::Tx;
use engine::{Command, Offer};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::super::deployment::store as deployments;
use super::super::{case, service_level};
use super::{calendars, in_calendar, store};
use crate::access::Actor;
use crate::calendar;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, Performed, always};
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::web::App;
use crate::worklist;

/// Cases reckoned anew in one transaction.
const BATCH: i64 = 50;

/// Orders the job when the hours of a calendar change.
pub const CHANGED: Listener = Listener {
    name: "automation: calendar",
    actions: &[calendar::CHANGED],
    react: |tx, entry, now| order(tx, entry, now),
};

/// Reckons anew.
pub const RECKON: Kind = Kind { name: "automation.reckon", lane: Lane::Long, ready: always, perform };

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Work {
    calendar: String,
}

fn order(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let new = jobs::New {
        kind: RECKON.name,
        key: format!("automation-reckon/{}/{}", entry.object.id, entry.seq),
        payload: json!(Work { calendar: entry.object.id.clone() }),
        run_at: now,
    };
    Ok(jobs::enqueue(tx, now, new)?)
}

fn perform(app: App, job: Job) -> Performed {
    Box::pin(async move {
        let work: Work = serde_json::from_value(job.payload.clone()).map_err(Failure::broken)?;
        let key = work.calendar.clone();
        app.write(move |tx| starts(tx, &key)).await?;
        let mut after = String::new();
        loop {
            let (key, from) = (work.calendar.clone(), after.clone());
            let ids = app.read(move |tx| Ok(store::cases(tx, &key, &from, BATCH)?)).await?;
            let Some(last) = ids.last().cloned() else { return Ok(()) };
            let (key, now, job) = (work.calendar.clone(), app.now(), job.clone());
            app.write(move |tx| {
                jobs::hold(tx, now, &job)?;
                ids.iter().try_for_each(|id| reckon(tx, now, &key, id))
            })
            .await?;
            after = last;
            if app.is_stopping() {
                return Err(Failure::Busy { retry_after_s: 1 });
            }
        }
    })
}

/// Reckons anew what waits of one case; one that cannot be carried on now is left as it is.
fn reckon(tx: &mut Tx, now: Time, key: &str, case_id: &str) -> Result<(), Failure> {
    let command = Command::Reckon { calendar: key.into() };
    match tx.attempt(|tx| case::give(tx, &Actor::office(), now, case_id, &command)) {
        Ok(()) | Err(Failure::Refused(_)) => {}
        Err(Failure::Busy { retry_after_s }) => return Err(Failure::Busy { retry_after_s }),
        Err(failure) => tracing::error!(case = case_id, %failure, "timers could not be reckoned anew"),
    }
    for waiting in store::tasks(tx, key, case_id)? {
        let offer: Offer = serde_json::from_str(&waiting.offer).map_err(Failure::broken)?;
        if let Some(due_at) = in_calendar(tx, &key.into(), offer.due.as_deref(), waiting.offered_at)? {
            store::set_due(tx, case_id, waiting.task, due_at)?;
            worklist::store::set_due(tx, &format!("case-task/{case_id}/{}", waiting.task), due_at)?;
        }
    }
    service_level::reckon(tx, case_id, key)?;
    Ok(store::forget(tx, key, case_id)?)
}

/// Reckons anew when cases begin by the clock.
fn starts(tx: &mut Tx, key: &str) -> Result<(), Failure> {
    let calendars = calendars(tx, [key])?;
    for start in deployments::starts(tx, "timer", "")? {
        let due: engine::Due = serde_json::from_str(&start.due).map_err(Failure::broken)?;
        let named = due.working.as_ref().is_some_and(|working| *working.calendar == *key);
        if let Some(anew) = due.reckoned(&calendars).filter(|_| named) {
            let text = serde_json::to_string(&anew).expect("a timer is plain data");
            deployments::set_start_due(tx, &start, Some(Time(anew.at.0)), &text)?;
        }
    }
    Ok(())
}
