//! Looking at a tool, after the commit.

use db::Tx;
use serde_json::json;

use super::super::store as requirements;
use super::compare::compare;
use super::model::{Check, State};
use super::{commands, store};
use crate::clock::Time;
use crate::connector::Session;
use crate::connector::tool::shape::{Shape, shape};
use crate::connector::{Kind as Tool, Trouble};
use crate::failure::Failure;
use crate::jobs::{self, Job, Kind, Lane, TRIES};
use crate::process;
use crate::web::App;

/// The name of the job.
const JOB: &str = "requirement.check";

/// The job that looks at a tool.
pub const LOOK: Kind =
    Kind { name: JOB, lane: Lane::Talk, ready: jobs::always, perform: |app, job| Box::pin(perform(app, job)) };

/// Orders a look.
pub(super) fn order(tx: &mut Tx, now: Time, check: &Check) -> Result<(), Failure> {
    let key = format!("requirement-check:{}", check.id);
    let new = jobs::New { kind: JOB, key, payload: json!({ "check_id": check.id }), run_at: now };
    Ok(jobs::enqueue(tx, now, new)?)
}

async fn perform(app: App, job: Job) -> Result<(), Failure> {
    let id = job.payload["check_id"].as_str().unwrap_or_default().to_owned();
    let check = app.read(move |tx| Ok(store::by_id(tx, &id)?)).await?;
    if check.state != State::Waiting {
        return Ok(());
    }
    let (outcome, now) = (read(&app, &check).await, app.now());
    let again = match &outcome {
        Err(trouble) if trouble.passes() && job.attempts + 1 < TRIES => {
            Some(Failure::refused(trouble.sentence.clone()))
        }
        _ => None,
    };
    let is_again = again.is_some();
    app.write(move |tx| {
        jobs::hold(tx, now, &job)?;
        let noted = match &outcome {
            Ok((kind, shape)) => looked(tx, now, &check, *kind, shape)?,
            Err(trouble) if is_again => Check { trouble: trouble.sentence.clone(), ..check.clone() },
            Err(trouble) => {
                Check { state: State::Failed, trouble: trouble.sentence.clone(), done_at: Some(now), ..check.clone() }
            }
        };
        commands::done(tx, now, &noted)
    })
    .await?;
    again.map_or(Ok(()), Err)
}

async fn read(app: &App, check: &Check) -> Result<(Tool, Shape), Trouble> {
    let mut session = Session::open(app, &check.connector_id).await?;
    let kind = session.connector.kind;
    let read = shape(kind, &mut session.line, &check.place).await;
    if let Err(failure) = session.close(app, read.as_ref().map(|_| ())).await {
        tracing::warn!(%failure, "the calls of a connector could not be noted");
    }
    Ok((kind, read?))
}

/// The look held beside the process as it is now.
pub(super) fn looked(tx: &mut Tx, now: Time, check: &Check, kind: Tool, shape: &Shape) -> Result<Check, Failure> {
    let Some(definition) = process::in_force(tx, &check.process_id, now)? else {
        let trouble = "No version of the process is in force any more.".to_owned();
        return Ok(Check { state: State::Failed, trouble, done_at: Some(now), ..check.clone() });
    };
    let all = requirements::live(tx, Some(&check.process_id))?;
    let tools = [check.connector.clone(), kind.label().to_owned()];
    let outcome = compare(&definition, &all, shape, &tools, now);
    Ok(Check { state: State::Done, outcome, trouble: String::new(), done_at: Some(now), ..check.clone() })
}
