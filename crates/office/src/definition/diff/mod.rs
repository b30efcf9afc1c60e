//! What changed between two definitions, in plain words, each change minor or major by rule and not by opinion.
//!
//! Wording is minor. A role, the flow, a policy, a control, a measure, what comes in and goes out, and who answers are major.
//! Absent: what the diagram itself compares (crate `bpmn`). Source: practice of document control (FitSM-1 GR2.4): what readers must
//! learn anew needs the owner's approval.

mod activities;
mod decisions;
mod forms;
mod impact;
mod rule;

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

pub(in crate::definition) use decisions::sentence;
pub use impact::{Impact, impact};
pub use rule::{Class, Rule};

use super::entries::{self, Entries, LISTS, List, TEXT, words};
use super::lint::Target;
use super::model::{Criticality, Definition};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub target: Target,
    /// In plain words, a whole sentence.
    pub sentence: String,
    pub class: Class,
    /// The rule that gave the class.
    pub rule: Rule,
}

/// Every difference from `old` to `new`: texts and lists, then the flow, its activities and who answers for them.
#[must_use]
pub fn diff(old: &Definition, new: &Definition) -> Vec<Change> {
    let mut changes = Changes(Vec::new());
    changes.field("name", Rule::Wording, "The name", &old.name, &new.name);
    changes.field("purpose", Rule::Wording, "The purpose", &old.purpose, &new.purpose);
    let (before, after) = (entries::document(old), entries::document(new));
    for list in &LISTS {
        changes.list(list, "", &before, &after);
    }
    changes.criticality(old, new);
    changes.forms(&before, &after);
    changes.decisions(old, new);
    changes.flow(old, new);
    changes.activities(old, new);
    changes.raci(old, new);
    changes.review(old, new);
    changes.0
}

/// The class of a set of changes: major as soon as one of them is.
#[must_use]
pub fn class(changes: &[Change]) -> Class {
    changes.iter().map(|change| change.class).max().unwrap_or(Class::Minor)
}

struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, target: Target, rule: Rule, sentence: String) {
        self.0.push(Change { target, sentence, class: rule.class(), rule });
    }

    fn field(&mut self, name: &'static str, rule: Rule, label: &str, old: &str, new: &str) {
        if old != new {
            self.add(Target::Field(name), rule, told(label, old, new));
        }
    }

    /// The changes of a list; `within` names what the list belongs to, where that is not the document.
    fn list(&mut self, list: &List, within: &str, before: &Value, after: &Value) {
        let old = list.entries(before);
        let new = list.entries_since(&old, after);
        for name in old.order.iter().filter(|name| !new.rows.contains_key(*name)) {
            let title = short(&list.title(&old.rows[name]));
            self.add(place(list, &old, name), list.rule, format!("{within}{} removed: “{title}”.", list.noun));
        }
        for name in &new.order {
            if old.rows.contains_key(name) {
                self.entry(list, within, &old, &new, name);
            } else {
                let title = short(&list.title(&new.rows[name]));
                self.add(place(list, &new, name), list.rule, format!("{within}{} added: “{title}”.", list.noun));
            }
        }
        let common = |entries: &Entries, other: &Entries| -> Vec<String> {
            entries.order.iter().filter(|name| other.rows.contains_key(*name)).cloned().collect()
        };
        if common(&old, &new) != common(&new, &old) {
            let sentence = format!("{within}{}: the order of the entries changed.", list.noun);
            self.add(Target::Field(list.field), Rule::Order, sentence);
        }
    }

    fn entry(&mut self, list: &List, within: &str, old: &Entries, new: &Entries, name: &str) {
        let (before, after) = (&old.rows[name], &new.rows[name]);
        if list.named_by.is_empty() && before != after {
            let (was, is) = (short(&words(before.get(TEXT))), short(&words(after.get(TEXT))));
            self.add(place(list, old, name), list.rule, format!("{within}{}: “{was}” reads “{is}” now.", list.noun));
        }
        for part in list.parts {
            if before.get(part.0) != after.get(part.0) {
                let (was, is) = (words(before.get(part.0)), words(after.get(part.0)));
                let label = format!("{within}{} “{}”: the {}", list.noun, short(&list.title(before)), part.1);
                self.add(place(list, new, name), part.2, told(&label, &was, &is));
            }
        }
    }

    fn flow(&mut self, old: &Definition, new: &Definition) {
        if old.diagram == new.diagram {
            return;
        }
        let diagram = || Target::Field("diagram");
        let (Some(before), Some(after)) = (old.flow(), new.flow()) else {
            let sentence = match (old.diagram.trim().is_empty(), new.diagram.trim().is_empty()) {
                (true, _) => "The diagram was added.",
                (_, true) => "The diagram was removed.",
                _ => "The diagram was replaced; one of the two cannot be read.",
            };
            self.add(diagram(), Rule::Flow, sentence.to_owned());
            return;
        };
        let changes = bpmn::compare(&before, &after);
        if changes.is_empty() {
            let sentence = "The diagram's file was written anew; nothing in it changed.".to_owned();
            self.add(diagram(), Rule::Wording, sentence);
        }
        for change in changes {
            let rule = if change.material { Rule::Flow } else { Rule::Wording };
            let is_activity =
                [&before, &after].iter().any(|one| one.node(&change.element).is_some_and(bpmn::Node::is_activity));
            let target = if is_activity { Target::Activity(change.element) } else { Target::Element(change.element) };
            self.add(target, rule, change.sentence);
        }
    }

    fn criticality(&mut self, old: &Definition, new: &Definition) {
        let word = |one: &Definition| one.criticality.map_or("", Criticality::label);
        let (before, after) = (word(old), word(new));
        if before != after {
            self.add(Target::Field("criticality"), Rule::Aim, told("The criticality", before, after));
        }
    }

    fn raci(&mut self, old: &Definition, new: &Definition) {
        let cells = |definition: &Definition| -> BTreeSet<(String, String)> {
            let rows = definition.raci.iter();
            rows.flat_map(|(activity, row)| row.keys().map(|role| (activity.clone(), role.clone()))).collect()
        };
        let names = [new.steps(), old.steps()].concat();
        for (activity, role) in cells(old).union(&cells(new)) {
            let letters =
                |definition: &Definition| definition.raci.get(activity).and_then(|row| row.get(role)).cloned();
            let (before, after) = (letters(old), letters(new));
            if before == after {
                continue;
            }
            let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
            let name = names.iter().find(|(id, _)| id == activity).map_or(activity.as_str(), |(_, name)| name.as_str());
            let is_known = new.roles.iter().any(|one| one.key == *role);
            let holder = if is_known { new.role_name(role) } else { old.role_name(role) };
            let (was, is) = (letters_in_words(&before), letters_in_words(&after));
            let sentence = match (was.is_empty(), is.is_empty()) {
                (true, true) => format!("{name}: the cell of {holder} was “{before}” and is “{after}” now."),
                (true, _) => format!("{name}: {holder} is {is} now and had no part before."),
                (_, true) => format!("{name}: {holder} has no part any more; before: {was}."),
                _ => format!("{name}: {holder} was {was} and is {is} now."),
            };
            let rule = if sorted(&before) == sorted(&after) { Rule::Order } else { Rule::Role };
            self.add(Target::Cell { activity: activity.clone(), role: role.clone() }, rule, sentence);
        }
    }

    fn review(&mut self, old: &Definition, new: &Definition) {
        let (before, after) = (old.review_interval_days, new.review_interval_days);
        if before != after {
            let sentence = format!("It is reviewed every {after} days now; before: every {before} days.");
            self.add(Target::Field("review_interval_days"), Rule::Review, sentence);
        }
    }
}

/// Where an entry of a list is shown.
fn place(list: &List, entries: &Entries, name: &str) -> Target {
    let key = || words(entries.rows[name].get("key"));
    match list.field {
        "roles" => Target::Role(key()),
        "controls" => Target::Control(key()),
        "measures" => Target::Measure(key()),
        field => Target::Field(field),
    }
}

/// A changed text as a sentence.
fn told(label: &str, old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("{label} was added: “{}”.", short(new)),
        (_, true) => format!("{label} was removed; it said “{}”.", short(old)),
        _ if old.split_whitespace().eq(new.split_whitespace()) => {
            format!("{label} was set differently; the words are the same.")
        }
        _ => {
            let (was, is) = around_the_change(old, new);
            format!("{label} was “{was}” and is “{is}” now.")
        }
    }
}

/// Letters of RACI in words.
#[must_use]
pub fn letters_in_words(letters: &str) -> String {
    let words: Vec<&str> = letters
        .chars()
        .filter_map(|letter| match letter {
            'R' => Some("responsible"),
            'A' => Some("accountable"),
            'C' => Some("consulted"),
            'I' => Some("informed"),
            _ => None,
        })
        .collect();
    words.join(" and ")
}

fn sorted(letters: &str) -> Vec<char> {
    let mut letters: Vec<char> = letters.chars().collect();
    letters.sort_unstable();
    letters
}

/// Letters of a text that fit into a sentence.
const LONGEST: usize = 120;

/// A text cut to a line that fits into a sentence.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    let cut: String = line.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

/// Two texts cut to the place where they begin to differ, so that a change deep in a long text is seen.
fn around_the_change(old: &str, new: &str) -> (String, String) {
    /// Words that are kept before the first difference.
    const LEAD: usize = 4;
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let fits = |words: &[&str]| words.join(" ").chars().count() <= LONGEST;
    if fits(&old) && fits(&new) {
        return (old.join(" "), new.join(" "));
    }
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(LEAD);
    let lead = if start > 0 { "… " } else { "" };
    (format!("{lead}{}", short(&old[start..].join(" "))), format!("{lead}{}", short(&new[start..].join(" "))))
}

#[cfg(test)]
mod tests;
