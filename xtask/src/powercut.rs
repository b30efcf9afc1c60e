//! `cargo xtask powercut`: cuts the power of the real program at many points and looks whether anything answered is gone.
//!
//! The work is done by `tests/crash/powercut.py`, which records the program with strace and replays its writes.

use std::path::Path;
use std::process::Command;

use crate::office;
use crate::options::Options;

/// Runs `--points N` cuts (1000 when not said), with `--seed N`, on `--binary PATH` or the development build.
///
/// # Errors
/// When something was lost or broken, or a program is missing.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let options = Options::read(arguments, &["points", "seed", "binary"])?;
    let points = options.number("points", 1000)?;
    let seed = options.number("seed", 1)?;
    let binary = office::binary(root, options.text("binary"), false)?;
    let folder = office::folder(root, "powercut")?;
    let mut python = Command::new("python3");
    python.arg("tests/crash/powercut.py").arg("--binary").arg(binary).arg("--folder").arg(&folder);
    python.args(["--points", &points.to_string(), "--seed", &seed.to_string()]).current_dir(root);
    let status = python.status().map_err(|error| format!("python3 could not be started: {error}."))?;
    if !status.success() {
        return Err(format!("the power cut harness ended with {status}; its record remains in {}.", folder.display()));
    }
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}
