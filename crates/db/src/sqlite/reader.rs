//! A thread that reads: each closure on a snapshot of its own.
//!
//! Absent: waiting for the writer; WAL gives both their peace.

use crossbeam_channel::Receiver;

use super::session::SqliteSession;
use super::{Shared, failure};
use crate::migration::Migrate;
use crate::stats::Counters;
use crate::work::Job;
use crate::{Error, Tx};

pub(super) fn run(shared: &Shared, mut session: SqliteSession, waiting: &Receiver<Box<dyn Job>>) {
    for mut job in waiting {
        let outcome = snapshot(&mut session, job.as_mut());
        Counters::add(&shared.counters.reads, 1);
        job.answer(outcome);
    }
}

/// Runs a closure in a transaction that is rolled back in any case.
pub(super) fn snapshot(session: &mut SqliteSession, job: &mut dyn Job) -> Result<(), Error> {
    session.frame("BEGIN").map_err(|error| failure::plain(&error))?;
    job.run(&mut Tx::new(session));
    session.rollback();
    Ok(())
}
