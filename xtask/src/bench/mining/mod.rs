//! `cargo xtask bench mining`: the questions a log is asked, asked of this crate and of pm4py, on the same files, as a table.
//!
//! The peer is no dependency: it is put into a folder of the user's cache where a package index can be reached, and left out
//! where none can. Absent: other peers. Results are recorded in docs/benchmarks.md.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::options::Options;

/// The peer and its version, as a Python package.
const PEER: &str = "pm4py==2.7.23.11";

/// Logs beside the repository with the net in `crates/mining/tests/peer` that both align them with.
const LOGS: [(&str, &str); 2] =
    [("bpic2013_incidents.xes.gz", "incidents"), ("servicenow_incidents_uci498.csv.gz", "service_now")];

/// Events of the log that is made where `--events` does not say.
const EVENTS: u64 = 1_000_000;

/// One measurement of one side.
#[derive(Clone, Debug, PartialEq)]
struct Measured {
    what: String,
    wall_ms: f64,
    cpu_ms: f64,
    note: String,
}

/// What one side measured on one log.
#[derive(Default)]
struct Side {
    measured: Vec<Measured>,
    peak_mb: f64,
}

/// Measures on the real logs at hand and on one of `--events N` events that is made for it.
///
/// # Errors
/// When this crate's program cannot be built or fails.
pub fn run(root: &Path, arguments: &[&str]) -> Result<(), String> {
    let options = Options::read(arguments, &["events"])?;
    let events = options.number("events", EVENTS)?;
    let own = build(root)?;
    let peer = peer()?;
    let data = std::env::var_os("MANDATE_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from);
    for (log, net) in LOGS {
        let file = data.join("logs").join(log);
        if !file.is_file() {
            println!("skipped: {log} is not there (set MANDATE_DATA to the folder of test data)");
            continue;
        }
        let net = root.join("crates/mining/tests/peer").join(format!("{net}.json"));
        compare(root, log, &own, peer.as_deref(), &[&file, &net])?;
    }
    let made = std::env::temp_dir().join(format!("mandate-bench-{events}-{}.csv", std::process::id()));
    lines(Command::new(&own).arg("make").arg(events.to_string()).arg(&made))?;
    let outcome = compare(root, &format!("made log of {events} events"), &own, peer.as_deref(), &[&made]);
    std::fs::remove_file(&made).map_err(|error| format!("{}: {error}", made.display()))?;
    outcome
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

/// A Python that has the peer; none, and said so, where it cannot be had.
fn peer() -> Result<Option<PathBuf>, String> {
    let Some(home) = std::env::var_os("HOME") else {
        println!("left out: pm4py needs a home folder to be kept in");
        return Ok(None);
    };
    let folder = PathBuf::from(home).join(".cache/mandate/peers").join(PEER);
    let python = folder.join("bin/python");
    let has = |python: &Path| {
        let mut asked = Command::new(python);
        asked.args(["-c", "import pm4py"]).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    if has(&python) {
        return Ok(Some(python));
    }
    println!("putting {PEER} into {}", folder.display());
    let made = Command::new("python3").args(["-m", "venv"]).arg(&folder).status();
    let put = made.is_ok_and(|status| status.success())
        && Command::new(&python)
            .args(["-m", "pip", "install", "-q", PEER])
            .status()
            .is_ok_and(|status| status.success());
    if put && has(&python) {
        return Ok(Some(python));
    }
    println!("left out: {PEER} could not be installed");
    Ok(None)
}

fn compare(root: &Path, name: &str, own: &Path, peer: Option<&Path>, files: &[&Path]) -> Result<(), String> {
    let ours = side(&lines(Command::new(own).arg("compare").args(files))?);
    let theirs = match peer {
        Some(python) => {
            let script = root.join("xtask/src/bench/mining/peer.py");
            side(&lines(Command::new(python).arg(script).args(files))?)
        }
        None => Side::default(),
    };
    println!("\n{name}\n\n{}", table(&ours, &theirs));
    Ok(())
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

fn side(lines: &[String]) -> Side {
    let mut side = Side::default();
    for line in lines {
        let number = |key: &str| field(line, key).and_then(|text| text.parse::<f64>().ok());
        match (field(line, "what"), number("ms"), number("cpu_ms"), number("mb")) {
            (Some(what), Some(wall_ms), Some(cpu_ms), _) => {
                let note = field(line, "note").unwrap_or_default().to_owned();
                side.measured.push(Measured { what: what.to_owned(), wall_ms, cpu_ms, note });
            }
            (Some("peak"), _, _, Some(mb)) => side.peak_mb = mb,
            _ => {}
        }
    }
    side
}

/// The value of a key in a line of flat JSON without escapes.
fn field<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line.split_once(&format!("\"{key}\":"))?.1;
    match rest.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => rest.split([',', '}']).next(),
    }
}

fn table(ours: &Side, theirs: &Side) -> String {
    let mut text =
        "| what | ours, CPU | ours, wall | pm4py, CPU | pm4py, wall | CPU ratio | |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    let ms = |value: f64| if value < 1_000.0 { format!("{value:.2} ms") } else { format!("{:.2} s", value / 1_000.0) };
    for one in &ours.measured {
        let other = theirs.measured.iter().find(|other| other.what == one.what);
        // Linux counts the time of a process in hundredths of a second; below, the wall time of one core is the better figure.
        let cpu = one.cpu_ms.max(one.wall_ms.min(1.0));
        let (peer_cpu, peer_wall, ratio, note) = match other {
            Some(other) => (
                ms(other.cpu_ms),
                ms(other.wall_ms),
                format!("{:.0}", other.cpu_ms / cpu.max(f64::EPSILON)),
                if one.note == other.note { one.note.clone() } else { format!("{} / {}", one.note, other.note) },
            ),
            None => ("–".to_owned(), "–".to_owned(), "–".to_owned(), one.note.clone()),
        };
        text.push_str(&format!(
            "| {} | {} | {} | {peer_cpu} | {peer_wall} | {ratio} | {note} |\n",
            one.what,
            ms(cpu),
            ms(one.wall_ms)
        ));
    }
    text.push_str(&format!("\nPeak memory: ours {:.0} MB, pm4py {:.0} MB.\n", ours.peak_mb, theirs.peak_mb));
    text
}
