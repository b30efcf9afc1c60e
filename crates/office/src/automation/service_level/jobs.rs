//! What happens by the clock: warnings and broken promises are told.
//!
//! A clock is looked at again within the transaction, so that two nodes do no harm. Whoever answers for the process is asked, the story of
//! the case says it, and the diagram of the case hears a signal: “Resolved at 75 %”, “Resolved missed”.

use db::Tx;
use engine::{Command, Named};

use super::super::{case, task};
use super::model::{Mark, Promise, Scale, lasting};
use super::{ask_key, scale, store};
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::jobs::{Clockwork, Punctual};
use crate::web::App;
use crate::worklist::{self, Ask};

/// Tells what is to be told, at its instants.
pub const CLOCKS: Punctual = Punctual {
    clockwork: Clockwork { name: "automation: service levels", every_s: 2, strike: |app| Box::pin(tell_due(app)) },
    next: |app, horizon| Box::pin(async move { app.read(move |tx| Ok(store::next_due(tx, horizon)?)).await }),
};

/// Clocks read at once.
const READ: i64 = 1_000;
/// Clocks of one transaction.
const BATCH: usize = 50;

/// Tells everything that is to be told by now.
pub(in super::super) async fn tell_due(app: App) -> Result<(), Failure> {
    loop {
        let now = app.now();
        let due = app.read(move |tx| Ok(store::due(tx, now, READ)?)).await?;
        for batch in due.chunks(BATCH).map(<[_]>::to_vec).collect::<Vec<_>>() {
            app.write(move |tx| batch.iter().try_for_each(|(case_id, key)| tell(tx, now, case_id, key))).await?;
        }
        if i64::try_from(due.len()).unwrap_or(READ) < READ || app.is_stopping() {
            return Ok(());
        }
    }
}

/// Tells what is to be told of a case by now, before it goes on: what passed while the office was down is told too, and once. Tells whether
/// something was.
///
/// # Errors
/// The database's.
pub(in super::super) fn tell_late(tx: &mut Tx, now: Time, case_id: &str) -> Result<bool, Failure> {
    let late = store::due_of_case(tx, now, case_id)?;
    for key in &late {
        tell(tx, now, case_id, key)?;
    }
    Ok(!late.is_empty())
}

fn tell(tx: &mut Tx, now: Time, case_id: &str, key: &str) -> Result<(), Failure> {
    let Some(before) = store::of_case(tx, case_id)?.remove(key) else { return Ok(()) };
    let ready = scale(tx, &before.calendar)?;
    let scale = Scale(ready.as_deref());
    let case = case::store::by_id(tx, case_id)?;
    let (clock, mark) = before.told(now, scale);
    store::keep(tx, case_id, &case.process_id, &clock, scale)?;
    let Some(mark) = mark else { return Ok(()) };
    let (said, signal) = words(&clock, mark, now, scale);
    case::note(tx, &Actor::office(), now, case_id, &said)?;
    let (answers, _) = task::people::answers_for(tx, now, &case.process_id)?;
    if let Some(person) = answers.into_iter().next() {
        let title = match mark {
            Mark::Warned(_) => format!("“{}” will be missed soon: {}", clock.name, case.title),
            Mark::Missed => format!("“{}” was missed: {}", clock.name, case.title),
        };
        let why = format!("The case {said}. See what keeps it, and who could help.");
        let due_at = clock.due(scale).unwrap_or(now);
        worklist::ask(
            tx,
            now,
            Ask {
                person_id: &person.id,
                key: &ask_key(case_id, key),
                kind: "case.level",
                title: &title,
                why: &why,
                href: &case.href(),
                object_kind: "case",
                object_id: case_id,
                due_at,
            },
        )?;
    }
    let command = Command::Signal { name: signal.as_str().into(), variables: Named::default() };
    match tx.attempt(|tx| case::give(tx, &Actor::office(), now, case_id, &command)) {
        Err(Failure::Busy { retry_after_s }) => Err(Failure::Busy { retry_after_s }),
        Err(failure @ Failure::Broken { .. }) => {
            tracing::error!(case = case_id, %failure, "a case could not hear of its service level");
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What the story says, and the signal that the case hears.
fn words(clock: &Promise, mark: Mark, now: Time, scale: Scale<'_>) -> (String, String) {
    let name = &clock.name;
    match mark {
        Mark::Warned(percent) => {
            let left = lasting(clock.budget_us - clock.used(now, scale), !clock.calendar.is_empty());
            (format!("has used {percent} % of the time for “{name}”; {left} is left"), format!("{name} at {percent} %"))
        }
        Mark::Missed => (format!("missed the service level “{name}”"), format!("{name} missed")),
    }
}
