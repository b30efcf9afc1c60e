//! A thread with a connection: runs closures, again where a conflict or a broken connection asks for it.
//!
//! Absent: repeating a commit whose outcome is unknown; the caller is told instead.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;

use super::failure::Fault;
use super::load::Load;
use super::session::PgSession;
use super::{Shared, batch};
use crate::migration::Migrate;
use crate::stats::Counters;
use crate::tx::Session;
use crate::work::Job;
use crate::{Error, Tx};

/// Connections tried for one closure before the server counts as unreachable.
const CONNECTIONS_PER_JOB: u32 = 3;
/// Closures that wait for their turn, on all nodes, after one met a conflict: what contends for one row is soonest done in a queue.
const TURNS: u32 = 16;
const FIRST_PAUSE_US: u64 = 500;
const LONGEST_PAUSE_US: u64 = 100_000;

/// What is told where nobody can know whether a commit was kept.
pub(super) const UNKNOWN: &str =
    "the connection broke during the commit, so it is unknown whether the change was kept; look before trying again";

/// How a transaction of guarded closures begins.
pub(super) fn begin_guarded() -> &'static str {
    Kind::Guarded.begin(true)
}

/// What a thread's transactions are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Read,
    Write,
    /// Writes that are guarded: few connections with many closures each carry more of them than many connections with few.
    Guarded,
}

impl Kind {
    pub fn thread_name(self) -> &'static str {
        match self {
            Kind::Read => "db-reader",
            Kind::Write => "db-writer",
            Kind::Guarded => "db-guarded",
        }
    }

    fn begin(self, is_weak: bool) -> &'static str {
        match self {
            Kind::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Kind::Guarded if is_weak => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
            Kind::Write | Kind::Guarded => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
        }
    }
}

pub(super) struct Worker {
    shared: Arc<Shared>,
    kind: Kind,
    session: Option<PgSession>,
    /// Closures that still wait for their turn.
    turns: u32,
    /// Batches that still get savepoints.
    careful: u32,
    load: Load,
}

/// How one run of a closure ended.
enum Ran {
    Done(Result<(), Error>),
    Again(Fault),
}

impl Worker {
    pub fn new(shared: Arc<Shared>, kind: Kind) -> Worker {
        Worker { shared, kind, session: None, turns: 0, careful: 0, load: Load::default() }
    }

    /// A worker that others watch for what it has to do.
    pub fn watched(self, load: Load) -> Worker {
        Worker { load, ..self }
    }

    pub fn run(mut self, waiting: &Receiver<Box<dyn Job>>) {
        let most = if self.kind == Kind::Guarded && self.shared.options.group_commit { batch::MOST } else { 1 };
        while let Ok(first) = waiting.recv() {
            let jobs: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).take(most).collect();
            self.load.begin();
            for job in self.together(jobs) {
                self.alone(job);
            }
            self.load.end();
        }
    }

    /// Runs several closures in one transaction; gives those that are left to be run alone.
    fn together(&mut self, jobs: Vec<Box<dyn Job>>) -> Vec<Box<dyn Job>> {
        let shared = Arc::clone(&self.shared);
        let (mut careful, load) = (self.careful, self.load.clone());
        let left = match (jobs.len(), self.session()) {
            (2.., Ok(session)) => batch::run(session, jobs, (&shared.counters, &load), &mut careful),
            _ => jobs,
        };
        self.careful = careful;
        left
    }

    fn alone(&mut self, mut job: Box<dyn Job>) {
        let outcome = self.perform(job.as_mut());
        let counters = &self.shared.counters;
        match self.kind {
            Kind::Read => Counters::add(&counters.reads, 1),
            _ if outcome.is_ok() && job.kept() => {
                Counters::add(&counters.writes, 1);
                Counters::add(&counters.commits, 1);
            }
            _ => Counters::add(&counters.rolled_back, 1),
        }
        self.load.leave(1);
        job.answer(outcome);
    }

    /// The connection, made anew where it was lost.
    fn session(&mut self) -> Result<&mut PgSession, Error> {
        self.session = self.session.take().filter(PgSession::usable);
        match &mut self.session {
            Some(session) => Ok(session),
            none => {
                let mut session = PgSession::new(self.shared.address.connect()?);
                if self.kind == Kind::Guarded {
                    session.plan_once()?;
                    session.learn()?;
                }
                Ok(none.insert(session))
            }
        }
    }

    fn perform(&mut self, job: &mut dyn Job) -> Result<(), Error> {
        let mut broken = 0;
        let mut conflicts = 0;
        let mut is_weak = self.kind == Kind::Guarded;
        let mut holds = true;
        self.turns = self.turns.saturating_sub(1);
        loop {
            // What is guarded rarely contends with its neighbours, whatever they do.
            let waits = self.turns > 0 && (conflicts > 0 || self.kind != Kind::Guarded);
            match self.in_turn(job, (is_weak, holds), waits) {
                Ran::Done(outcome) => return outcome,
                Ran::Again(Fault::Weak) => is_weak = false,
                Ran::Again(Fault::Together) => holds = false,
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
                    self.turns = TURNS;
                    std::thread::sleep(pause(conflicts));
                    conflicts += 1;
                }
            }
            Counters::add(&self.shared.counters.retries, 1);
        }
    }

    /// Runs a closure, in its turn where several contend.
    fn in_turn(&mut self, job: &mut dyn Job, (is_weak, holds): (bool, bool), waits: bool) -> Ran {
        let kind = self.kind;
        let session = match self.session() {
            Ok(session) => session,
            Err(error) => return Ran::Done(Err(error)),
        };
        session.hold(holds);
        if !waits {
            return once(session, kind, job, is_weak);
        }
        if let Err(error) = session.take_turn() {
            return session.fault().map_or(Ran::Done(Err(error)), Ran::Again);
        }
        let ran = once(session, kind, job, is_weak);
        session.give_turn();
        ran
    }
}

fn once(session: &mut PgSession, kind: Kind, job: &mut dyn Job, is_weak: bool) -> Ran {
    if let Err(error) = session.begin(kind.begin(is_weak), is_weak) {
        return session.fault().map_or(Ran::Done(Err(error)), Ran::Again);
    }
    let keep = job.run(&mut Tx::new(session));
    // A change that nobody waited for may be why the closure said no.
    if !keep && kind != Kind::Read && session.settle().is_err() && session.fault().is_none() {
        session.rollback();
        return Ran::Done(Ok(()));
    }
    match session.fault() {
        Some(Fault::Broken) => Ran::Again(Fault::Broken),
        Some(again) => {
            session.rollback();
            Ran::Again(again)
        }
        None if keep && kind != Kind::Read => commit(session),
        None => {
            session.rollback();
            Ran::Done(Ok(()))
        }
    }
}

fn commit(session: &mut PgSession) -> Ran {
    let Err(error) = session.commit() else { return Ran::Done(Ok(())) };
    match session.fault() {
        Some(again @ (Fault::Conflict | Fault::Weak | Fault::Together)) => Ran::Again(again),
        Some(Fault::Broken) => Ran::Done(Err(Error::Unavailable(UNKNOWN.to_owned()))),
        None => Ran::Done(Err(error)),
    }
}

/// Twice as long after each conflict, up to a limit, and never the same for two threads.
fn pause(conflicts: u32) -> Duration {
    let longest = FIRST_PAUSE_US.saturating_mul(1 << conflicts.min(16)).min(LONGEST_PAUSE_US);
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_micros(longest / 2 + chance % longest.max(1))
}
