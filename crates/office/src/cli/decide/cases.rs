//! Runs a folder of test cases and counts what passes.
//!
//! Absent: cases whose model is elsewhere. Source: dmn-tck/tck.

use std::path::{Path, PathBuf};

use feel::tck::{Check, Suite};
use feel::{DateTime, Limits};
use serde_json::json;

use super::{Told, files_in, model, text_of};

/// Folders inside the given one that are followed.
const DEPTH: usize = 6;
/// Folders looked at.
const FOLDERS: usize = 5_000;

/// All checks of one file of cases.
struct Ran {
    file: PathBuf,
    checks: Vec<Check>,
}

pub(super) fn run(folder: &Path, now: &DateTime) -> Result<Told, String> {
    let mut folders = vec![folder.to_owned()];
    below(folder, DEPTH, &mut folders)?;
    let mut ran = Vec::new();
    let mut unread = Vec::new();
    for folder in &folders {
        for file in files_in(folder, "xml")? {
            match checks(&file, now) {
                Ok(Some(checks)) => ran.push(Ran { file, checks }),
                Ok(None) => {}
                Err(why) => unread.push(why),
            }
        }
    }
    if ran.is_empty() && unread.is_empty() {
        return Err(format!("{} holds no test cases (XML files with testCases).", folder.display()));
    }
    Ok(told(&ran, &unread))
}

fn below(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}.", folder.display()))?;
    let mut inner: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    inner.sort();
    for folder in inner {
        if depth > 0 && found.len() < FOLDERS {
            found.push(folder.clone());
            below(&folder, depth - 1, found)?;
        }
    }
    Ok(())
}

/// The checks of a file; none when it is another kind of XML.
fn checks(file: &Path, now: &DateTime) -> Result<Option<Vec<Check>>, String> {
    let text = text_of(file)?;
    if !text.contains("testCases") {
        return Ok(None);
    }
    let suite = Suite::read(&text).map_err(|error| format!("{}: {error}.", file.display()))?;
    let beside = file.parent().unwrap_or(Path::new("."));
    let name =
        Path::new(&suite.model).file_name().ok_or_else(|| format!("{}: modelName is missing.", file.display()))?;
    let model = model(&beside.join(name))?;
    Ok(Some(suite.run(&model, now, Limits::STANDARD)))
}

fn told(ran: &[Ran], unread: &[String]) -> Told {
    let all = || ran.iter().flat_map(|ran| ran.checks.iter().map(|check| (&ran.file, check)));
    let passed = all().filter(|(_, check)| check.failure.is_none()).count();
    let failed = all().count() - passed;
    let mut lines: Vec<String> = unread.to_vec();
    let mut failures = Vec::new();
    for (file, check) in all() {
        let Some(why) = &check.failure else { continue };
        lines.push(format!("{}: case {}, {}: {why}", file.display(), check.case, check.name));
        failures.push(json!({ "file": file, "case": check.case, "name": check.name, "why": why }));
    }
    lines.push(format!("{passed} passed, {failed} failed, {} not read.", unread.len()));
    let well = failed == 0 && unread.is_empty();
    let value = json!({ "passed": passed, "failed": failed, "failures": failures, "unread": unread });
    Told { sentences: lines.join("\n"), json: value.to_string(), passed: well }
}
