//! What every definition says about itself: what the process is for, where it begins and ends, and who gives and takes.
//!
//! Absent: policies, controls and risks (`rules`). Sources: FitSM-1 GR2.2; SIPOC closure.

use super::{Findings, Rule, Severity, Target};
use crate::definition::{Definition, limits};

const EMPTY: Rule = Rule {
    name: "content-missing",
    severity: Severity::Error,
    why: "Readers ask first what the process is for, where it begins and where it ends (FitSM-1 GR2.2).",
    remedy: "Write one or two sentences; they can be improved later.",
};
const BLANK: Rule = Rule {
    name: "entry-blank",
    severity: Severity::Warning,
    why: "An entry without words takes room on the page and tells nothing.",
    remedy: "Write what is meant, or remove the entry.",
};
const LARGE: Rule = Rule {
    name: "too-large",
    severity: Severity::Error,
    why: "A definition of this size can neither be read nor be kept.",
    remedy: "Shorten it, or keep the details in a document of their own and name it.",
};
const CLOSURE: Rule = Rule {
    name: "sipoc-open",
    severity: Severity::Warning,
    why: "What nobody supplies does not arrive; what nobody wants need not be made (SIPOC).",
    remedy: "Name the supplier or the customer, or remove the entry.",
};
const UNJUDGED: Rule = Rule {
    name: "sipoc-unjudged",
    severity: Severity::Info,
    why: "Without a stated quality, giver and taker argue about each case.",
    remedy: "Say when it is good enough to begin with, or when it is accepted.",
};
const FINAL: Rule = Rule {
    name: "nothing-comes-out",
    severity: Severity::Warning,
    why: "A process that makes nothing for anybody has no reason to exist.",
    remedy: "Name at least one output and its customer.",
};
const UNCONFIRMED: Rule = Rule {
    name: "interface-one-sided",
    severity: Severity::Warning,
    why: "An interface that only one side knows is where work gets lost.",
    remedy: "Agree it with the owner of the other process, then mark it as confirmed.",
};
const VAGUE: Rule = Rule {
    name: "interface-vague",
    severity: Severity::Warning,
    why: "Both sides must know what passes, in which state and how soon, or each expects something else.",
    remedy: "Complete the interface.",
};
const REVIEW: Rule = Rule {
    name: "review-missing",
    severity: Severity::Warning,
    why: "A process that nobody looks at again is soon not the one that people follow.",
    remedy: "Set the days from one review to the next, for example 365.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] = &[&EMPTY, &BLANK, &LARGE, &CLOSURE, &UNJUDGED, &FINAL, &UNCONFIRMED, &VAGUE, &REVIEW];

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let fields: [(&'static str, bool, &str); 4] = [
        ("name", definition.name.trim().is_empty(), "The process has no name."),
        ("purpose", definition.purpose.trim().is_empty(), "The purpose is missing."),
        ("scope_in", definition.scope_in.is_empty(), "Nothing is said to be in scope."),
        ("triggers", definition.triggers.is_empty(), "Nothing is said to start the process."),
    ];
    for (field, is_empty, message) in fields {
        if is_empty {
            findings.add(&EMPTY, Target::Field(field), message.to_owned());
        }
    }
    let lists: [(&'static str, &Vec<String>); 4] = [
        ("objectives", &definition.objectives),
        ("scope_in", &definition.scope_in),
        ("scope_out", &definition.scope_out),
        ("triggers", &definition.triggers),
    ];
    for (field, texts) in lists {
        for (at, _) in texts.iter().enumerate().filter(|(_, text)| text.trim().is_empty()) {
            let message = format!("Entry {} of {} is blank.", at + 1, field.replace('_', " "));
            findings.add(&BLANK, Target::Field(field), message);
        }
    }
    for sentence in limits::exceeded(definition) {
        findings.add(&LARGE, Target::Field("definition"), sentence);
    }
    if definition.review_interval_days == 0 {
        let message = "No review is planned.".to_owned();
        findings.add(&REVIEW, Target::Field("review_interval_days"), message);
    }
    passage(definition, findings);
    interfaces(definition, findings);
}

fn passage(definition: &Definition, findings: &mut Findings) {
    for input in &definition.inputs {
        let at = || Target::Field("inputs");
        if input.supplier.trim().is_empty() {
            findings.add(&CLOSURE, at(), format!("The input “{}” has no supplier.", input.name));
        }
        if input.quality.trim().is_empty() {
            findings.add(&UNJUDGED, at(), format!("Nothing says when the input “{}” is good enough.", input.name));
        }
    }
    for output in &definition.outputs {
        let at = || Target::Field("outputs");
        if output.customer.trim().is_empty() {
            findings.add(&CLOSURE, at(), format!("The output “{}” has no customer.", output.name));
        }
        if output.acceptance.trim().is_empty() {
            findings.add(&UNJUDGED, at(), format!("Nothing says when the output “{}” is accepted.", output.name));
        }
    }
    if definition.outputs.is_empty() {
        findings.add(&FINAL, Target::Field("outputs"), "No output is named.".to_owned());
    }
}

fn interfaces(definition: &Definition, findings: &mut Findings) {
    for interface in &definition.interfaces {
        let at = || Target::Field("interfaces");
        let texts = [
            ("the other process", &interface.process),
            ("what passes", &interface.what),
            ("the quality", &interface.quality),
            ("the time limit", &interface.time_limit),
        ];
        let missing: Vec<&str> =
            texts.iter().filter(|(_, text)| text.trim().is_empty()).map(|(label, _)| *label).collect();
        if !missing.is_empty() {
            let message = format!("The interface with “{}” lacks: {}.", interface.process, missing.join(", "));
            findings.add(&VAGUE, at(), message);
        }
        if !interface.confirmed {
            let message = format!("The interface with “{}” is not confirmed by the other side.", interface.process);
            findings.add(&UNCONFIRMED, at(), message);
        }
    }
}
