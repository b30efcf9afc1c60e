//! `mandate log conform`: a log held against a diagram.
//!
//! Absent: waivers; an office keeps those. Source: `mining::conformance`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mining::{
    ActivityMap, Conformance, ConformanceOptions, Consequence, Deviation, EventLog, MeasureSpec, Target, consequences,
};
use serde_json::{Value, json};

use super::file::LogFile;
use crate::cli::folder;
use crate::measure::figures::net;

/// Deviations that are told in sentences; JSON has all.
const TOLD: usize = 20;
/// Activities that are told for their waiting times; JSON has all.
const TOLD_TIMES: usize = 3;

/// Holds a log against a diagram.
#[derive(Args, Clone, Debug)]
pub struct Conform {
    #[command(flatten)]
    log: LogFile,
    /// A .bpmn file, or the folder of a definition.
    #[arg(long)]
    model: PathBuf,
    /// A TOML file that says which state of the log is which activity; without it states and activities of the same name
    /// are one.
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,
    /// States that end a case; a case that ends in another is still open and not asked for the rest.
    #[arg(long, value_name = "STATE")]
    closing: Vec<String>,
    /// Keep successive rows of the same activity apart; without it they count as one.
    #[arg(long)]
    keep_repeats: bool,
    /// Which deviations come first.
    #[arg(long, value_enum, default_value_t = Rank::Cases)]
    rank: Rank,
}

/// How deviations are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rank {
    /// By the number of cases.
    Cases,
    /// By the hours that their cases took longer than conforming ones.
    Hours,
}

/// Compares, and tells fitness, precision and deviations.
///
/// # Errors
/// A sentence when a file cannot be read, the diagram cannot be replayed, or nothing in the log is in the diagram.
pub fn run(arguments: &Conform) -> Result<(String, Value), String> {
    let diagram = folder::diagram(&arguments.model)?;
    let drawn = net(&diagram).map_err(|failure| failure.to_string())?;
    let steps = drawn.activities();
    let named = diagram.nodes().iter().filter(|node| steps.contains(node.id.as_str()));
    let names: BTreeMap<String, String> = named.map(|node| (node.id.clone(), node.name.clone())).collect();
    let (imported, reading) = arguments.log.read()?;
    let log = &imported.log;
    let map = match &arguments.map {
        Some(path) => states(path, log, &names)?,
        None => ActivityMap::by_name(log, names.iter().map(|(id, name)| (id.as_str(), name.as_str()))),
    };
    if !map.states.values().any(|target| matches!(target, Target::Activity(_))) {
        let some: Vec<&str> = log.activities().iter().take(5).collect();
        return Err(format!(
            "No state of the log ({}) has the name of an activity of the diagram. Say with --map which is which.",
            some.join(", ")
        ));
    }
    let spec = match &reading {
        Some(reading) => {
            MeasureSpec { resolved: reading.resolved.clone(), closed: reading.closed.clone(), ..MeasureSpec::default() }
        }
        None => MeasureSpec::default(),
    };
    let closing = match reading {
        Some(reading) if arguments.closing.is_empty() => reading.closed,
        _ => arguments.closing.clone(),
    };
    let unknown: Vec<&String> =
        closing.iter().filter(|state| !log.activities().iter().any(|one| one == *state)).collect();
    if let Some(state) = unknown.first() {
        return Err(format!("The log has no state “{state}”, which should end cases."));
    }
    let options = ConformanceOptions {
        collapse_repeats: !arguments.keep_repeats,
        closing_states: closing,
        names,
        times: true,
        ..ConformanceOptions::default()
    };
    let mut result = mining::conformance(log, &drawn, &map, &options).map_err(|error| error.to_string())?;
    let weighed = consequences(log, &result, &spec);
    let mut ranked: Vec<(Deviation, Consequence)> =
        std::mem::take(&mut result.deviations).into_iter().zip(weighed).collect();
    if arguments.rank == Rank::Hours {
        let hours = |pair: &(Deviation, Consequence)| pair.1.hours.unwrap_or(f64::NEG_INFINITY);
        ranked.sort_by(|a, b| hours(b).total_cmp(&hours(a)));
    }
    let mut value = json!(result);
    let each = ranked.iter().map(|(deviation, consequence)| {
        let mut one = json!(deviation);
        one["consequence"] = json!(consequence);
        one
    });
    value["deviations"] = each.collect();
    value["report"] = json!(imported.report);
    Ok((sentences(&result, &ranked, &options.names), value))
}

/// Which state is which activity, by a file with lines such as `"Awaiting user" = "wait_for_user"`. The right side is an id or
/// a name of the diagram; an empty one leaves the state out.
fn states(path: &PathBuf, log: &EventLog, names: &BTreeMap<String, String>) -> Result<ActivityMap, String> {
    let file = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| format!("{file}: {error}."))?;
    let lines: BTreeMap<String, String> = toml::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
    let known: BTreeSet<&str> = log.activities().iter().collect();
    let mut map = ActivityMap::by_name(log, names.iter().map(|(id, name)| (id.as_str(), name.as_str())));
    for (state, activity) in lines {
        if !known.contains(state.as_str()) {
            return Err(format!("{file}: the log has no state “{state}”."));
        }
        let by_name = || names.iter().find(|(_, name)| **name == activity).map(|(id, _)| id.clone());
        let target = if activity.is_empty() {
            Target::Ignored
        } else if names.contains_key(&activity) {
            Target::Activity(activity)
        } else {
            let found = by_name().ok_or_else(|| format!("{file}: the diagram has no activity “{activity}”."))?;
            Target::Activity(found)
        };
        map.states.insert(state, target);
    }
    Ok(map)
}

fn sentences(result: &Conformance, ranked: &[(Deviation, Consequence)], names: &BTreeMap<String, String>) -> String {
    let figure = |value: Option<f64>| value.map_or_else(|| "not known".to_owned(), |value| format!("{value:.4}"));
    let share = result.conforming_share().map_or_else(String::new, |share| format!(" ({:.1} %)", share * 100.0));
    let mut lines = vec![format!(
        "{} of {} cases keep to the process{share}. Fitness {}, precision {}, generalization {}.",
        result.conforming,
        result.compared,
        figure(result.fitness),
        figure(result.precision),
        figure(result.generalization)
    )];
    lines.extend(ranked.iter().take(TOLD).map(|(deviation, consequence)| consequence.sentence(deviation)));
    if ranked.len() > TOLD {
        lines.push(format!("{} more deviations stand in the JSON.", ranked.len() - TOLD));
    }
    let mut waits: Vec<_> =
        result.activities.iter().filter_map(|flow| Some((&flow.activity, flow.waiting.as_ref()?))).collect();
    waits.sort_by(|a, b| b.1.sum_seconds.total_cmp(&a.1.sum_seconds));
    for (activity, waiting) in waits.into_iter().take(TOLD_TIMES).filter(|(_, waiting)| waiting.sum_seconds > 0.0) {
        let name = names.get(activity).unwrap_or(activity);
        let hours = |seconds: f64| seconds / 3600.0;
        lines.push(format!(
            "Before “{name}” cases waited {:.0} h in all, half of them up to {:.1} h.",
            hours(waiting.sum_seconds),
            hours(waiting.median_seconds)
        ));
    }
    lines.extend(result.notes.iter().cloned());
    lines.join("\n")
}
