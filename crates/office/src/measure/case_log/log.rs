//! Work that was done becomes a log: one event for each task, and one for the end of a case, so that a case under way is not asked for what
//! is still to come.

use std::collections::BTreeMap;

use mining::{Fact, Imported, LogBuilder, NewEvent, Report, Target, Value};

use super::super::Reading;
use crate::automation::Line;
use crate::failure::Failure;

/// The state that says that a case came to its end.
const ENDED: &str = "(ended)";

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
    reading.states.insert(ENDED.to_owned(), Target::Ignored);
    (reading.resolved, reading.closed) = (vec![ENDED.to_owned()], vec![ENDED.to_owned()]);
    let mut row = 0_u32;
    for (at, line) in lines.iter().enumerate() {
        let ended = line.ended.map(|at| Value::Time(at.0));
        let completed = ended.filter(|_| line.is_complete);
        let facts = [Some(Value::Time(line.opened.0)), completed, ended];
        let event = NewEvent {
            case: &line.case,
            activity: labels.get(line.element.as_str()).map_or(line.activity.as_str(), String::as_str),
            time: line.end.0,
            resource: Some(line.resource.as_str()).filter(|name| !name.is_empty()),
            row,
        };
        builder.event(event, &facts).map_err(full)?;
        row = row.saturating_add(1);
        let is_last = lines.get(at + 1).is_none_or(|next| next.case != line.case);
        if let Some(time) = line.ended.filter(|_| is_last && line.is_complete) {
            let event = NewEvent { case: &line.case, activity: ENDED, time: time.0, resource: None, row };
            builder.event(event, &facts).map_err(full)?;
            row = row.saturating_add(1);
        }
    }
    let events = u64::from(row);
    let report = Report { rows_read: events, rows_good: events, events, ..Report::default() };
    Ok((Imported { log: builder.finish(), report }, reading))
}
