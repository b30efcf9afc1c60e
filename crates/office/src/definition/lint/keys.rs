//! Whether the keys of roles, controls, risks, measures, forms and decisions can name them for years: short, plain, and used once.
//!
//! Absent: the ids of the diagram's elements (crate `bpmn`).

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;

const TWICE: Rule = Rule {
    name: "key-twice",
    severity: Severity::Error,
    why: "Keys name roles, controls, risks and measures across versions; the same key twice confuses them.",
    remedy: "Give one of them another key.",
};
const UNFIT: Rule = Rule {
    name: "key-unfit",
    severity: Severity::Error,
    why: "A key stands in addresses, files and histories, where blanks and signs break.",
    remedy: "Use plain letters, digits, underscores and hyphens, for example “incident_manager”.",
};
const NAMELESS: Rule = Rule {
    name: "role-nameless",
    severity: Severity::Error,
    why: "Nobody can accept a role without a name.",
    remedy: "Name the role as people call it.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&TWICE, &UNFIT, &NAMELESS];

/// Letters of the longest key.
const LONGEST: usize = 60;

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let keys: [(&'static str, Vec<&str>); 6] = [
        ("roles", definition.roles.iter().map(|one| one.key.as_str()).collect()),
        ("controls", definition.controls.iter().map(|one| one.key.as_str()).collect()),
        ("risks", definition.risks.iter().map(|one| one.key.as_str()).collect()),
        ("measures", definition.measures.iter().map(|one| one.key.as_str()).collect()),
        ("forms", definition.forms.keys().map(String::as_str).collect()),
        ("decisions", definition.decisions.keys().map(String::as_str).collect()),
    ];
    for (field, keys) in keys {
        let mut seen = BTreeSet::new();
        let twice: BTreeSet<&str> = keys.iter().copied().filter(|key| !seen.insert(*key)).collect();
        for key in twice {
            findings.add(&TWICE, Target::Field(field), format!("The key “{key}” is used twice among the {field}."));
        }
        for key in keys.into_iter().filter(|key| !is_fit(key)) {
            findings.add(&UNFIT, Target::Field(field), format!("“{key}” cannot be a key among the {field}."));
        }
    }
    for role in definition.roles.iter().filter(|role| role.name.trim().is_empty()) {
        findings.add(&NAMELESS, Target::Role(role.key.clone()), format!("The role “{}” has no name.", role.key));
    }
}

fn is_fit(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len())
        && key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-')
}
