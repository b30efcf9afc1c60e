//! `mandate decide`: makes a decision of a DMN model, looks through its tables, or runs test cases, without an office.
//!
//! Absent: decisions kept in an office. Source: DMN 1.5; test cases in the format of the DMN TCK.

mod cases;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use feel::{Decided, Expression, Limits, Model, Request, Scope, TableReport, Value as Feel};
use serde_json::json;

use crate::clock::Clock;

/// Models beside a model that may be imported by it.
const NEIGHBOURS: usize = 200;

/// Makes a decision of a DMN model, or evaluates a FEEL expression.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
    mandate decide discount.dmn --decision Discount --input '{\"Age\": 70}' --why\n  \
    mandate decide discount.dmn --tables\n  \
    mandate decide --expression '1 + Age' --input '{\"Age\": 70}'\n  \
    mandate decide --tck TestCases")]
pub struct Decide {
    /// The model, a DMN file; models that it imports lie in the same folder.
    #[arg(value_name = "FILE", required_unless_present_any = ["tck", "expression"])]
    model: Option<PathBuf>,
    /// The decision or decision service; not needed where the model has one decision.
    #[arg(long, value_name = "NAME", requires = "model")]
    decision: Option<String>,
    /// Inputs as a JSON object, or @FILE.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    input: String,
    /// Tell which rules matched, with their inputs.
    #[arg(long, requires = "model")]
    why: bool,
    /// Look through the decision tables for gaps and overlaps; fails where there are any.
    #[arg(long, requires = "model", conflicts_with_all = ["decision", "why"])]
    tables: bool,
    /// Evaluate this FEEL expression; the inputs are its variables.
    #[arg(long, value_name = "FEEL", conflicts_with_all = ["model", "tck"])]
    expression: Option<String>,
    /// Run all test cases in this folder and those in it.
    #[arg(long, value_name = "FOLDER", conflicts_with = "model")]
    tck: Option<PathBuf>,
}

/// What the command says, and whether all is well.
#[derive(Debug)]
pub struct Told {
    pub sentences: String,
    /// The same as JSON; a text, so that numbers keep all their digits.
    pub json: String,
    pub passed: bool,
}

/// Decides, and answers in sentences and JSON.
///
/// # Errors
/// A sentence: what cannot be read or found, or why the evaluation was stopped.
pub fn run(arguments: &Decide, clock: &Clock) -> Result<Told, String> {
    let now = now(clock);
    if let Some(folder) = &arguments.tck {
        return cases::run(folder, &now);
    }
    let input = match arguments.input.strip_prefix('@') {
        Some(file) => text_of(Path::new(file))?,
        None => arguments.input.clone(),
    };
    if let Some(expression) = &arguments.expression {
        return evaluate(expression, &input, &now);
    }
    let file = arguments.model.as_deref().expect("required where nothing else is given");
    let model = model(file)?;
    if arguments.tables {
        return tables(file, &model);
    }
    let name = match &arguments.decision {
        Some(name) => name.clone(),
        None => only_decision(&model)?,
    };
    let inputs = model.inputs_from_json(&input).map_err(|error| format!("--input is not JSON: {error}."))?;
    let request = Request { inputs, now: Some(now), limits: Limits::STANDARD, explain: arguments.why };
    let decided = match model.decision(&name) {
        Some(decision) => model.decide(decision, &request).map(Some),
        None => model.serve(&name, &request),
    };
    let decided = decided.map_err(|stopped| format!("“{name}” was not decided: {stopped}."))?;
    let decided = decided.ok_or_else(|| format!("The model has no decision “{name}”. {}", choices(&model)))?;
    Ok(told(&name, &model, &decided))
}

fn now(clock: &Clock) -> feel::DateTime {
    let now = clock.now().rfc3339();
    feel::DateTime::parse(&now).expect("the clock tells times of RFC 3339")
}

fn text_of(file: &Path) -> Result<String, String> {
    let size = fs::metadata(file).map_err(|error| format!("{}: {error}.", file.display()))?.len();
    if size > feel::MAX_MODEL_BYTES as u64 {
        return Err(format!("{} is larger than the {} bytes that are read.", file.display(), feel::MAX_MODEL_BYTES));
    }
    fs::read_to_string(file).map_err(|error| format!("{}: {error}.", file.display()))
}

/// The files of a folder that end so, by name.
fn files_in(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|other| other == ending)).collect();
    files.sort();
    Ok(files)
}

/// Reads a model with those beside it that it may import.
fn model(file: &Path) -> Result<Model, String> {
    let at = |error: feel::ReadError| format!("{}: {error}.", file.display());
    let text = text_of(file)?;
    let mut others = Vec::new();
    if !feel::imports(&text).map_err(at)?.is_empty() {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = files_in(folder, "dmn")?.into_iter().filter(|other| other.file_name() != file.file_name());
        let texts = beside.take(NEIGHBOURS).filter_map(|other| text_of(&other).ok());
        // A neighbour that is no model is none that could be imported.
        others.extend(texts.filter(|text| feel::imports(text).is_ok()));
    }
    let others: Vec<&str> = others.iter().map(String::as_str).collect();
    Model::read(&text, &others).map_err(at)
}

/// What the model offers, for who did not say what to decide.
fn choices(model: &Model) -> String {
    let decisions = model.decisions().iter().filter(|decision| decision.own).map(|decision| decision.name.as_str());
    let names: Vec<String> = decisions.chain(model.services()).map(|name| format!("“{name}”")).collect();
    let inputs: Vec<String> =
        model.inputs().iter().map(|input| format!("“{}” ({})", input.name, input.kind())).collect();
    format!("It has {}; its inputs are {}.", list(&names, "no decision"), list(&inputs, "none"))
}

fn list(items: &[String], none: &str) -> String {
    if items.is_empty() { none.to_owned() } else { items.join(", ") }
}

fn only_decision(model: &Model) -> Result<String, String> {
    let mut own = model.decisions().iter().filter(|decision| decision.own);
    match (own.next(), own.next()) {
        (Some(only), None) => Ok(only.name.clone()),
        _ => Err(format!("Say with --decision what to decide. {}", choices(model))),
    }
}

fn told(name: &str, model: &Model, decided: &Decided) -> Told {
    let mut lines = vec![decided.value.to_string()];
    let flaws: Vec<String> = model.flaws().iter().map(ToString::to_string).collect();
    let warnings: Vec<String> = decided.warnings.iter().map(ToString::to_string).collect();
    lines.extend(flaws.iter().map(|flaw| format!("flaw: {flaw}")));
    lines.extend(warnings.iter().map(|warning| format!("null: {warning}")));
    for why in &decided.reasons {
        let inputs: Vec<String> = why.inputs.iter().map(|(label, value)| format!("{label} = {value}")).collect();
        let rules: Vec<String> = why.rules.iter().map(ToString::to_string).collect();
        let matched = match rules.len() {
            0 => "no rule matched".to_owned(),
            1 => format!("rule {} matched", rules[0]),
            _ => format!("rules {} matched", rules.join(", ")),
        };
        lines.push(format!(
            "why: {} ({}): {matched} for {}",
            why.element,
            why.hit_policy.name(),
            list(&inputs, "no input")
        ));
    }
    let reasons: Vec<String> = decided
        .reasons
        .iter()
        .map(|why| {
            format!(
                r#"{{"element":{},"hitPolicy":{},"rules":{},"inputs":{}}}"#,
                json!(why.element),
                json!(why.hit_policy.name()),
                json!(why.rules),
                pairs(&why.inputs)
            )
        })
        .collect();
    let json = format!(
        r#"{{"decision":{},"result":{},"warnings":{},"flaws":{},"why":[{}]}}"#,
        json!(name),
        decided.value.to_json(),
        json!(warnings),
        json!(flaws),
        reasons.join(",")
    );
    Told { sentences: lines.join("\n"), json, passed: true }
}

fn evaluate(expression: &str, input: &str, now: &feel::DateTime) -> Result<Told, String> {
    let Feel::Context(variables) = Feel::from_json(input).map_err(|error| format!("--input is not JSON: {error}."))?
    else {
        return Err("--input must be a JSON object.".to_owned());
    };
    let mut scope = Scope::new();
    for (name, _) in variables.iter() {
        scope.variable(name);
    }
    let compiled = Expression::compile(expression, &scope).map_err(|error| format!("--expression: {error}."))?;
    let answer = compiled
        .evaluate(&Arc::clone(&variables), Some(now), Limits::STANDARD)
        .map_err(|stopped| format!("--expression: {stopped}."))?;
    let warnings: Vec<String> = answer
        .warnings
        .iter()
        .map(|warning| {
            let (line, column) = feel::position(expression, warning.span.start);
            let line = if line > 1 { format!("line {line}, ") } else { String::new() };
            format!("{line}character {column}: {}", warning.problem)
        })
        .collect();
    let mut lines = vec![answer.value.to_string()];
    lines.extend(warnings.iter().map(|warning| format!("null: {warning}")));
    let json = format!(r#"{{"result":{},"warnings":{}}}"#, answer.value.to_json(), json!(warnings));
    Ok(Told { sentences: lines.join("\n"), json, passed: true })
}

fn tables(file: &Path, model: &Model) -> Result<Told, String> {
    let reports = model.analyse(Limits::STANDARD).map_err(|stopped| format!("{}: {stopped}.", file.display()))?;
    let flaws: Vec<String> = model.flaws().iter().map(ToString::to_string).collect();
    let mut lines: Vec<String> = flaws.iter().map(|flaw| format!("flaw: {flaw}")).collect();
    let mut passed = flaws.is_empty();
    for report in &reports {
        let sound = report.gaps.is_empty() && report.overlaps.is_empty() && report.unreached.is_empty();
        passed &= sound;
        let state = match (sound, report.unclear.is_empty()) {
            (true, true) => "no gaps, no overlaps",
            (true, false) => "no gaps and no overlaps in what could be looked through",
            (false, _) => "not complete, or not unambiguous",
        };
        lines.push(format!("{}: {state}.", report.element));
        lines.extend(findings(report).map(|sentence| format!("    {sentence}")));
    }
    if reports.is_empty() {
        lines.push("The model has no decision table.".to_owned());
    }
    let tables: Vec<String> = reports.iter().map(report_json).collect();
    let json = format!(r#"{{"passed":{passed},"flaws":{},"tables":[{}]}}"#, json!(flaws), tables.join(","));
    Ok(Told { sentences: lines.join("\n"), json, passed })
}

fn report_json(report: &TableReport) -> String {
    let gaps = report
        .gaps
        .iter()
        .map(|gap| format!(r#"{{"sentence":{},"example":{}}}"#, json!(gap.sentence), pairs(&gap.example)));
    let overlaps = report.overlaps.iter().map(|overlap| {
        format!(
            r#"{{"rules":{},"sentence":{},"example":{}}}"#,
            json!(overlap.rules),
            json!(overlap.sentence),
            pairs(&overlap.example)
        )
    });
    let unreached =
        report.unreached.iter().map(|one| format!(r#"{{"rule":{},"sentence":{}}}"#, one.rule, json!(one.sentence)));
    format!(
        r#"{{"element":{},"gaps":[{}],"overlaps":[{}],"unreached":[{}],"unclear":{}}}"#,
        json!(report.element),
        gaps.collect::<Vec<_>>().join(","),
        overlaps.collect::<Vec<_>>().join(","),
        unreached.collect::<Vec<_>>().join(","),
        json!(report.unclear)
    )
}

fn findings(report: &TableReport) -> impl Iterator<Item = &String> {
    let gaps = report.gaps.iter().map(|gap| &gap.sentence);
    let unreached = report.unreached.iter().map(|rule| &rule.sentence);
    gaps.chain(report.overlaps.iter().map(|overlap| &overlap.sentence)).chain(unreached).chain(&report.unclear)
}

/// Labels and values as a JSON object.
fn pairs(values: &[(String, Feel)]) -> String {
    let entries = values.iter().map(|(label, value)| (label.as_str().into(), value.clone()));
    Feel::context(entries.collect()).to_json()
}

#[cfg(test)]
mod tests;
