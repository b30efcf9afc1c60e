//! The checks of language: sentences that are too long, abbreviations that nobody explained, words that only insiders use, and parts that
//! are hard to read.
//!
//! Absent: spelling, and the names of activities (crate `bpmn`). Sources: plain-language guidance (sentences of at most 25 words, active
//! voice, plain words); the figures are those of `prose`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Findings, Rule, Severity, Target, jargon};
use crate::definition::Definition;
use crate::definition::prose::{self, Reading};

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

const JARGON: Rule = Rule {
    name: "jargon-word",
    severity: Severity::Info,
    why: "Readers from another team stop at words that only insiders use.",
    remedy: "Write the plainer word, or explain this one in the glossary.",
};
const HEAVY: Rule = Rule {
    name: "hard-to-read",
    severity: Severity::Info,
    why: "A text with a reading ease below 30 is read to the end by those who must, and by nobody else (Flesch).",
    remedy: "Shorten the sentences, and take short words for long ones.",
};
const PASSIVE: Rule = Rule {
    name: "mostly-passive",
    severity: Severity::Info,
    why: "In the passive voice nobody is named, so nobody knows who does it.",
    remedy: "Say who does it: “the agent records the report” and not “the report is recorded”.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&LONG, &ACRONYM, &JARGON, &HEAVY, &PASSIVE];

/// Words of a sentence from which it is remarked.
const WORDS: usize = 26;
/// Abbreviations that everybody in the field knows.
const KNOWN: [&str; 10] = ["IT", "ID", "SLA", "RACI", "BPMN", "KPI", "ITSM", "URL", "PDF", "CSV"];

/// Reading ease below which a section is remarked; Flesch calls what is below it very difficult.
const HARD: f64 = 30.0;
/// Share of passive sentences above which a section is remarked, per cent.
const MOSTLY_PASSIVE: f64 = 50.0;
/// Sentences of a section from which its share of passive ones says something.
const SENTENCES_TO_TELL: usize = 6;

/// A part of the definition that is read in one go.
struct Part<'a> {
    target: Target,
    texts: Vec<&'a str>,
}

/// The parts of a definition that are prose.
fn parts(definition: &Definition) -> Vec<Part<'_>> {
    let mut parts = vec![Part { target: Target::Field("purpose"), texts: vec![definition.purpose.as_str()] }];
    let lists: [(&'static str, &Vec<String>); 5] = [
        ("objectives", &definition.objectives),
        ("success_factors", &definition.success_factors),
        ("scope_in", &definition.scope_in),
        ("scope_out", &definition.scope_out),
        ("triggers", &definition.triggers),
    ];
    for (field, list) in lists {
        parts.push(Part { target: Target::Field(field), texts: list.iter().map(String::as_str).collect() });
    }
    let policies = definition.policies.iter();
    let policies = policies.flat_map(|one| [&one.statement, &one.reason, &one.consequence, &one.exceptions]);
    parts.push(Part { target: Target::Field("policies"), texts: policies.map(String::as_str).collect() });
    for control in &definition.controls {
        let texts = vec![control.statement.as_str(), &control.objective, &control.evidence];
        parts.push(Part { target: Target::Control(control.key.clone()), texts });
    }
    let risks = definition.risks.iter().flat_map(|one| [one.statement.as_str(), &one.consequence]);
    parts.push(Part { target: Target::Field("risks"), texts: risks.collect() });
    for (id, activity) in &definition.activities {
        let texts = [
            &activity.purpose,
            &activity.description,
            &activity.steps,
            &activity.decision_rule,
            &activity.exception_path,
        ];
        parts.push(Part {
            target: Target::Activity(id.clone()),
            texts: texts.into_iter().map(String::as_str).collect(),
        });
    }
    parts
}

/// How each part reads, in the order of the document; those without prose are left out.
#[must_use]
pub fn readings(definition: &Definition) -> Vec<(Target, Reading)> {
    let read = |part: Part| (part.target, prose::reading(part.texts));
    parts(definition).into_iter().map(read).filter(|(_, reading)| reading.words > 0).collect()
}

/// How the whole definition reads.
#[must_use]
pub fn reading_of(definition: &Definition) -> Reading {
    prose::reading(parts(definition).iter().flat_map(|part| part.texts.iter().copied()))
}

/// `own` are words that the office put on the list beside ours, with plainer ones.
pub(super) fn check(definition: &Definition, own: &BTreeMap<String, String>, findings: &mut Findings) {
    let explained: BTreeSet<&str> = definition.glossary.iter().flat_map(|one| acronyms(&one.term)).collect();
    let mut told = BTreeSet::new();
    for part in parts(definition) {
        for text in &part.texts {
            long_sentences(&part.target, text, findings);
            for acronym in acronyms(text) {
                if !explained.contains(acronym) && told.insert(acronym.to_owned()) {
                    findings.add(&ACRONYM, part.target.clone(), format!("“{acronym}” is not explained anywhere."));
                }
            }
        }
        let mut words = BTreeSet::new();
        for (word, plainer) in part.texts.iter().flat_map(|text| jargon::found(text, own)) {
            if words.insert(word) {
                findings.add(&JARGON, part.target.clone(), format!("“{word}” has a plainer word: “{plainer}”."));
            }
        }
        overall(&part, findings);
    }
}

fn long_sentences(target: &Target, text: &str, findings: &mut Findings) {
    for sentence in prose::sentences(text) {
        let words = sentence.split_whitespace().count();
        if words >= WORDS {
            let start: Vec<&str> = sentence.split_whitespace().take(6).collect();
            let message = format!("A sentence of {words} words begins “{}…”.", start.join(" "));
            findings.add(&LONG, target.clone(), message);
        }
    }
}

/// What the figures of a part say.
fn overall(part: &Part, findings: &mut Findings) {
    let reading = prose::reading(part.texts.iter().copied());
    if let Some(ease) = reading.ease.filter(|ease| *ease < HARD) {
        let message = format!("Its reading ease is {ease}; {} words a sentence.", reading.sentence_words);
        findings.add(&HEAVY, part.target.clone(), message);
    }
    if reading.sentences >= SENTENCES_TO_TELL && reading.passive_share > MOSTLY_PASSIVE {
        let message = format!("{} per cent of its sentences are in the passive voice.", reading.passive_share);
        findings.add(&PASSIVE, part.target.clone(), message);
    }
}

fn acronyms(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| {
        (2..=6).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase()) && !KNOWN.contains(word)
    })
}
