//! Several guarded closures in one transaction, one commit for all.
//!
//! All of them waited before the transaction began, so that its snapshot shows whatever their callers were answered before. They run behind
//! each other; when one that wrote something fails or meets a conflict, everything is undone and they run again, each in a savepoint of its
//! own, as do those of some batches after it. One that meets a conflict even then, or needs more than a snapshot, is left to be run alone.
//! Absent: closures that are serializable, as a conflict of one would undo all.

use super::failure::Fault;
use super::load::Load;
use super::session::PgSession;
use super::worker::{UNKNOWN, begin_guarded};
use crate::migration::Migrate;
use crate::stats::Counters;
use crate::tx::Session;
use crate::work::Job;
use crate::{Error, Tx};

/// Closures of one commit at most; the other threads take their share of those that wait.
pub(super) const MOST: usize = 32;
/// Batches with a savepoint for each closure, after one of them had to be undone.
const CAREFUL_BATCHES: u32 = 16;

/// How one closure of a batch ended.
enum Ended {
    /// Kept, or undone with its answer.
    Well,
    /// Undone, to be run alone.
    Again,
    /// The whole transaction is lost, and nobody can tell by whom.
    Lost,
}

/// Runs closures together and answers them; gives those that are to be run alone. `careful` counts batches that still get savepoints.
pub(super) fn run(
    session: &mut PgSession,
    mut jobs: Vec<Box<dyn Job>>,
    told: (&Counters, &Load),
    careful: &mut u32,
) -> Vec<Box<dyn Job>> {
    *careful = careful.saturating_sub(1);
    if *careful > 0 {
        return apart(session, jobs, told);
    }
    match behind_each_other(session, &mut jobs) {
        Some(outcome) => {
            finish(jobs, &outcome, told);
            Vec::new()
        }
        None => {
            *careful = CAREFUL_BATCHES;
            apart(session, jobs, told)
        }
    }
}

/// Runs all without savepoints; gives what came of the commit, none where everything was undone.
fn behind_each_other(session: &mut PgSession, jobs: &mut [Box<dyn Job>]) -> Option<Result<(), Error>> {
    session.hold(true);
    let ran =
        session.begin(begin_guarded(), true).is_ok() && jobs.iter_mut().all(|job| runs_well(session, job.as_mut()));
    let outcome = if ran { session.commit() } else { Err(Error::Busy) };
    match outcome {
        Ok(()) => Some(Ok(())),
        Err(_) if ran && session.fault() == Some(Fault::Broken) => Some(Err(Error::Unavailable(UNKNOWN.to_owned()))),
        Err(_) => {
            session.rollback();
            None
        }
    }
}

/// Runs one closure; false where the transaction cannot be kept with what it left behind.
fn runs_well(session: &mut PgSession, job: &mut dyn Job) -> bool {
    let written = session.written();
    let keep = job.run(&mut Tx::new(session));
    // What it holds goes out without what the next one will.
    session.release().is_ok()
        && session.fault().is_none()
        && !session.failed_before()
        && (keep || session.written() == written)
}

/// Runs each in a savepoint of its own.
fn apart(session: &mut PgSession, jobs: Vec<Box<dyn Job>>, told: (&Counters, &Load)) -> Vec<Box<dyn Job>> {
    session.hold(false);
    if session.begin(begin_guarded(), true).is_err() {
        return jobs;
    }
    let (mut ended, mut again) = (Vec::new(), Vec::new());
    let mut jobs = jobs.into_iter();
    while let Some(mut job) = jobs.next() {
        match one(session, job.as_mut()) {
            Ended::Well => ended.push(job),
            Ended::Again => again.push(job),
            Ended::Lost => {
                session.rollback();
                ended.push(job);
                return ended.into_iter().chain(again).chain(jobs).collect();
            }
        }
    }
    let outcome = match session.commit() {
        Ok(()) => Ok(()),
        Err(_) if session.fault() == Some(Fault::Broken) => Err(Error::Unavailable(UNKNOWN.to_owned())),
        // Nothing was kept: alone, each finds out whose failure it was.
        Err(_) => return ended.into_iter().chain(again).collect(),
    };
    finish(ended, &outcome, told);
    again
}

fn finish(jobs: Vec<Box<dyn Job>>, outcome: &Result<(), Error>, (counters, load): (&Counters, &Load)) {
    load.leave(jobs.len());
    if outcome.is_ok() {
        Counters::add(&counters.commits, 1);
    }
    for job in jobs {
        let kept = outcome.is_ok() && job.kept();
        Counters::add(if kept { &counters.writes } else { &counters.rolled_back }, 1);
        job.answer(outcome.clone());
    }
}

fn one(session: &mut PgSession, job: &mut dyn Job) -> Ended {
    session.forget_fault();
    if session.frame("SAVEPOINT job").is_err() {
        return Ended::Lost;
    }
    let keep = job.run(&mut Tx::new(session));
    if (!keep && session.settle().is_err()) || session.failed_before() {
        return Ended::Lost;
    }
    let ended = match session.fault() {
        Some(Fault::Broken) => return Ended::Lost,
        Some(Fault::Conflict | Fault::Weak | Fault::Together) => Ended::Again,
        None => Ended::Well,
    };
    let undone = !keep || matches!(ended, Ended::Again);
    if undone && session.frame("ROLLBACK TO SAVEPOINT job").is_err() || session.frame("RELEASE SAVEPOINT job").is_err()
    {
        return Ended::Lost;
    }
    ended
}
