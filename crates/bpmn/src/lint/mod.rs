//! What is wrong or missing in a diagram, each finding at its element, with the reason and the remedy.
//!
//! Absent: what a process definition says beyond its diagram (roles, measures), and whether conditions can ever hold.
//! Source: BPMN 2.0.2; the rules that bpmnlint recommends, in own words; common modelling guidelines (7PMG: Mendling, Reijers,
//! van der Aalst 2010).

mod drawing;
mod ends;
mod events;
mod naming;
mod reference;
mod soundness;
mod standard;
mod structure;

use std::sync::LazyLock;

use serde::Serialize;

use crate::diagram::Diagram;
use crate::model::Node;

/// The names of all rules, sorted.
pub const RULES: [&str; 91] = [
    "ad-hoc-content",
    "address",
    "boundary-event",
    "cancel-outside-transaction",
    "choreography-in-process",
    "choreography-reference",
    "compensation-handler",
    "condition-misplaced",
    "condition-never-true-or-false",
    "count-is-no-number",
    "dangling-reference",
    "data-against-its-direction",
    "data-does-not-fit-message",
    "data-from-several-sources",
    "data-in-no-set",
    "data-out-of-place",
    "data-set",
    "data-state-in-name",
    "data-without-sets",
    "dead-end",
    "deadlock",
    "default-flow-elsewhere",
    "disconnected",
    "drawn-without-element",
    "duplicate-flow",
    "duplicate-id",
    "empty-expression",
    "empty-lane",
    "end-event-required",
    "event-based-gateway",
    "event-gateway-mixes",
    "event-sub-process",
    "flow-crosses-border",
    "flow-end",
    "flow-into-start-or-out-of-end",
    "flow-list-differs",
    "flow-without-condition",
    "flow-without-end",
    "gateway-begins-process",
    "gateway-direction",
    "gateway-hard-to-read",
    "gateway-joins-and-splits",
    "implicit-join",
    "implicit-split",
    "interface-without-binding",
    "lack-of-synchronization",
    "link-event",
    "lone-condition",
    "long-name",
    "loop-data",
    "media-type",
    "message-flow-end",
    "message-flow-inside-pool",
    "message-without-operation",
    "multiplicity",
    "must-interrupt",
    "never-runs",
    "no-drawing",
    "no-way-out",
    "not-drawn",
    "one-time-only",
    "overlap",
    "parallel-event-gateway",
    "process-not-drawn",
    "quantity",
    "receive-task-with-boundary-event",
    "reference-of-wrong-kind",
    "reference-to-nothing",
    "repetition-without-number",
    "resource-twice",
    "same-name",
    "single-blank-start",
    "soundness-not-shown",
    "start-event-required",
    "superfluous-gateway",
    "superfluous-termination",
    "task-data",
    "thrown-without-code",
    "time-not-readable",
    "timer-without-time",
    "trigger-not-allowed",
    "two-kinds-of-repetition",
    "unknown-element",
    "unnamed-activity",
    "unnamed-branch",
    "unnamed-decision",
    "unnamed-event",
    "unnamed-pool-or-lane",
    "unreachable",
    "verb-noun",
    "without-lane",
];

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule, in kebab case; stable.
    pub rule: &'static str,
    /// The id of the element concerned; none when it is the whole diagram.
    pub element: Option<String>,
    pub severity: Severity,
    /// What is the case, in one sentence.
    pub message: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Severity {
    /// The standard forbids it, or the process cannot be followed.
    Error,
    /// Readers will disagree about what is meant.
    Warning,
    /// Could be better.
    Info,
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

/// Every rule, by name.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let rooms = [reference::ALL, ends::ALL, events::ALL, structure::ALL, soundness::ALL, naming::ALL, drawing::ALL];
        let mut all: Vec<&Rule> = rooms.into_iter().chain(standard::ALL).flatten().copied().collect();
        all.sort_by_key(|rule| rule.name);
        all.dedup_by_key(|rule| rule.name);
        all
    });
    &ALL
}

/// Findings in the making.
#[derive(Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: &Rule, element: Option<&str>, message: String) {
        self.0.push(Finding {
            rule: rule.name,
            element: element.map(str::to_owned),
            severity: rule.severity,
            message,
            why: rule.why,
            remedy: rule.remedy,
        });
    }

    fn at(&mut self, rule: &Rule, node: &Node, message: String) {
        self.add(rule, Some(&node.id), message);
    }
}

/// Checks a diagram against every rule. All findings are returned, the gravest first, otherwise in the order of the rules.
#[must_use]
pub fn lint(diagram: &Diagram) -> Vec<Finding> {
    let mut findings = Findings::default();
    reference::check(diagram, &mut findings);
    ends::check(diagram, &mut findings);
    events::check(diagram, &mut findings);
    structure::check(diagram, &mut findings);
    soundness::check(diagram, &mut findings);
    naming::check(diagram, &mut findings);
    standard::check(diagram, &mut findings);
    drawing::check(diagram, &mut findings);
    let mut findings = findings.0;
    findings.sort_by_key(|finding| finding.severity);
    findings
}

#[cfg(test)]
mod constraints;
#[cfg(test)]
mod tests;
