//! `cargo xtask crash` and `cargo xtask powercut`: takes the life of the real program, or its power, and looks what is lost.
//!
//! The work is done by `tests/crash/kill.py`, which kills the program while 16 people write, by `tests/crash/cases.py`, which kills it
//! between the steps of twelve reference processes, by `tests/crash/nodes.py`, which kills nodes over PostgreSQL, and by `tests/crash/powercut.py`, which records it with strace and replays its
//! writes on a disk that loses its power.

use std::path::Path;
use std::process::Command;

use crate::office;
use crate::options::Options;
use crate::suite::postgresql::Server;

/// Kills the program `--rounds N` times (100 when not said), with `--seed N`, on `--binary PATH` or the development build.
///
/// # Errors
/// When something was lost or doubled, the program came back too late, or a program is missing.
pub fn kill(root: &Path, arguments: &[&str]) -> Result<(), String> {
    harness(root, "kill", ("rounds", 100), arguments, &[])
}

/// Kills the program between the steps of its cases in `--rounds N` rounds (50 when not said); else as [`kill`].
///
/// # Errors
/// When a case does not end as it does undisturbed, the checks do not see what is broken on purpose, or a program is missing.
pub fn cases(root: &Path, arguments: &[&str]) -> Result<(), String> {
    harness(root, "cases", ("rounds", 50), arguments, &[])
}

/// Kills nodes of an office over a PostgreSQL server of our own in `--rounds N` rounds (20 when not said); else as [`kill`].
///
/// # Errors
/// When a case does not end as it does undisturbed, another node takes over too late, or a program is missing.
pub fn nodes(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let server = Server::start_durable()?;
    let database = format!("{}?schema=nodes", server.url());
    harness(root, "nodes", ("rounds", 20), arguments, &["--database", &database])
}

/// Cuts the power at `--points N` (1000 when not said), with `--seed N`, on `--binary PATH` or the development build.
///
/// # Errors
/// When something was lost or broken, the checks do not see what is broken on purpose, or a program is missing.
pub fn cut_power(root: &Path, arguments: &[&str]) -> Result<(), String> {
    harness(root, "powercut", ("points", 1000), arguments, &[])
}

/// Runs a script of `tests/crash` with so many `unit`s.
fn harness(
    root: &Path,
    script: &str,
    (unit, usual): (&str, u64),
    arguments: &[&str],
    more: &[&str],
) -> Result<(), String> {
    let options = Options::read(arguments, &[unit, "seed", "binary"])?;
    let (number, seed) = (options.number(unit, usual)?, options.number("seed", 1)?);
    let binary = office::binary(root, options.text("binary"), false)?;
    let folder = office::folder(root, script)?;
    let mut python = Command::new("python3");
    python.arg(format!("tests/crash/{script}.py")).arg("--binary").arg(binary).arg("--folder").arg(&folder);
    python
        .args([format!("--{unit}"), number.to_string(), "--seed".to_owned(), seed.to_string()])
        .args(more)
        .current_dir(root);
    let status = python
        .status()
        .map_err(|error| format!("python3 could not be started: {error} (Debian: apt-get install python3)."))?;
    if !status.success() {
        return Err(format!(
            "tests/crash/{script}.py ended with {status}; its office remains in {}.",
            folder.display()
        ));
    }
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}
