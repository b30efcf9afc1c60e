//! What an engine says when it refuses: its own words, line by line.
//!
//! Pure. Source: RFC 9457 (Camunda 8); Camunda 7 REST API (`ParseException` with details).

use serde_json::Value;

/// Lines that are kept.
const LINES: usize = 40;
/// Characters of a line that are kept.
const CHARS: usize = 600;

/// The words of an answer; none where it has none.
pub(super) fn words(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let mut lines = Vec::new();
    for (file, report) in value.get("details").and_then(Value::as_object).into_iter().flatten() {
        for error in report.get("errors").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
            let at = match (text("mainBpmnElementId"), error.get("line").and_then(Value::as_i64)) {
                ("", Some(line)) if line > 0 => format!("{file}, line {line}"),
                ("", _) => file.clone(),
                (element, _) => format!("{file}, {element}"),
            };
            lines.push(format!("{at}: {}", text("message")));
        }
    }
    if lines.is_empty() {
        let whole = ["detail", "message", "title"].iter().find_map(|name| value.get(*name).and_then(Value::as_str))?;
        lines.extend(whole.lines().map(str::to_owned));
    }
    let lines = lines.iter().map(|line| line.chars().filter(|c| !c.is_control()).take(CHARS).collect::<String>());
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let more = lines.len().saturating_sub(LINES);
    let mut kept: Vec<String> = lines.into_iter().take(LINES).collect();
    if more > 0 {
        kept.push(format!("and {more} lines more"));
    }
    (!kept.is_empty()).then(|| kept.join("\n"))
}
