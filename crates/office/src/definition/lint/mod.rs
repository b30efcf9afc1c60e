//! What is wrong or missing in a definition, each finding at its place, with the reason and the remedy.
//!
//! Errors block the submission of a draft; a draft may be saved in any state. Absent: the office around the process (who holds
//! a role, whether the other side agreed). Sources: the row and column checks of RACI practice, SIPOC closure, FitSM-1 GR2.2
//! and GR6.1, plain-language guidance (sentences of at most 25 words).

mod activities;
mod contents;
mod keys;
mod language;
mod measures;
mod raci;
mod rules;

use serde::Serialize;

use super::model::Definition;

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
    let mut findings = Findings(Vec::new());
    findings.diagram(definition);
    contents::check(definition, &mut findings);
    activities::check(definition, &mut findings);
    keys::check(definition, &mut findings);
    rules::check(definition, &mut findings);
    measures::check(definition, &mut findings);
    raci::check(definition, &mut findings);
    language::check(definition, &mut findings);
    let mut findings = findings.0;
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// The fixed part of a rule.
struct Rule {
    name: &'static str,
    severity: Severity,
    why: &'static str,
    remedy: &'static str,
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: &Rule, target: Target, message: String) {
        let Rule { name, severity, why, remedy } = *rule;
        self.0.push(Finding { rule: name, target, severity, message, why, remedy });
    }

    fn diagram(&mut self, definition: &Definition) {
        const MISSING: Rule = Rule {
            name: "diagram-missing",
            severity: Severity::Error,
            why: "Without a flow nobody can follow the process, and no log can be held against it.",
            remedy: "Draw the diagram, or list the activities and let Mandate lay out the first one.",
        };
        if definition.diagram.trim().is_empty() {
            self.add(&MISSING, Target::Field("diagram"), "There is no diagram yet.".to_owned());
            return;
        }
        let diagram = match bpmn::Diagram::parse(&definition.diagram) {
            Ok(diagram) => diagram,
            Err(error) => {
                self.add(&MISSING, Target::Field("diagram"), format!("The diagram cannot be read: {error}"));
                return;
            }
        };
        for finding in bpmn::lint(&diagram) {
            let target = match finding.element {
                Some(id) if diagram.node(&id).is_some_and(bpmn::Node::is_activity) => Target::Activity(id),
                Some(id) => Target::Element(id),
                None => Target::Field("diagram"),
            };
            let severity = match finding.severity {
                bpmn::Severity::Error => Severity::Error,
                bpmn::Severity::Warning => Severity::Warning,
                bpmn::Severity::Info => Severity::Info,
            };
            let rule = Rule { name: finding.rule, severity, why: finding.why, remedy: finding.remedy };
            self.add(&rule, target, finding.message);
        }
    }
}

#[cfg(test)]
mod tests;
