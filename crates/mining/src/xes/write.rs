//! A log written as XES.
//!
//! Absent: extensions beyond concept, time and organizational. Source: IEEE 1849-2023.

use crate::log::{EventLog, Value, ValueColumn};
use crate::moment::iso;
use std::io::{self, Write};

const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
"#;

/// Writes one trace per case with its case columns as attributes, event columns as attributes of events; the resource
/// becomes `org:group`.
///
/// # Errors
/// What the writer reports.
pub fn export_xes(log: &EventLog, mut out: impl Write) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    for case in log.cases() {
        out.write_all(b"  <trace>\n")?;
        attribute(&mut out, "    ", "string", "concept:name", case.name())?;
        for column in log.columns() {
            value(&mut out, "    ", column, case.index)?;
        }
        for event in case.events() {
            out.write_all(b"    <event>\n")?;
            attribute(&mut out, "      ", "string", "concept:name", event.activity)?;
            attribute(&mut out, "      ", "date", "time:timestamp", &iso(event.time))?;
            if let Some(resource) = event.resource {
                attribute(&mut out, "      ", "string", "org:group", resource)?;
            }
            for column in log.event_columns() {
                value(&mut out, "      ", column, event.place)?;
            }
            out.write_all(b"    </event>\n")?;
        }
        out.write_all(b"  </trace>\n")?;
    }
    out.write_all(b"</log>\n")?;
    out.flush()
}

fn value(out: &mut impl Write, indent: &str, column: &ValueColumn, place: usize) -> io::Result<()> {
    match column.get(place) {
        None => Ok(()),
        Some(Value::Text(text)) => attribute(out, indent, "string", &column.name, text),
        Some(Value::Number(number)) => attribute(out, indent, "float", &column.name, &number.to_string()),
        Some(Value::Time(time)) => attribute(out, indent, "date", &column.name, &iso(time)),
        Some(Value::Flag(flag)) => attribute(out, indent, "boolean", &column.name, &flag.to_string()),
    }
}

fn attribute(out: &mut impl Write, indent: &str, kind: &str, key: &str, value: &str) -> io::Result<()> {
    writeln!(out, "{indent}<{kind} key=\"{}\" value=\"{}\"/>", escape(key), escape(value))
}

/// Escapes what has a meaning in an attribute; line breaks and tabs become references so that they survive, other
/// control characters, which XML 1.0 cannot hold, become the replacement character.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => escaped.push(char::REPLACEMENT_CHARACTER),
            c => escaped.push(c),
        }
    }
    escaped
}
