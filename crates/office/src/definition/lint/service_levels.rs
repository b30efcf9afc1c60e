//! Whether each service level can be followed in a case.
//!
//! Absent: whether the office keeps its calendar, which is known where the process is switched on. Source: ISO/IEC 20000-1:2018 8.3.3.

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;

const VAGUE: Rule = Rule {
    name: "service-level-incomplete",
    severity: Severity::Error,
    why: "A promise without a name or a time can neither be kept nor broken.",
    remedy: "Give the service level a name, and a time above 0 and of at most a century.",
};
const PLACELESS: Rule = Rule {
    name: "service-level-unknown-step",
    severity: Severity::Error,
    why: "A clock that starts, stops or rests at a step that is not there never does.",
    remedy: "Choose steps of the diagram.",
};
const WARNING: Rule = Rule {
    name: "service-level-warning-unfit",
    severity: Severity::Warning,
    why: "A warning at nothing comes too early for anybody, one at the end too late.",
    remedy: "Warn between 1 and 99 per cent of the time.",
};

/// The longest time that can be promised.
const CENTURY_MINUTES: u32 = 52_560_000;

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&VAGUE, &PLACELESS, &WARNING];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let at = || Target::Field("service_levels");
    let diagram = definition.flow();
    let known: BTreeSet<&str> =
        diagram.iter().flat_map(|diagram| diagram.nodes()).map(|node| node.id.as_str()).collect();
    for one in &definition.service_levels {
        let name = if one.name.trim().is_empty() { &one.key } else { &one.name };
        if one.name.trim().is_empty() || one.minutes == 0 || one.minutes > CENTURY_MINUTES {
            findings.add(
                &VAGUE,
                at(),
                format!("The service level “{name}” has no name, no time, or more than a century."),
            );
        }
        let steps = [&one.starts_at, &one.stops_at].into_iter().filter(|id| !id.is_empty()).chain(&one.pauses_at);
        for id in steps.filter(|id| !known.contains(id.as_str())) {
            findings.add(
                &PLACELESS,
                at(),
                format!("The service level “{name}” names “{id}”, which is no step of the diagram."),
            );
        }
        if let Some(percent) = one.warn_at.iter().find(|percent| !(1..100).contains(*percent)) {
            findings.add(
                &WARNING,
                at(),
                format!("The service level “{name}” warns at {percent} per cent of its time."),
            );
        }
    }
}
