//! The findings of a check as SARIF, which code hosts and editors show at the line concerned.
//!
//! Absent: fixes and code flows. Source: OASIS *Static Analysis Results Interchange Format* (SARIF) 2.1.0 (2020), §3.

use std::collections::BTreeMap;
use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Remark, Report};
use crate::definition::Severity;

/// Where the format is described for machines.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What a path may not hold in an address (RFC 3986 §3.3).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// One run over everything that was checked.
pub(super) fn sarif(reports: &[Report]) -> Value {
    let mut rules: BTreeMap<&str, &Remark> = BTreeMap::new();
    for remark in reports.iter().flat_map(|report| &report.remarks) {
        rules.entry(remark.rule).or_insert(remark);
    }
    let places: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, rule)| (*rule, at)).collect();
    let results: Vec<Value> = reports
        .iter()
        .flat_map(|report| report.remarks.iter().map(|remark| result(&report.path, remark, places[remark.rule])))
        .collect();
    let rules: Vec<Value> = rules.into_values().map(rule).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "mandate", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(remark: &Remark) -> Value {
    let why = if remark.why.is_empty() { "The file cannot be read." } else { &remark.why };
    json!({
        "id": remark.rule,
        "shortDescription": { "text": remark.rule.replace('-', " ") },
        "fullDescription": { "text": why },
        "help": { "text": if remark.remedy.is_empty() { why } else { &remark.remedy } },
    })
}

fn result(path: &Path, remark: &Remark, rule: usize) -> Value {
    let level = match remark.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let file = if remark.file.is_empty() { path.to_owned() } else { path.join(&remark.file) };
    let mut physical = json!({ "artifactLocation": { "uri": address(&file) } });
    if let Some(line) = remark.line {
        physical["region"] = json!({ "startLine": line });
    }
    let mut location = json!({ "physicalLocation": physical });
    if !remark.place.is_empty() {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": remark.place }]);
    }
    json!({
        "ruleId": remark.rule,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": format!("{} {}", remark.message, remark.remedy).trim() },
        "locations": [location],
    })
}

/// A path as an address, relative where the path is.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let encoded = utf8_percent_encode(&text, PATH).to_string();
    if path.is_absolute() { format!("file://{encoded}") } else { encoded }
}
