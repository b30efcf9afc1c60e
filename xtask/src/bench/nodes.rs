//! `cargo xtask bench nodes`: running cases on PostgreSQL with several nodes, by the example that knows how.
//!
//! The server is started for it, with its syncs on, and shares the machine with nodes and clients. Absent: HTTP. Results are recorded in
//! docs/benchmarks.md.

use std::path::Path;
use std::process::Command;

use crate::options::Options;
use crate::suite::postgresql::Server;

/// The variable with the address of the server, as the example reads it.
const SERVER: &str = "MANDATE_NODES";

/// Measures with one node and then with `--nodes N` (2 when not said), `--cases N` each (10000 when not said).
///
/// # Errors
/// When there is no server to be had, or a node does not do what is measured.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let options = Options::read(arguments, &["cases", "nodes"])?;
    let (cases, nodes) = (options.number("cases", 10_000)?, options.number("nodes", 2)?.max(1));
    let server = Server::start_durable()?;
    for nodes in [1, nodes] {
        let mut cargo = Command::new("cargo");
        cargo.args(["run", "--quiet", "--release", "--package", "office", "--example", "nodes", "--"]);
        cargo.args([cases.to_string(), nodes.to_string()]).env(SERVER, server.url()).current_dir(root);
        let status = cargo.status().map_err(|error| format!("cargo could not be started: {error}"))?;
        if !status.success() {
            return Err(format!("{nodes} nodes: {status}"));
        }
    }
    Ok(())
}
