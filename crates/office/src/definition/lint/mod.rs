//! What is wrong or missing in a definition, each finding at its place, with the reason and the remedy.
//!
//! Errors block the submission of a draft; a draft may be saved in any state. Absent: the office around the process (who holds
//! a role, whether the other side agreed). Sources: the row and column checks of RACI practice, SIPOC closure, FitSM-1 GR2.2
//! and GR6.1, plain-language guidance (sentences of at most 25 words).

mod activities;
pub mod between;
mod contents;
mod decisions;
mod forms;
mod jargon;
mod keys;
mod language;
mod measures;
mod service_levels;
mod raci;
mod rule_set;
mod rules;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Serialize;

use super::model::Definition;
pub use between::BETWEEN;
pub use language::{reading_of, readings};
pub use rule_set::{Decision, FILE as RULE_FILE, RuleSet, Silenced, Weight, is_known, is_word};

/// Where in the definition something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A field of the document.
    Field(&'static str),
    /// An activity of the diagram, by id.
    Activity(String),
    /// Any other element of the diagram, by id.
    Element(String),
    /// A role, by key.
    Role(String),
    /// A cell of the RACI matrix.
    Cell { activity: String, role: String },
    /// A control, by key.
    Control(String),
    /// A measure, by key.
    Measure(String),
    /// A form, by key.
    Form(String),
    /// A decision, by key.
    Decision(String),
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Blocks the submission.
    Error,
    /// Should be looked at.
    Warning,
    /// Could be better.
    Info,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, in kebab case; stable.
    pub rule: &'static str,
    pub target: Target,
    pub severity: Severity,
    /// What is the case, as a sentence.
    pub message: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// All findings: errors first, then in the order of the document.
#[must_use]
pub fn lint(definition: &Definition) -> Vec<Finding> {
    with_words(definition, &BTreeMap::new())
}

/// The same, with words that the office put on the list of jargon, and what says the same more plainly.
fn with_words(definition: &Definition, own: &BTreeMap<String, String>) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    findings.diagram(definition);
    contents::check(definition, &mut findings);
    activities::check(definition, &mut findings);
    keys::check(definition, &mut findings);
    rules::check(definition, &mut findings);
    measures::check(definition, &mut findings);
    service_levels::check(definition, &mut findings);
    forms::check(definition, &mut findings);
    decisions::check(definition, &mut findings);
    raci::check(definition, &mut findings);
    language::check(definition, own, &mut findings);
    let mut findings = findings.0;
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// The fixed part of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// In kebab case; stable.
    pub name: &'static str,
    /// How much a finding usually matters.
    pub severity: Severity,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// The rules that look at one definition, without those of its diagram, by name.
pub(super) fn own_rules() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let rooms = [
            &[&MISSING],
            activities::ALL,
            contents::ALL,
            decisions::ALL,
            forms::ALL,
            keys::ALL,
            language::ALL,
            measures::ALL,
            service_levels::ALL,
            raci::ALL,
            rules::ALL,
        ];
        let mut all: Vec<&Rule> = rooms.into_iter().flatten().copied().collect();
        all.sort_by_key(|rule| rule.name);
        all
    });
    &ALL
}

/// Every rule by name: those of the definition, of its diagram, and between the processes of an office.
#[must_use]
pub fn catalogue() -> &'static [Rule] {
    static ALL: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let of_diagram = bpmn::rules().iter().map(|rule| Rule {
            name: rule.name,
            severity: severity_of(rule.severity),
            why: rule.why,
            remedy: rule.remedy,
        });
        let own = own_rules().iter().copied().copied();
        let mut all: Vec<Rule> = own.chain(of_diagram).chain(BETWEEN).collect();
        all.sort_by_key(|rule| rule.name);
        all
    });
    &ALL
}

const MISSING: Rule = Rule {
    name: "diagram-missing",
    severity: Severity::Error,
    why: "Without a flow nobody can follow the process, and no log can be held against it.",
    remedy: "Draw the diagram, or list the activities and let Mandate lay out the first one.",
};

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: &Rule, target: Target, message: String) {
        let Rule { name, severity, why, remedy } = *rule;
        self.0.push(Finding { rule: name, target, severity, message, why, remedy });
    }

    fn diagram(&mut self, definition: &Definition) {
        if definition.diagram.trim().is_empty() {
            self.add(&MISSING, Target::Field("diagram"), "There is no diagram yet.".to_owned());
            return;
        }
        let Some(diagram) = definition.flow() else {
            let error = bpmn::Diagram::parse(&definition.diagram).err().map(|error| error.to_string());
            let message = format!("The diagram cannot be read: {}", error.unwrap_or_default());
            self.add(&MISSING, Target::Field("diagram"), message);
            return;
        };
        self.0.extend(of_diagram(&diagram));
    }
}

/// The findings about a diagram alone, as those of a definition.
#[must_use]
pub fn of_diagram(diagram: &bpmn::Diagram) -> Vec<Finding> {
    let findings = bpmn::lint(diagram).into_iter().map(|finding| Finding {
        rule: finding.rule,
        target: match finding.element {
            Some(id) if diagram.node(&id).is_some_and(bpmn::Node::is_activity) => Target::Activity(id),
            Some(id) => Target::Element(id),
            None => Target::Field("diagram"),
        },
        severity: severity_of(finding.severity),
        message: finding.message,
        why: finding.why,
        remedy: finding.remedy,
    });
    findings.collect()
}

fn severity_of(severity: bpmn::Severity) -> Severity {
    match severity {
        bpmn::Severity::Error => Severity::Error,
        bpmn::Severity::Warning => Severity::Warning,
        bpmn::Severity::Info => Severity::Info,
    }
}

#[cfg(test)]
mod tests;
