//! Objects: incidents, problems and changes seen together: whose flows meet where, and which belong to which.
//!
//! They come from a file that speaks of objects of several types (OCEL), or are made of the newest logs of several processes that
//! a column links; such a set follows its logs, so nothing of it can grow old. Absent: discovery of object-centric models, and what
//! caused what. Sources: OCEL 2.0; A. Berti and W. van der Aalst, "OC-PM" (2023); see crate `mining`.

mod api;
pub mod commands;
mod model;
pub mod pages;
mod sight;
mod store;
mod views;

pub use model::{LinkedLogs, Source};

#[cfg(test)]
mod tests;
