//! `cargo xtask bench engine`: cases of a straight process in memory, ours and those of peers, for each second of processor time.
//!
//! The peers come from their registries into the build folder, each at a stated version; where a registry cannot be reached, or Python or
//! Node is missing, the line says so. Absent: storage. Results are recorded in docs/benchmarks.md.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::figures::Table;

/// The peer from the Python package index.
const SPIFF: &str = "SpiffWorkflow==3.2.0";

/// The peer from npm.
const BPMN_ENGINE: &str = "bpmn-engine@25.0.1";

/// Cases of each of three rounds of a peer; they are slow.
const PEER_CASES: &str = "500";

/// Measures ours and the peers, and prints a table.
///
/// # Errors
/// When ours does not do what is measured.
pub fn run(root: &Path) -> Result<(), String> {
    let mut table = Table::new(&["engine", "figure"]);
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "engine", "--example", "straight"]).current_dir(root);
    for line in output(&mut cargo)?.lines() {
        let (what, figure) = line.split_once(": ").unwrap_or((line, ""));
        table.add(&format!("ours, {what}"), figure.to_owned());
    }
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("peers");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let scripts = root.join("xtask/peers");
    for (name, figure) in [(SPIFF, spiff(&folder, &scripts)), (BPMN_ENGINE, bpmn_engine(&folder, &scripts))] {
        let told = figure
            .map_or_else(|why| format!("not measured: {why}"), |rate| format!("{} cases per core-second", rate.trim()));
        table.add(&format!("{name}, straight, in memory"), told);
    }
    print!("\n{table}");
    Ok(())
}

fn spiff(folder: &Path, scripts: &Path) -> Result<String, String> {
    let python = folder.join("venv/bin/python");
    if !python.is_file() {
        output(Command::new("python3").args(["-m", "venv"]).arg(folder.join("venv")))?;
    }
    output(Command::new(&python).args(["-m", "pip", "install", "--quiet", SPIFF]))?;
    output(Command::new(&python).arg(scripts.join("spiff.py")).arg(PEER_CASES))
}

fn bpmn_engine(folder: &Path, scripts: &Path) -> Result<String, String> {
    let install = ["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
    output(Command::new("npm").args(install).arg(folder).arg(BPMN_ENGINE))?;
    output(Command::new("node").arg(scripts.join("bpmn_engine.mjs")).arg(PEER_CASES).arg(folder))
}

/// What a program prints, or why it failed.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name} could not be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(format!("{name} failed: {}", told.trim().lines().last().unwrap_or_default()))
}
