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
const MANY_I: Rule = Rule {
    name: "raci-many-informed",
    severity: Severity::Info,
    why: "Who is informed of everything soon reads nothing.",
    remedy: "Keep those who would act differently for knowing it.",
};
const ALONE: Rule = Rule {
    name: "raci-nobody-told",
    severity: Severity::Info,
    why: "Where no row consults or informs anybody, the units work side by side and do not talk.",
    remedy: "See where the next role in the flow must be asked or told.",
};
const OVERLOADED: Rule = Rule {
    name: "raci-role-overloaded",
    severity: Severity::Info,
    why: "One role that does most of the work is the queue in which the process waits.",
    remedy: "Give some of the activities to another role, or split the role.",
};
const REDUNDANT: Rule = Rule {
    name: "raci-cell-redundant",
    severity: Severity::Info,
    why: "Who does the work or answers for it is consulted and informed anyway.",
    remedy: "Drop the C or I beside the R or A.",
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

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[
    &NO_A,
    &MANY_A,
    &NO_R,
    &MANY_R,
    &MANY_C,
    &MANY_I,
    &ALONE,
    &OVERLOADED,
    &REDUNDANT,
    &IDLE,
    &EVERYWHERE,
    &UNKNOWN,
    &LETTERS,
];

/// Roles with an R in one row from which it is remarked.
const MANY_RESPONSIBLE: usize = 4;
/// Roles with a C in one row from which it is remarked.
const MANY_CONSULTED: usize = 4;
/// Roles with an I in one row from which it is remarked.
const MANY_INFORMED: usize = 5;
/// Activities of which one role is responsible for more than this share, as a fraction.
const OVERLOAD: (usize, usize) = (3, 4);
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
            } else if letters.contains(['R', 'A']) && letters.contains(['C', 'I']) {
                let message = format!("“{letters}” at “{activity}” says the same twice.");
                findings.add(&REDUNDANT, cell, message);
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
    let (accountable, responsible, consulted, informed) = (with('A'), with('R'), with('C'), with('I'));
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
    if informed.len() >= MANY_INFORMED {
        findings.add(&MANY_I, at(), format!("{} roles are informed of “{name}”.", informed.len()));
    }
}

fn columns(definition: &Definition, steps: &[(String, String)], findings: &mut Findings) {
    let all = || definition.raci.values().flat_map(|row| row.values());
    if steps.len() >= ROWS_TO_TELL && all().next().is_some() && !all().any(|letters| letters.contains(['C', 'I'])) {
        let message = "Nobody is consulted or informed anywhere.".to_owned();
        findings.add(&ALONE, Target::Field("raci"), message);
    }
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
        let doing = letters.iter().filter(|letters| letters.contains('R')).count();
        if steps.len() >= ROWS_TO_TELL && doing * OVERLOAD.1 > steps.len() * OVERLOAD.0 {
            let message = format!("{} is responsible for {doing} of {} activities.", role.name, steps.len());
            findings.add(&OVERLOADED, Target::Role(role.key.clone()), message);
        }
    }
}
