//! The workers: each lane leases its due jobs and performs them; beside them listeners catch up and the clockwork strikes.

use std::future::Future;
use std::time::Duration;

use db::Backend;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::kind::{Clockwork, Kind};
use super::model::{Job, LEASE_S, Lane, RENEW_EVERY_S, State};
use super::store::{self, Wanted};
use crate::failure::Failure;
use crate::journal::listen::{Listener, catch_up};
use crate::web::App;

/// Quick jobs leased at once; long ones are leased one by one.
const BATCH: i64 = 20;
/// Calls to the outside that are made at the same time.
const CALLS_AT_ONCE: i64 = 8;
/// The longest pause between two looks at the table, seconds; a write wakes the workers earlier.
const PAUSE_S: u64 = 5;

/// Everything that works in the background; `app.rs` lists it on one screen.
#[derive(Clone, Copy)]
pub struct Workshop {
    pub kinds: &'static [Kind],
    pub listeners: &'static [Listener],
    pub clockwork: &'static [Clockwork],
}

impl Workshop {
    /// The kinds that a lane performs. What no version knows is quick: it fails at once and an operator sees it.
    fn wanted(self, lane: Lane) -> Wanted {
        let names = |wanted: fn(Lane, Lane) -> bool| {
            self.kinds.iter().filter(|kind| wanted(kind.lane, lane)).map(|kind| kind.name).collect()
        };
        match lane {
            Lane::Quick => Wanted::AllBut(names(|one, lane| one != lane)),
            Lane::Long | Lane::Outside => Wanted::Only(names(|one, lane| one == lane)),
        }
    }
}

/// Works until the office stops: one worker for each lane, and one for listeners and clockwork. A long job that is under way is
/// then put back; a quick one is finished.
pub async fn run(app: App, workshop: Workshop) {
    take_back(&app).await;
    tokio::join!(
        keep_time(&app, workshop),
        work_in(&app, workshop, Lane::Quick),
        work_in(&app, workshop, Lane::Long),
        work_in(&app, workshop, Lane::Outside),
    );
}

async fn work_in(app: &App, workshop: Workshop, lane: Lane) {
    let mut written = app.written();
    while !app.is_stopping() {
        if lane_round(app, workshop, lane).await == 0 {
            rest(app, &mut written).await;
        }
    }
}

async fn keep_time(app: &App, workshop: Workshop) {
    let mut written = app.written();
    let mut struck = vec![app.now(); workshop.clockwork.len()];
    while !app.is_stopping() {
        if catch_up(app, workshop.listeners).await > 0 {
            app.wake(); // what listeners wrote may be work
        }
        for (clockwork, last) in workshop.clockwork.iter().zip(&mut struck) {
            if last.plus_seconds(clockwork.every_s) <= app.now() {
                *last = app.now();
                if let Err(failure) = unhurt((clockwork.strike)(app.clone())).await {
                    tracing::error!(clockwork = clockwork.name, %failure, "the clockwork failed and will strike again");
                }
            }
        }
        rest(app, &mut written).await;
    }
}

async fn rest(app: &App, written: &mut watch::Receiver<()>) {
    let pause = tokio::time::sleep(Duration::from_secs(PAUSE_S));
    tokio::select! { () = pause => {}, _ = written.changed() => {}, () = app.stopped() => {} }
}

/// At the start, takes back the jobs that were being performed when the office was killed or lost its power, so that nobody
/// waits for their leases to run out. Only over the embedded database, where no other node works; were there one after all,
/// a job may run twice, which is harmless, and the fencing tokens let one of them finish it.
pub async fn take_back(app: &App) {
    if app.db().backend() != Backend::Sqlite {
        return;
    }
    match app.db().write(store::end_leases).await {
        Ok(0) => {}
        Ok(jobs) => tracing::info!(jobs, "jobs that were interrupted are taken up again"),
        Err(error) => {
            let error: db::Error = error;
            tracing::warn!(%error, "interrupted jobs wait until their leases run out");
        }
    }
}

/// One round of everything: listeners catch up, then due jobs of each lane are performed; returns how much was done.
pub async fn round(app: &App, workshop: Workshop) -> usize {
    let mut done = catch_up(app, workshop.listeners).await;
    for lane in Lane::ALL {
        done += lane_round(app, workshop, lane).await;
    }
    done
}

/// Performs what is due in one lane; returns how many jobs were taken up.
async fn lane_round(app: &App, workshop: Workshop, lane: Lane) -> usize {
    let (token, now, wanted) = (uuid::Uuid::now_v7().to_string(), app.now(), workshop.wanted(lane));
    let asked = wanted.clone();
    if app.db().read(move |tx| store::due(tx, now, &asked)).await.unwrap_or(0) == 0 {
        return 0;
    }
    let limit = match lane {
        Lane::Quick => BATCH,
        Lane::Long => 1,
        Lane::Outside => CALLS_AT_ONCE,
    };
    let leased: Result<Vec<Job>, db::Error> =
        app.db().write(move |tx| store::lease(tx, now, &token, &wanted, limit)).await;
    let jobs = leased.unwrap_or_else(|error| {
        tracing::error!(%error, "jobs could not be leased");
        Vec::new()
    });
    if lane == Lane::Outside {
        return beside(app, workshop, jobs).await;
    }
    let mut performed = 0;
    for job in jobs {
        // The leases of the rest may run out while one is performed; they come back by themselves.
        let is_late = performed > 0 && app.now() > now.plus_seconds(LEASE_S / 2);
        if is_late || app.is_stopping() {
            warn(app.db().write(move |tx| store::put_back(tx, &job)).await);
            continue;
        }
        performed += 1;
        perform(app, workshop.kinds, job).await;
    }
    performed
}

/// Performs jobs side by side; returns how many.
async fn beside(app: &App, workshop: Workshop, jobs: Vec<Job>) -> usize {
    let performed = jobs.len();
    let mut all = JoinSet::new();
    for job in jobs {
        let app = app.clone();
        all.spawn(async move { perform(&app, workshop.kinds, job).await });
    }
    while all.join_next().await.is_some() {}
    performed
}

async fn perform(app: &App, kinds: &[Kind], job: Job) {
    let kind = kinds.iter().find(|kind| kind.name == job.kind);
    if let Some(Err(why)) = kind.map(|kind| (kind.ready)(app)) {
        let now = app.now();
        return warn(app.db().write(move |tx| store::put_off(tx, now, &job, &why)).await);
    }
    let ended = match kind {
        Some(kind) => attended(app, kind, &job, Duration::from_secs(RENEW_EVERY_S)).await,
        None => {
            Ended::With(Err(Failure::broken(format!("this version of Mandate knows no job of kind “{}”", job.kind))))
        }
    };
    let now = app.now();
    warn(match ended {
        Ended::With(Ok(())) => app.db().write(move |tx| store::done(tx, now, &job)).await,
        Ended::With(Err(failure)) => {
            let error = failure.to_string();
            tracing::warn!(job = %job.id, kind = %job.kind, attempts = job.attempts + 1, error, "a job failed");
            app.db()
                .write(move |tx| {
                    if store::failed(tx, now, &job, &error)? == State::Failed {
                        metrics::counter!("mandate_jobs_failed_total").increment(1);
                    }
                    Ok(())
                })
                .await
        }
        Ended::Lost => {
            tracing::warn!(job = %job.id, kind = %job.kind, "the lease of a job was lost; another worker has it");
            Ok(())
        }
        Ended::Stopped => app.db().write(move |tx| store::put_back(tx, &job)).await,
    });
}

/// How the performance of a job ended.
#[derive(Debug)]
pub(super) enum Ended {
    With(Result<(), Failure>),
    /// Another worker holds the job.
    Lost,
    /// The office stops; the job is not done.
    Stopped,
}

/// Performs a job and renews its lease while it takes.
pub(super) async fn attended(app: &App, kind: &Kind, job: &Job, renew_every: Duration) -> Ended {
    let performed = unhurt((kind.perform)(app.clone(), job.clone()));
    tokio::pin!(performed);
    loop {
        tokio::select! {
            biased;
            () = app.stopped(), if kind.lane != Lane::Quick => return Ended::Stopped,
            outcome = &mut performed => return Ended::With(outcome),
            () = tokio::time::sleep(renew_every) => {
                let (now, held) = (app.now(), job.clone());
                match app.db().write(move |tx| store::hold(tx, now, &held)).await {
                    Ok(()) => {}
                    Err(db::Error::NotFound) => return Ended::Lost,
                    Err(error) => tracing::warn!(%error, "the lease of a job could not be renewed; it is tried again"),
                }
            }
        }
    }
}

/// Lets work be done whose panic is a failure of its own and hurts nobody else; dropped, it ends the work.
async fn unhurt(work: impl Future<Output = Result<(), Failure>> + Send + 'static) -> Result<(), Failure> {
    let mut alone = JoinSet::new();
    alone.spawn(work);
    match alone.join_next().await {
        Some(Ok(outcome)) => outcome,
        Some(Err(error)) => Err(Failure::broken(error)),
        None => Ok(()),
    }
}

fn warn(noted: Result<(), db::Error>) {
    if let Err(error) = noted {
        tracing::warn!(%error, "the outcome of a job could not be noted; its lease will run out");
    }
}
