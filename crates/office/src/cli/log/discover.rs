//! `mandate log discover`: the process that a log shows, as a BPMN diagram.
//!
//! Absent: lanes and roles. Source: `mining::inductive` and `mining::heuristics`.

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mining::{ActivityMap, ChartNode, ConformanceOptions, DiscoveryOptions, EventLog, Flowchart};
use serde_json::{Value, json};

use super::file::LogFile;
use crate::measure::discovered::diagram;

/// Draws the process that a log shows.
#[derive(Args, Clone, Debug)]
pub struct Discover {
    #[command(flatten)]
    log: LogFile,
    /// The .bpmn file to write.
    #[arg(value_name = "OUT.bpmn")]
    out: PathBuf,
    /// Leave out what is rarer than this share, from 0 to 1, of the most frequent continuation; 0 allows every case.
    #[arg(long, default_value_t = 0.0)]
    noise: f64,
    /// How the process is found.
    #[arg(long, value_enum, default_value_t = Miner::Inductive)]
    miner: Miner,
    /// How certain the heuristics miner must be of a flow, from 0 to 1.
    #[arg(long, default_value_t = DiscoveryOptions::default().dependency)]
    dependency: f64,
    /// Keep successive rows of the same activity apart; without it they count as one.
    #[arg(long)]
    keep_repeats: bool,
    /// Replace a file that exists.
    #[arg(long)]
    replace: bool,
}

/// Ways to find a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Miner {
    /// Blocks within blocks; with noise 0 every case is allowed.
    Inductive,
    /// The flows that are certain; parallel work where it can be joined again.
    Heuristics,
}

/// Finds the process, writes it, and says how well it fits.
///
/// # Errors
/// A sentence; then nothing was written.
pub fn run(arguments: &Discover) -> Result<(String, Value), String> {
    let out = arguments.out.display();
    if arguments.out.exists() && !arguments.replace {
        return Err(format!("{out} exists. Name another file, or add --replace."));
    }
    let (imported, _) = arguments.log.read()?;
    let log = &imported.log;
    let options = DiscoveryOptions {
        noise: arguments.noise,
        dependency: arguments.dependency,
        collapse_repeats: !arguments.keep_repeats,
    };
    let (chart, tree) = match arguments.miner {
        Miner::Inductive => {
            let tree = mining::inductive(log, &options).map_err(|error| error.to_string())?;
            (Flowchart::from(&tree), Some(tree.to_string()))
        }
        Miner::Heuristics => (mining::heuristics(log, &options).map_err(|error| error.to_string())?, None),
    };
    let name = arguments.log.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = name.split('.').next().unwrap_or_default().replace(['_', '-'], " ");
    let told = documentation(arguments, log);
    let text = diagram(&name, &told, &chart).map_err(|error| format!("The process cannot be drawn: {error}"))?;
    let fitness = fitness(log, &chart, &options)?;
    fs::write(&arguments.out, &text).map_err(|error| format!("{out} cannot be written: {error}."))?;
    let count = |wanted: fn(&ChartNode) -> bool| chart.nodes.iter().filter(|node| wanted(node)).count();
    let activities = count(|node| matches!(node, ChartNode::Activity(_)));
    let gateways = count(|node| matches!(node, ChartNode::Exclusive | ChartNode::Parallel));
    let shown = fitness.map_or_else(|| "too costly to compute".to_owned(), |value| format!("{value:.4}"));
    let sentences = format!(
        "{out} is written: {activities} activities, {gateways} gateways, from {} cases with {} events. Fitness {shown}.",
        log.case_count(),
        log.event_count()
    );
    let value = json!({
        "written": arguments.out, "cases": log.case_count(), "events": log.event_count(), "activities": activities,
        "gateways": gateways, "fitness": fitness, "tree": tree, "report": imported.report
    });
    Ok((sentences, value))
}

/// Where the diagram comes from, for its readers.
fn documentation(arguments: &Discover, log: &EventLog) -> String {
    let how = match arguments.miner {
        Miner::Inductive => format!("the inductive miner with noise {}", arguments.noise),
        Miner::Heuristics => format!("the heuristics miner with dependency {}", arguments.dependency),
    };
    let file = arguments.log.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    format!("Found by {how} in {file}: {} cases, {} events.", log.case_count(), log.event_count())
}

fn fitness(log: &EventLog, chart: &Flowchart, options: &DiscoveryOptions) -> Result<Option<f64>, String> {
    let net = chart.net();
    let own = |name: &str| (name.to_owned(), mining::Target::Activity(name.to_owned()));
    let known = net.activities();
    let states = log.activities().iter().filter(|state| known.contains(state)).map(own).collect();
    let options = ConformanceOptions { collapse_repeats: options.collapse_repeats, ..ConformanceOptions::default() };
    let result =
        mining::conformance(log, &net, &ActivityMap { states }, &options).map_err(|error| error.to_string())?;
    Ok(result.fitness.filter(|_| result.not_computed == 0))
}
