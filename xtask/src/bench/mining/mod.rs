//! `cargo xtask bench mining`: the questions a log is asked, asked of this crate and of its peers on the same logs, as tables.
//!
//! Each side reads what it can: the file itself, or the same events written as CSV, XES or OCEL. Absent: peers on logs that take
//! them more than the limits below. Results are recorded in docs/benchmarks.md.

mod peers;
#[cfg(test)]
mod tests;
mod told;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::options::Options;
use peers::Peers;
use told::{Side, table};

/// Logs beside the repository with the net in `crates/mining/tests/peer` that all align them with.
const LOGS: [(&str, &str); 2] =
    [("bpic2013_incidents.xes.gz", "incidents"), ("servicenow_incidents_uci498.csv.gz", "service_now")];

/// Events of the two logs that are made.
const EVENTS: u64 = 1_000_000;
const MANY_EVENTS: u64 = 10_000_000;

/// Most events for which XES and OCEL are written, which some peers keep at a kilobyte an event.
const MOST_AS_OBJECTS: u64 = 2_000_000;

/// A log and the forms in which sides may read it.
struct Log<'l> {
    name: &'l str,
    file: &'l Path,
    net: Option<PathBuf>,
    events: u64,
    folder: &'l Path,
}

/// Measures on the real logs at hand and on two that are made, of `--events N` and `--many N` events; `--figures PROGRAM` names a
/// program of ours that is built already.
///
/// # Errors
/// When this crate's program cannot be built or fails.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let options = Options::read(arguments, &["events", "many", "figures"])?;
    let made = [options.number("events", EVENTS)?, options.number("many", MANY_EVENTS)?];
    let own = options.text("figures").map_or_else(|| build(root), |program| Ok(PathBuf::from(program)))?;
    let peers = Peers::fetched();
    let folder = std::env::temp_dir().join(format!("mandate-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let outcome = all(root, &own, &peers, &folder, &made);
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    outcome
}

fn all(root: &Path, own: &Path, peers: &Peers, folder: &Path, made: &[u64]) -> Result<(), String> {
    let data = std::env::var_os("MANDATE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    for (name, net) in LOGS {
        let file = data.join("logs").join(name);
        if !file.is_file() {
            println!("skipped: {name} is not there (set MANDATE_DATA to the folder of test data)");
            continue;
        }
        let net = root.join("crates/mining/tests/peer").join(format!("{net}.json"));
        compare(root, own, peers, &Log { name, file: &file, net: Some(net), events: 0, folder })?;
    }
    for events in made.iter().copied().filter(|events| *events > 0) {
        let file = folder.join("made.csv");
        lines(Command::new(own).arg("make").arg(events.to_string()).arg(&file))?;
        let name = format!("made log of {events} events");
        compare(root, own, peers, &Log { name: &name, file: &file, net: None, events, folder })?;
    }
    Ok(())
}

/// Builds this crate's example and names it.
fn build(root: &Path) -> Result<PathBuf, String> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root).args(["build", "--release", "-p", "mining", "--example", "figures"]);
    if !cargo.status().map_err(|error| format!("cargo: {error}"))?.success() {
        return Err("The example `figures` could not be built.".to_owned());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("release/examples/figures"))
}

fn compare(root: &Path, own: &Path, peers: &Peers, log: &Log<'_>) -> Result<(), String> {
    let objects = log.events <= MOST_AS_OBJECTS;
    let mut told = lines(Command::new(own).arg("compare").arg(log.file).args(&log.net))?;
    let written = |form: &str| -> Result<PathBuf, String> {
        let out = log.folder.join(format!("written.{form}"));
        lines(Command::new(own).arg("write").arg(log.file).arg(&out)).map(|_| out)
    };
    let csv = if log.net.is_some() { written("csv")? } else { log.file.to_path_buf() };
    let mut sides = Vec::new();
    for module in ["duckdb", "polars"] {
        let command = peers.python(root, module);
        sides.push(Side::of(
            module,
            &asked(command.map(|mut command| {
                command.arg(&csv);
                command
            })),
        ));
    }
    let mut slow = asked(pm4py(root, peers, log));
    if objects {
        for (name, form) in [("process_mining", "xes"), ("ocel-mine", "json")] {
            let file = written(form)?;
            told.extend(lines(Command::new(own).arg("read").arg(&file))?);
            let command = peers.krate(name).map(|mut command| {
                command.arg(&file).args(log.net.iter().filter(|_| form == "xes"));
                command
            });
            sides.push(Side::of(name, &asked(command)));
        }
        if log.net.is_none() {
            slow.extend(asked(peers.python(root, "pm4py").map(|mut command| {
                command.arg(log.folder.join("written.xes")).arg("import");
                command
            })));
        }
    }
    sides.insert(0, Side::of("pm4py", &slow));
    println!("\n{}\n\n{}", log.name, table(&Side::of("ours", &told), &sides));
    Ok(())
}

/// pm4py reads the file itself; on a very large log it is not asked what takes it many minutes.
fn pm4py(root: &Path, peers: &Peers, log: &Log<'_>) -> Option<Command> {
    let mut command = peers.python(root, "pm4py")?;
    command.arg(log.file).args(&log.net);
    if log.events > MOST_AS_OBJECTS {
        command.arg("short");
    }
    Some(command)
}

/// What a peer told; nothing, and why, where it failed.
fn asked(command: Option<Command>) -> Vec<String> {
    let Some(mut command) = command else { return Vec::new() };
    lines(&mut command).unwrap_or_else(|why| {
        println!("left out: {why}");
        Vec::new()
    })
}

/// What a program prints, line by line.
fn lines(command: &mut Command) -> Result<Vec<String>, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stderr(Stdio::null()).output().map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{name} ended with {}.", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}
