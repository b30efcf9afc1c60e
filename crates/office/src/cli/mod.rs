//! The command line: one file per command, the doc comment of its arguments is its manual.

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

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
}

#[derive(Subcommand)]
enum Command {
    /// Open a furnished demo office to walk around in, at http://127.0.0.1:7300.
    Demo(serve::Demo),
    /// Run an office; the first run shows a set-up token on the console.
    Serve(serve::Serve),
}

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.command {
        Command::Demo(demo) => serve::demo(demo),
        Command::Serve(serve) => serve::serve(serve),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            match arguments.format {
                Format::Text => eprintln!("mandate: {sentence}"),
                Format::Json => println!("{}", serde_json::json!({ "error": sentence })),
            }
            ExitCode::FAILURE
        }
    }
}
