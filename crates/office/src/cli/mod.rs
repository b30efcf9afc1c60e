//! The command line: one file per command, the doc comment of its arguments is its manual.

mod admin;
mod backup;
mod check;
mod convert;
mod decide;
mod deploy;
mod diff;
mod draw;
mod folder;
mod guide;
mod import;
mod hours;
mod log;
mod run;
mod serve;
mod verify;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::clock::Clock;

/// Mandate: the software of an IT Service Management Office.
#[derive(Parser)]
#[command(name = "mandate", version, about, propagate_version = true)]
struct Arguments {
    /// How answers are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(subcommand)]
    command: Command,
}

/// How a command answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Sentences for people.
    Text,
    /// One JSON document for programs.
    Json,
    /// The findings of `mandate check` for code hosts and editors (SARIF 2.1.0).
    Sarif,
}

#[derive(Subcommand)]
enum Command {
    /// Open a furnished demo office to walk around in, at <http://127.0.0.1:7300>.
    Demo(serve::Demo),
    /// Run an office; the first run shows a set-up token on the console.
    Serve(serve::Serve),
    /// Look after people on the machine where the office runs.
    Admin(admin::Admin),
    /// Check definitions and diagrams; fails when one has an error.
    Check(check::Check),
    /// Make a decision of a DMN model, look through its tables, or run test cases.
    Decide(decide::Decide),
    /// Run a case of a BPMN process in memory, with a script of what people do.
    Run(run::Run),
    /// Say in plain words what changed between two definitions or diagrams.
    Diff(diff::Diff),
    /// Turn a BPMN file into a definition's folder, and back.
    Convert(convert::Convert),
    /// Deploy a process to Camunda 8, Operaton or Camunda 7.
    Deploy(deploy::Deploy),
    /// Draw a diagram as SVG.
    Draw(draw::Draw),
    /// Make a document of a process definition: HTML, PDF or Word.
    Guide(guide::Guide),
    /// Import a log of the ticketing tool for a process.
    Import(import::Import),
    /// Work on a log as a file: count, measure and convert it, draw its process, hold it against a diagram.
    Log(log::Log),
    /// Write a backup of an office, also while it runs.
    Backup(backup::Backup),
    /// Put a backup into an empty folder.
    Restore(backup::Restore),
    /// Verify that nobody changed the journal.
    Verify(verify::Verify),
    /// Work on whole databases.
    Db(backup::Database),
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.format == Format::Sarif && !matches!(arguments.command, Command::Check(_)) {
        let told = "only `mandate check` answers in SARIF; choose text or json";
        Arguments::command().error(ErrorKind::InvalidValue, told).exit();
    }
    // Like a compiler: 1 says that something is wrong with what was checked, 2 that it could not be checked.
    let failed = if matches!(arguments.command, Command::Check(_)) { ExitCode::from(2) } else { ExitCode::FAILURE };
    let judged = |passed: bool| if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    let answered = |(sentences, value): (String, Value)| judged(say(arguments.format, &sentences, &value));
    let outcome = match arguments.command {
        Command::Demo(demo) => serve::demo(demo).map(|()| ExitCode::SUCCESS),
        Command::Serve(serve) => serve::serve(serve).map(|()| ExitCode::SUCCESS),
        Command::Admin(admin) => admin::run(admin).map(answered),
        Command::Check(check) => check::run(&check).map(|checked| {
            let value = if arguments.format == Format::Sarif { checked.sarif } else { checked.value };
            judged(say(arguments.format, &checked.sentences, &value) && checked.passed)
        }),
        Command::Decide(decide) => decide::run(&decide, &Clock::System)
            .map(|told| judged(say(arguments.format, &told.sentences, &told.json) && told.passed)),
        Command::Run(run) => run::run(&run, &Clock::System)
            .map(|told| judged(say(arguments.format, &told.sentences, &told.json) && told.passed)),
        Command::Diff(diff) => diff::run(&diff).map(answered),
        Command::Convert(convert) => convert::run(&convert).map(answered),
        Command::Deploy(deploy) => deploy::run(&deploy).map(answered),
        Command::Draw(draw) => draw::run(&draw).map(answered),
        Command::Guide(guide) => guide::run(guide).map(answered),
        Command::Import(import) => import::run(import).map(answered),
        Command::Log(log) => log::run(&log).map(answered),
        Command::Backup(backup) => backup::backup(backup).map(answered),
        Command::Restore(restore) => backup::restore(restore).map(answered),
        Command::Verify(verify) => verify::run(verify).map(answered),
        Command::Db(database) => backup::run(database).map(answered),
    };
    match outcome {
        Ok(code) => code,
        Err(sentence) => {
            match arguments.format {
                Format::Text | Format::Sarif => eprintln!("mandate: {sentence}"),
                Format::Json => _ = put(&json!({ "error": sentence })),
            }
            failed
        }
    }
}

/// Prints the answer of a command: sentences for people, or the same as JSON for programs; says whether it could be written.
fn say(format: Format, sentences: &dyn Display, value: &dyn Display) -> bool {
    match format {
        Format::Text => put(sentences),
        Format::Json | Format::Sarif => put(value),
    }
}

/// Writes to whoever reads the answer. A reader that has read enough, as `head` does, closes the pipe: that is no fault.
fn put(answer: &dyn Display) -> bool {
    match writeln!(io::stdout().lock(), "{answer}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("mandate: The answer could not be written: {error}.");
            false
        }
        _ => true,
    }
}

/// The database's URL, by default a file in the data folder, which is made where it is missing.
fn database(data: &Path, chosen: Option<String>) -> Result<String, String> {
    std::fs::create_dir_all(data)
        .map_err(|error| format!("The folder {} could not be made: {error}.", data.display()))?;
    Ok(chosen.unwrap_or_else(|| format!("sqlite:{}", data.join("mandate.db").display())))
}

/// The database's URL of an office that is there already; none is made.
fn standing(data: &Path, chosen: Option<String>) -> Result<String, String> {
    if chosen.is_none() && !data.join("mandate.db").exists() {
        return Err(format!("{} holds no office. Name its folder with --data.", data.display()));
    }
    database(data, chosen)
}

/// Opens the database of an office that is there.
fn open_db(data: &Path, chosen: Option<String>) -> Result<db::Db, String> {
    let url = standing(data, chosen)?;
    db::Db::open(&url, crate::app::MIGRATIONS).map_err(|error| format!("The database could not be opened. {error}"))
}
