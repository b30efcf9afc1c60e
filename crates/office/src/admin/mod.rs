//! Administration: is the office well, what works in the background, what waits for an operator.
//!
//! Absent: people and roles (`people`). `/healthz` says that the program answers, `/readyz` that the database does too,
//! `/metrics` tells figures in the Prometheus text format.

pub mod commands;
pub mod pages;
pub mod views;

#[cfg(test)]
mod tests;
