//! Approval: who is asked to say yes to which content, and what they said; sealed to the hash of that content.
//!
//! An approval stands only for the seal it was given for; the capability that asked lets it lapse when the content changes
//! materially, and it stays visible with the reason. Absent: what is approved and what follows (the capability that asks knows).
//! Sources: 21 CFR 11.50 and 11.70 (what a signature shows and is bound to), ISO 9001:2015 7.5.2.

mod model;
pub mod store;

pub use model::{Approval, Asking, Decision, Subject, last_lapsed};
pub use store::{ask, decide, lapse, of_subject};

#[cfg(test)]
mod tests;
