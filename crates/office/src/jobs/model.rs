//! What a job is, and how long to wait between tries.

use serde_json::Value;

use crate::clock::Time;

/// Tries before a job is left to an operator.
pub const TRIES: i64 = 10;
/// How long a job waits before it is looked at again, when the office cannot perform its kind yet, seconds.
pub const PUT_OFF_S: i64 = 300;
/// How long a worker may hold a job before another takes it, seconds.
pub const LEASE_S: i64 = 60;

/// How often the lease of a job is renewed while it is performed, seconds: a worker that misses three renewals has lost it.
pub const RENEW_EVERY_S: u64 = 15;

/// Which worker performs a kind of job: a long one never holds up a quick one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Done in seconds, such as a mail. When the office stops, the one that is under way is finished.
    Quick,
    /// May take minutes, such as an import. When the office stops it is put back and begins again later.
    Long,
    /// Calls somebody outside who may be slow: several at a time, so that one who hangs holds up no other. When the office stops they have
    /// some seconds to end, then they are put back like a long one.
    Outside,
    /// Talks with somebody outside for minutes, such as the reading of a history: several side by side. Put back like a long one.
    Talk,
}

/// Quick jobs leased at once, to be done one after the other.
const BATCH: i64 = 20;
/// Calls to the outside that are made at the same time.
const CALLS: i64 = 8;
/// Talks with the outside that are held at the same time.
const TALKS: i64 = 6;

impl Lane {
    /// Every lane.
    pub const ALL: [Lane; 4] = [Lane::Quick, Lane::Long, Lane::Outside, Lane::Talk];

    /// How many jobs are taken up at once.
    #[must_use]
    pub fn at_once(self) -> i64 {
        match self {
            Lane::Quick => BATCH,
            Lane::Long => 1,
            Lane::Outside => CALLS,
            Lane::Talk => TALKS,
        }
    }
}

/// A job to be written.
#[derive(Clone, Debug)]
pub struct New {
    pub kind: &'static str,
    /// The same key is enqueued once only, for ever.
    pub key: String,
    pub payload: Value,
    pub run_at: Time,
}

/// A job as the worker and the operator see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    pub id: String,
    pub kind: String,
    pub key: String,
    pub payload: Value,
    pub state: State,
    pub run_at: Time,
    pub attempts: i64,
    pub last_error: String,
    pub created_at: Time,
    /// The token of the worker that holds it; empty where nobody does.
    pub lease: String,
}

impl Job {
    /// Whether an earlier try had set out to do what nobody outside recognises as a repeat, and has not told what came of it. See
    /// [`super::set_out`].
    #[must_use]
    pub fn is_out(&self) -> bool {
        self.payload[SET_OUT] == true
    }
}

/// The field of a payload that tells that its effect may have happened.
pub(super) const SET_OUT: &str = "set_out";

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for its time or for the next try.
    Waiting,
    /// Done.
    Done,
    /// The tries ran out; an operator decides.
    Failed,
    /// An operator gave it up, with a reason.
    GivenUp,
}

impl State {
    /// The word stored in the database.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Done => "done",
            State::Failed => "failed",
            State::GivenUp => "given_up",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        [State::Waiting, State::Done, State::Failed, State::GivenUp].into_iter().find(|state| state.key() == key)
    }
}

/// Seconds to wait after the given number of failed tries: 10 s, doubling, at most one hour.
#[must_use]
pub fn back_off_s(attempts: i64) -> i64 {
    let doublings = u32::try_from((attempts - 1).clamp(0, 12)).unwrap_or(0);
    (10_i64 << doublings).min(3600)
}
