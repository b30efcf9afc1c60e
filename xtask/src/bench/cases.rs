//! `cargo xtask bench cases`: running cases on SQLite, by the example that knows how: steps, timers, and an office with a million open cases.
//!
//! Absent: PostgreSQL. Results are recorded in docs/benchmarks.md.

use std::path::Path;
use std::process::Command;

/// What is measured where nothing else is said.
const ALL: [&[&str]; 3] = [&["steps", "20000"], &["timers", "100000"], &["open", "1000000"]];

/// Measures all, or what the arguments name as the example does.
///
/// # Errors
/// When the example does not do what is measured.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    if !arguments.is_empty() {
        return measured(root, arguments);
    }
    ALL.iter().try_for_each(|one| measured(root, one))
}

fn measured(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "office", "--example", "cases", "--"]).args(arguments);
    let status = cargo.current_dir(root).status().map_err(|error| format!("cargo could not be started: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("cases {}: {status}", arguments.join(" "))) }
}
