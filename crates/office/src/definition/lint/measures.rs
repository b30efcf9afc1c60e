//! Whether each objective is measured, and each measure can be computed and judged.
//!
//! Absent: the figures (`measure`). Source: FitSM-1 GR6.1.

use super::{Findings, Rule, Severity, Target};
use crate::definition::{Definition, MeasureKind};

const UNMEASURED: Rule = Rule {
    name: "objective-without-measure",
    severity: Severity::Warning,
    why: "Whether an objective is met cannot be known without a measure (FitSM-1 GR6.1).",
    remedy: "Add a measure that names this objective, or remove the objective.",
};
const AIMLESS: Rule = Rule {
    name: "measure-unknown-objective",
    severity: Severity::Warning,
    why: "A measure of an objective that nobody set collects numbers for nobody.",
    remedy: "Choose one of the objectives, or leave the field empty for a figure that gives the scale.",
};
const VAGUE: Rule = Rule {
    name: "measure-incomplete",
    severity: Severity::Warning,
    why: "A measure without formula, unit, source, frequency, owner or target starts arguments instead of ending them.",
    remedy: "Complete the measure.",
};
const STRANGER: Rule = Rule {
    name: "measure-unknown-owner",
    severity: Severity::Warning,
    why: "A figure for which a role answers that does not exist is explained by nobody.",
    remedy: "Choose one of the roles of the process.",
};
const RANGE: Rule = Rule {
    name: "target-out-of-range",
    severity: Severity::Warning,
    why: "A target that is met always or never says nothing.",
    remedy: "Set shares between 0 and 100 per cent, and times above 0 hours.",
};

const TIMELESS: Rule = Rule {
    name: "measure-calendar-without-time",
    severity: Severity::Warning,
    why: "A calendar says which hours count. Shares and numbers of cases have none, so that it promises what is not done.",
    remedy: "Leave the calendar empty, or choose a resolution time.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&UNMEASURED, &AIMLESS, &VAGUE, &STRANGER, &RANGE, &TIMELESS];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    for objective in &definition.objectives {
        if !definition.measures.iter().any(|one| one.objective == *objective) {
            let message = format!("No measure tells about the objective “{objective}”.");
            findings.add(&UNMEASURED, Target::Field("objectives"), message);
        }
    }
    for measure in &definition.measures {
        let at = || Target::Measure(measure.key.clone());
        let name = if measure.name.trim().is_empty() { &measure.key } else { &measure.name };
        if !measure.objective.is_empty() && !definition.objectives.contains(&measure.objective) {
            let message = format!("The measure “{name}” names “{}”, which is no objective.", measure.objective);
            findings.add(&AIMLESS, at(), message);
        }
        let target = measure.target.filter(|target| target.value.is_finite());
        if !measure.owner.is_empty() && !definition.roles.iter().any(|role| role.key == measure.owner) {
            let message = format!("The measure “{name}” belongs to “{}”, which is no role.", measure.owner);
            findings.add(&STRANGER, at(), message);
        }
        if !measure.calendar.is_empty() && !measure.kind.is_time() && measure.kind != MeasureKind::Other {
            let message = format!("The measure “{name}” names the calendar “{}” and is no time.", measure.calendar);
            findings.add(&TIMELESS, at(), message);
        }
        let parts = [
            ("name", measure.name.trim().is_empty()),
            ("formula", measure.formula.trim().is_empty()),
            ("unit", measure.unit.trim().is_empty()),
            ("source", measure.source.trim().is_empty()),
            ("frequency", measure.frequency.trim().is_empty()),
            ("owner", measure.owner.trim().is_empty()),
            ("target", target.is_none() && measure.kind != MeasureKind::Volume),
        ];
        let missing: Vec<&str> = parts.iter().filter(|(_, is_missing)| *is_missing).map(|(label, _)| *label).collect();
        if !missing.is_empty() {
            findings.add(&VAGUE, at(), format!("The measure “{name}” lacks: {}.", missing.join(", ")));
        }
        if let Some(target) = target.filter(|target| !is_possible(measure.kind, target.value)) {
            findings.add(&RANGE, at(), format!("The target {} of the measure “{name}” is out of range.", target.value));
        }
    }
}

fn is_possible(kind: MeasureKind, value: f64) -> bool {
    match kind {
        MeasureKind::ReopenedShare
        | MeasureKind::ReassignedShare
        | MeasureKind::FirstTimeRightShare
        | MeasureKind::SlaMetShare => (0.0..=100.0).contains(&value),
        MeasureKind::ResolutionTimeMedian | MeasureKind::ResolutionTimeP90 => value > 0.0,
        MeasureKind::Volume => value >= 0.0,
        MeasureKind::Other => true,
    }
}
