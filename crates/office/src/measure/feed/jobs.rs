//! Bringing a history: by the clock or when asked, step by step, each step behind the fence of the job's lease.

use serde_json::json;

use super::super::import::turn;
use super::model::{Feed, next_after};
use super::{begin, commands, log, store};
use crate::clock::Time;
use crate::connector::tool::{self, Want};
use crate::connector::{self, Session, Trouble, history};
use crate::failure::Failure;
use crate::jobs::{self, Clockwork, Job, Kind, Lane, Performed};
use crate::process;
use crate::web::App;

/// The name of the job.
const JOB: &str = "measure.bring";
/// Steps of one pull, at most; the next one goes on from there.
const STEPS: usize = 20_000;
/// How long one pull may take, seconds; another goes on from there after those of others.
const PULL_S: i64 = 15 * 60;
/// Until it goes on, seconds.
const ON_S: i64 = 60;
/// Events of one feed, at most: more is no log that anybody waits for.
const EVENTS: i64 = 2_000_000;

/// The job that brings a history.
pub const BRING: Kind =
    Kind { name: JOB, lane: Lane::Talk, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

/// Orders what is due.
pub const TICK: Clockwork = Clockwork { name: "feeds that are due", every_s: 30, strike };

/// Orders a pull in the caller's transaction; one order for each instant and occasion.
///
/// # Errors
/// The database's.
pub(super) fn order(tx: &mut db::Tx, now: Time, feed: &Feed, at: Time, occasion: &str) -> Result<(), Failure> {
    let key = format!("bring:{}:{}:{occasion}", feed.id, at.0);
    let new = jobs::New { kind: JOB, key, payload: json!({ "feed_id": feed.id }), run_at: at.max(now) };
    Ok(jobs::enqueue(tx, now, new)?)
}

fn strike(app: App) -> Performed {
    Box::pin(async move {
        let now = app.now();
        if app.read(move |tx| Ok(store::due(tx, now)?)).await?.is_empty() {
            return Ok(());
        }
        app.write(move |tx| {
            for feed in store::due(tx, now)? {
                // What was missed while the office stood still is brought once.
                let (Some(due), Ok(next)) = (feed.next_at, next_after(&feed.schedule, now)) else { continue };
                if store::move_on(tx, &feed.id, due, next)? {
                    order(tx, now, &feed, due, "due")?;
                }
            }
            Ok(())
        })
        .await
    })
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let (id, now) = (job.payload["feed_id"].as_str().unwrap_or_default().to_owned(), app.now());
    let asked = job.clone();
    if app.read(move |tx| Ok(jobs::store::is_behind_its_like(tx, now, &asked)?)).await? {
        return Err(Failure::Stale {
            sentence: "The feed is being brought already; this pull comes after it.".to_owned(),
        });
    }
    let found = app.read(move |tx| match store::by_id(tx, &id) {
        Err(db::Error::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
        // A retired process is measured no more.
        Ok(feed) => Ok((!process::store::by_id(tx, &feed.process_id)?.is_retired(now)).then_some(feed)),
    });
    let Some(feed) = found.await?.filter(|feed| feed.paused_at.is_none()) else { return Ok(()) };
    match bring(&app, &job, feed).await? {
        Pulled::Whole { feed, new } => make(&app, &job, feed, new).await,
        Pulled::Broken { feed, trouble } => {
            let now = app.now();
            app.write(move |tx| {
                held(tx, now, &job)?;
                if let Some(later) = trouble.later_s {
                    order(tx, now, &feed, now.plus_seconds(later), "later")?;
                }
                commands::failed(tx, now, &feed, &trouble)
            })
            .await
        }
        Pulled::Interrupted => Err(Failure::Stale { sentence: "The office stops; the pull goes on later.".to_owned() }),
    }
}

/// How a pull ended.
enum Pulled {
    Whole { feed: Feed, new: i64 },
    Broken { feed: Feed, trouble: Trouble },
    Interrupted,
}

/// The fence against a worker that lost its lease.
fn held(tx: &mut db::Tx, now: Time, job: &Job) -> Result<(), Failure> {
    match jobs::hold(tx, now, job) {
        Err(db::Error::NotFound) => {
            Err(Failure::Stale { sentence: "Another worker brings this feed meanwhile.".to_owned() })
        }
        other => Ok(other?),
    }
}

async fn bring(app: &App, job: &Job, feed: Feed) -> Result<Pulled, Failure> {
    let mut session = match Session::open(app, &feed.connector_id).await {
        Ok(session) => session,
        Err(trouble) => return Ok(Pulled::Broken { feed, trouble }),
    };
    let mut at = feed;
    let (mut new, mut notes, mut steps, mut unread, began) = (0, Vec::new(), 0, false, app.now());
    let outcome = loop {
        if app.is_stopping() {
            break Ok(false);
        }
        match step(app, job, &mut session, (&at, began)).await? {
            Ok(stepped) => {
                new += stepped.new;
                for note in stepped.notes {
                    if !notes.contains(&note) {
                        notes.push(note);
                    }
                }
                at = stepped.feed;
                steps += 1;
                unread = stepped.more;
                if !unread || steps == STEPS || began.plus_seconds(PULL_S) < app.now() {
                    break Ok(true);
                }
            }
            Err(trouble) => break Err(trouble),
        }
    };
    session.close(app, outcome.as_ref().map(|_| ())).await?;
    match outcome {
        Ok(true) => {
            let (now, job, feed) = (app.now(), job.clone(), at);
            let told = app
                .write(move |tx| {
                    held(tx, now, &job)?;
                    if unread {
                        order(tx, now, &feed, now.plus_seconds(ON_S), "unread")?;
                    }
                    commands::brought(tx, now, &feed, &notes)
                })
                .await?;
            Ok(Pulled::Whole { feed: told, new })
        }
        Ok(false) => Ok(Pulled::Interrupted),
        Err(trouble) => Ok(Pulled::Broken { feed: at, trouble }),
    }
}

/// One step of a pull that was kept.
struct Stepped {
    feed: Feed,
    new: i64,
    more: bool,
    notes: Vec<String>,
}

async fn step(
    app: &App,
    job: &Job,
    session: &mut Session,
    (feed, began): (&Feed, Time),
) -> Result<Result<Stepped, Trouble>, Failure> {
    let zone = session.connector.zone.clone();
    let want = Want { place: &feed.place, since: feed.since, cursor: &feed.cursor, zone: &zone, began };
    let batch = match tool::pull(session.connector.kind, &mut session.line, &want).await {
        Ok(batch) => batch,
        Err(trouble) => return Ok(Err(trouble)),
    };
    if batch.more && batch.cursor == feed.cursor {
        return Ok(Err(Trouble::new(connector::Why::Answer, "The tool gives the same page again and again.")));
    }
    if feed.events + i64::try_from(batch.events.len()).unwrap_or(0) > EVENTS {
        let told = format!("There are more than {EVENTS} changes. End this feed and begin one with a later day.");
        return Ok(Err(Trouble::new(connector::Why::TooLarge, told)));
    }
    let (now, job, feed, tool) = (app.now(), job.clone(), feed.clone(), session.connector.name.clone());
    let kept = app
        .write(move |tx| {
            held(tx, now, &job)?;
            let new = history::store::keep(tx, &feed.id, &batch)?;
            begin::with_tickets(tx, now, &feed, &tool, &batch)?;
            let next =
                Feed { cursor: batch.cursor.clone(), events: feed.events + new, tried_at: Some(now), ..feed.clone() };
            store::progress(tx, &next)?;
            Ok(Stepped { feed: next, new, more: batch.more, notes: batch.notes.clone() })
        })
        .await?;
    Ok(Ok(kept))
}

/// Makes the log anew where something is new, or where it was not made with this reading yet.
async fn make(app: &App, job: &Job, feed: Feed, new: i64) -> Result<(), Failure> {
    let id = feed.id.clone();
    let (feed, current, name) = app
        .read(move |tx| {
            let feed = store::by_id(tx, &id)?;
            let current = match super::super::store::log_by_id(tx, &feed.log_id) {
                Ok(log) => Some(log),
                Err(db::Error::NotFound) => None,
                Err(error) => return Err(error.into()),
            };
            let connector = connector::store::by_id(tx, &feed.connector_id)?;
            let name = format!("{} in {}", feed.place_label, connector.name);
            Ok((feed, current, name))
        })
        .await?;
    let Some(reading) = &feed.reading else { return Ok(()) };
    if feed.events == 0 || (new == 0 && current.is_some_and(|log| log.reading == *reading)) {
        return Ok(());
    }
    let turn = turn().await;
    let told = history::read(app, &feed.id).await?;
    let built = tokio::task::spawn_blocking(move || {
        let imported = log::made(&told)?;
        let content = imported.log.to_bytes();
        Ok::<_, Failure>((imported, content))
    })
    .await
    .map_err(Failure::broken)?;
    drop(turn);
    let (now, job, kept) = (app.now(), job.clone(), feed.clone());
    let outcome = match built {
        Ok(content) => {
            app.write(move |tx| {
                held(tx, now, &job)?;
                commands::become_log(tx, now, &kept, &name, &content)
            })
            .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        // What is wrong with the feed stands on its page; what is wrong with us is tried again.
        Err(failure @ Failure::Refused(_)) => {
            let trouble = Trouble::new(connector::Why::Resting, failure.sentence());
            app.write(move |tx| commands::failed(tx, now, &feed, &trouble)).await
        }
        other => other,
    }
}
