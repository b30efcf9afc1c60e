//! `mandate check`: reads folders of process definitions and BPMN files and says what is wrong or missing, for people, for pipelines
//! and for code hosts.
//!
//! Absent: an office; what only it knows (who holds a role, what was approved) is not looked at. Source: the checks are those of
//! `definition` and of the crate `bpmn`, the same that a draft shows in the browser.

mod sarif;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::folder::{self, Found};
use crate::definition::{
    Definition, Place, RuleSet, Severity, Silenced, activity_file, decision_file, form_file, from_files,
};

/// The file beside what is checked in which an office weights the rules.
const RULES: &str = crate::definition::lint::RULE_FILE;

/// Checks definitions and diagrams, without an office.
#[derive(Args, Clone, Debug)]
pub struct Check {
    /// Folders that each hold a definition (process.toml, diagram.bpmn, raci.csv and the folder activities), or .bpmn files.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Fail on warnings too.
    #[arg(long)]
    strict: bool,
    /// The file that weights the rules, instead of lint.toml beside each path.
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
}

/// What the check of all paths says.
#[derive(Debug)]
pub struct Checked {
    pub sentences: String,
    pub value: Value,
    /// The same for code hosts and editors.
    pub sarif: Value,
    /// No errors, and with `--strict` no warnings.
    pub passed: bool,
}

/// One thing to look at, in a file.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Remark {
    severity: Severity,
    rule: &'static str,
    /// Within the folder; empty where the path is the file.
    file: String,
    /// Line from 1, where it is known.
    line: Option<usize>,
    /// What it is about, in words; empty where the file says it all.
    place: String,
    message: String,
    why: String,
    remedy: String,
}

/// All there is to say about one path.
struct Report {
    path: PathBuf,
    remarks: Vec<Remark>,
    silenced: Vec<Silenced>,
    /// What other tools wrote into the diagram.
    kept: Vec<bpmn::Kept>,
}

/// Checks every path and answers in sentences, JSON and SARIF.
///
/// # Errors
/// A sentence when a path or the file of rules cannot be read at all; then nothing was checked.
pub fn run(arguments: &Check) -> Result<Checked, String> {
    let mut paragraphs = Vec::new();
    let mut values = Vec::new();
    let mut reports = Vec::new();
    let mut passed = true;
    for path in &arguments.paths {
        let report = check(path, &rules(path, arguments.rules.as_deref())?)?;
        let (errors, warnings) = (count(&report.remarks, Severity::Error), count(&report.remarks, Severity::Warning));
        let hints = count(&report.remarks, Severity::Info);
        let ok = errors == 0 && !(arguments.strict && warnings > 0);
        passed &= ok;
        paragraphs.extend(report.remarks.iter().map(|remark| told(path, remark)));
        paragraphs.push(format!(
            "{}: {}, {}, {}.{}",
            path.display(),
            number(errors, "error"),
            number(warnings, "warning"),
            number(hints, "hint"),
            beside(&report)
        ));
        values.push(json!({
            "folder": path, "passed": ok, "errors": errors, "warnings": warnings, "hints": hints,
            "findings": report.remarks, "silenced": report.silenced, "kept": report.kept
        }));
        reports.push(report);
    }
    let value = json!({ "passed": passed, "folders": values });
    Ok(Checked { sentences: paragraphs.join("\n"), value, sarif: sarif::sarif(&reports), passed })
}

/// The rules of the office: of the file that was named, else of the one beside the path, else as they come.
fn rules(path: &Path, chosen: Option<&Path>) -> Result<RuleSet, String> {
    let beside = || path.canonicalize().ok()?.parent().map(|parent| parent.join(RULES)).filter(|file| file.is_file());
    let Some(file) = chosen.map(Path::to_owned).or_else(beside) else { return Ok(RuleSet::default()) };
    let text =
        std::fs::read_to_string(&file).map_err(|error| format!("{} cannot be read: {error}.", file.display()))?;
    RuleSet::read(&file.display().to_string(), &text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })
}

/// What else a reader should know: rules that are off, and what other tools wrote.
fn beside(report: &Report) -> String {
    let mut text = String::new();
    for one in &report.silenced {
        text.push_str(&format!(" {} switched off ({}): {}", number(one.count, "finding"), one.rule, one.reason));
        if !one.reason.ends_with('.') {
            text.push('.');
        }
    }
    let names: Vec<String> = report.kept.iter().map(|kept| format!("{} ×{}", kept.name, kept.count)).collect();
    if !names.is_empty() {
        text.push_str(&format!(" Kept without being understood: {}.", names.join(", ")));
    }
    text
}

fn count(remarks: &[Remark], severity: Severity) -> usize {
    remarks.iter().filter(|remark| remark.severity == severity).count()
}

fn number(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// A remark as a paragraph: the first line as compilers write it, then the reason and the remedy.
fn told(folder: &Path, remark: &Remark) -> String {
    let file = if remark.file.is_empty() { folder.to_owned() } else { folder.join(&remark.file) };
    let mut text = file.display().to_string();
    if let Some(line) = remark.line {
        text.push_str(&format!(":{line}"));
    }
    let word = match remark.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "hint",
    };
    text.push_str(&format!(": {word}: {} [{}]\n", remark.message, remark.rule));
    for (word, said) in [("where", &remark.place), ("why", &remark.why), ("what to do", &remark.remedy)] {
        if !said.is_empty() {
            text.push_str(&format!("    {word}: {said}\n"));
        }
    }
    text
}

/// Everything to say about a path, errors first.
fn check(path: &Path, rules: &RuleSet) -> Result<Report, String> {
    let (remarks, silenced, kept) = match folder::at(path)? {
        Found::Folder(files) => of_folder(&files, rules),
        Found::Diagram(bytes) => of_diagram(&bytes, rules),
    };
    Ok(Report { path: path.to_owned(), remarks, silenced, kept })
}

type Said = (Vec<Remark>, Vec<Silenced>, Vec<bpmn::Kept>);

fn of_folder(files: &BTreeMap<String, Vec<u8>>, rules: &RuleSet) -> Said {
    let definition = match from_files(files) {
        Ok(definition) => definition,
        Err(errors) => return (errors.into_iter().map(unreadable).collect(), Vec::new(), Vec::new()),
    };
    let diagram = definition.flow();
    let remark = |finding: crate::definition::Finding| {
        let (file, line, place) = locate(&definition, &finding.target, finding.rule);
        said(finding, file, line, place)
    };
    let (findings, silenced) = rules.check(&definition);
    let kept = diagram.map(|diagram| diagram.kept().to_vec()).unwrap_or_default();
    (findings.into_iter().map(remark).collect(), silenced, kept)
}

fn of_diagram(bytes: &[u8], rules: &RuleSet) -> Said {
    let diagram = match bpmn::Diagram::read(bytes) {
        Ok(diagram) => diagram,
        Err(error) => {
            let error = crate::definition::FileError {
                file: String::new(),
                line: Some(error.line),
                problem: format!("Column {}: {}; {}.", error.column, error.problem, error.remedy),
                remedy: "Export it again from the modeller, or correct it here.",
            };
            return (vec![unreadable(error)], Vec::new(), Vec::new());
        }
    };
    let (findings, silenced) = rules.apply(crate::definition::lint::of_diagram(&diagram));
    let remark = |finding: crate::definition::Finding| {
        let id = match &finding.target {
            Place::Activity(id) | Place::Element(id) => Some(id.clone()),
            _ => None,
        };
        let line = id.as_deref().and_then(|id| diagram.ids().get(id)).and_then(|lines| lines.first()).copied();
        let place = id.map(|id| format!("element {id}")).unwrap_or_default();
        said(finding, String::new(), line, place)
    };
    (findings.into_iter().map(remark).collect(), silenced, diagram.kept().to_vec())
}

fn said(finding: crate::definition::Finding, file: String, line: Option<usize>, place: String) -> Remark {
    Remark {
        severity: finding.severity,
        rule: finding.rule,
        file,
        line,
        place,
        message: finding.message,
        why: finding.why.to_owned(),
        remedy: finding.remedy.to_owned(),
    }
}

fn unreadable(error: crate::definition::FileError) -> Remark {
    Remark {
        severity: Severity::Error,
        rule: "file",
        file: error.file,
        line: error.line,
        place: String::new(),
        message: error.problem,
        why: String::new(),
        remedy: error.remedy.to_owned(),
    }
}

/// The file, the line where it is known, and the words for a place in the definition.
fn locate(definition: &Definition, place: &Place, rule: &str) -> (String, Option<usize>, String) {
    let diagram = |id: &str, words: String| ("diagram.bpmn".to_owned(), line_of(&definition.diagram, id), words);
    let manifest = |words: String| ("process.toml".to_owned(), None, words);
    let activity = |id: &str| match definition.steps().into_iter().find(|(step, _)| step == id) {
        Some((_, name)) => format!("activity “{name}” ({id})"),
        None => format!("activity {id}"),
    };
    match place {
        Place::Field("diagram") => ("diagram.bpmn".to_owned(), None, String::new()),
        Place::Field("raci") => ("raci.csv".to_owned(), None, String::new()),
        Place::Field(field) => manifest(format!("field {field}")),
        Place::Activity(id) if bpmn::RULES.binary_search(&rule).is_ok() => diagram(id, activity(id)),
        Place::Activity(id) if rule.starts_with("raci-") => ("raci.csv".to_owned(), None, activity(id)),
        Place::Activity(id) => (activity_file(id), None, activity(id)),
        Place::Element(id) => diagram(id, format!("element {id}")),
        Place::Cell { activity: id, role } => ("raci.csv".to_owned(), None, format!("{}, role {role}", activity(id))),
        Place::Role(key) => manifest(format!("role {key}")),
        Place::Control(key) => manifest(format!("control {key}")),
        Place::Measure(key) => manifest(format!("measure {key}")),
        Place::Form(key) => (form_file(key), None, format!("form {key}")),
        Place::Decision(key) => (decision_file(key), None, format!("decision {key}")),
    }
}

/// The line of the diagram on which the element of this id begins.
fn line_of(diagram: &str, id: &str) -> Option<usize> {
    let marks = [format!(" id=\"{id}\""), format!(" id='{id}'")];
    diagram.lines().position(|line| marks.iter().any(|mark| line.contains(mark))).map(|at| at + 1)
}

#[cfg(test)]
mod tests;
