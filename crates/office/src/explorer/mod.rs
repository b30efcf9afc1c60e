//! The log explorer: the ticket log of a process from every side, of any part of the cases, each view with its address.
//!
//! A selection stands in the address; whoever opens it sees the same. Figures are computed from the log when asked, and a
//! comparison with the published process is remembered. Absent: the comparison itself, bringing a log in (`measure`). Sources: the
//! views that process-mining tools have in common (map, performance on the model, variants, dotted chart, attributes, cases); see
//! crate `mining`.

mod api;
mod changes;
mod model;
pub mod pages;
mod performance;
mod replay;
mod sides;
mod views;

pub use sides::{MOST_STEPS, Shown, shown};

#[cfg(test)]
mod tests;
