//! What happens by itself: versions in force are deployed, timers fire, cases begin by the clock.
//!
//! A timer is a row with the time at which it is due. Firing looks at it again within the transaction, so that two nodes do no harm. **Missed
//! times:** what was due while nothing ran fires as soon as something does; a cycle does as its diagram says (once, each, skip). A timer whose case cannot be
//! carried on is looked at again after a minute and holds up no other.

use db::Tx;
use engine::Command;

use super::case::{self, Begin, store as cases};
use super::deployment::{self, Start};
use super::working;
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{Clockwork, Punctual};
use crate::journal::listen::Listener;
use crate::process;
use crate::web::App;

/// Deploys the version that is in force, and begins no more cases of a process that was retired.
pub const DEPLOY: Listener = Listener {
    name: "automation: deploy",
    actions: process::FORCE_CHANGED,
    react: |tx, entry, now| deployment::follow(tx, now, &entry.object.id),
};

/// Forgets messages that nobody waited for in time.
pub const MESSAGES: Clockwork = Clockwork {
    name: "automation: messages",
    every_s: 900,
    strike: |app| {
        Box::pin(async move {
            let now = app.now();
            app.write(move |tx| Ok(cases::expire_messages(tx, now)?)).await.map(drop)
        })
    },
};

/// Fires timers, at their instants.
pub const TIMERS: Punctual = Punctual {
    clockwork: Clockwork { name: "automation: timers", every_s: 1, strike: |app| Box::pin(fire_due(app)) },
    next: |app, horizon| Box::pin(async move { app.read(move |tx| next_due(tx, horizon)).await }),
};

/// Timers read at once.
const READ: i64 = 1_000;
/// Looks at what is due before anything else has its turn: a cycle that fires each time that it missed is due again at once.
const ROUNDS: usize = 1_000;
/// Timers fired in one transaction.
const BATCH: usize = 50;
/// Until a timer is looked at again whose case could not be carried on, seconds.
const AGAIN_S: i64 = 60;

/// When the next timer is due.
fn next_due(tx: &mut Tx, horizon: Time) -> Result<Option<Time>, Failure> {
    let both = [cases::next_wait(tx, horizon)?, deployment::store::next_start(tx, horizon)?];
    Ok(both.into_iter().flatten().min())
}

/// Fires everything that is due.
pub(super) async fn fire_due(app: App) -> Result<(), Failure> {
    for _ in 0..ROUNDS {
        let now = app.now();
        let due = app.read(move |tx| Ok(cases::due_waits(tx, now, READ)?)).await?;
        let read = due.len();
        for batch in due.chunks(BATCH).map(<[_]>::to_vec).collect::<Vec<_>>() {
            app.write_guarded(move |tx| fire(tx, now, &batch)).await?;
        }
        if read == 0 || app.is_stopping() {
            break;
        }
    }
    let now = app.now();
    let starts = app.read(move |tx| Ok(deployment::store::due_starts(tx, now, READ)?)).await?;
    for start in starts {
        let process_id = start.process_id.clone();
        if let Err(failure) = app.write(move |tx| begin(tx, now, &start)).await {
            tracing::error!(process_id, %failure, "a process could not begin by the clock and is looked at again");
        }
    }
    Ok(())
}

fn fire(tx: &mut Tx, now: Time, batch: &[(String, u64)]) -> Result<(), Failure> {
    let office = Actor::office();
    let batch = cases::hold_waits(tx, batch)?;
    // Mostly all of them go on; where one does not, each is tried by itself.
    let together = tx.attempt(|tx| {
        batch
            .iter()
            .try_for_each(|(case_id, wait)| case::give(tx, &office, now, case_id, &Command::Fire { wait: *wait }))
    });
    match together {
        Ok(()) => return Ok(()),
        Err(Failure::Busy { retry_after_s }) => return Err(Failure::Busy { retry_after_s }),
        Err(_) => {}
    }
    for (case_id, wait) in &batch {
        let fired = tx.attempt(|tx| case::give(tx, &office, now, case_id, &Command::Fire { wait: *wait }));
        match fired {
            Ok(()) => {}
            // Another node or the case itself was there first; else it is not looked at again at once.
            Err(Failure::Refused(_)) => cases::put_off_wait(tx, now, case_id, *wait, now.plus_seconds(AGAIN_S))?,
            Err(Failure::Busy { retry_after_s }) => return Err(Failure::Busy { retry_after_s }),
            Err(failure) => {
                tracing::error!(case = case_id, %failure, "a timer could not fire and is looked at again");
                cases::put_off_wait(tx, now, case_id, *wait, now.plus_seconds(AGAIN_S))?;
            }
        }
    }
    Ok(())
}

/// Begins a case whose time has come, and sets the next time.
fn begin(tx: &mut Tx, now: Time, read: &Start) -> Result<(), Failure> {
    let Some(start) = deployment::store::timer_start(tx, &read.deployment_id, &read.element)? else { return Ok(()) };
    let Some(due_at) = start.due_at.filter(|due| *due <= now) else { return Ok(()) };
    let due: engine::Due = serde_json::from_str(&start.due).map_err(Failure::broken)?;
    let calendars = match &due.working {
        Some(working) => working::calendars(tx, [&*working.calendar])?,
        None => engine::Calendars::none(),
    };
    let strike = due.strike(engine::Time(now.0), &calendars);
    let next = strike.next;
    let text =
        next.as_ref().map(|next| serde_json::to_string(next).expect("a timer is plain data")).unwrap_or_default();
    deployment::store::set_start_due(tx, &start, next.map(|next| Time(next.at.0)), &text)?;
    if !strike.fires {
        return Ok(());
    }
    let name = process::store::by_id(tx, &start.process_id)?.name;
    let begin = Begin {
        deployment_id: start.deployment_id.clone(),
        at: Some(start.element.clone()),
        title: format!("{name} of {}", due_at.day_in_words()),
        origin: Some(format!("timer/{}/{}/{}", start.deployment_id, start.element, due_at.0)),
        ..Begin::default()
    };
    match case::begin(tx, &Actor::office(), now, &begin) {
        Ok(_) => Ok(()),
        Err(Failure::Refused(refusals)) => {
            let why: Vec<&str> = refusals.iter().map(|one| one.sentence.as_str()).collect();
            tracing::error!(process = name, why = why.join(" "), "a case could not begin by the clock");
            Ok(())
        }
        Err(failure) => Err(failure),
    }
}
