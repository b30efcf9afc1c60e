//! The worker: leases due jobs, performs them, and lets the clockwork strike.

use std::time::Duration;

use super::model::{Clockwork, Job, Kind, LEASE_S, State};
use super::store;
use crate::failure::Failure;
use crate::journal::listen::{Listener, catch_up};
use crate::web::App;

/// Jobs leased at once.
const BATCH: i64 = 20;
/// The longest pause between two looks at the table, seconds; a write wakes the worker earlier.
const PAUSE_S: u64 = 5;

/// Everything that works in the background; `app.rs` lists it on one screen.
#[derive(Clone, Copy)]
pub struct Workshop {
    pub kinds: &'static [Kind],
    pub listeners: &'static [Listener],
    pub clockwork: &'static [Clockwork],
}

/// Works until the process ends.
pub async fn run(app: App, workshop: Workshop) {
    let mut struck = vec![app.now(); workshop.clockwork.len()];
    loop {
        round(&app, workshop).await;
        for (clockwork, last) in workshop.clockwork.iter().zip(&mut struck) {
            if last.plus_seconds(clockwork.every_s) <= app.now() {
                *last = app.now();
                if let Err(failure) = (clockwork.strike)(app.clone()).await {
                    tracing::error!(clockwork = clockwork.name, %failure, "the clockwork failed and will strike again");
                }
            }
        }
        let pause = tokio::time::sleep(Duration::from_secs(PAUSE_S));
        tokio::select! { () = pause => {}, () = app.work().notified() => {} }
    }
}

/// One round: listeners catch up, then due jobs are performed; returns how much was done.
pub async fn round(app: &App, workshop: Workshop) -> usize {
    let reactions = catch_up(app, workshop.listeners).await;
    let token = uuid::Uuid::now_v7().to_string();
    let now = app.now();
    let asked = token.clone();
    let due = app.db().read(move |tx| store::due(tx, now)).await.unwrap_or(0);
    if due == 0 {
        return reactions;
    }
    let leased: Result<Vec<Job>, db::Error> = app.db().write(move |tx| store::lease(tx, now, &asked, BATCH)).await;
    let jobs = match leased {
        Ok(jobs) => jobs,
        Err(error) => {
            tracing::error!(%error, "jobs could not be leased");
            return reactions;
        }
    };
    let mut performed = 0;
    for job in jobs {
        if performed > 0 && app.now() > now.plus_seconds(LEASE_S / 2) {
            break; // the leases of the rest may run out while they are performed; they come back by themselves
        }
        performed += 1;
        perform(app, workshop.kinds, job, token.clone()).await;
    }
    reactions + performed
}

async fn perform(app: &App, kinds: &[Kind], job: Job, token: String) {
    let kind = kinds.iter().find(|kind| kind.name == job.kind);
    if let Some(Err(why)) = kind.map(|kind| (kind.ready)(app)) {
        let now = app.now();
        let outcome = app.db().write(move |tx| store::put_off(tx, now, &job.id, &token, &why)).await;
        return warn(outcome);
    }
    let outcome = match kind {
        Some(kind) => (kind.perform)(app.clone(), job.clone()).await,
        None => Err(Failure::broken(format!("this version of Mandate knows no job of kind “{}”", job.kind))),
    };
    let now = app.now();
    let id = job.id.clone();
    let noted = match outcome {
        Ok(()) => app.db().write(move |tx| store::done(tx, now, &id, &token)).await,
        Err(failure) => {
            let error = failure.to_string();
            tracing::warn!(job = %job.id, kind = %job.kind, attempts = job.attempts + 1, error, "a job failed");
            app.db()
                .write(move |tx| {
                    let state = store::failed(tx, now, &job, &token, &error)?;
                    if state == State::Failed {
                        metrics::counter!("mandate_jobs_failed_total").increment(1);
                    }
                    Ok(())
                })
                .await
        }
    };
    warn(noted);
}

fn warn(noted: Result<(), db::Error>) {
    if let Err(error) = noted {
        tracing::warn!(%error, "the outcome of a job could not be noted; its lease will run out");
    }
}
