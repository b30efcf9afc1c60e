//! Carrying a version to an engine, after the commit.

use db::Tx;
use serde_json::json;

use super::super::session::Session;
use super::super::wire::{Trouble, Why};
use super::model::{Deployed, Deployment, Parcel, Stands};
use super::{commands, deploy, store};
use crate::clock::Time;
use crate::definition::elsewhere;
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, TRIES};
use crate::process;
use crate::web::App;

/// The name of the job.
const JOB: &str = "connector.deploy";

/// The job that deploys a version.
pub const DEPLOY: Kind =
    Kind { name: JOB, lane: Lane::Long, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

/// Orders a deployment; `round` tells a repeat from the first.
pub(super) fn order(tx: &mut Tx, now: Time, one: &Deployment, round: i64) -> Result<(), Failure> {
    let key = format!("deploy:{}:{round}", one.id);
    let new = jobs::New { kind: JOB, key, payload: json!({ "deployment_id": one.id }), run_at: now };
    Ok(jobs::enqueue(tx, now, new)?)
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let id = job.payload["deployment_id"].as_str().unwrap_or_default().to_owned();
    let (one, key, definition) = app
        .read(move |tx| {
            let one = store::by_id(tx, &id)?;
            let key = process::store::by_id(tx, &one.process_id)?.key;
            let definition = process::store::shared_definition(tx, &one.version_id)?;
            Ok((one, key, definition))
        })
        .await?;
    if one.stands != Stands::Waiting {
        return Ok(());
    }
    let outcome = carried(&app, &one, &key, &definition).await;
    let now = app.now();
    let (noted, again) = match outcome {
        Ok(done) => {
            let Deployed { deployment, items, sentence } = done;
            (
                Deployment { stands: Stands::Deployed, deployment, items, told: sentence, done_at: Some(now), ..one },
                None,
            )
        }
        // What passes is tried again with growing waits; what the engine refuses waits for somebody, and so does the last try.
        Err(trouble) if trouble.passes() && job.attempts + 1 < TRIES => {
            (Deployment { told: trouble.sentence.clone(), ..one }, Some(Failure::refused(trouble.sentence)))
        }
        Err(trouble) => {
            (Deployment { stands: Stands::Refused, told: trouble.sentence, done_at: Some(now), ..one }, None)
        }
    };
    app.write(move |tx| {
        jobs::hold(tx, now, &job)?;
        commands::done(tx, now, &noted)
    })
    .await?;
    again.map_or(Ok(()), Err)
}

async fn carried(
    app: &App,
    one: &Deployment,
    key: &str,
    definition: &crate::definition::Definition,
) -> Result<Deployed, Trouble> {
    let mut session = Session::open(app, &one.connector_id).await?;
    let Some(target) = session.connector.kind.engine() else {
        return Err(Trouble::new(Why::Refused, format!("{} is no engine any more.", session.connector.name)));
    };
    let parcel = match elsewhere(definition, target) {
        Ok(carried) => Parcel::of(key, &carried),
        Err(sentence) => return Err(Trouble::new(Why::Refused, sentence)),
    };
    let done = deploy(target, &mut session.line, &parcel).await;
    if let Err(failure) = session.close(app, done.as_ref().map(|_| ())).await {
        tracing::warn!(%failure, "the calls of a connector could not be noted");
    }
    done
}
