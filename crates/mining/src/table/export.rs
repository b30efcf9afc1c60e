//! A log written as a separated text file that spreadsheets open safely and that imports again.
//!
//! A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, CR in front, and not a number) gets an
//! apostrophe in front, which the import takes away again; a line
//! break inside a text comes back as LF. Absent: other separators than the comma. Sources: RFC 4180; OWASP, "CSV Injection".

use super::row::number;
use crate::log::{EventLog, Value, ValueColumn};
use crate::moment::iso;
use std::io::{self, Write};

/// Writes one row per event: case, activity, time (ISO 8601, UTC), resource, the case columns, the event columns.
///
/// # Errors
/// What the writer reports.
pub fn export_csv(log: &EventLog, mut out: impl Write) -> io::Result<()> {
    let mut line = String::from("case,activity,time,resource");
    for name in names(log) {
        line.push(',');
        push_text(&mut line, &name);
    }
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    for case in log.cases() {
        let mut tail = String::new();
        for column in log.columns() {
            tail.push(',');
            push_value(&mut tail, column, case.index);
        }
        for event in case.events() {
            line.clear();
            push_text(&mut line, case.name());
            line.push(',');
            push_text(&mut line, event.activity);
            line.push(',');
            line.push_str(&iso(event.time));
            line.push(',');
            push_text(&mut line, event.resource.unwrap_or_default());
            line.push_str(&tail);
            for column in log.event_columns() {
                line.push(',');
                push_value(&mut line, column, event.place);
            }
            line.push_str("\r\n");
            out.write_all(line.as_bytes())?;
        }
    }
    out.flush()
}

/// The names of the columns of cases, then of events, each different.
pub(super) fn names(log: &EventLog) -> Vec<String> {
    let mut names = ["case", "activity", "time", "resource"].map(str::to_owned).to_vec();
    for (columns, scope) in [(log.columns(), "case"), (log.event_columns(), "event")] {
        for column in columns {
            let mut name = column.name.trim().to_owned();
            while names.contains(&name) {
                name = format!("{name} ({scope})");
            }
            names.push(name);
        }
    }
    names.split_off(4)
}

/// Whether a spreadsheet would take a text, apostrophes in front aside, for a formula.
pub(super) fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && number(text).is_none()
}

fn push_value(line: &mut String, column: &ValueColumn, place: usize) {
    match column.get(place) {
        None => {}
        Some(Value::Text(text)) => push_text(line, text),
        Some(Value::Number(number)) => line.push_str(&number.to_string()),
        Some(Value::Time(time)) => line.push_str(&iso(time)),
        Some(Value::Flag(flag)) => line.push_str(if flag { "true" } else { "false" }),
    }
}

fn push_text(line: &mut String, text: &str) {
    let formula = is_formula(text);
    if !text.contains([',', '"', '\n', '\r', '\t']) && !formula {
        line.push_str(text);
        return;
    }
    line.push('"');
    if formula {
        line.push('\'');
    }
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}
