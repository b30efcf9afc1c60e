//! The figures that the field calls by the same name, side by side, for `mandate log summary`.
//!
//! Absent: targets. Source: [`mining::indicators`], whose definitions name their sources.

use std::path::PathBuf;

use clap::Args;
use mining::{Breakdown, Definition, EventLog, Indicator, IndicatorSpec, IndicatorUnit, MeasureSpec};
use serde_json::{Value, json};

use super::super::hours;

/// Parts of a breakdown that are shown to people; programs get all.
const PARTS: usize = 20;

/// What the figures need to know.
#[derive(Args, Clone, Debug, Default)]
pub struct Wanted {
    /// Working hours as a TOML file (`time_zone`, `week`, `holidays`, `special_days`), for figures in working time.
    #[arg(long, value_name = "CALENDAR.toml")]
    calendar: Option<PathBuf>,
    /// A state in which a ticket waits for the user; may be given several times.
    #[arg(long, value_name = "STATE")]
    wait_user: Vec<String>,
    /// Days without an event after which an open ticket is stale.
    #[arg(long, value_name = "DAYS", default_value_t = 5)]
    stale_days: u16,
    /// Tell the figures for each value of this attribute of cases too.
    #[arg(long, value_name = "ATTRIBUTE")]
    by: Option<String>,
    /// Tell the figures for each month of opening too.
    #[arg(long)]
    by_month: bool,
}

/// The figures in sentences and as JSON.
///
/// # Errors
/// A sentence: the calendar cannot be read, or there is no such attribute.
pub fn figures(log: &EventLog, measure: &MeasureSpec, wanted: &Wanted) -> Result<(Vec<String>, Value), String> {
    let spec = IndicatorSpec {
        measure: measure.clone(),
        calendar: wanted.calendar.as_deref().map(hours::read).transpose()?,
        wait_user: wanted.wait_user.clone(),
        stale_days: Some(wanted.stale_days),
        ..IndicatorSpec::default()
    };
    let all = mining::indicators(log, &spec)?;
    let mut lines = vec!["Figures and who defines them so:".to_owned()];
    lines.extend(all.iter().map(|one| format!("  {}  [{}] {}", told(one), source(one.definition), one.meaning)));
    let mut value = json!({ "indicators": all });
    let slow = mining::slow_transitions(log);
    for one in slow.iter().take(5) {
        let (slow, all) = (one.slow, one.occurrences);
        let (slow_hours, regular_hours) = (one.slow_seconds / 3_600.0, one.regular_seconds / 3_600.0);
        lines.push(format!(
            "Slow: {} → {}, {slow} of {all} times {slow_hours:.1} instead of {regular_hours:.1} hours.",
            one.from, one.to
        ));
    }
    value["slow_transitions"] = json!(slow);
    value["repetitions"] = json!(mining::repetitions(log));
    if let Some(column) = &wanted.by {
        let parts = mining::indicators_by(log, &spec, column)?;
        lines.extend(parts_told(&format!("By {column}:"), &parts));
        value["by"] = json!(parts);
    }
    if wanted.by_month {
        let parts = mining::indicators_by_month(log, &spec)?;
        lines.extend(parts_told("By month of opening:", &parts));
        value["by_month"] = json!(parts);
    }
    Ok((lines, value))
}

fn parts_told(title: &str, parts: &[Breakdown]) -> Vec<String> {
    let mut lines = vec![title.to_owned()];
    for part in parts.iter().take(PARTS) {
        let name = if part.name.is_empty() { "(none)" } else { &part.name };
        let most = ["resolution_median", "first_assignment_resolution", "reopened", "multi_hop"];
        let shown = part.indicators.iter().filter(|one| most.contains(&one.key));
        let shown: Vec<String> =
            shown.map(|one| format!("{} {}", one.key.replace('_', " "), told(one).trim())).collect();
        lines.push(format!("  {name}: {} cases, {}", part.cases, shown.join(", ")));
    }
    if parts.len() > PARTS {
        lines.push(format!("  and {} more", parts.len() - PARTS));
    }
    lines
}

fn told(one: &Indicator) -> String {
    match (one.value, one.unit) {
        (None, _) => "  not known".to_owned(),
        (Some(share), IndicatorUnit::Share) => format!("{:>9.1} %", share * 100.0),
        (Some(seconds), IndicatorUnit::Seconds) => format!("{:>9.1} h", seconds / 3_600.0),
        (Some(count), IndicatorUnit::Count) => format!("{count:>11.0}"),
    }
}

fn source(definition: Definition) -> &'static str {
    match definition {
        Definition::ServiceNow => "ServiceNow",
        Definition::Celonis => "Celonis",
        Definition::Bpic2013 => "BPIC 2013",
        Definition::Mandate => "Mandate",
    }
}
