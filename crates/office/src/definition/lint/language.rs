//! The checks of language: sentences that are too long, and abbreviations that nobody explained.
//!
//! Absent: spelling and style. Source: plain-language guidance (sentences of at most 25 words).

use std::collections::BTreeSet;

use super::{Findings, Rule, Severity, Target};
use crate::definition::Definition;

const LONG: Rule = Rule {
    name: "sentence-too-long",
    severity: Severity::Info,
    why: "Readers lose the thread after about 25 words.",
    remedy: "Make two sentences of it.",
};
const ACRONYM: Rule = Rule {
    name: "acronym-unexplained",
    severity: Severity::Info,
    why: "A reader from another team may not know the abbreviation.",
    remedy: "Explain it in the glossary, or write it out.",
};

/// Words of a sentence from which it is remarked.
const WORDS: usize = 26;
/// Abbreviations that everybody in the field knows.
const KNOWN: [&str; 10] = ["IT", "ID", "SLA", "RACI", "BPMN", "KPI", "ITSM", "URL", "PDF", "CSV"];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let mut texts: Vec<(Target, &str)> = vec![(Target::Field("purpose"), definition.purpose.as_str())];
    let lists: [(&'static str, &Vec<String>); 4] = [
        ("objectives", &definition.objectives),
        ("scope_in", &definition.scope_in),
        ("scope_out", &definition.scope_out),
        ("triggers", &definition.triggers),
    ];
    for (field, list) in lists {
        texts.extend(list.iter().map(|text| (Target::Field(field), text.as_str())));
    }
    for policy in &definition.policies {
        for text in [&policy.statement, &policy.reason, &policy.consequence] {
            texts.push((Target::Field("policies"), text));
        }
    }
    for control in &definition.controls {
        for text in [&control.statement, &control.objective, &control.evidence] {
            texts.push((Target::Control(control.key.clone()), text));
        }
    }
    texts.extend(definition.risks.iter().map(|one| (Target::Field("risks"), one.statement.as_str())));
    for (id, activity) in &definition.activities {
        for text in [&activity.purpose, &activity.steps, &activity.decision_rule, &activity.exception_path] {
            texts.push((Target::Activity(id.clone()), text));
        }
    }
    let mut told = BTreeSet::new();
    for (target, text) in texts {
        for sentence in sentences(text) {
            let words = sentence.split_whitespace().count();
            if words >= WORDS {
                let start: Vec<&str> = sentence.split_whitespace().take(6).collect();
                let message = format!("A sentence of {words} words begins “{}…”.", start.join(" "));
                findings.add(&LONG, target.clone(), message);
            }
        }
        for acronym in acronyms(text) {
            let explained = definition.glossary.iter().any(|one| acronyms(&one.term).any(|known| known == acronym));
            if !explained && told.insert(acronym.to_owned()) {
                findings.add(&ACRONYM, target.clone(), format!("“{acronym}” is not explained anywhere."));
            }
        }
    }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', ';', ':', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty())
}

fn acronyms(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        (2..=6).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase()) && !KNOWN.contains(word)
    })
}
