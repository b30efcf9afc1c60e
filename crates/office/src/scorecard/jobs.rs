//! After an import the card of the process is computed aside, so that it is there when somebody looks.

use serde_json::json;

use super::facts;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane};
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::measure::LOG_IMPORTED;
use crate::web::App;

/// The name of the job.
const COMPUTE: &str = "scorecard.compute";

/// Looks at a process when a log of it was imported.
pub const LISTENER: Listener = Listener { name: "scorecard: compute a card", actions: &[LOG_IMPORTED], react };

/// The job that computes its card.
pub const KIND: Kind =
    Kind { name: COMPUTE, lane: Lane::Long, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

fn react(tx: &mut db::Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let id = |name: &str| entry.payload()[name].as_str().unwrap_or_default().to_owned();
    let payload = json!({ "process_id": id("process_id") });
    let new = jobs::New { kind: COMPUTE, key: format!("scorecard:{}", id("log_id")), payload, run_at: now };
    Ok(jobs::enqueue(tx, now, new)?)
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let process_id = job.payload["process_id"].as_str().unwrap_or_default().to_owned();
    facts::prepare(&app, &process_id).await
}
