//! Figures and their table: percentiles, memory of a process as Linux tells it, and Markdown to print.
//!
//! Source: `proc_pid_status(5)` for `VmRSS` and `VmHWM`.

use std::fmt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the memory of a running command is looked at, milliseconds.
const LOOK_MS: u64 = 10;

/// A table with a row for each figure.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub fn new(headings: &[&str]) -> Table {
        Table { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a row, and prints it at once.
    pub fn add(&mut self, what: &str, figure: String) {
        println!("{what}: {figure}");
        self.rows.push(vec![what.to_owned(), figure]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, row) in self.rows.iter().enumerate() {
            writeln!(formatter, "| {} |", row.join(" | "))?;
            if index == 0 {
                writeln!(formatter, "|{}", "---|".repeat(row.len()))?;
            }
        }
        Ok(())
    }
}

/// The time below which `percent` of the sorted times lie; nothing when there are none.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The median and the longest of some times.
pub fn median_and_most(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort_unstable();
    (percentile(times, 50), times.last().copied().unwrap_or_default())
}

/// The memory that a process holds, megabytes; none where the system does not tell.
pub fn resident_mb(pid: u32) -> Option<f64> {
    status_mb(pid, "VmRSS:")
}

fn status_mb(pid: u32, field: &str) -> Option<f64> {
    field_mb(&std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?, field)
}

/// A field of `/proc/PID/status`, which is in kibibytes, in megabytes.
pub fn field_mb(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}

/// How a command went.
pub struct Run {
    pub took: Duration,
    /// The most memory it held, megabytes.
    pub peak_mb: Option<f64>,
}

/// Runs a command and watches its memory.
///
/// # Errors
/// When it cannot be started or fails.
pub fn watched(command: &mut Command) -> Result<Run, String> {
    let begin = Instant::now();
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child =
        command.stdin(Stdio::null()).spawn().map_err(|error| format!("{name} could not be started: {error}."))?;
    let mut peak_mb = None;
    loop {
        peak_mb = status_mb(child.id(), "VmHWM:").or(peak_mb);
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(Run { took: begin.elapsed(), peak_mb }),
            Ok(Some(status)) => return Err(format!("{name} ended with {status}.")),
            Ok(None) => std::thread::sleep(Duration::from_millis(LOOK_MS)),
            Err(error) => return Err(format!("{name} was lost: {error}.")),
        }
    }
}
