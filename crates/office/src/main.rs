//! The program `mandate`.

use std::process::ExitCode;

fn main() -> ExitCode {
    office::cli::run()
}
