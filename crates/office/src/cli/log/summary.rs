//! `mandate log summary`: what is in a log, and how well the work in it went.
//!
//! Absent: comparison with a process; that needs an office or a model. Source: the measures of the crate `mining`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use mining::{Dfg, EventLog, Measure, MeasureSpec, Measures, ObjectLog, Report, ValueColumn, Variant};
use serde_json::{Value, json};

use super::figures::{Wanted, figures};
use super::file::{Content, How, Opened, open, open_cases};

/// Ways that are shown.
const WAYS: usize = 10;
/// Activities that are shown to people; programs get all.
const ACTIVITIES: usize = 30;

/// Counts what is in a log and tells its measures.
#[derive(Args, Clone, Debug)]
pub struct Summary {
    /// The log.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    how: How,
    /// A state that means "resolved"; may be given several times.
    #[arg(long, value_name = "STATE")]
    resolved: Vec<String>,
    /// A state that means "closed"; may be given several times.
    #[arg(long, value_name = "STATE")]
    closed: Vec<String>,
    #[command(flatten)]
    wanted: Wanted,
}

/// Summarises.
///
/// # Errors
/// A sentence when the log cannot be read.
pub fn run(arguments: &Summary) -> Result<(String, Value), String> {
    let mut spec = MeasureSpec::default();
    if !arguments.resolved.is_empty() {
        spec.resolved.clone_from(&arguments.resolved);
    }
    if !arguments.closed.is_empty() {
        spec.closed.clone_from(&arguments.closed);
    }
    if arguments.how.object_type.is_some() {
        let (log, report) = open_cases(&arguments.file, &arguments.how)?;
        return of_cases(&log, &report, &spec, &arguments.wanted);
    }
    let Opened { content, report } = open(&arguments.file, &arguments.how)?;
    match content {
        Content::Cases(log) => of_cases(&log, &report, &spec, &arguments.wanted),
        Content::Objects(log) => Ok(of_objects(&log, &report)),
    }
}

fn of_cases(log: &EventLog, report: &Report, spec: &MeasureSpec, wanted: &Wanted) -> Result<(String, Value), String> {
    let found = Found {
        log,
        report,
        graph: mining::dfg(log),
        variants: mining::variants(log),
        measures: mining::measures(log, spec),
        period: log.period().map(|(first, last)| (mining::iso(first), mining::iso(last))),
    };
    let (lines, figures) = figures(log, spec, wanted)?;
    let mut value = found.value();
    if let (Value::Object(value), Value::Object(figures)) = (&mut value, figures) {
        value.extend(figures);
    }
    Ok((format!("{}\n{}", found.sentences(), lines.join("\n")), value))
}

/// What was found in a log of cases.
struct Found<'l> {
    log: &'l EventLog,
    report: &'l Report,
    graph: Dfg,
    variants: Vec<Variant>,
    measures: Measures,
    period: Option<(String, String)>,
}

impl Found<'_> {
    fn sentences(&self) -> String {
        let log = self.log;
        let (cases, events, activities) = (log.case_count(), log.event_count(), log.activities().len());
        let (resources, ways) = (log.resources().len(), self.variants.len());
        let mut lines = vec![
            self.report.sentence(),
            format!("{cases} cases, {events} events, {activities} activities, {resources} resources, {ways} ways."),
        ];
        lines.extend(self.period.as_ref().map(|(first, last)| format!("From {first} to {last}.")));
        lines.extend(self.report.notes.iter().cloned());
        lines.push("Activities:".to_owned());
        let most = self.graph.activities.iter().take(ACTIVITIES);
        lines.extend(most.map(|(name, count)| format!("  {count:>9}  {name}")));
        if activities > ACTIVITIES {
            lines.push(format!("  and {} more", activities - ACTIVITIES));
        }
        lines.push("Most frequent ways:".to_owned());
        for variant in self.variants.iter().take(WAYS) {
            lines.push(format!("  {:>9}  {}", variant.cases.len(), self.steps(variant).join(" → ")));
        }
        lines.push("Measures:".to_owned());
        for value in &self.measures.values {
            let told = match value.value {
                None => "not known".to_owned(),
                Some(share) if value.measure.is_share() => format!("{:.1} %", share * 100.0),
                Some(seconds) if value.measure.is_time() => format!("{:.1} hours", seconds / 3_600.0),
                Some(number) => format!("{number:.2}"),
            };
            lines.push(format!("  {}: {told} (of {} cases)", label(value.measure), value.n));
        }
        lines.join("\n")
    }

    fn value(&self) -> Value {
        let log = self.log;
        let counts = |counts: &[(String, u64)]| -> BTreeMap<String, u64> { counts.iter().cloned().collect() };
        let way = |variant: &Variant| json!({ "cases": variant.cases.len(), "activities": self.steps(variant) });
        let of_cases = log.columns().iter().map(|column| attribute(column, "case", log.case_count()));
        let of_events = log.event_columns().iter().map(|column| attribute(column, "event", log.event_count()));
        json!({
            "cases": log.case_count(),
            "events": log.event_count(),
            "activities": counts(&self.graph.activities),
            "starts": counts(&self.graph.starts),
            "ends": counts(&self.graph.ends),
            "resources": log.resources().len(),
            "variants": self.variants.len(),
            "most_frequent_variants": self.variants.iter().take(WAYS).map(way).collect::<Vec<_>>(),
            "period": self.period.as_ref().map(|(first, last)| json!({ "first": first, "last": last })),
            "attributes": of_cases.chain(of_events).collect::<Vec<_>>(),
            "measures": self.measures.values,
            "bytes_in_memory": log.heap_bytes(),
            "report": self.report,
        })
    }

    fn steps(&self, variant: &Variant) -> Vec<&str> {
        variant.activities.iter().map(|code| self.log.activities().get(*code).unwrap_or_default()).collect()
    }
}

fn attribute(column: &ValueColumn, of: &str, places: usize) -> Value {
    let filled = (0..places).filter(|place| column.get(*place).is_some()).count();
    let distinct = (column.kind() == mining::Kind::Text).then(|| column.distinct().len());
    json!({ "name": column.name, "of": of, "kind": column.kind(), "fact": column.fact, "filled": filled, "distinct": distinct })
}

fn label(measure: Measure) -> String {
    let key = json!(measure).as_str().unwrap_or_default().replace('_', " ");
    let mut chars = key.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn of_objects(log: &ObjectLog, report: &Report) -> (String, Value) {
    let flow = mining::object_flow(log);
    let relations: usize = log.events().map(|event| event.objects().count()).sum();
    let mut lines = vec![
        report.sentence(),
        format!(
            "{} events, {} objects of {} types, {relations} relations between them.",
            log.events().len(),
            log.objects().len(),
            log.object_types().len()
        ),
    ];
    lines.extend(report.notes.iter().cloned());
    for kind in &flow.types {
        lines.push(format!(
            "{}: {} objects, {} of them without an event.",
            kind.object_type, kind.objects, kind.without_events
        ));
        for edge in kind.edges.iter().take(WAYS) {
            let hours = edge.mean_seconds / 3_600.0;
            lines.push(format!("  {:>9}  {} → {} (mean {hours:.1} hours)", edge.count, edge.from, edge.to));
        }
    }
    lines.push("--object-type TYPE tells the cases of one type with their measures.".to_owned());
    let value = json!({
        "events": log.events().len(),
        "objects": log.objects().len(),
        "relations": relations,
        "event_types": log.event_types(),
        "object_types": log.object_types(),
        "flow": flow,
        "report": report,
    });
    (lines.join("\n"), value)
}
