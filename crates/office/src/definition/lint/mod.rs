//! What is wrong or missing in a definition, each finding at its place, with the reason and the remedy.
//!
//! Errors block the submission of a draft; a draft may be saved in any state. Absent: the office around the process (who holds
//! a role, whether the other side agreed). Sources: the row and column checks of RACI practice, SIPOC closure, FitSM-1 GR2.2
//! and GR6.1, plain-language guidance (sentences of at most 25 words).

mod language;
mod raci;

use serde::Serialize;

use super::model::{Definition, MeasureKind};

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

/// All findings: errors first, then by place.
#[must_use]
pub fn lint(definition: &Definition) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    findings.diagram(definition);
    findings.contents(definition);
    findings.activities(definition);
    findings.measures(definition);
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

    fn contents(&mut self, definition: &Definition) {
        const EMPTY: Rule = Rule {
            name: "content-missing",
            severity: Severity::Error,
            why: "Readers ask first what the process is for, where it begins and where it ends (FitSM-1 GR2.2).",
            remedy: "Write one or two sentences; they can be improved later.",
        };
        const CLOSURE: Rule = Rule {
            name: "sipoc-open",
            severity: Severity::Warning,
            why: "What nobody supplies does not arrive; what nobody wants need not be made (SIPOC).",
            remedy: "Name the supplier or the customer, or remove the entry.",
        };
        const REASON: Rule = Rule {
            name: "policy-without-reason",
            severity: Severity::Warning,
            why: "A rule whose reason is unknown is followed blindly or not at all.",
            remedy: "Say why the rule exists.",
        };
        const EVIDENCE: Rule = Rule {
            name: "control-without-evidence",
            severity: Severity::Warning,
            why: "A control that leaves no evidence cannot be verified.",
            remedy: "Say what record proves that the control was performed.",
        };
        const UNCONFIRMED: Rule = Rule {
            name: "interface-one-sided",
            severity: Severity::Warning,
            why: "An interface that only one side knows is where work gets lost.",
            remedy: "Agree it with the owner of the other process, then mark it as confirmed.",
        };
        let fields: [(&'static str, bool, &str); 4] = [
            ("name", definition.name.trim().is_empty(), "The process has no name."),
            ("purpose", definition.purpose.trim().is_empty(), "The purpose is missing."),
            ("scope_in", definition.scope_in.is_empty(), "Nothing is said to be in scope."),
            ("triggers", definition.triggers.is_empty(), "Nothing is said to start the process."),
        ];
        for (field, is_empty, message) in fields {
            if is_empty {
                self.add(&EMPTY, Target::Field(field), message.to_owned());
            }
        }
        for input in definition.inputs.iter().filter(|one| one.supplier.trim().is_empty()) {
            self.add(&CLOSURE, Target::Field("inputs"), format!("The input “{}” has no supplier.", input.name));
        }
        for output in definition.outputs.iter().filter(|one| one.customer.trim().is_empty()) {
            self.add(&CLOSURE, Target::Field("outputs"), format!("The output “{}” has no customer.", output.name));
        }
        for policy in definition.policies.iter().filter(|one| one.reason.trim().is_empty()) {
            self.add(&REASON, Target::Field("policies"), format!("The policy “{}” gives no reason.", policy.statement));
        }
        for control in definition.controls.iter().filter(|one| one.evidence.trim().is_empty()) {
            let message = format!("The control “{}” names no evidence.", control.statement);
            self.add(&EVIDENCE, Target::Control(control.key.clone()), message);
        }
        for interface in definition.interfaces.iter().filter(|one| !one.confirmed) {
            let message = format!("The interface with {} is not confirmed by the other side.", interface.process);
            self.add(&UNCONFIRMED, Target::Field("interfaces"), message);
        }
    }

    fn activities(&mut self, definition: &Definition) {
        const ORPHAN: Rule = Rule {
            name: "details-without-activity",
            severity: Severity::Warning,
            why: "Details of something that the diagram no longer shows mislead readers.",
            remedy: "Draw the activity again, or remove its details.",
        };
        const THIN: Rule = Rule {
            name: "activity-without-details",
            severity: Severity::Warning,
            why: "A box with a name leaves everybody to do it in their own way.",
            remedy: "Say what the activity is for and how it is done.",
        };
        const PLACE: Rule = Rule {
            name: "control-without-place",
            severity: Severity::Warning,
            why: "A control that stands at no step is performed by nobody.",
            remedy: "Choose an activity of the diagram, or leave the field empty for a control beside the flow.",
        };
        let steps = definition.steps();
        if definition.diagram.trim().is_empty() {
            return;
        }
        let known = |id: &str| steps.iter().any(|(step, _)| step == id);
        let detailed = definition.activities.keys().chain(definition.raci.keys());
        let orphans: std::collections::BTreeSet<&String> = detailed.filter(|id| !known(id)).collect();
        for id in orphans {
            let message = format!("“{id}” has details or RACI letters, but the diagram shows no such activity.");
            self.add(&ORPHAN, Target::Activity(id.clone()), message);
        }
        for (id, name) in &steps {
            let details = definition.activities.get(id);
            let missing = match details {
                None => "purpose and steps",
                Some(one) if one.purpose.trim().is_empty() && one.steps.trim().is_empty() => "purpose and steps",
                Some(one) if one.purpose.trim().is_empty() => "purpose",
                Some(one) if one.steps.trim().is_empty() => "steps",
                Some(_) => continue,
            };
            self.add(&THIN, Target::Activity(id.clone()), format!("“{name}”: {missing} missing."));
        }
        for control in definition.controls.iter().filter(|one| !one.activity.is_empty() && !known(&one.activity)) {
            let message = format!(
                "The control “{}” stands at “{}”, which the diagram does not show.",
                control.statement, control.activity
            );
            self.add(&PLACE, Target::Control(control.key.clone()), message);
        }
    }

    fn measures(&mut self, definition: &Definition) {
        const UNMEASURED: Rule = Rule {
            name: "objective-without-measure",
            severity: Severity::Warning,
            why: "Whether an objective is met cannot be known without a measure (FitSM-1 GR6.1).",
            remedy: "Add a measure that names this objective, or remove the objective.",
        };
        const VAGUE: Rule = Rule {
            name: "measure-incomplete",
            severity: Severity::Warning,
            why: "A measure without formula, source or target starts arguments instead of ending them.",
            remedy: "Complete the measure.",
        };
        const TWICE: Rule = Rule {
            name: "key-twice",
            severity: Severity::Error,
            why: "Keys name roles, controls and measures across versions; the same key twice confuses them.",
            remedy: "Give one of them another key.",
        };
        for objective in &definition.objectives {
            if !definition.measures.iter().any(|one| one.objective == *objective) {
                let message = format!("No measure tells about the objective “{objective}”.");
                self.add(&UNMEASURED, Target::Field("objectives"), message);
            }
        }
        for measure in &definition.measures {
            let mut missing = Vec::new();
            if measure.formula.trim().is_empty() {
                missing.push("formula");
            }
            if measure.source.trim().is_empty() {
                missing.push("source");
            }
            if measure.target.is_none() && measure.kind != MeasureKind::Volume {
                missing.push("target");
            }
            if !missing.is_empty() {
                let message = format!("The measure {} lacks: {}.", measure.name, missing.join(", "));
                self.add(&VAGUE, Target::Measure(measure.key.clone()), message);
            }
        }
        let keys: [(&'static str, Vec<&str>); 3] = [
            ("roles", definition.roles.iter().map(|one| one.key.as_str()).collect()),
            ("controls", definition.controls.iter().map(|one| one.key.as_str()).collect()),
            ("measures", definition.measures.iter().map(|one| one.key.as_str()).collect()),
        ];
        for (field, keys) in keys {
            let twice: std::collections::BTreeSet<&&str> =
                keys.iter().filter(|key| keys.iter().filter(|other| other == key).count() > 1).collect();
            for key in twice {
                self.add(&TWICE, Target::Field(field), format!("The key “{key}” is used twice among the {field}."));
            }
        }
    }
}
