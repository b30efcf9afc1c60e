//! A log written as a separated text file that spreadsheets open safely and that imports again.
//!
//! A text that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, tab, CR in front, and not a number) gets an
//! apostrophe in front. Absent: other separators than the comma. Sources: RFC 4180; OWASP, "CSV Injection".

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
    for column in log.columns().iter().chain(log.event_columns()) {
        line.push(',');
        push_text(&mut line, &column.name);
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
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && number(text).is_none();
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
