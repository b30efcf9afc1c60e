//! Jobs: what must happen after a change (a mail, a call, a clean-up) and what happens by the clock, never lost, never twice.
//!
//! A job is a row written in the transaction that wants it (an outbox). A worker leases it, renews the lease while it performs
//! it, and marks it done with the lease's token; a worker that lost its lease is refused. Quick and long kinds of job, and
//! calls to the outside, have [`Lane`]s of their own, so that an import holds up no mail. Failures are tried again with growing waits; when the
//! tries run out the job stays, visible to an operator, who can try again or give up with a reason. Absent: what jobs do;
//! each capability brings its [`Kind`]s. Source: transactional outbox; fencing tokens (M. Kleppmann, Designing Data-Intensive Applications, ch. 8).

mod bell;
mod kind;
mod model;
pub mod store;
pub mod work;

pub use kind::{Clockwork, Kind, Next, Performed, Punctual, always};
pub use model::{Job, LEASE_S, Lane, New, State, TRIES};
pub use store::{enqueue, hold, set_out, state_of};

#[cfg(test)]
mod tests;
