//! `mandate log`: answers questions about a log of the ticketing tool from its file, without an office.
//!
//! Absent: keeping the log; `mandate import` does. Source: the crate `mining`.

mod conform;
mod convert;
mod discover;
mod drift;
mod figures;
mod file;
mod handover;
mod suggest;
mod summary;
#[cfg(test)]
mod tests;

use clap::{Args, Subcommand};
use serde_json::Value;

/// Works on the file of a log (CSV, Excel, XES or OCEL), without an office.
#[derive(Args, Clone, Debug)]
pub struct Log {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Debug, Subcommand)]
enum Command {
    /// Count events, cases, activities and ways, and tell the measures.
    Summary(summary::Summary),
    /// Write a log in another format: CSV, XES or OCEL.
    Convert(convert::Convert),
    /// Say which column of a table probably means what, as a mapping to start from.
    SuggestMapping(suggest::SuggestMapping),
    /// Draw the process that a log shows as a BPMN diagram.
    Discover(discover::Discover),
    /// Hold a log against a diagram: how well they fit, and where they part.
    Conform(conform::Conform),
    /// Say who hands work over to whom, and how often it comes back.
    Handover(handover::Handover),
    /// Say from which days on cases take other ways than before.
    Drift(drift::Drift),
}

/// Answers in sentences and JSON.
///
/// # Errors
/// A sentence when a file cannot be read or written, or the question has no answer.
pub fn run(log: &Log) -> Result<(String, Value), String> {
    match &log.command {
        Command::Summary(summary) => summary::run(summary),
        Command::Convert(convert) => convert::run(convert),
        Command::SuggestMapping(suggest) => suggest::run(suggest),
        Command::Discover(discover) => discover::run(discover),
        Command::Conform(conform) => conform::run(conform),
        Command::Handover(handover) => handover::run(handover),
        Command::Drift(drift) => drift::run(drift),
    }
}
