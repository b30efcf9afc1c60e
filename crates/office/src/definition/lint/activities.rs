//! Whether the details belong to the diagram, and whether each activity of the diagram is explained.
//!
//! Absent: the flow itself (crate `bpmn`) and the RACI matrix (`raci`).

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;
use crate::definition::dictionary::plain;

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
const NEED: Rule = Rule {
    name: "requirement-without-place",
    severity: Severity::Warning,
    why: "Nobody can test a requirement of a step that does not exist.",
    remedy: "Choose an activity of the diagram, or leave the field empty when the whole process needs it.",
};

const SKILL: Rule = Rule {
    name: "skill-unclear",
    severity: Severity::Warning,
    why: "Work is asked of those who have the skill; a name that nobody can have finds nobody.",
    remedy: "Name each skill once, in a few words, as the list of skills of the office names it.",
};

/// Letters of the name of a skill.
pub const SKILL_CHARS: usize = 80;

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&ORPHAN, &THIN, &PLACE, &NEED, &SKILL];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    if definition.flow().is_none() {
        return;
    }
    let steps = definition.steps();
    let known = |id: &str| steps.iter().any(|(step, _)| step == id);
    let detailed = definition.activities.keys().chain(definition.raci.keys());
    let orphans: BTreeSet<&String> = detailed.filter(|id| !known(id)).collect();
    for id in orphans {
        let message = format!("“{id}” has details or RACI letters, but the diagram shows no such activity.");
        findings.add(&ORPHAN, Target::Activity(id.clone()), message);
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
        findings.add(&THIN, Target::Activity(id.clone()), format!("“{name}”: {missing} missing."));
    }
    for (id, name) in &steps {
        let Some(details) = definition.activities.get(id) else { continue };
        if let Some(problem) = unclear(&details.skills) {
            findings.add(&SKILL, Target::Activity(id.clone()), format!("“{name}”: {problem}"));
        }
    }
    for control in definition.controls.iter().filter(|one| !one.activity.is_empty() && !known(&one.activity)) {
        let (statement, activity) = (&control.statement, &control.activity);
        let message = format!("The control “{statement}” stands at “{activity}”, which the diagram does not show.");
        findings.add(&PLACE, Target::Control(control.key.clone()), message);
    }
    for requirement in definition.requirements.iter().filter(|one| !one.activity.is_empty() && !known(&one.activity)) {
        let (text, activity) = (&requirement.text, &requirement.activity);
        let message = format!("The requirement “{text}” belongs to “{activity}”, which the diagram does not show.");
        findings.add(&NEED, Target::Field("requirements"), message);
    }
}

/// What is wrong with the names of skills, if something is.
fn unclear(skills: &[String]) -> Option<String> {
    let mut seen = BTreeSet::new();
    skills.iter().find_map(|skill| {
        let known = plain(skill);
        if known.is_empty() {
            Some("a needed skill has no name.".to_owned())
        } else if skill.chars().count() > SKILL_CHARS || skill.chars().any(char::is_control) {
            Some(format!("the name of a skill is one line of at most {SKILL_CHARS} characters."))
        } else if !seen.insert(known) {
            Some(format!("the skill “{skill}” is named twice."))
        } else {
            None
        }
    })
}
