//! `mandate log handover`: who hands work over to whom, how much time passes at the borders, and how often work comes back.
//!
//! Absent: agreements between units; an office keeps those. Source: `mining::silo_map` and `mining::ping_pong`.

use clap::Args;
use mining::{Groups, Occurs, PingPong, SiloMap, USUAL_REPETITIONS};
use serde_json::{Value, json};

use super::file::LogFile;

/// Borders and cycles that are told in sentences; JSON has all.
const TOLD: usize = 10;

/// Says who hands work over to whom.
#[derive(Args, Clone, Debug)]
pub struct Handover {
    #[command(flatten)]
    log: LogFile,
    /// The column whose values hand over: `resource`, or a text column of the events.
    #[arg(long, default_value = "resource")]
    by: String,
    /// How often two must alternate to count as ping-pong in ServiceNow's sense.
    #[arg(long, default_value_t = USUAL_REPETITIONS)]
    repetitions: usize,
}

/// Maps the units and counts what comes back.
///
/// # Errors
/// A sentence when the file cannot be read or its events name no units.
pub fn run(arguments: &Handover) -> Result<(String, Value), String> {
    let (imported, _) = arguments.log.read()?;
    let log = &imported.log;
    let columns: Vec<&str> = log.event_columns().iter().map(|column| column.name.as_str()).collect();
    let groups = Groups::of(log, &arguments.by).map_err(|_| {
        let others = if columns.is_empty() { String::new() } else { format!(" Others: {}.", columns.join(", ")) };
        format!("The events have no column “{}” of texts; `resource` and `activity` always work.{others}", arguments.by)
    })?;
    let map = mining::silo_map(log, &groups);
    if map.cases == 0 {
        return Err(format!("No event says who did it (column “{}”). Name another with --by.", arguments.by));
    }
    let back = mining::ping_pong(log, &groups, arguments.repetitions);
    let value = json!({ "by": arguments.by, "map": map, "ping_pong": back, "report": imported.report });
    Ok((sentences(&map, &back, arguments.repetitions), value))
}

fn sentences(map: &SiloMap, back: &PingPong, repetitions: usize) -> String {
    let share = |count: u64| count as f64 * 100.0 / map.cases.max(1) as f64;
    let index = map.index.map_or_else(String::new, |index| {
        format!(" {:.1} % of the time between events passed between two of them.", index * 100.0)
    });
    let mut lines = vec![format!(
        "{} units; {} of {} cases ({:.1} %) passed from one to another, {} times in all.{index}",
        map.units.len(),
        map.crossing,
        map.cases,
        share(map.crossing),
        back.handovers.times
    )];
    for border in map.borders.iter().take(TOLD) {
        lines.push(format!(
            "{} → {}: {} times in {} cases, half within {:.1} h.",
            border.from,
            border.to,
            border.count,
            border.cases,
            border.median_seconds / 3600.0
        ));
    }
    let told = |what: &str, count: Occurs| {
        format!("{what}: {} cases ({:.1} %), {} times.", count.cases, share(count.cases), count.times)
    };
    lines.push(told("Comes back after one other (Celonis, direct)", back.direct));
    lines.push(told("Comes back after several others (Celonis, indirect)", back.indirect));
    lines.push(told(&format!("Two alternate {repetitions} times or more (ServiceNow)"), back.alternating));
    lines.push(told("Circles of handovers (BPI Challenge 2013)", back.cycles));
    for cycle in back.list.iter().take(TOLD) {
        lines.push(format!("{}: {} cases.", cycle.groups.join(" → "), cycle.cases));
    }
    lines.join("\n")
}
