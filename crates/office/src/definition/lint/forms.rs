//! Whether forms ask something that can be answered, and whether activities, measures and separations name what is described.
//!
//! Absent: the keys themselves (`keys`). Source: the practice of request forms: one question a field, bounds that can be met.

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity, Target};
use crate::definition::{Activity, Definition, FieldKind, Form, FormField};

const INCOMPLETE: Rule = Rule {
    name: "form-incomplete",
    severity: Severity::Warning,
    why: "A form that cannot be filled in is filled in with whatever lets people go on.",
    remedy: "Give the form a title and its fields; give each field a question, and a choice at least two choices.",
};
const BOUNDS: Rule = Rule {
    name: "form-bounds",
    severity: Severity::Warning,
    why: "Bounds that no answer meets keep everybody from sending the form.",
    remedy: "Set the least below the most, and bounds for numbers and texts only.",
};
const UNUSED: Rule = Rule {
    name: "form-unused",
    severity: Severity::Info,
    why: "A form that no activity names is filled in by nobody, or nobody knows when.",
    remedy: "Name the form at the activity where it is filled in, or remove it.",
};
const STRANGER: Rule = Rule {
    name: "activity-unknown-reference",
    severity: Severity::Warning,
    why: "What an activity names and nobody described cannot be found by whoever does the work.",
    remedy: "Describe the form, the decision or the measure, or take it off the activity.",
};
const PAIR: Rule = Rule {
    name: "separation-unclear",
    severity: Severity::Error,
    why: "A separation of duties guards only between two roles that exist.",
    remedy: "Choose two different roles of the process, and say why nobody holds both.",
};
const KEPT: Rule = Rule {
    name: "record-without-retention",
    severity: Severity::Info,
    why: "What is kept without an end is kept for ever, and what has no place is not found (ISO/IEC 20000-1:2018 7.5.3).",
    remedy: "Say where the record is kept and for how long.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&INCOMPLETE, &BOUNDS, &UNUSED, &STRANGER, &PAIR, &KEPT];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    for (key, form) in &definition.forms {
        of_form(key, form, findings);
        if !definition.activities.values().any(|one| one.forms.contains(key)) {
            findings.add(
                &UNUSED,
                Target::Form(key.clone()),
                format!("No activity uses the form “{}”.", name(key, form)),
            );
        }
    }
    for (id, activity) in &definition.activities {
        references(definition, id, activity, findings);
    }
    for pair in &definition.separations {
        let problem = pair_problem(definition, &pair.first, &pair.second, &pair.reason);
        if let Some(problem) = problem {
            findings.add(&PAIR, Target::Field("separations"), problem);
        }
    }
    for record in &definition.records {
        let missing: Vec<&str> = [("its place", &record.place), ("how long it is kept", &record.retention)]
            .into_iter()
            .filter(|(_, text)| text.trim().is_empty())
            .map(|(label, _)| label)
            .collect();
        if !missing.is_empty() {
            let message = format!("The record “{}” lacks: {}.", record.name, missing.join(", "));
            findings.add(&KEPT, Target::Field("records"), message);
        }
    }
}

fn name<'a>(key: &'a str, form: &'a Form) -> &'a str {
    if form.title.trim().is_empty() { key } else { &form.title }
}

fn of_form(key: &str, form: &Form, findings: &mut Findings) {
    let at = || Target::Form(key.to_owned());
    let title = name(key, form);
    if form.title.trim().is_empty() {
        findings.add(&INCOMPLETE, at(), format!("The form “{key}” has no title."));
    }
    if form.fields.is_empty() {
        findings.add(&INCOMPLETE, at(), format!("The form “{title}” asks nothing."));
    }
    let mut keys = BTreeSet::new();
    for field in &form.fields {
        let label = if field.label.trim().is_empty() { &field.key } else { &field.label };
        if field.label.trim().is_empty() {
            findings.add(&INCOMPLETE, at(), format!("“{title}”: the field “{}” has no question.", field.key));
        }
        if field.kind == FieldKind::Choice && field.choices.len() < 2 {
            findings.add(&INCOMPLETE, at(), format!("“{title}”: “{label}” offers fewer than two choices."));
        }
        if !keys.insert(&field.key) {
            findings.add(&INCOMPLETE, at(), format!("“{title}”: two fields have the key “{}”.", field.key));
        }
        if let Some(problem) = bounds_problem(field) {
            findings.add(&BOUNDS, at(), format!("“{title}”: “{label}” {problem}"));
        }
    }
}

fn bounds_problem(field: &FormField) -> Option<String> {
    let bounded = matches!(field.kind, FieldKind::Number | FieldKind::Text | FieldKind::LongText);
    match (field.least, field.most) {
        (Some(least), Some(most)) if least > most => Some(format!("asks for at least {least} and at most {most}.")),
        (None, None) => None,
        _ if !bounded => Some(format!("has bounds, but its kind is {}.", field.kind.label().to_lowercase())),
        _ => None,
    }
}

fn references(definition: &Definition, id: &str, activity: &Activity, findings: &mut Findings) {
    let forms = activity.forms.iter().filter(|key| !definition.forms.contains_key(*key)).map(|key| ("form", key));
    let known = |key: &String| definition.measures.iter().any(|one| one.key == *key);
    let measures = activity.measures.iter().filter(|key| !known(key)).map(|key| ("measure", key));
    let decisions = activity.decisions.iter().filter(|key| !definition.decisions.contains_key(*key));
    let decisions = decisions.map(|key| ("decision", key));
    for (noun, key) in forms.chain(decisions).chain(measures) {
        let message = format!("“{id}” names the {noun} “{key}”, which is not described.");
        findings.add(&STRANGER, Target::Activity(id.to_owned()), message);
    }
}

fn pair_problem(definition: &Definition, first: &str, second: &str, reason: &str) -> Option<String> {
    let known = |key: &str| definition.roles.iter().any(|one| one.key == key);
    if let Some(unknown) = [first, second].into_iter().find(|key| !known(key)) {
        let what = if unknown.is_empty() { "no role".to_owned() } else { format!("“{unknown}”, which is no role") };
        return Some(format!("A separation of roles names {what}."));
    }
    if first == second {
        return Some(format!("A separation names {} twice.", definition.role_name(first)));
    }
    reason.trim().is_empty().then(|| {
        let (first, second) = (definition.role_name(first), definition.role_name(second));
        format!("The separation of {first} and {second} gives no reason.")
    })
}
