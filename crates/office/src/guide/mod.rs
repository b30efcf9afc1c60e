//! Documents from one source: the process guide, role cards, posters, sheets and lists, made of the definition each time they
//! are asked for, so that none of them is ever out of step with it.
//!
//! Absent: how a document looks in HTML, PDF and Word (crate `press`), and what a definition holds (`definition`). No document is
//! stored; the version it was made of is, sealed. Sources: ITIL v3 Service Design appendix C and FitSM-1 GR2.2 (contents of a
//! process definition), ISO 9001:2015 7.5.3 (control of documents).

mod commands;
mod compose;
mod model;
mod pages;
mod part;
mod print;
mod profile;
mod standing;
mod store;
mod views;

pub use compose::compose;
pub use model::{Facts, Format, Kind, Past, Section};
pub use pages::routes;
pub use print::{offers, print};
pub use profile::Profile;

#[cfg(test)]
mod tests;
