//! The workers: each lane leases its due jobs and performs them; beside them listeners catch up and the clockwork strikes.

use std::future::Future;
use std::time::Duration;

use db::Backend;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::bell::Bell;
use super::kind::{Clockwork, Kind, Punctual};
use super::model::{Job, LEASE_S, Lane, RENEW_EVERY_S, State};
use super::store::{self, Wanted};
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::listen::{Listener, catch_up};
use crate::web::App;

/// How long a call to the outside may go on when the office stops, seconds: what is broken off may have been done, and nobody knows.
const CALL_END_S: u64 = 25;
/// The longest pause between two looks at the tables, seconds: what is due earlier is known, and a write of this node wakes the workers.
const PAUSE_S: i64 = 15;
/// The same where other nodes write too.
const PAUSE_BESIDE_OTHERS_S: i64 = 5;

/// Everything that works in the background; `app.rs` lists it on one screen.
#[derive(Clone, Copy)]
pub struct Workshop {
    pub kinds: &'static [Kind],
    pub listeners: &'static [Listener],
    pub clockwork: &'static [Clockwork],
    /// Clockwork that knows its own instants.
    pub punctual: &'static [Punctual],
}

impl Workshop {
    /// The kinds that a lane performs. What no version knows is quick: it fails at once and an operator sees it.
    fn wanted(self, lane: Lane) -> Wanted {
        let names = |wanted: fn(Lane, Lane) -> bool| {
            self.kinds.iter().filter(|kind| wanted(kind.lane, lane)).map(|kind| kind.name).collect()
        };
        match lane {
            Lane::Quick => Wanted::AllBut(names(|one, lane| one != lane)),
            Lane::Long | Lane::Outside | Lane::Talk => Wanted::Only(names(|one, lane| one == lane)),
        }
    }
}

/// Works until the office stops: one worker for each lane, one for listeners and clockwork, and one for what has its instants. A long job that is under way is
/// then put back; a quick one is finished.
pub async fn run(app: App, workshop: Workshop) {
    take_back(&app).await;
    tokio::join!(
        keep_time(&app, workshop),
        keep_instants(&app, workshop),
        work_in(&app, workshop, Lane::Quick),
        work_in(&app, workshop, Lane::Long),
        work_beside(&app, workshop, Lane::Outside),
        work_beside(&app, workshop, Lane::Talk),
    );
}

async fn work_in(app: &App, workshop: Workshop, lane: Lane) {
    let mut written = app.written();
    while !app.is_stopping() {
        let round = lane_round(app, workshop, lane).await;
        if round.performed == 0 {
            rest(app, &mut written, round.next).await;
        }
    }
}

/// As [`work_in`], with several jobs side by side: whoever is done makes room for the next, and one who hangs keeps one place.
async fn work_beside(app: &App, workshop: Workshop, lane: Lane) {
    let (mut written, mut under_way) = (app.written(), JoinSet::new());
    while !app.is_stopping() {
        let free = lane.at_once() - i64::try_from(under_way.len()).unwrap_or(0);
        let taken = if free > 0 { take(app, workshop, lane, free).await } else { Taken::default() };
        let took = !taken.jobs.is_empty();
        for job in taken.jobs {
            let app = app.clone();
            under_way.spawn(async move { perform(&app, workshop.kinds, job).await });
        }
        if !took || free <= 0 {
            tokio::select! {
                Some(_) = under_way.join_next() => {}
                _ = rest(app, &mut written, taken.next) => {}
            }
        }
    }
    while under_way.join_next().await.is_some() {}
}

/// Lets listeners read on, and the clockwork strike in its rhythm.
async fn keep_time(app: &App, workshop: Workshop) {
    let (mut written, now) = (app.written(), app.now());
    let mut bells: Vec<Bell> = workshop.clockwork.iter().map(|one| Bell::new(one, None, now)).collect();
    while !app.is_stopping() {
        if catch_up(app, workshop.listeners).await > 0 {
            app.wake(); // what listeners wrote may be work
        }
        ring(app, &mut bells).await;
        rest(app, &mut written, bells.iter().map(|bell| bell.at).min()).await;
    }
}

/// Lets strike what knows its instants; nothing else holds it up.
async fn keep_instants(app: &App, workshop: Workshop) {
    let (mut written, now) = (app.written(), app.now());
    let mut bells: Vec<Bell> =
        workshop.punctual.iter().map(|one| Bell::new(&one.clockwork, Some(one.next), now)).collect();
    while !app.is_stopping() {
        ring(app, &mut bells).await;
        if rest(app, &mut written, bells.iter().map(|bell| bell.at).min()).await {
            let now = app.now();
            bells.iter_mut().for_each(|bell| bell.heard(now));
        }
    }
}

/// Lets every bell strike whose time has come.
async fn ring(app: &App, bells: &mut [Bell]) {
    for bell in bells {
        let now = app.now();
        if bell.at <= now {
            if let Err(failure) = unhurt((bell.clockwork.strike)(app.clone())).await {
                tracing::error!(clockwork = bell.clockwork.name, %failure, "the clockwork failed and will strike again");
            }
            bell.struck(app, now, horizon(app)).await;
        }
    }
}

/// The instant at which the tables are looked at again in any case.
fn horizon(app: &App) -> Time {
    let alone = app.db().backend() == Backend::Sqlite;
    app.now().plus_seconds(if alone { PAUSE_S } else { PAUSE_BESIDE_OTHERS_S })
}

/// Rests until something is due, at most until the [`horizon`], or until something is written here, which it tells.
async fn rest(app: &App, written: &mut watch::Receiver<()>, next: Option<Time>) -> bool {
    let (now, horizon) = (app.now(), horizon(app));
    // What is due already and could not be done waits for the horizon, so that nobody looks again and again.
    let until = next.filter(|next| *next > now).map_or(horizon, |next| next.min(horizon));
    let pause = Duration::from_micros(u64::try_from(until.0 - now.0).unwrap_or(0));
    tokio::select! {
        () = tokio::time::sleep(pause) => false,
        _ = written.changed() => true,
        () = app.stopped() => false,
    }
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
        done += lane_round(app, workshop, lane).await.performed;
    }
    done
}

/// What a round in one lane did.
struct Round {
    /// How many jobs were taken up.
    performed: usize,
    /// When the next one is due, where none was.
    next: Option<Time>,
}

/// What was taken up in one lane.
#[derive(Default)]
struct Taken {
    jobs: Vec<Job>,
    /// When the next one is due, where none was.
    next: Option<Time>,
}

/// Takes up what is due in one lane, at most `limit` jobs.
async fn take(app: &App, workshop: Workshop, lane: Lane, limit: i64) -> Taken {
    let (token, now, wanted) = (uuid::Uuid::now_v7().to_string(), app.now(), workshop.wanted(lane));
    let (asked, horizon) = (wanted.clone(), horizon(app));
    let looked: Result<Option<Time>, db::Error> =
        app.db().read(move |tx| store::next_due(tx, now, horizon, &asked)).await;
    let next = looked.unwrap_or(None);
    if next.is_none_or(|next| next > now) {
        return Taken { next, ..Taken::default() };
    }
    let leased: Result<Vec<Job>, db::Error> =
        app.db().write(move |tx| store::lease(tx, now, &token, &wanted, limit)).await;
    let jobs = leased.unwrap_or_else(|error| {
        tracing::error!(%error, "jobs could not be leased");
        Vec::new()
    });
    Taken { jobs, next: None }
}

/// Performs what is due in one lane.
async fn lane_round(app: &App, workshop: Workshop, lane: Lane) -> Round {
    let now = app.now();
    let taken = take(app, workshop, lane, lane.at_once()).await;
    let performed = match lane {
        Lane::Quick | Lane::Long => one_by_one(app, workshop, now, taken.jobs).await,
        Lane::Outside | Lane::Talk => beside(app, workshop, taken.jobs).await,
    };
    Round { performed, next: taken.next }
}

/// Performs jobs that were leased at `now` one after the other; returns how many were taken up.
async fn one_by_one(app: &App, workshop: Workshop, now: Time, jobs: Vec<Job>) -> usize {
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
    let broken_off = broken_off(app, kind.lane);
    tokio::pin!(performed, broken_off);
    loop {
        tokio::select! {
            biased;
            () = &mut broken_off => return Ended::Stopped,
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

/// Ends when a job of a lane is broken off because the office stops.
async fn broken_off(app: &App, lane: Lane) {
    app.stopped().await;
    match lane {
        Lane::Quick => std::future::pending().await,
        Lane::Long | Lane::Talk => {}
        Lane::Outside => tokio::time::sleep(Duration::from_secs(CALL_END_S)).await,
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
