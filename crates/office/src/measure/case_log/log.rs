//! Work that was done becomes a log: one event for each task, with when its case began and ended.

use std::collections::BTreeMap;

use mining::{Fact, Imported, LogBuilder, NewEvent, Report, Target, Value};

use super::super::Reading;
use crate::automation::Line;
use crate::failure::Failure;

/// The log, and what its steps mean: each stands for the activity that it ran, and what the running text added is left out.
///
/// # Errors
/// A sentence when there is more than a log can hold.
pub fn made(lines: &[Line], steps: &[(String, String)]) -> Result<(Imported, Reading), Failure> {
    let full = |full: mining::Full| Failure::refused(format!("{full}."));
    let mut builder = LogBuilder::new();
    for fact in [Fact::Opened, Fact::Resolved, Fact::Closed] {
        builder.fact_column(fact).map_err(full)?;
    }
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut labels: BTreeMap<&str, String> = BTreeMap::new();
    let mut reading = Reading::default();
    for line in lines {
        let label = labels.entry(&line.element).or_insert_with(|| {
            let taken = names.insert(&line.activity, &line.element).is_some_and(|other| other != line.element);
            if taken { format!("{} ({})", line.activity, line.element) } else { line.activity.clone() }
        });
        let is_step = steps.iter().any(|(id, _)| *id == line.element);
        let target = if is_step { Target::Activity(line.element.clone()) } else { Target::Ignored };
        reading.states.entry(label.clone()).or_insert(target);
    }
    for (row, line) in (0_u32..).zip(lines) {
        let ended = line.ended.map(|at| Value::Time(at.0));
        let event = NewEvent {
            case: &line.case,
            activity: labels.get(line.element.as_str()).map_or(line.activity.as_str(), String::as_str),
            time: line.end.0,
            resource: Some(line.resource.as_str()).filter(|name| !name.is_empty()),
            row,
        };
        builder.event(event, &[Some(Value::Time(line.opened.0)), ended, ended]).map_err(full)?;
    }
    let events = lines.len() as u64;
    let report = Report { rows_read: events, rows_good: events, events, ..Report::default() };
    Ok((Imported { log: builder.finish(), report }, reading))
}
