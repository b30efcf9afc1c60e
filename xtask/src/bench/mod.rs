//! `cargo xtask bench`: the figures of the real program on this machine, as a table: start, memory, reads, writes, import.
//!
//! The program and its clients share the machine, so that a client costs what it takes from the program. Absent: a network.
//! Results are recorded in docs/benchmarks.md.

mod cases;
mod engine;
mod figures;
mod load;
mod mining;
mod nodes;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use figures::Table;
use load::Load;

use crate::office::http::Request;
use crate::office::{self, Office};
use crate::options::Options;

/// Starts that are measured.
const STARTS: usize = 5;

/// Connections that read pages at once.
const READERS: usize = 64;

/// Connections that write at once.
const WRITERS: usize = 32;

/// How long an office rests before its memory is read, seconds.
const REST_S: u64 = 5;

/// The pages that are read, each by itself.
const PAGES: &[&str] = &["/", "/processes", "/processes/incident-management", "/improvements", "/people"];

/// The real log that is imported where the test data lies beside the repository.
const LOG: &str = "logs/servicenow_incidents_uci498.csv.gz";

/// Measures for `--seconds N` each (10 when not said), on `--binary PATH` or a release build.
///
/// # Errors
/// When the program does not do what is measured.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    if arguments == ["engine"] {
        return engine::run(root);
    }
    if let ["cases", rest @ ..] = arguments {
        return cases::run(root, rest);
    }
    if let ["nodes", rest @ ..] = arguments {
        return nodes::run(root, rest);
    }
    if let ["mining", rest @ ..] = arguments {
        return mining::run(root, rest);
    }
    let options = Options::read(arguments, &["seconds", "binary"])?;
    let lasting = Duration::from_secs(options.number("seconds", 10)?);
    let binary = office::binary(root, options.text("binary"), true)?;
    let folder = office::folder(root, "bench")?;
    let mut table = Table::new(&["what", "figure"]);
    let outcome = measure(root, &binary, &folder, lasting, &mut table);
    print!("\n{table}");
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    outcome
}

fn measure(root: &Path, binary: &Path, folder: &Path, lasting: Duration, table: &mut Table) -> Result<(), String> {
    let size = std::fs::metadata(binary).map_err(|error| format!("{}: {error}", binary.display()))?.len();
    table.add("size of the program", format!("{:.1} MB", size as f64 / 1e6));
    drop(Office::demo(binary, folder)?);
    starts(binary, folder, table)?;
    let office = Office::demo(binary, folder)?;
    std::thread::sleep(Duration::from_secs(REST_S));
    if let Some(memory) = figures::resident_mb(office.pid()) {
        table.add("memory at rest", format!("{memory:.0} MB"));
    }
    reads(&office, lasting, table)?;
    writes(&office, lasting, table)?;
    drop(office);
    import(root, binary, folder, table)?;
    commits(root, folder, table)
}

/// From the start of the process to the first page of an office that exists.
fn starts(binary: &Path, folder: &Path, table: &mut Table) -> Result<(), String> {
    let mut took = Vec::new();
    for _ in 0..STARTS {
        let office = Office::demo(binary, folder)?;
        let begin = std::time::Instant::now();
        let reply = office.connect()?.send(&Request::get("/sign-in"))?;
        if reply.status != 200 {
            return Err(format!("the first page answered {}.", reply.status));
        }
        took.push(office.ready_after + begin.elapsed());
    }
    let (median, most) = figures::median_and_most(&mut took);
    table.add(&format!("start to first page, {STARTS} starts"), format!("median {median:.0?}, slowest {most:.0?}"));
    Ok(())
}

fn reads(office: &Office, lasting: Duration, table: &mut Table) -> Result<(), String> {
    let cookie = office.sign_in("Marek Nowak")?;
    for page in PAGES {
        let request = Request::get(page).with("Cookie", &cookie);
        let reply = office.connect()?.send(&request)?;
        if reply.status != 200 {
            println!("{page} answers {} and is not measured.", reply.status);
            continue;
        }
        let load = Load::run(office.port(), READERS, lasting, |_, _| request.clone(), &[200])?;
        let size = reply.body.len() as f64 / 1e3;
        table.add(&format!("GET {page} ({size:.0} kB), {READERS} connections"), load.to_string());
    }
    Ok(())
}

fn writes(office: &Office, lasting: Duration, table: &mut Table) -> Result<(), String> {
    let cookie = office.sign_in("Marek Nowak")?;
    let propose = |writer: usize, number: u64| {
        let key = format!("bench-{writer}-{number}");
        Request::post("/api/improvements")
            .with("Cookie", &cookie)
            .with("Idempotency-Key", &key)
            .json(&format!("{{\"title\":\"{key}\",\"description\":\"Proposed by the benchmark.\"}}"))
    };
    let one = Load::run(office.port(), 1, lasting, |_, number| propose(WRITERS, number), &[201])?;
    table.add("durable proposals over HTTP, 1 writer", one.to_string());
    let many = Load::run(office.port(), WRITERS, lasting, propose, &[201])?;
    table.add(&format!("durable proposals over HTTP, {WRITERS} writers"), many.to_string());
    Ok(())
}

/// The real log, end to end, by the command line; skipped where the test data is absent.
fn import(root: &Path, binary: &Path, folder: &Path, table: &mut Table) -> Result<(), String> {
    let data = std::env::var_os("MANDATE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    let log = data.join(LOG);
    if !log.is_file() {
        println!("The import is not measured: {} is not there.", log.display());
        return Ok(());
    }
    let mut command = Command::new(binary);
    command.args(["import", "--process", "incident-management", "--good-rows", "--data"]).arg(folder).arg(&log);
    let run = figures::watched(&mut command)?;
    let memory = run.peak_mb.map_or_else(String::new, |peak| format!(", peak memory {peak:.0} MB"));
    table.add("import of the 141,712-event log", format!("{:.1} s{memory}", run.took.as_secs_f64()));
    Ok(())
}

/// Group commit against one commit for each write, on the disk of `folder`.
fn commits(root: &Path, folder: &Path, table: &mut Table) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--release", "--package", "db", "--example", "commits", "--"])
        .arg(folder)
        .current_dir(root);
    let output = cargo.output().map_err(|error| format!("cargo could not be started: {error}."))?;
    if !output.status.success() {
        return Err(format!("the comparison of commits failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        table.add("durable writes in the database", line.to_owned());
    }
    Ok(())
}
