//! Whether policies say why, controls can be proven, and risks are answered.
//!
//! Absent: whether a control was performed (`control`). Source: FitSM-1 GR2.2 (policies belong to the definition); practice of internal
//! control: a control answers a risk and leaves evidence.

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;

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
const INCOMPLETE: Rule = Rule {
    name: "control-incomplete",
    severity: Severity::Warning,
    why: "A control must say what is done, how often, and what for, or nobody can schedule it.",
    remedy: "Complete the control.",
};
const UNANSWERED: Rule = Rule {
    name: "risk-unanswered",
    severity: Severity::Warning,
    why: "A risk that is known and not answered is accepted by nobody in particular.",
    remedy: "Name a control that answers the risk, or describe one.",
};
const STRANGER: Rule = Rule {
    name: "risk-unknown-control",
    severity: Severity::Error,
    why: "A control that is not described guards against nothing.",
    remedy: "Describe the control, or name another.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&REASON, &EVIDENCE, &INCOMPLETE, &UNANSWERED, &STRANGER];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    for policy in definition.policies.iter().filter(|one| one.reason.trim().is_empty()) {
        let message = format!("The policy “{}” gives no reason.", policy.statement);
        findings.add(&REASON, Target::Field("policies"), message);
    }
    for control in &definition.controls {
        let at = || Target::Control(control.key.clone());
        let name = if control.statement.trim().is_empty() { &control.key } else { &control.statement };
        if control.evidence.trim().is_empty() {
            findings.add(&EVIDENCE, at(), format!("The control “{name}” names no evidence."));
        }
        let texts =
            [("statement", &control.statement), ("objective", &control.objective), ("frequency", &control.frequency)];
        let missing: Vec<&str> =
            texts.iter().filter(|(_, text)| text.trim().is_empty()).map(|(label, _)| *label).collect();
        if !missing.is_empty() {
            findings.add(&INCOMPLETE, at(), format!("The control “{name}” lacks: {}.", missing.join(", ")));
        }
    }
    for risk in &definition.risks {
        let at = || Target::Field("risks");
        if risk.controls.is_empty() {
            findings.add(&UNANSWERED, at(), format!("No control answers the risk “{}”.", risk.statement));
        }
        for key in risk.controls.iter().filter(|key| !definition.controls.iter().any(|one| one.key == **key)) {
            let message = format!("The risk “{}” names the control “{key}”, which is not described.", risk.statement);
            findings.add(&STRANGER, at(), message);
        }
    }
}
