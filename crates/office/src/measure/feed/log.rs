//! Histories become a log: one event for each step, with what is known of the ticket.

use mining::{EventLog, Fact, Imported, LogBuilder, NewEvent, Report, Value};

use crate::connector::history::Told;
use crate::failure::Failure;

/// The log of the tickets of a source.
///
/// # Errors
/// A sentence when there is more than a log can hold.
pub fn made(told: &Told) -> Result<Imported, Failure> {
    let full = |full: mining::Full| Failure::refused(format!("{full}. Begin a feed with a later day."));
    let mut builder = LogBuilder::new();
    builder.fact_column(Fact::Opened).map_err(full)?;
    builder.fact_column(Fact::Priority).map_err(full)?;
    let mut row = 0_u32;
    for ticket in &told.tickets {
        let opened = ticket.steps.first().map(|step| Value::Time(step.at.0));
        let priority = Some(ticket.case.priority.as_str()).filter(|text| !text.is_empty()).map(Value::Text);
        for step in &ticket.steps {
            let Some(label) = told.labels.get(step.label as usize) else { continue };
            let event = NewEvent {
                case: &ticket.case.id,
                activity: &label.name,
                time: step.at.0,
                resource: step.who.and_then(|who| told.people.get(who as usize)).map(String::as_str),
                row,
            };
            builder.event(event, &[opened, priority]).map_err(full)?;
            row = row.saturating_add(1);
        }
    }
    let log: EventLog = builder.finish();
    let events = u64::from(row);
    let mut report = Report { rows_read: events, rows_good: events, events, ..Report::default() };
    if told.headless > 0 {
        let told =
            format!("{} tickets were left out, because their beginning is older than what was brought.", told.headless);
        report.notes.push(told);
    }
    Ok(Imported { log, report })
}
