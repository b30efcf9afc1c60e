//! The office's own word on the rules: some count more here, some less, some not at all, each with its reason.
//!
//! Absent: where it is kept; a folder of definitions has it as `lint.toml` beside the definitions. Files that cannot be read are
//! no matter of rules and cannot be switched off. Source: TOML 1.0; the practice of writing down why a rule is waived.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Finding, RULES, Severity};
use crate::definition::FileError;

/// The usual name of the file.
pub const FILE: &str = "lint.toml";
/// The largest file, bytes.
const MOST_BYTES: usize = 256 * 1024;

/// What the office decided about single rules; the others count as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleSet {
    /// By the name of the rule.
    rules: BTreeMap<String, Decision>,
}

/// What was decided about a rule, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    pub weight: Weight,
    pub reason: String,
}

/// How much a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// Not at all.
    Off,
    Hint,
    Warning,
    Error,
}

/// A rule that was switched off, and how often it would have spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silenced {
    pub rule: &'static str,
    pub count: usize,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rules: BTreeMap<String, toml::Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    severity: Weight,
    #[serde(default)]
    reason: String,
}

impl RuleSet {
    /// Reads a `lint.toml`.
    ///
    /// # Errors
    /// Everything that is wrong: no TOML, a rule that does not exist, a decision without a reason.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let wrong = |at: Option<Range<usize>>, problem: String, remedy| FileError {
            file: file.to_owned(),
            line: at.map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1),
            problem,
            remedy,
        };
        if text.len() > MOST_BYTES {
            let problem = format!("The file is larger than {} KiB.", MOST_BYTES / 1024);
            return Err(vec![wrong(None, problem, "Keep one entry for each rule.")]);
        }
        let read: File = toml::from_str(text).map_err(|error| {
            let problem = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            let remedy =
                "Write [rules.NAME] with severity = \"off\", \"hint\", \"warning\" or \"error\", and a reason.";
            vec![wrong(error.span(), format!("{problem}."), remedy)]
        })?;
        let mut errors = Vec::new();
        let mut rules = BTreeMap::new();
        for (name, entry) in read.rules {
            let span = entry.span();
            let Entry { severity, reason } = entry.into_inner();
            if !is_known(&name) {
                let remedy = "Take the name of the rule from the brackets behind a finding.";
                errors.push(wrong(Some(span), format!("There is no rule “{name}”."), remedy));
            } else if reason.trim().is_empty() {
                let remedy = "Say why, so that whoever reads it next year can tell whether it still holds.";
                errors.push(wrong(Some(span), format!("The decision about “{name}” gives no reason."), remedy));
            } else {
                rules.insert(name, Decision { weight: severity, reason: reason.trim().to_owned() });
            }
        }
        if errors.is_empty() { Ok(Self { rules }) } else { Err(errors) }
    }

    /// The same decisions with one more; a decision about the same rule is replaced.
    #[must_use]
    pub fn with(mut self, rule: &str, decision: Decision) -> Self {
        self.rules.insert(rule.to_owned(), decision);
        self
    }

    /// What was decided about a rule.
    #[must_use]
    pub fn decision(&self, rule: &str) -> Option<&Decision> {
        self.rules.get(rule)
    }

    /// The findings as they count here, the gravest first, and what was switched off.
    #[must_use]
    pub fn apply(&self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Silenced>) {
        let mut silenced: Vec<Silenced> = Vec::new();
        let mut left = Vec::new();
        for mut finding in findings {
            match self.rules.get(finding.rule) {
                None => {}
                Some(Decision { weight: Weight::Off, reason }) => {
                    match silenced.iter_mut().find(|one| one.rule == finding.rule) {
                        Some(one) => one.count += 1,
                        None => silenced.push(Silenced { rule: finding.rule, count: 1, reason: reason.clone() }),
                    }
                    continue;
                }
                Some(Decision { weight: Weight::Hint, .. }) => finding.severity = Severity::Info,
                Some(Decision { weight: Weight::Warning, .. }) => finding.severity = Severity::Warning,
                Some(Decision { weight: Weight::Error, .. }) => finding.severity = Severity::Error,
            }
            left.push(finding);
        }
        left.sort_by_key(|finding| finding.severity);
        (left, silenced)
    }
}

/// Whether a rule of this name exists, of the definition or of its diagram.
fn is_known(name: &str) -> bool {
    RULES.binary_search(&name).is_ok() || bpmn::RULES.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests;
