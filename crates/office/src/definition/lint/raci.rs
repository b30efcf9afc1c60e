//! The checks of the RACI matrix: by row (one activity), by column (one role), by cell.

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;

const NO_A: Rule = Rule {
    name: "raci-no-accountable",
    severity: Severity::Error,
    why: "Where nobody is accountable, nobody answers for the result.",
    remedy: "Give exactly one role an A.",
};
const MANY_A: Rule = Rule {
    name: "raci-many-accountable",
    severity: Severity::Error,
    why: "Where several are accountable, none is: decisions stall or contradict each other.",
    remedy: "Keep the A of one role; make the others C or I.",
};
const NO_R: Rule = Rule {
    name: "raci-no-responsible",
    severity: Severity::Error,
    why: "Where nobody is responsible, the work is not done.",
    remedy: "Give at least one role an R.",
};
const MANY_R: Rule = Rule {
    name: "raci-many-responsible",
    severity: Severity::Warning,
    why: "When many do the same work, it is done twice or not at all.",
    remedy: "Split the activity, or keep the R of those who really do it.",
};
const MANY_C: Rule = Rule {
    name: "raci-many-consulted",
    severity: Severity::Warning,
    why: "Every consultation takes time before the work can go on.",
    remedy: "Keep those without whom the result would be wrong.",
};
const IDLE: Rule = Rule {
    name: "raci-role-without-work",
    severity: Severity::Warning,
    why: "A role that neither does nor answers for anything may not be needed here.",
    remedy: "Give the role an R or A, or remove it.",
};
const EVERYWHERE: Rule = Rule {
    name: "raci-role-everywhere",
    severity: Severity::Info,
    why: "A role in every row is overloaded or asked out of habit.",
    remedy: "See where the role can be left out.",
};
const UNKNOWN: Rule = Rule {
    name: "raci-unknown-role",
    severity: Severity::Error,
    why: "Letters of a role that is not described reach nobody.",
    remedy: "Describe the role, or remove its letters.",
};
const LETTERS: Rule = Rule {
    name: "raci-letters",
    severity: Severity::Error,
    why: "Only R, A, C and I have a meaning here.",
    remedy: "Use each of the letters R, A, C and I at most once in a cell.",
};

/// Roles with an R in one row from which it is remarked.
const MANY_RESPONSIBLE: usize = 4;
/// Roles with a C in one row from which it is remarked.
const MANY_CONSULTED: usize = 4;
/// Activities from which a role in every row is remarked.
const ROWS_TO_TELL: usize = 5;

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let steps = definition.steps();
    for (id, name) in &steps {
        row(definition, id, name, findings);
    }
    columns(definition, &steps, findings);
    for (activity, row) in &definition.raci {
        for (role, letters) in row {
            let cell = Target::Cell { activity: activity.clone(), role: role.clone() };
            if !definition.roles.iter().any(|one| one.key == *role) {
                let message = format!("“{role}” has letters at “{activity}” but is not among the roles.");
                findings.add(&UNKNOWN, cell.clone(), message);
            }
            let wrong = letters.chars().any(|letter| !"RACI".contains(letter));
            let twice = letters.chars().any(|letter| letters.matches(letter).count() > 1);
            if wrong || twice || letters.is_empty() {
                findings.add(&LETTERS, cell, format!("“{letters}” at “{activity}” is not a set of R, A, C and I."));
            }
        }
    }
}

fn row(definition: &Definition, id: &str, name: &str, findings: &mut Findings) {
    let with = |letter: char| -> Vec<&str> {
        let row = definition.raci.get(id).into_iter().flatten();
        row.filter(|(_, letters)| letters.contains(letter)).map(|(role, _)| definition.role_name(role)).collect()
    };
    let at = || Target::Activity(id.to_owned());
    let (accountable, responsible, consulted) = (with('A'), with('R'), with('C'));
    match accountable.len() {
        0 => findings.add(&NO_A, at(), format!("Nobody is accountable for “{name}”.")),
        1 => {}
        _ => findings.add(&MANY_A, at(), format!("Several are accountable for “{name}”: {}.", accountable.join(", "))),
    }
    if responsible.is_empty() {
        findings.add(&NO_R, at(), format!("Nobody is responsible for “{name}”."));
    }
    if responsible.len() >= MANY_RESPONSIBLE {
        findings.add(&MANY_R, at(), format!("{} roles are responsible for “{name}”.", responsible.len()));
    }
    if consulted.len() >= MANY_CONSULTED {
        findings.add(&MANY_C, at(), format!("{} roles are consulted for “{name}”.", consulted.len()));
    }
}

fn columns(definition: &Definition, steps: &[(String, String)], findings: &mut Findings) {
    for role in &definition.roles {
        let letters: Vec<&String> =
            steps.iter().filter_map(|(id, _)| definition.raci.get(id)?.get(&role.key)).collect();
        if !steps.is_empty() && !letters.iter().any(|letters| letters.contains(['R', 'A'])) {
            let message = format!("{} is neither responsible nor accountable anywhere.", role.name);
            findings.add(&IDLE, Target::Role(role.key.clone()), message);
        }
        if steps.len() >= ROWS_TO_TELL && letters.len() == steps.len() {
            let message = format!("{} has a part in every activity.", role.name);
            findings.add(&EVERYWHERE, Target::Role(role.key.clone()), message);
        }
    }
}
