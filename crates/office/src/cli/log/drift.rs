//! `mandate log drift`: from which days on cases take other ways than before.
//!
//! Absent: changes of durations only; run charts show those. Source: `mining::drifts`.

use clap::Args;
use mining::{Drift as Change, MIN_WINDOW_CASES, ShiftedStep};
use serde_json::{Value, json};

use super::file::LogFile;

/// Shifts that are told in sentences for each change; JSON has more.
const TOLD: usize = 3;

/// Says when the process changed.
#[derive(Args, Clone, Debug)]
pub struct Drift {
    #[command(flatten)]
    log: LogFile,
}

/// Looks for changes.
///
/// # Errors
/// A sentence when the file cannot be read or has too few cases.
pub fn run(arguments: &Drift) -> Result<(String, Value), String> {
    let (imported, _) = arguments.log.read()?;
    let found = mining::drifts(&imported.log);
    if found.window == 0 {
        let (cases, fewest) = (imported.log.case_count(), 2 * MIN_WINDOW_CASES);
        return Err(format!("The log has {cases} cases; at least {fewest} are needed to see a change."));
    }
    let mut lines = vec![match found.changes.len() {
        0 => "The process did not change: the ways that cases take differ no more than by chance.".to_owned(),
        1 => "The process changed once.".to_owned(),
        many => format!("The process changed {many} times."),
    }];
    lines.extend(found.changes.iter().map(told));
    Ok((lines.join("\n"), json!({ "drifts": found, "report": imported.report })))
}

fn told(change: &Change) -> String {
    let day = mining::iso(change.at).chars().take(10).collect::<String>();
    let shifts: Vec<String> = change.shifted.iter().take(TOLD).map(shift).collect();
    format!("From {day} on, after {} cases: {}.", change.cases_before, shifts.join("; "))
}

fn shift(step: &ShiftedStep) -> String {
    let what = match (step.from.as_str(), step.to.as_str()) {
        ("", to) => format!("beginning with “{to}”"),
        (from, "") => format!("ending with “{from}”"),
        (from, to) => format!("“{from}” directly followed by “{to}”"),
    };
    format!("{what} in {:.0} % of cases, before {:.0} %", step.after * 100.0, step.before * 100.0)
}
