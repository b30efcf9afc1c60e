//! `mandate log`: answers questions about a log of the ticketing tool from its file, without an office.
//!
//! Absent: keeping the log; `mandate import` does. Source: the crate `mining`.

mod conform;
mod discover;
mod file;
mod handover;
#[cfg(test)]
mod tests;

use clap::{Args, Subcommand};
use serde_json::Value;

/// Works on the file of a log, without an office.
#[derive(Args, Clone, Debug)]
pub struct Log {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Draw the process that a log shows as a BPMN diagram.
    Discover(discover::Discover),
    /// Hold a log against a diagram: how well they fit, and where they part.
    Conform(conform::Conform),
    /// Say who hands work over to whom, and how often it comes back.
    Handover(handover::Handover),
}

/// Answers in sentences and JSON.
///
/// # Errors
/// A sentence when a file cannot be read or written, or the question has no answer.
pub fn run(log: &Log) -> Result<(String, Value), String> {
    match &log.command {
        Command::Discover(discover) => discover::run(discover),
        Command::Conform(conform) => conform::run(conform),
        Command::Handover(handover) => handover::run(handover),
    }
}
