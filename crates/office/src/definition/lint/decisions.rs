//! Whether each decision can be made: its model is read, its tables leave nothing out, and its examples come out as they should.
//!
//! Absent: who makes it (`activities`), and its key (`keys`). Sources: DMN 1.5 §8.2 (hit policies); Calvanese and others (BPM 2016) on
//! gaps and overlaps.

use super::{Findings, Rule, Severity, Target};
use crate::definition::decision::{Decision, tasks};
use crate::definition::{Definition, Example};

const UNREADABLE: Rule = Rule {
    name: "decision-unreadable",
    severity: Severity::Error,
    why: "A decision that cannot be read is made by nobody, or by everybody differently.",
    remedy: "Mend the cell or the text at that place, or take the model from its tool again.",
};
const INCOMPLETE: Rule = Rule {
    name: "decision-incomplete",
    severity: Severity::Warning,
    why: "Whoever reads a decision must see what it answers.",
    remedy: "Give it a name and the question that it answers.",
};
const GAP: Rule = Rule {
    name: "decision-gap",
    severity: Severity::Warning,
    why: "For a case that no rule matches there is no result, and somebody decides by habit.",
    remedy: "Add a rule for it, say what results otherwise, or list the values that the column allows.",
};
const OVERLAP: Rule = Rule {
    name: "decision-overlap",
    severity: Severity::Warning,
    why: "Where two rules match and one result is promised, there is none.",
    remedy: "Make the rules tell the cases apart, or choose the hit policy that says which counts.",
};
const UNREACHED: Rule = Rule {
    name: "decision-rule-unreached",
    severity: Severity::Warning,
    why: "A rule behind others that match all of its cases is read by people and never followed.",
    remedy: "Move it up, or remove it.",
};
const UNTRIED: Rule = Rule {
    name: "decision-without-example",
    severity: Severity::Info,
    why: "An example shows what is meant, and warns when a later change means something else.",
    remedy: "Write two or three cases with what must come out; they run whenever the decision is saved or published.",
};
const FAILS: Rule = Rule {
    name: "decision-example-fails",
    severity: Severity::Error,
    why: "The rules and the example say different things; one of the two is wrong.",
    remedy: "Correct the rule, or what the example expects.",
};
const UNKNOWN: Rule = Rule {
    name: "decision-unknown",
    severity: Severity::Warning,
    why: "A task that names a decision which is not there cannot be run.",
    remedy: "Add the decision to the process, or name one that is there.",
};
const UNUSED: Rule = Rule {
    name: "decision-unused",
    severity: Severity::Info,
    why: "A decision that no activity makes is looked up by nobody, or nobody knows when.",
    remedy: "Name it at the activity where it is made, or remove it.",
};

/// The rules of this room.
pub(super) const ALL: &[&Rule] =
    &[&UNREADABLE, &INCOMPLETE, &GAP, &OVERLAP, &UNREACHED, &UNTRIED, &FAILS, &UNKNOWN, &UNUSED];

/// Findings of one rule that are told of one decision; the others are counted.
const TOLD: usize = 5;

pub(super) fn check(definition: &Definition, findings: &mut Findings) {
    let tasks = tasks(definition);
    for (key, decision) in &definition.decisions {
        of_decision(key, decision, findings);
        let is_made = definition.activities.values().any(|one| one.decisions.contains(key));
        if !is_made && !tasks.iter().any(|task| task.key.as_ref() == Some(key)) {
            let message = format!("No activity makes the decision “{}”.", decision.title(key));
            findings.add(&UNUSED, Target::Decision(key.clone()), message);
        }
    }
    for task in tasks.iter().filter(|task| task.key.is_none()) {
        let steps = definition.steps();
        let name = steps.iter().find(|(id, _)| *id == task.element).map_or(task.element.as_str(), |(_, name)| name);
        let message = format!("“{name}” names the decision “{}”, which the process does not have.", task.decision);
        findings.add(&UNKNOWN, Target::Activity(task.element.clone()), message);
    }
}

fn of_decision(key: &str, decision: &Decision, findings: &mut Findings) {
    let at = || Target::Decision(key.to_owned());
    let title = decision.title(key);
    if decision.name.trim().is_empty() || decision.question.trim().is_empty() {
        let what = if decision.name.trim().is_empty() { "name" } else { "question" };
        findings.add(&INCOMPLETE, at(), format!("The decision “{title}” has no {what}."));
    }
    let model = match decision.model() {
        Ok(model) => model,
        Err(_) if decision.dmn.trim().is_empty() => {
            findings.add(&UNREADABLE, at(), format!("The decision “{title}” has no model yet."));
            return;
        }
        Err(why) => {
            findings.add(&UNREADABLE, at(), format!("The model of “{title}” cannot be read: {why}"));
            return;
        }
    };
    if model.top().is_none() {
        findings.add(&UNREADABLE, at(), format!("The model of “{title}” decides nothing."));
    }
    let own = format!("\"{title}\", ");
    let flaw = |flaw: &feel::Flaw| {
        let said = flaw.to_string();
        format!("“{title}”: {}.", said.strip_prefix(&own).unwrap_or(&said))
    };
    told(findings, &UNREADABLE, key, model.flaws().iter().map(flaw).collect());
    for report in decision.reports().iter() {
        let lead = |sentence: &String| format!("“{title}”: {sentence}");
        told(findings, &GAP, key, report.gaps.iter().map(|one| lead(&one.sentence)).collect());
        told(findings, &OVERLAP, key, report.overlaps.iter().map(|one| lead(&one.sentence)).collect());
        told(findings, &UNREACHED, key, report.unreached.iter().map(|one| lead(&one.sentence)).collect());
    }
    examples(key, decision, findings);
}

fn examples(key: &str, decision: &Decision, findings: &mut Findings) {
    let title = decision.title(key);
    if decision.examples.is_empty() {
        let message = format!("The decision “{title}” has no example.");
        findings.add(&UNTRIED, Target::Decision(key.to_owned()), message);
    }
    let name = |at: usize, one: &Example| match one.name.trim() {
        "" => format!("example {}", at + 1),
        name => format!("the example “{name}”"),
    };
    let outcomes = decision.outcomes();
    let failed = decision.examples.iter().zip(outcomes.iter()).enumerate();
    let failed = failed.filter(|(_, (_, outcome))| !outcome.passed);
    let said = failed.map(|(at, (one, outcome))| format!("“{title}”: {} fails. {}", name(at, one), outcome.why));
    told(findings, &FAILS, key, said.collect());
}

/// The first few as they are, the others as a number.
fn told(findings: &mut Findings, rule: &Rule, key: &str, mut messages: Vec<String>) {
    let more = messages.len().saturating_sub(TOLD);
    messages.truncate(TOLD);
    for message in messages {
        findings.add(rule, Target::Decision(key.to_owned()), message);
    }
    if more > 0 {
        let message = format!("There are {more} more of this kind; mend these first.");
        findings.add(rule, Target::Decision(key.to_owned()), message);
    }
}
