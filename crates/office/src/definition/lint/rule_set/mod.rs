//! The office's own word on the rules: some count more here, some less, some not at all, each with its reason.
//!
//! Absent: where it is kept; a folder of definitions has it as `lint.toml` beside the definitions. Files that cannot be read are
//! no matter of rules and cannot be switched off. Source: TOML 1.0; the practice of writing down why a rule is waived.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Finding, Severity};
use crate::definition::{Definition, FileError};

/// The usual name of the file.
pub const FILE: &str = "lint.toml";
/// The largest file, bytes.
const MOST_BYTES: usize = 256 * 1024;

/// What the office decided about single rules; the others count as they come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RuleSet {
    /// By the name of the rule.
    rules: BTreeMap<String, Decision>,
    /// Words that only insiders use, in lower case, with plainer ones; beside those that every office has.
    words: BTreeMap<String, String>,
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
    #[serde(default)]
    words: BTreeMap<String, String>,
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
        let words: BTreeMap<String, String> = read
            .words
            .into_iter()
            .map(|(word, plainer)| (word.trim().to_lowercase(), plainer.trim().to_owned()))
            .collect();
        for (word, _) in words.iter().filter(|(word, plainer)| !is_word(word) || plainer.is_empty()) {
            let remedy = "Write a word that begins with a letter, and what says the same more plainly.";
            errors.push(wrong(None, format!("The word “{word}” cannot stand on the list."), remedy));
        }
        if errors.is_empty() { Ok(Self { rules, words }) } else { Err(errors) }
    }

    /// Reads what [`RuleSet::write`] wrote, maybe by an earlier program: decisions about rules that are gone are let go.
    ///
    /// # Errors
    /// A sentence when it is no such text.
    pub fn read_kept(text: &str) -> Result<Self, String> {
        let mut table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if let Some(rules) = table.get_mut("rules").and_then(toml::Value::as_table_mut) {
            rules.retain(|name, _| is_known(name));
        }
        let text = toml::to_string(&table).map_err(|error| error.to_string())?;
        Self::read(FILE, &text).map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())
    }

    /// The decisions as a `lint.toml` that [`RuleSet::read`] reads again.
    #[must_use]
    pub fn write(&self) -> String {
        let mut file = toml::Table::new();
        let mut rules = toml::Table::new();
        for (name, decision) in &self.rules {
            let mut entry = toml::Table::new();
            entry.insert("severity".to_owned(), decision.weight.key().into());
            entry.insert("reason".to_owned(), decision.reason.as_str().into());
            rules.insert(name.clone(), entry.into());
        }
        let words: toml::Table =
            self.words.iter().map(|(word, plainer)| (word.clone(), plainer.as_str().into())).collect();
        file.insert("rules".to_owned(), rules.into());
        if !words.is_empty() {
            file.insert("words".to_owned(), words.into());
        }
        toml::to_string_pretty(&file).expect("a table can be written")
    }

    /// What is found in a definition, as it counts here, and what was switched off.
    #[must_use]
    pub fn check(&self, definition: &Definition) -> (Vec<Finding>, Vec<Silenced>) {
        self.apply(super::with_words(definition, &self.words))
    }

    /// The same decisions without the one about a rule.
    #[must_use]
    pub fn without(mut self, rule: &str) -> Self {
        self.rules.remove(rule);
        self
    }

    /// The same decisions with these words on the list of jargon.
    #[must_use]
    pub fn with_words(mut self, words: BTreeMap<String, String>) -> Self {
        self.words = words;
        self
    }

    /// The words that the office put on the list of jargon, with plainer ones.
    #[must_use]
    pub fn words(&self) -> &BTreeMap<String, String> {
        &self.words
    }

    /// Every decision by the name of its rule.
    #[must_use]
    pub fn decisions(&self) -> &BTreeMap<String, Decision> {
        &self.rules
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

impl Weight {
    /// Every weight with the word that is stored and the one that people read.
    pub const ALL: [(Weight, &str, &str); 4] = [
        (Weight::Off, "off", "Off"),
        (Weight::Hint, "hint", "Hint"),
        (Weight::Warning, "warning", "To look at"),
        (Weight::Error, "error", "To mend"),
    ];

    /// The word that is stored.
    #[must_use]
    pub fn key(self) -> &'static str {
        Weight::ALL.iter().find(|(weight, _, _)| *weight == self).map_or("", |(_, key, _)| key)
    }

    /// Reads [`Weight::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Weight> {
        Weight::ALL.into_iter().find(|(_, one, _)| *one == key).map(|(weight, _, _)| weight)
    }

    /// The word that people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        Weight::ALL.iter().find(|(weight, _, _)| *weight == self).map_or("", |(_, _, label)| label)
    }
}

/// Whether something can be found as a word of a text.
#[must_use]
pub fn is_word(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether a rule of this name exists: of the definition, of its diagram, or between processes.
#[must_use]
pub fn is_known(name: &str) -> bool {
    super::catalogue().binary_search_by_key(&name, |rule| rule.name).is_ok()
}

#[cfg(test)]
mod tests;
