//! Making the log: when it is begun, and by the clock when more work was done.

use serde_json::json;

use super::super::import::turn;
use super::commands::{self, Made};
use super::{CaseLog, log, store};
use crate::automation;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Clockwork, Job, Kind, Lane, Performed};
use crate::process;
use crate::web::App;

/// The name of the job.
const JOB: &str = "measure.case_log";
/// The least time between two logs of a process, seconds.
const LEAST_S: i64 = 3_600;
/// Tasks of one log, at most: those of the newest cases.
const TASKS: i64 = 1_000_000;

/// The job that makes a log.
pub const MAKE: Kind =
    Kind { name: JOB, lane: Lane::Long, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

/// Orders what is due.
pub const TICK: Clockwork = Clockwork { name: "logs of cases that are due", every_s: 300, strike };

/// Orders a log in the caller's transaction.
///
/// # Errors
/// The database's.
pub(super) fn order(tx: &mut db::Tx, now: Time, process_id: &str) -> Result<(), Failure> {
    let key = format!("case_log:{process_id}:{}", now.0);
    let new = jobs::New { kind: JOB, key, payload: json!({ "process_id": process_id }), run_at: now };
    Ok(jobs::enqueue(tx, now, new)?)
}

/// The logs that are looked at an hour after the last try, and whether more was done since they were made.
fn due(tx: &mut db::Tx, now: Time) -> Result<Vec<(CaseLog, bool)>, Failure> {
    let mut due = Vec::new();
    for one in store::all(tx)?.into_iter().filter(|one| one.tried_at.plus_seconds(LEAST_S) <= now) {
        let goes_on = !process::store::by_id(tx, &one.process_id)?.is_retired(now);
        let more = goes_on && automation::case::store::steps_taken(tx, &one.process_id)? != one.steps;
        due.push((one, more));
    }
    Ok(due)
}

fn strike(app: App) -> Performed {
    Box::pin(async move {
        let now = app.now();
        let due = app.read(move |tx| due(tx, now)).await?;
        if due.is_empty() {
            return Ok(());
        }
        app.write(move |tx| {
            for (one, more) in &due {
                if store::try_now(tx, one, now)? && *more {
                    order(tx, now, &one.process_id)?;
                }
            }
            Ok(())
        })
        .await
    })
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let (id, now) = (job.payload["process_id"].as_str().unwrap_or_default().to_owned(), app.now());
    let turn = turn().await;
    let read = app
        .read(move |tx| {
            let Some(one) = store::of_process(tx, &id)? else { return Ok(None) };
            let steps = process::published(tx, &id, now)?.map(|(_, one)| one.steps()).unwrap_or_default();
            let taken = automation::case::store::steps_taken(tx, &id)?;
            Ok(Some((one, steps, taken, automation::log_of(tx, &id, TASKS)?)))
        })
        .await?;
    let Some((one, steps, taken, lines)) = read.filter(|(_, _, _, lines)| !lines.is_empty()) else { return Ok(()) };
    let built = tokio::task::spawn_blocking(move || {
        let (imported, reading) = log::made(&lines, &steps)?;
        let content = imported.log.to_bytes();
        Ok::<_, Failure>(Made { imported, content, reading, steps: taken })
    })
    .await
    .map_err(Failure::broken)?;
    drop(turn);
    let (now, kept) = (app.now(), one.clone());
    let outcome = match built {
        Ok(made) => {
            app.write(move |tx| {
                jobs::hold(tx, now, &job)?;
                commands::become_log(tx, now, &kept, &made)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        // What is wrong with the log stands on the page; what is wrong with us is tried again.
        Err(failure @ Failure::Refused(_)) => {
            app.write(move |tx| commands::failed(tx, &one, &failure.sentence())).await
        }
        other => other,
    }
}
