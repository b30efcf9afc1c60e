use serde_json::json;

use std::time::Duration;

use super::model::{LEASE_S, back_off_s};
use super::store::Wanted;
use super::work::{Ended, Workshop, attended, round, run};
use super::{Clockwork, Job, Kind, Lane, New, Performed, Punctual, State, always, hold, store};
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::failure::Failure;
use crate::mail::sink::Sink;
use crate::mail::{self, Letter};
use crate::settings;
use crate::testing::{BEGINNING, Office, config, each, each_with};
use crate::web::App;

fn mail(key: &str) -> New {
    New { kind: "nothing", key: key.to_owned(), payload: json!({}), run_at: BEGINNING }
}

#[test]
fn waits_grow_and_end_at_one_hour() {
    let waits: Vec<i64> = (1..=11).map(back_off_s).collect();
    assert_eq!(waits, vec![10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
}

#[test]
fn the_same_key_is_one_job() {
    each("jobs_same_key", |office| async move {
        let now = office.app.now();
        let jobs = office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                store::enqueue(tx, now, mail("a"))?;
                let jobs = store::lease(tx, now, "token", &Wanted::all(), 10)?;
                for job in &jobs {
                    store::done(tx, now, job)?;
                }
                Ok(jobs)
            })
            .await
            .expect("jobs are written");
        assert_eq!(jobs.len(), 1);
    });
}

#[test]
fn a_worker_that_lost_its_lease_cannot_finish_the_job() {
    each("jobs_fencing", |office| async move {
        let now = office.app.now();
        let late = now.plus_seconds(LEASE_S + 1);
        office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                let first = store::lease(tx, now, "first", &Wanted::all(), 10)?;
                let again = store::lease(tx, now, "second", &Wanted::all(), 10)?;
                assert!(again.is_empty(), "a leased job is not leased again");
                let second = store::lease(tx, late, "second", &Wanted::all(), 10)?;
                assert_eq!(first[0].id, second[0].id);
                assert_eq!(hold(tx, late, &first[0]), Err(db::Error::NotFound));
                assert_eq!(store::done(tx, late, &first[0]), Err(db::Error::NotFound));
                store::put_back(tx, &first[0])?;
                hold(tx, late, &second[0])?;
                store::done(tx, late, &second[0])?;
                assert_eq!(hold(tx, late, &second[0]), Err(db::Error::NotFound), "it has ended");
                Ok(())
            })
            .await
            .expect("the lease moves on");
    });
}

#[test]
fn a_job_of_a_killed_office_is_taken_up_at_its_next_start_where_no_other_node_works() {
    each("jobs_take_back", |office| async move {
        let now = office.app.now();
        let lease = async |token: &'static str| {
            let leased = office.app.write(move |tx| Ok(store::lease(tx, now, token, &Wanted::all(), 10)?)).await;
            leased.expect("leased")
        };
        office.app.write(move |tx| Ok(store::enqueue(tx, now, mail("a"))?)).await.expect("a job is written");
        let killed = lease("killed").await;
        super::work::take_back(&office.app).await;
        let next = lease("next").await;
        let is_alone = office.app.db().backend() == db::Backend::Sqlite;
        assert_eq!((killed.len(), next.len()), (1, usize::from(is_alone)));
        let held = next.into_iter().chain(killed).next().expect("somebody holds it");
        let done = office.app.write(move |tx| Ok(store::done(tx, now, &held)?)).await;
        done.expect("whoever holds the lease finishes the job");
    });
}

#[test]
fn when_the_tries_run_out_an_operator_sees_it_and_can_try_again() {
    each("jobs_run_out", |office| async move {
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                store::enqueue(tx, now, mail("a"))?;
                Ok(())
            })
            .await
            .expect("a job is written");
        for _ in 0..super::model::TRIES {
            office.settle().await;
            office.app.clock().advance_seconds(3601);
        }
        let failed = office.app.read(|tx| Ok(store::list(tx, Some(State::Failed), 10)?)).await.expect("a list");
        assert_eq!(failed.len(), 1);
        assert!(failed[0].last_error.contains("knows no job of kind"), "{}", failed[0].last_error);
        let id = failed[0].id.clone();
        let now = office.app.now();
        office
            .app
            .write(move |tx| {
                store::try_again(tx, now, &id)?;
                let again = store::lease(tx, now, "t", &Wanted::all(), 1)?;
                store::done(tx, now, &again[0])?;
                Ok(())
            })
            .await
            .expect("it can be tried again");
    });
}

/// How long a test waits for what should happen at once.
const SOON: Duration = Duration::from_secs(20);

/// A setting that tests raise as a flag.
const FLAG: &str = "test.flag";

/// A long job that ends when the flag is raised.
const PATIENT: Kind = Kind { name: "patient", lane: Lane::Long, ready: always, perform: patient };
const PANICKING: Kind =
    Kind { name: "panicking", lane: Lane::Quick, ready: always, perform: |_, _| Box::pin(panics()) };
/// A call outside that hangs until the flag is raised.
const HANGING: Kind = Kind { name: "hanging", lane: Lane::Outside, ready: always, perform: patient };
/// One that is done at once.
const CALLING: Kind =
    Kind { name: "calling", lane: Lane::Outside, ready: always, perform: |_, _| Box::pin(async { Ok(()) }) };
const TEST: Workshop = Workshop {
    kinds: &[mail::jobs::MAIL, PATIENT, PANICKING, HANGING, CALLING],
    listeners: &[],
    clockwork: &[],
    punctual: &[PUNCTUAL],
};

/// A setting that says when something is due, and one that says when it was done; microseconds.
const DUE: &str = "test.due";
const DONE: &str = "test.done";

/// Clockwork that knows its instant.
const PUNCTUAL: Punctual = Punctual {
    clockwork: Clockwork {
        name: "punctual",
        every_s: 1,
        strike: |app| {
            Box::pin(async move {
                let now = app.now();
                if instant(&app, DUE).await.is_some_and(|due| due <= now) {
                    app.write(move |tx| {
                        settings::put(tx, DUE, "")?;
                        Ok(settings::put(tx, DONE, &now.0.to_string())?)
                    })
                    .await?;
                }
                Ok(())
            })
        },
    },
    next: |app, _| Box::pin(async move { Ok(instant(&app, DUE).await) }),
};

async fn instant(app: &App, key: &'static str) -> Option<Time> {
    let text = app.read(move |tx| Ok(settings::get(tx, key)?)).await.expect("a setting");
    text.and_then(|text| text.parse().ok()).map(Time)
}

fn patient(app: App, _: Job) -> Performed {
    Box::pin(async move {
        while app.read(|tx| Ok(settings::get(tx, FLAG)?)).await?.is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    })
}

async fn panics() -> Result<(), Failure> {
    panic!("a fault in a job")
}

async fn raise_the_flag(app: &App) {
    app.write(|tx| Ok(settings::put(tx, FLAG, "up")?)).await.expect("the flag is raised");
}

async fn want(office: &Office, kind: &'static str) {
    let now = office.app.now();
    let new = New { kind, key: kind.to_owned(), payload: json!({}), run_at: now };
    office.app.write(move |tx| Ok(store::enqueue(tx, now, new.clone())?)).await.expect("a job is written");
}

async fn jobs(office: &Office) -> Vec<Job> {
    office.app.read(|tx| Ok(store::list(tx, None, 10)?)).await.expect("a list")
}

/// Waits until the jobs are as they should be.
async fn until(office: &Office, what: &str, are: impl Fn(&[Job]) -> bool) {
    let waiting = async {
        while !are(&jobs(office).await) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(SOON, waiting).await.unwrap_or_else(|_| panic!("{what} did not happen"));
}

fn state_of(jobs: &[Job], kind: &str) -> Option<State> {
    jobs.iter().find(|job| job.kind == kind).map(|job| job.state)
}

#[test]
fn a_long_job_delays_no_mail_and_is_put_back_when_the_office_stops() {
    each_with("jobs_lanes", |db| async move {
        let sink = Sink::open(0).await;
        let office = Office::with(db, Config { smtp: Some(sink.url()), ..config() });
        want(&office, "patient").await;
        let work = tokio::spawn(run(office.app.clone(), TEST));
        until(&office, "the long job", |jobs| jobs.iter().any(|job| !job.lease.is_empty())).await;
        let now = office.app.now();
        let letter = Letter {
            name: "Zoë".to_owned(),
            to: "zoe@office.test".to_owned(),
            subject: "Hello".to_owned(),
            text: "Hello".to_owned(),
        };
        office.app.write(move |tx| mail::send(tx, now, "a", &letter)).await.expect("a letter is written");
        until(&office, "the mail", |jobs| state_of(jobs, "mail") == Some(State::Done)).await;
        assert_eq!(sink.mails().len(), 1);
        assert_eq!(state_of(&jobs(&office).await, "patient"), Some(State::Waiting), "the long job still runs");
        office.app.stop();
        tokio::time::timeout(SOON, work).await.expect("the workers end").expect("without a fault");
        let left = jobs(&office).await.into_iter().find(|job| job.kind == "patient").expect("the long job");
        assert_eq!((left.state, left.attempts, left.lease.as_str()), (State::Waiting, 0, ""), "it is put back");

        let again = Office::with(office.app.db().clone(), config());
        raise_the_flag(&again.app).await;
        assert_eq!(round(&again.app, TEST).await, 1, "and taken up by the next worker");
        assert_eq!(state_of(&jobs(&again).await, "patient"), Some(State::Done));
    });
}

#[test]
fn a_lease_is_renewed_while_the_job_takes_and_once_lost_the_result_is_refused() {
    each("jobs_renewal", |office| async move {
        want(&office, "patient").await;
        let now = office.app.now();
        let lease = |token: &'static str| {
            let (app, now) = (office.app.clone(), office.app.now());
            async move { app.write(move |tx| Ok(store::lease(tx, now, token, &Wanted::all(), 1)?)).await.expect("asked") }
        };
        let job = lease("first").await.remove(0);
        let (app, held) = (office.app.clone(), job.clone());
        let first = tokio::spawn(async move { attended(&app, &PATIENT, &held, Duration::from_millis(10)).await });
        for _ in 0..3 {
            office.app.clock().advance_seconds(LEASE_S - 1);
            tokio::time::sleep(Duration::from_millis(200)).await;
            assert!(lease("second").await.is_empty(), "the lease was renewed");
        }
        assert!(office.app.now() > now.plus_seconds(2 * LEASE_S));
        // The first worker cannot renew in time: the second takes the job, and the first one's work ends unheard.
        let (token, id) = ("second".to_owned(), job.id.clone());
        office
            .app
            .write(move |tx| {
                tx.execute("update jobs set lease_token = $1 where id = $2", &[&token, &id])?;
                Ok(())
            })
            .await
            .expect("taken over");
        let ended = tokio::time::timeout(SOON, first).await.expect("it ends").expect("without a fault");
        assert!(matches!(ended, Ended::Lost), "{ended:?}");
        let now = office.app.now();
        let refused = office.app.write(move |tx| Ok(store::done(tx, now, &job)?)).await;
        assert_eq!(refused, Err(Failure::NotFound));
        raise_the_flag(&office.app).await;
        office.app.clock().advance_seconds(LEASE_S + 1);
        assert_eq!(round(&office.app, TEST).await, 1);
    });
}

#[test]
fn a_job_that_panics_is_a_failed_try_and_the_worker_goes_on() {
    each("jobs_panic", |office| async move {
        want(&office, "panicking").await;
        want(&office, "patient").await;
        raise_the_flag(&office.app).await;
        assert_eq!(round(&office.app, TEST).await, 2);
        let jobs = jobs(&office).await;
        assert_eq!(state_of(&jobs, "patient"), Some(State::Done));
        let failed = jobs.iter().find(|job| job.kind == "panicking").expect("the job");
        assert_eq!((failed.state, failed.attempts), (State::Waiting, 1));
        assert!(failed.last_error.contains("panic"), "{}", failed.last_error);
    });
}

#[test]
fn a_call_that_hangs_keeps_one_place_and_holds_up_no_other() {
    each("jobs_hanging", |office| async move {
        want(&office, "hanging").await;
        let work = tokio::spawn(run(office.app.clone(), TEST));
        until(&office, "the hanging call", |jobs| jobs.iter().any(|job| !job.lease.is_empty())).await;
        want(&office, "calling").await;
        until(&office, "the other call", |jobs| state_of(jobs, "calling") == Some(State::Done)).await;
        assert_eq!(state_of(&jobs(&office).await, "hanging"), Some(State::Waiting));
        raise_the_flag(&office.app).await;
        until(&office, "the end", |jobs| state_of(jobs, "hanging") == Some(State::Done)).await;
        office.app.stop();
        tokio::time::timeout(SOON, work).await.expect("the workers end").expect("without a fault");
    });
}

#[test]
fn an_idle_office_does_what_is_due_at_its_instant() {
    each_with("jobs_instant", |db| async move {
        let app = App::new(db, Clock::System, config(), crate::app::DOORKEEPER);
        let work = tokio::spawn(run(app.clone(), TEST));
        tokio::time::sleep(Duration::from_millis(1_300)).await;
        let due = Time(app.now().0 + 1_700_000);
        app.write(move |tx| Ok(settings::put(tx, DUE, &due.0.to_string())?)).await.expect("written");
        let waiting = async {
            while instant(&app, DONE).await.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(SOON, waiting).await.expect("it is done");
        let late = instant(&app, DONE).await.expect("done").0 - due.0;
        // It used to be looked at every five seconds.
        assert!((0..2_000_000).contains(&late), "{late} microseconds late");
        app.stop();
        tokio::time::timeout(SOON, work).await.expect("the workers end").expect("without a fault");
    });
}
