//! After an import, or when a calendar changed in which measures count: figures are computed aside, then benefits are measured and alarms are raised in one transaction.

use serde_json::json;

use super::super::benefit;
use super::super::figures;
use super::super::store as logs;
use super::super::{LOG_IMPORTED, memory};
use super::{alarm, commands};
use crate::calendar;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane};
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;
use crate::web::App;

/// The name of the job.
const JUDGE: &str = "measure.judge";

/// Looks at a log when it was imported.
pub const LISTENER: Listener = Listener { name: "measure: judge a log", actions: &[LOG_IMPORTED], react };

/// Looks at the newest logs again when the calendar changed in which a measure of theirs counts.
pub const RECKONED: Listener =
    Listener { name: "measure: a calendar changed", actions: &[calendar::CHANGED], react: reckoned };

/// The job that looks at it.
pub const KIND: Kind =
    Kind { name: JUDGE, lane: Lane::Long, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

fn react(tx: &mut db::Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let log_id = entry.payload()["log_id"].as_str().unwrap_or_default().to_owned();
    let new =
        jobs::New { kind: JUDGE, key: format!("judge:{log_id}"), payload: json!({ "log_id": log_id }), run_at: now };
    Ok(jobs::enqueue(tx, now, new)?)
}

fn reckoned(tx: &mut db::Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let payload = entry.payload();
    let changed = payload["key"].as_str().unwrap_or_default();
    for (process, version) in process::versions_in_force(tx, now)? {
        let definition = process::store::shared_definition(tx, &version.id)?;
        if !definition.measures.iter().any(|one| one.kind.is_time() && one.calendar == changed) {
            continue;
        }
        if let Some(log) = logs::logs(tx, &process.id)?.first() {
            let (key, payload) = (format!("judge:{}:{}", log.id, entry.seq), json!({ "log_id": log.id }));
            jobs::enqueue(tx, now, jobs::New { kind: JUDGE, key, payload, run_at: now })?;
        }
    }
    Ok(())
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let (id, now) = (job.payload["log_id"].as_str().unwrap_or_default().to_owned(), app.now());
    let found = app
        .read(move |tx| {
            let log = match logs::log_by_id(tx, &id) {
                Ok(log) => log,
                Err(db::Error::NotFound) => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            let process = process::store::by_id(tx, &log.process_id)?;
            let newest = logs::logs(tx, &process.id)?.first().is_some_and(|newest| newest.id == log.id);
            Ok(process::published(tx, &process.id, now)?.map(|published| (log, process, published, newest)))
        })
        .await?;
    let Some((log, process, (version, definition), newest)) = found else { return Ok(()) };
    let found = memory::figures_of(&app, &log, &version, &definition).await?;
    let judged: Vec<_> = found.iter().map(|figure| (figure.measure.clone(), alarm(figure))).collect();
    let content = figures::content(&app, &log.id).await?;
    let measured = benefit::all_measured(&app, log.clone(), content, definition, now).await?;
    app.write(move |tx| {
        benefit::record(tx, now, &measured)?;
        // An older log that is brought late tells nothing about today.
        if newest { commands::judge(tx, now, &process, &log, &judged) } else { Ok(()) }
    })
    .await
}
