//! A thread with a connection: runs closures, again where a conflict or a broken connection asks for it.
//!
//! Absent: repeating a commit whose outcome is unknown; the caller is told instead.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;

use super::Shared;
use super::failure::Fault;
use super::session::PgSession;
use crate::migration::Migrate;
use crate::stats::Counters;
use crate::work::Job;
use crate::{Error, Tx};

/// Connections tried for one closure before the server counts as unreachable.
const CONNECTIONS_PER_JOB: u32 = 3;
const FIRST_PAUSE_US: u64 = 500;
const LONGEST_PAUSE_US: u64 = 100_000;

/// What a thread's transactions are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
}

impl Kind {
    pub fn thread_name(self) -> &'static str {
        match self {
            Kind::Read => "db-reader",
            Kind::Write => "db-writer",
        }
    }

    fn begin(self) -> &'static str {
        match self {
            Kind::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Kind::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
        }
    }
}

pub(super) struct Worker {
    shared: Arc<Shared>,
    kind: Kind,
    session: Option<PgSession>,
}

/// How one run of a closure ended.
enum Ran {
    Done(Result<(), Error>),
    Again(Fault),
}

impl Worker {
    pub fn new(shared: Arc<Shared>, kind: Kind) -> Worker {
        Worker { shared, kind, session: None }
    }

    pub fn run(mut self, waiting: &Receiver<Box<dyn Job>>) {
        for mut job in waiting {
            let outcome = self.perform(job.as_mut());
            let counters = &self.shared.counters;
            match self.kind {
                Kind::Read => Counters::add(&counters.reads, 1),
                Kind::Write if outcome.is_ok() && job.kept() => {
                    Counters::add(&counters.writes, 1);
                    Counters::add(&counters.commits, 1);
                }
                Kind::Write => Counters::add(&counters.rolled_back, 1),
            }
            job.answer(outcome);
        }
    }

    fn perform(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        let mut broken = 0;
        let mut conflicts = 0;
        loop {
            match self.once(job) {
                Ran::Done(outcome) => return outcome,
                Ran::Again(Fault::Broken) => {
                    broken += 1;
                    if broken >= CONNECTIONS_PER_JOB {
                        return Err(Error::Unavailable(
                            "its connection breaks again and again; nothing was kept".to_owned(),
                        ));
                    }
                }
                Ran::Again(Fault::Conflict) => {
                    if conflicts >= self.shared.options.retries {
                        return Err(Error::Busy);
                    }
                    std::thread::sleep(pause(conflicts));
                    conflicts += 1;
                }
            }
            Counters::add(&self.shared.counters.retries, 1);
        }
    }

    fn once(&mut self, job: &mut dyn Job) -> Ran {
        self.session = self.session.take().filter(PgSession::usable);
        let session = match &mut self.session {
            Some(session) => session,
            none => match self.shared.address.connect() {
                Ok(client) => none.insert(PgSession::new(client)),
                Err(error) => return Ran::Done(Err(error)),
            },
        };
        if let Err(error) = session.begin(self.kind.begin()) {
            return session.fault().map_or(Ran::Done(Err(error)), Ran::Again);
        }
        let keep = job.run(&mut Tx::new(session));
        match session.fault() {
            Some(Fault::Broken) => Ran::Again(Fault::Broken),
            Some(Fault::Conflict) => {
                session.rollback();
                Ran::Again(Fault::Conflict)
            }
            None if keep && self.kind == Kind::Write => commit(session),
            None => {
                session.rollback();
                Ran::Done(Ok(()))
            }
        }
    }
}

fn commit(session: &mut PgSession) -> Ran {
    let Err(error) = session.commit() else { return Ran::Done(Ok(())) };
    match session.fault() {
        Some(Fault::Conflict) => Ran::Again(Fault::Conflict),
        Some(Fault::Broken) => Ran::Done(Err(Error::Unavailable(
            "the connection broke during the commit, so it is unknown whether the change was kept; look before trying again"
                .to_owned(),
        ))),
        None => Ran::Done(Err(error)),
    }
}

/// Twice as long after each conflict, up to a limit, and never the same for two threads.
fn pause(conflicts: u32) -> Duration {
    let longest = FIRST_PAUSE_US.saturating_mul(1 << conflicts.min(16)).min(LONGEST_PAUSE_US);
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_micros(longest / 2 + chance % longest.max(1))
}
